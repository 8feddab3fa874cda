import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import hypothesis
import psycopg2
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client, TestCase, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

from apps.accounts.models import Role, User
from apps.accounts.services import create_user, register_tenant
from apps.accounts.sessions import start_session
from apps.audit.event_types import EVENT_TYPES, LIST
from apps.audit.models import AuditLog
from apps.core.inserts import insert_later
from apps.core.limits import redis_client
from apps.core.live import following
from apps.core.tenancy import bind_tenant, tenant_context
from config.addresses import database_urls, superuser_url, uses_embedded_postgres
from tests.contract import check_answer

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# How long an example takes says how busy the machine is, and each makes its own rows in the test's database.
# `--hypothesis-profile=default` looks for new examples.
hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """One test database behind all three roles; pytest-django would only make those of the aliases that tests name."""
    keepdb = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set(), keepdb=keepdb)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            connections.close_all()
            # A thread that a test has left may hold on to one still.
            with superuser_cursor("postgres") as cursor:
                name = connections["owner"].settings_dict["NAME"]
                cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            teardown_databases(made, verbosity=0)


KEPT = {"django_migrations", "django_content_type", "auth_permission", "accounts_menuitem"}
"""Tables whose rows the migrations make, and every test may count on."""


@contextmanager
def superuser_cursor(database: str) -> Iterator[Any]:
    url = superuser_url() if uses_embedded_postgres() else database_urls()["owner"]
    with closing(psycopg2.connect(url, dbname=database)) as connection, connection, connection.cursor() as cursor:
        yield cursor


def delete_committed() -> None:
    """Empty the tables that a test with real commits has filled, in place of Django's flush, which empties them all."""
    owner = connections["owner"]
    tables = set(owner.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
    # As a superuser and as a replica's: no policy hides a row, no trigger keeps one, no foreign key orders the tables.
    with superuser_cursor(owner.settings_dict["NAME"]) as cursor:
        cursor.execute(f"SET session_replication_role = replica; {filled}")
        if found := cursor.fetchall():
            cursor.execute("".join(f"DELETE FROM {name};" for (name,) in found))


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: delete_committed())
        yield


unlisted: set[str] = set()
"""Types of events that were recorded and are not in the product's list of them."""


@pytest.fixture(scope="session", autouse=True)
def noted_events() -> Iterator[None]:
    """Each event that a service records is held against the list of types; with WRITE_EVENTS=1 the list grows."""
    met: set[str] = set()

    def note(events: list[AuditLog]) -> None:
        for event in events:
            if event.event_type not in EVENT_TYPES and event.action not in ("tested", "tests"):
                (met if os.environ.get("WRITE_EVENTS") else unlisted).add(event.event_type)
        insert_later(events)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("apps.audit.services.insert_later", note)
        yield
    if met:
        LIST.write_text("".join(f"{name}\n" for name in sorted({*LIST.read_text().split(), *met})))


@pytest.fixture(autouse=True)
def listed_events() -> Iterator[None]:
    """Fails a test that recorded an event of a type that nobody is told of."""
    yield
    names = sorted(unlisted)
    unlisted.clear()
    assert not names, f"add to {LIST.name}, or run with WRITE_EVENTS=1: {', '.join(names)}"


class Api:
    """A caller of the API: JSON in and out, with a token when there is a user.

    Every answer is held against the OpenAPI document.
    """

    def __init__(self, user: User | None = None) -> None:
        self.user = user
        self.headers: dict[str, str] = {}
        if user:
            with tenant_context(user.tenant_id):
                self.headers["Authorization"] = f"Bearer {start_session(actor=user).access}"
        self._client = Client()

    def request(
        self, method: str, path: str, body: Any = None, content_type: str = "application/json", **headers: str
    ) -> Any:
        content = {} if body is None else {"data": body, "content_type": content_type}
        # Inside a test's transaction nothing commits; what waits for the commit is done after each request.
        # Whatever the request binds, the test itself stays bound to whom it was.
        with tenant_context(None), TestCase.captureOnCommitCallbacks(execute=True):
            response = getattr(self._client, method)(path, headers=self.headers | headers, **content)
        check_answer(method, path, response)
        return response

    def get(self, path: str, **headers: str) -> Any:
        return self.request("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.request("post", path, {} if body is None else body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.request("put", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.request("patch", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.request("delete", path, **headers)


@pytest.fixture(autouse=True)
def unbound() -> Any:
    """Each test starts with no tenant bound, and nothing remembered of the tests before."""
    bind_tenant(None)
    redis_client().flushdb()
    yield
    bind_tenant(None)
    if following._readers._threads:
        # With the threads go their connections, which a later test may not use.
        following._readers.shutdown(wait=False)
        following._readers = ThreadPoolExecutor(max_workers=4)


@pytest.fixture
def company(db: None) -> Callable[..., User]:
    """Sign up a company; answers its owner."""

    def sign_up(name: str = "Acme") -> User:
        slug = name.lower()
        owner = register_tenant(
            name=name, domain=f"{slug}.example", email=f"owner@{slug}.example", password="Password123!"
        )
        bind_tenant(None)
        return owner

    return sign_up


@pytest.fixture
def owner(company: Callable[..., User]) -> User:
    """The owner of the company Acme."""
    return company("Acme")


@pytest.fixture
def api(owner: User) -> Api:
    """The owner of Acme, logged in."""
    return Api(owner)


@pytest.fixture
def anonymous(db: None) -> Api:
    return Api()


@pytest.fixture
def charlie(company: Callable[..., User]) -> User:
    """The owner of another company."""
    return company("Other")


@pytest.fixture
def colleague(owner: User) -> Callable[..., User]:
    """Add a user of Acme with a role."""

    def add(role: str, name: str = "") -> User:
        with tenant_context(owner.tenant_id):
            return create_user(
                actor=owner,
                email=f"{name or role}@acme.example",
                password="Password123!",
                role=Role.unscoped.get(tenant=owner.tenant, slug=role),
            )

    return add
