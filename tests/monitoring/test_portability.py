"""One tenant out of an installation and into it again, or into another: the same under new ids, or nothing at all."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from apps.core.rls import fenced_models
from apps.monitoring.portability.plan import LEFT_OUT, SEALED, SPOKEN_OF, carried_models, columns_of
from tests.monitoring.installation import Installation

pytestmark = pytest.mark.xdist_group("restore")

KEYS = {"BACKUP_SIGNING_KEY": "s" * 40, "ENCRYPTION_KEYS": "e" * 40}
DEMO, COPY = "demo.senangkira.example", "copy.example"
REBUILD = (
    "from django.db import transaction; from apps.dashboard.rollup import recalculate; "
    "transaction.atomic(recalculate)(tenant)"
)
RECEIPT = "0123456789abcdef"
A_PROVIDER = """
from apps.tenants.actors import SystemActor
from apps.tenants.models import Tenant
from apps.core.tenancy import tenant_context
from apps.integrations.models import Provider
from apps.integrations.services import create_provider, secrets_of
tenant = Tenant.objects.get(domain="{domain}")
with tenant_context(tenant.pk):
    {statement}
"""


@contextmanager
def an_installation() -> Iterator[Installation]:
    directory = Path(tempfile.mkdtemp(prefix="senangkira-tenant-"))
    directory.chmod(0o711)
    installation = Installation(directory)
    installation.environment |= KEYS
    try:
        installation.manage("migrate", "-v0")
        yield installation
    finally:
        installation.close()
        shutil.rmtree(directory)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with an_installation() as made:
        made.manage("seed_demo")
        tenant_id = ask_id(made, DEMO)
        made.ask(
            "INSERT INTO expenses_expenseattachment (tenant_id, expense_id, file, thumbnail, filename, content_type, "
            "size, created_at, updated_at) SELECT tenant_id, min(id), %(file)s, '', 'taxi.pdf', 'application/pdf', 9, "
            "now(), now() FROM expenses_expense WHERE tenant_id = %(tenant)s GROUP BY tenant_id",
            file=f"expenses/{tenant_id}/{RECEIPT}",
            tenant=tenant_id,
        )
        receipt = made.data_dir / "media" / "expenses" / str(tenant_id) / RECEIPT
        receipt.parent.mkdir(parents=True)
        receipt.write_bytes(b"a receipt")
        in_shell(made, DEMO, 'create_provider(actor=SystemActor(tenant), name="bank", secret_key="known to two")')
        yield made


@pytest.fixture(scope="module")
def archive(installation: Installation) -> Path:
    path = installation.data_dir / "demo.tar"
    made = json.loads(installation.manage("tenant_export", "--tenant", DEMO, str(path), "--json"))
    assert made["files"] == 1
    assert made["rows"] > 1000
    return path


@pytest.fixture(scope="module")
def copy(installation: Installation, archive: Path) -> int:
    """The id of a copy beside the original."""
    arguments = (str(archive), "--domain", COPY, "--rename-users", "copy", "--json")
    made = json.loads(installation.manage("tenant_import", *arguments))
    assert (made["domain"], made["files"], made["unsealed"]) == (COPY, 1, [])
    return int(made["tenant"])


def ask_id(installation: Installation, domain: str) -> int:
    ((found,),) = installation.ask("SELECT id FROM tenants_tenant WHERE domain = %(domain)s", domain=domain)
    return int(found)


def in_shell(installation: Installation, domain: str, statement: str) -> str:
    code = A_PROVIDER.format(domain=domain, statement=statement)
    return installation.manage("shell", "-v0", "-c", code)


def differences(installation: Installation, first: str, second: str) -> dict[str, Any]:
    process = installation.start("tenant_diff", first, second, "--json")
    output, _ = process.communicate(timeout=120)
    found = json.loads(output)
    return {table: one for table, one in found.items() if one["only_first"] or one["only_second"]}


def test_a_copy_says_the_same_but_for_its_name_and_its_users(installation: Installation, copy: int) -> None:
    found = differences(installation, DEMO, COPY)
    assert found.keys() == {"tenants_tenant", "accounts_user", "integrations_provider", "audit_auditlog"}
    assert (found["audit_auditlog"]["only_first"], found["audit_auditlog"]["only_second"]) == (0, 1)
    assert found["audit_auditlog"]["examples"][0]["row"]["action"] == "import_tenant"


def test_a_copy_tells_nobody_anything_until_it_is_resumed(installation: Installation, copy: int) -> None:
    paused = "SELECT settings -> 'automation_paused' FROM tenants_tenant WHERE id = %(t)s"
    assert installation.ask(paused, t=copy) == [(True,)]
    assert installation.ask("SELECT bool_or(is_active) FROM integrations_provider WHERE tenant_id = %(t)s", t=copy) == [
        (False,)
    ]
    original = ask_id(installation, DEMO)
    assert installation.ask(paused, t=original) == [(None,)]
    assert installation.ask("SELECT is_active FROM integrations_provider WHERE tenant_id = %(t)s", t=original) == [
        (True,)
    ]


def test_an_archive_is_the_same_as_the_tenant_that_it_was_made_of(installation: Installation, archive: Path) -> None:
    assert differences(installation, DEMO, str(archive)) == {}


def test_tells_each_row_that_differs(installation: Installation, copy: int) -> None:
    first = "SELECT id, name FROM clients_client WHERE tenant_id = %(tenant)s ORDER BY id LIMIT 1"
    ((pk, name),) = installation.ask(first, tenant=copy)
    change = "UPDATE clients_client SET name = %(name)s WHERE id = %(id)s"
    installation.ask(change, name="Somebody else", id=pk)
    found = differences(installation, DEMO, COPY)
    installation.ask(change, name=name, id=pk)
    one = found["clients_client"]
    assert (one["only_first"], one["only_second"]) == (1, 1)
    assert [example["in"] for example in one["examples"]] == ["first", "second"]
    assert one["examples"][1]["row"]["name"] == "Somebody else"
    assert "argon2" not in json.dumps(found)  # the users differ too


def test_no_row_of_a_copy_refers_to_the_original(installation: Installation, copy: int) -> None:
    original = ask_id(installation, DEMO)
    for model in carried_models():
        for field in columns_of(model):
            target: Any = field.related_model
            if target is None or target not in carried_models() or target._meta.db_table == "tenants_tenant":
                continue
            parent, child = target._meta.db_table, model._meta.db_table
            strangers = installation.ask(
                f"SELECT count(*) FROM {child} s JOIN {parent} t ON t.id = s.{field.column} "
                "WHERE s.tenant_id <> t.tenant_id AND s.tenant_id IN (%(one)s, %(other)s)",
                one=original,
                other=copy,
            )
            assert strangers == [(0,)], (model, field)


def test_the_chains_of_a_copy_hold(installation: Installation, copy: int) -> None:
    installation.manage("verify_chain", "--tenant", COPY)


def test_the_files_of_a_copy_are_its_own(installation: Installation, copy: int) -> None:
    ((name,),) = installation.ask("SELECT file FROM expenses_expenseattachment WHERE tenant_id = %(t)s", t=copy)
    assert name == f"expenses/{copy}/{RECEIPT}"
    assert (installation.data_dir / "media" / name).read_bytes() == b"a receipt"


def test_the_figures_of_a_copy_are_those_of_its_books(installation: Installation, copy: int) -> None:
    in_shell(installation, DEMO, REBUILD)
    sums = (
        "SELECT source, sum(billed), sum(collected) FROM dashboard_entry WHERE tenant_id = %(t)s GROUP BY 1 ORDER BY 1"
    )
    found = installation.ask(sums, t=copy)
    assert found
    assert found == installation.ask(sums, t=ask_id(installation, DEMO))


def test_what_happened_before_is_told_to_nobody_again(installation: Installation, copy: int) -> None:
    (positions,) = installation.ask("SELECT coalesce(min(txid), 0) FROM audit_relayposition")
    told = "SELECT count(*) FROM audit_auditlog WHERE tenant_id = %(t)s AND txid >= least(%(position)s, 0)"
    assert installation.ask(told, t=copy, position=positions[0]) == [(1,)]  # the import itself


def test_nobody_comes_in_as_a_superuser(installation: Installation, archive: Path) -> None:
    installation.ask("UPDATE accounts_user SET is_superuser = true WHERE email = 'demo@senangkira.example'")
    path = installation.data_dir / "with-a-superuser.tar"
    installation.manage("tenant_export", "--tenant", DEMO, str(path))
    installation.ask("UPDATE accounts_user SET is_superuser = false WHERE email = 'demo@senangkira.example'")
    installation.manage("tenant_import", str(path), "--domain", "risen.example", "--rename-users", "risen")
    query = "SELECT is_superuser FROM accounts_user WHERE email = 'demo+risen@senangkira.example'"
    assert installation.ask(query) == [(False,)]


def test_secrets_open_under_the_new_id(installation: Installation, copy: int) -> None:
    assert "known to two" in in_shell(installation, COPY, "print(secrets_of(Provider.unscoped.get(tenant=tenant)))")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--domain", DEMO, "--rename-users", "again"], "is taken here"),
        (["--domain", "another.example"], "are known here already, such as"),
    ],
)
def test_refuses_what_is_there_already(
    installation: Installation, archive: Path, arguments: list[str], complaint: str
) -> None:
    before = installation.ask("SELECT count(*) FROM tenants_tenant")
    assert complaint in installation.refusal("tenant_import", str(archive), *arguments)
    assert installation.ask("SELECT count(*) FROM tenants_tenant") == before


def test_nothing_of_a_damaged_archive_comes_in(installation: Installation, archive: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    path = archive.with_name("damaged.tar")
    path.write_bytes(content)
    before = installation.checksums()
    assert "damaged" in installation.refusal("tenant_import", str(path), "--domain", "x.example", "--rename-users", "x")
    assert installation.checksums() == before


def test_a_tenants_archive_restores_no_installation_and_the_other_way_round(
    installation: Installation, archive: Path
) -> None:
    backup = installation.backup()
    assert "manage.py restore" in installation.refusal("tenant_import", backup["path"])
    name = backup["filename"].replace("senangkira", "tenant")
    shutil.copy(archive, Path(backup["path"]).with_name(name))
    assert "tenant_import" in installation.refusal("restore", name)


def test_moves_to_another_installation_that_shares_the_keys(installation: Installation, archive: Path) -> None:
    with an_installation() as other:
        other.ask("ALTER SEQUENCE clients_client_id_seq RESTART 5000")
        other.manage("tenant_import", str(archive), "--as-is")
        assert differences(other, DEMO, str(archive)).keys() == {"audit_auditlog"}
        assert "known to two" in in_shell(other, DEMO, "print(secrets_of(Provider.unscoped.get(tenant=tenant)))")
        ((least,),) = other.ask("SELECT min(id) FROM clients_client")
        assert least == 5000

        other.environment["ENCRYPTION_KEYS"] = "another key, which opens nothing of theirs"
        arguments = (str(archive), "--domain", COPY, "--rename-users", "copy", "--json")
        made = json.loads(other.manage("tenant_import", *arguments))
        assert [table.split()[0] for table in made["unsealed"]] == ["integrations_provider"]


def test_each_column_with_another_rows_id_is_planned_for() -> None:
    for model in carried_models():
        for field in columns_of(model):
            place = (model._meta.db_table, str(field.column))
            if place[1].endswith("_id") and isinstance(field, models.IntegerField) and not field.is_relation:
                assert place in SPOKEN_OF
            if isinstance(field, models.BinaryField):
                assert place in SEALED
            target: Any = field.related_model
            if target is not None and target not in carried_models():
                assert field.null, f"{place} refers to what stays behind"


def test_what_stays_behind_is_there() -> None:
    assert LEFT_OUT.keys() <= {model._meta.label for model in fenced_models()}
