"""One tenant alone: out into an archive of its own, in again under new ids, and compared with another."""

import json
import platform
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string

from apps.accounts.identifiers import identifier_key, normalize_identifier
from apps.accounts.models import User
from apps.audit.services import record
from apps.core.errors import RuleViolation
from apps.core.names import clean_name
from apps.core.search import search_key
from apps.core.tenancy import tenant_context
from apps.core.texts import say
from apps.dashboard.rollup import recalculate
from apps.integrations.models import Provider
from apps.monitoring.backups.archive import (
    MEDIA,
    Manifest,
    Table,
    Tell,
    digest_file,
    read_archive,
    refuse,
    write_archive,
)
from apps.monitoring.backups.media import local_copy
from apps.monitoring.backups.tools import connect
from apps.monitoring.portability.plan import SEALED, carried_models, file_fields
from apps.monitoring.portability.staging import Staging, key_of, write_rows
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant

_ROWS: Final = "rows/"


@dataclass(frozen=True)
class Imported:
    """A tenant that came in. `unsealed` are the rows whose secrets have to be given anew, `missing` files not there."""

    tenant: Tenant
    rows: int
    files: int
    unsealed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """Of a table: how many rows both tenants have, how many one of them alone, and some of these as examples."""

    both: int
    only_first: int
    only_second: int
    examples: list[dict[str, Any]]


def export_tenant(*, tenant: Tenant, path: Path, tell: Tell) -> Manifest:
    """Write the tenant's rows, as of one moment, and its files into a signed archive at `path`.

    What stays behind is in `plan.LEFT_OUT`. The archive is encrypted where BACKUP_ENCRYPTION_KEY is set.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as place:
        work, tables, sources = Path(place), {}, {}
        with closing(connect("ops")) as connection, connection.cursor() as cursor:
            connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
            carried = carried_models()
            for number, model in enumerate(carried):
                table = model._meta.db_table
                tell(40 * number // len(carried), f"{table} is written")
                sources[f"{_ROWS}{table}"] = work / table
                tables[table] = Table(write_rows(cursor, model, tenant.pk, work / table), "")
            for number, (member, name) in enumerate(_media_names(cursor, tenant.pk)):
                sources[member] = local_copy(name, work / f"media-{number}")
        files = {member: digest_file(source) for member, source in sources.items() if source.exists()}
        manifest = Manifest(
            name=path.name,
            created_at=datetime.now(UTC).isoformat(),
            scheduled=False,
            versions={
                "product": str(settings.SPECTACULAR_SETTINGS["VERSION"]),
                "django": django.__version__,
                "python": platform.python_version(),
            },
            migrations=_migrations(),
            tables=tables,
            files=files,
            tenant={"id": tenant.pk, "domain": tenant.domain, "name": tenant.name},
        )
        draft = work / "archive"
        write_archive(draft, manifest, sources, lambda percent, what: tell(40 + percent * 59 // 100, what))
        draft.replace(path)
    return manifest


def import_tenant(
    *,
    path: Path,
    tell: Tell,
    domain: str | None = None,
    name: str | None = None,
    rename_users: str = "",
    as_is: bool = False,
) -> Imported:
    """Bring in the tenant of an archive under new ids, all or nothing. It is active when everything is there.

    Unless it comes `as_is`, to go on where the original has ended, its automation is paused and its providers are
    switched off: two of the same would invoice and remind everybody twice.

    Users who are known here already refuse the import, unless `rename_users` says what is put behind their names:
    `ann@acme.example` is then `ann+copy@acme.example`. 400 for a damaged or foreign archive, one of another version, or
    a domain that is taken.
    """
    with _unpacked(path, lambda percent, what: tell(percent * 30 // 100, what)) as (manifest, members):
        assert manifest.tenant
        saved: list[str] = []
        try:
            with transaction.atomic("ops"), connections["ops"].cursor() as cursor:
                staging = _staged(cursor, "stage", "next", members, tell)
                tenant_id = _name_tenant(cursor, staging, domain, name)
                _name_users(cursor, staging, rename_users)
                if not as_is:
                    _pause(cursor, staging)
                rows = sum(staging.store(model) for model in carried_models())
                unsealed = _reseal(cursor, manifest.tenant["id"], tenant_id)
                tell(80, "the files are stored")
                for member, source in members.items():
                    if member.startswith(MEDIA):
                        saved.append(_save_file(member, source, tenant_id))
        except BaseException as exc:
            for stored in saved:
                default_storage.delete(stored)
            if isinstance(exc, IntegrityError):
                raise refuse(f"The archive's rows do not fit together: {exc}") from exc
            raise
        tell(90, "the figures are computed")
        tenant = _open_tenant(tenant_id, manifest, as_is=as_is)
    return Imported(tenant, rows, len(saved), unsealed)


def compare_tenants(
    *, first: Tenant | Path, second: Tenant | Path, tell: Tell, examples: int = 3
) -> dict[str, Difference]:
    """Compare two tenants, or archives of such, table by table; rows are equal when they say the same of the same rows,
    under whatever ids. Nothing is changed."""
    found = {}
    with transaction.atomic("ops"), connections["ops"].cursor() as cursor:
        sides = [_side(cursor, side, label, tell) for side, label in ((first, "first_side"), (second, "second_side"))]
        carried = carried_models()
        for number, model in enumerate(reversed(carried)):
            tell(60 + 40 * number // len(carried), f"{model._meta.db_table} is compared")
            found[model._meta.db_table] = _compare(cursor, [side.comparable(model) for side in sides], examples)
        transaction.set_rollback(True, "ops")
    return found


def _side(cursor: Any, side: Tenant | Path, label: str, tell: Tell) -> Staging:
    if isinstance(side, Path):
        with _unpacked(side, lambda percent, what: tell(percent * 30 // 100, what)) as (_, members):
            return _staged(cursor, label, "places", members, tell)
    staging = Staging(cursor, label, "places")
    for model in carried_models():
        staging.copy_rows(model, side.pk)
    staging.index()
    return staging


def _compare(cursor: Any, queries: list[str], examples: int) -> Difference:
    first, second = queries
    cursor.execute(
        f"CREATE TEMP TABLE compared ON COMMIT DROP AS SELECT row, sum(a) AS a, sum(b) AS b FROM ("  # noqa: S608
        f"SELECT row, 1 AS a, 0 AS b FROM ({first}) f UNION ALL SELECT row, 0, 1 FROM ({second}) s) u GROUP BY row"
    )
    cursor.execute(
        "SELECT coalesce(sum(least(a, b)), 0), coalesce(sum(greatest(a - b, 0)), 0), "
        "coalesce(sum(greatest(b - a, 0)), 0) FROM compared"
    )
    both, only_first, only_second = map(int, cursor.fetchone())
    cursor.execute(
        "SELECT CASE WHEN a > b THEN 'first' ELSE 'second' END, row::text FROM compared "
        "WHERE a <> b ORDER BY (row ->> 'id')::bigint, a DESC LIMIT %s",
        [examples],
    )
    shown = [{"in": side, "row": json.loads(row)} for side, row in cursor.fetchall()]
    cursor.execute("DROP TABLE compared")
    return Difference(both, only_first, only_second, shown)


@contextmanager
def _unpacked(path: Path, tell: Tell) -> Iterator[tuple[Manifest, dict[str, Path]]]:
    """The archive's members in files under numbers: their names are no paths."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".import-") as place:
        members: dict[str, Path] = {}

        def target(member: str) -> Path:
            return members.setdefault(member, Path(place) / str(len(members)))

        manifest = read_archive(path, tell, target, of_tenant=True)
        if ours := set(_migrations()) ^ set(manifest.migrations):
            raise refuse(
                f"The archive was written by another version of the product ({len(ours)} migrations differ, such as "
                f"{min(ours)}): bring both installations to the same version first.",
                "other_version",
            )
        yield manifest, members


def _staged(cursor: Any, label: str, ids: Any, members: Mapping[str, Path], tell: Tell) -> Staging:
    staging = Staging(cursor, label, ids)
    for number, model in enumerate(carried_models()):
        tell(30 + number * 30 // len(carried_models()), f"{model._meta.db_table} is read")
        if rows := members.get(f"{_ROWS}{model._meta.db_table}"):
            staging.read_rows(model, rows)
    staging.index()
    return staging


def _name_tenant(cursor: Any, staging: Staging, domain: str | None, name: str | None) -> int:
    staged = staging.table(Tenant)
    cursor.execute(f"SELECT domain, name, new_id FROM {staged}")  # noqa: S608
    ((old_domain, old_name, tenant_id),) = cursor.fetchall()
    new_domain = (domain or old_domain).strip().lower()
    new_name = clean_name(name or old_name, field="name")
    if Tenant.objects.filter(domain=new_domain).exists():
        raise RuleViolation(
            say("The domain {domain} is taken here: give the tenant another one.", domain=new_domain),
            code="taken",
            field="domain",
        )
    cursor.execute(f"UPDATE {staged} SET domain = %s, name = %s", [new_domain, new_name])  # noqa: S608
    return int(tenant_id)


def _name_users(cursor: Any, staging: Staging, suffix: str) -> None:
    staged = staging.table(User)
    if suffix:
        cursor.execute(f"SELECT id, username, email, first_name, last_name FROM {staged}")  # noqa: S608
        for pk, username, email, first_name, last_name in cursor.fetchall():
            local, _, host = email.partition("@")
            new_email = normalize_identifier(f"{local}+{suffix}@{host}")
            new_name = new_email if username == email else f"{username}+{suffix}"
            cursor.execute(
                f"UPDATE {staged} SET username = %s, email = %s, username_key = %s, email_key = %s, "  # noqa: S608
                "pending_email = '', search_text = %s WHERE id = %s",
                [
                    new_name,
                    new_email,
                    identifier_key(new_name),
                    identifier_key(new_email),
                    search_key(new_name, new_email, first_name, last_name),
                    pk,
                ],
            )
    cursor.execute(
        f"SELECT s.email FROM {staged} s WHERE EXISTS (SELECT FROM accounts_user u "  # noqa: S608
        "WHERE u.username_key IN (s.username_key, s.email_key) OR u.email_key IN (s.username_key, s.email_key)) "
        "ORDER BY s.email LIMIT 5"
    )
    if known := [email for (email,) in cursor.fetchall()]:
        raise RuleViolation(
            say(
                "Users of the archive are known here already, such as {users}: one person logs in to one tenant. "
                "Rename those of the archive, or delete the others first.",
                users=", ".join(known),
            ),
            code="taken",
            field="users",
        )


def _pause(cursor: Any, staging: Staging) -> None:
    paused = json.dumps({"automation_paused": True})
    cursor.execute(f"UPDATE {staging.table(Tenant)} SET settings = settings || %s", [paused])  # noqa: S608
    cursor.execute(f"UPDATE {staging.table(Provider)} SET is_active = false")  # noqa: S608


def _reseal(cursor: Any, tenant_id: int, new_tenant_id: int) -> list[str]:
    """Seal the tenant's secrets for its new id. Answers the rows whose secrets this installation cannot open."""
    lost = []
    for (table, column), path in SEALED.items():
        reseal = import_string(path)
        cursor.execute(
            f"SELECT id, {column} FROM {table} WHERE tenant_id = %s AND length({column}) > 0",  # noqa: S608
            [new_tenant_id],
        )
        for pk, sealed in cursor.fetchall():
            fresh = reseal(bytes(sealed), tenant_id=tenant_id, new_tenant_id=new_tenant_id)
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [fresh, pk])  # noqa: S608
            if not fresh:
                lost.append(f"{table} {pk}")
    return lost


def _open_tenant(tenant_id: int, manifest: Manifest, *, as_is: bool) -> Tenant:
    """Compute the figures, write the event and let people in."""
    tenant: Tenant = Tenant.objects.get(pk=tenant_id)
    with tenant_context(tenant.pk), transaction.atomic():
        recalculate(tenant)
        tenant.is_active = True
        tenant.save(update_fields=["is_active"])
        new = {"domain": tenant.domain, "from": manifest.name, "written": manifest.created_at, "as_is": as_is}
        record(actor=SystemActor(tenant), action="import_tenant", target=tenant, new=new)
    return tenant


def _media_names(cursor: Any, tenant_id: int) -> Iterator[tuple[str, str]]:
    for model in carried_models():
        for file in file_fields(model):
            cursor.execute(
                f"SELECT {file.column} FROM {model._meta.db_table} "  # noqa: S608
                f"WHERE {key_of(model)} = %s AND {file.column} <> '' ORDER BY id",
                [tenant_id],
            )
            for (name,) in cursor.fetchall():
                yield f"{MEDIA}{name}", name


def _save_file(member: str, source: Path, tenant_id: int) -> str:
    """Store a file where the new tenant's row looks for it."""
    kind, _, rest = member.removeprefix(MEDIA).split("/", 2)
    wanted = f"{kind}/{tenant_id}/{rest}"
    with source.open("rb") as file:
        saved = default_storage.save(wanted, file)
    if saved != wanted:
        default_storage.delete(saved)
        raise RuleViolation(say("There is a file {name} already.", name=wanted), code="taken")
    return saved


def _migrations() -> list[str]:
    applied = MigrationRecorder(connections["ops"]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)
