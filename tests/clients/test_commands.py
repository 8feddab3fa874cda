import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.core.tenancy import bound_tenant
from tests.conftest import Api

TABLE = "Name;E-Mail\nAcme Inc;c@acme.com\nBad;nonsense\nBeta;b@beta.com\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(TABLE)
    return path


def test_imports_a_file_for_a_tenant(api: Api, owner: User, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rejected = file.with_name("rejected.csv")
    call_command("import_clients", str(file), tenant=owner.tenant.domain, json=True, rejected=rejected)
    result = json.loads(capsys.readouterr().out)
    assert (result["processed"], result["created"], result["failed"]) == (3, 2, 1)
    assert "nonsense" in rejected.read_text()
    assert bound_tenant() is None
    assert api.get("/api/customers/").json()["count"] == 2
    call_command("import_clients", str(file), tenant=str(owner.tenant_id))
    assert "2 unchanged, 1 refused" in capsys.readouterr().out


def test_previews_an_import(api: Api, owner: User, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_clients", str(file), tenant=owner.tenant.domain, dry_run=True)
    assert "2 created, 0 updated, 0 unchanged, 1 refused. Nothing was stored." in capsys.readouterr().out
    assert api.get("/api/customers/").json()["count"] == 0


def test_says_which_columns_it_left_out(owner: User, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("Name;E-Mail;Telefon;Umsatz\nAcme Inc;c@acme.com;1;2\n")
    call_command("import_clients", str(file), tenant=owner.tenant.domain)
    assert "Left out: Telefon, Umsatz." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_exports_what_can_be_imported_again(api: Api, owner: User, file: Path, name: str) -> None:
    call_command("import_clients", str(file), tenant=owner.tenant.domain)
    target = file.with_name(name)
    call_command("export_clients", str(target), tenant=owner.tenant.domain)
    before = api.get("/api/customers/").json()
    call_command("import_clients", str(target), tenant=owner.tenant.domain)
    assert api.get("/api/customers/").json() == before


def test_names_what_is_wrong(owner: User, file: Path) -> None:
    with pytest.raises(CommandError, match="no tenant 'nobody'"):
        call_command("import_clients", str(file), tenant="nobody")
    file.write_bytes(b"")
    with pytest.raises(CommandError, match="empty"):
        call_command("import_clients", str(file), tenant=owner.tenant.domain)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_clients", "missing.csv", tenant=owner.tenant.domain)
