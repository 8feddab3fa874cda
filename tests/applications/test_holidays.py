import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.tenants.days import today_of
from tests.conftest import Api


def days(api: Api, query: str = "") -> list[tuple[str, str]]:
    rows = api.get(f"/api/holidays/?ordering=date&page_size=100{query}").json()["results"]
    return [(row["date"], row["name"]) for row in rows]


def test_keeps_days_off(api: Api) -> None:
    body = {"date": "2024-08-17", "name": "Independence Day", "country": "ID", "description": "Flags"}
    made = api.post("/api/holidays/", body).json()
    path = f"/api/holidays/{made['id']}/"
    assert {name: made[name] for name in body} == body
    assert api.patch(path, {"date": "2024-08-16"}).json()["date"] == "2024-08-16"
    assert days(api, "&date__gte=2024-08-17") == []
    assert days(api, "&country=ID") == [("2024-08-16", "Independence Day")]
    assert api.delete(path).status_code == 204
    assert days(api) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"date": "2024-08-17", "name": "Independence  Day", "country": "ID"}, "date"),
        ({"date": "2024-08-17"}, "name"),
        ({"name": "X"}, "date"),
        ({"date": "1800-01-01", "name": "X"}, "date"),
    ],
)
def test_refuses_what_is_there_already_or_makes_no_sense(api: Api, body: dict[str, Any], field: str) -> None:
    api.post("/api/holidays/", {"date": "2024-08-17", "name": "Independence Day", "country": "ID"})
    refusal = api.post("/api/holidays/", body)
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])
    assert len(days(api)) == 1


def test_loads_the_public_holidays_of_a_country_once(api: Api, owner: User) -> None:
    loaded = api.post("/api/holidays/load/", {"country": "id", "years": [2024]}).json()
    known = days(api)
    assert (loaded["created"], loaded["skipped"]) == (len(known), 0)
    assert ("2024-08-17", "Independence Day") in known
    assert ("2024-02-14", "General Election Day") in known
    again = api.post("/api/holidays/load/", {"country": "ID", "years": [2024, 2024]}).json()
    assert again == {"created": 0, "skipped": len(known)}
    assert days(api) == known
    with tenant_context(owner.tenant_id):
        assert AuditLog.unscoped.filter(resource_type="holiday", action="create").count() == len(known)


def test_loads_those_of_a_state_and_of_this_year_and_the_next(api: Api, owner: User) -> None:
    assert api.post("/api/holidays/load/", {"country": "MY", "subdivision": "14"}).status_code == 200
    this_year = today_of(owner).year
    assert {int(day[:4]) for day, _ in days(api)} == {this_year, this_year + 1}
    assert (f"{this_year}-02-01", "Federal Territory Day") in days(api)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"country": "Indonesia"}, "country"),
        ({"country": "MY", "subdivision": "ZZ"}, "subdivision"),
        ({"country": "ID", "years": [2150]}, "years"),
        ({"country": "ID", "years": list(range(2000, 2030))}, "years"),
    ],
)
def test_refuses_a_country_state_or_year_that_it_does_not_know(api: Api, body: dict[str, Any], field: str) -> None:
    refusal = api.post("/api/holidays/load/", body)
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])
    assert days(api) == []


def test_loads_them_from_the_command_line(api: Api, owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_holidays", "ID", tenant=owner.tenant.domain, year=[2024], json=True)
    assert json.loads(capsys.readouterr().out) == {"created": len(days(api)), "skipped": 0}
    call_command("load_holidays", "ID", tenant=str(owner.tenant_id), year=[2024])
    assert "0 days added" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not known"):
        call_command("load_holidays", "XX", tenant=owner.tenant.domain)
    with pytest.raises(CommandError, match="no tenant"):
        call_command("load_holidays", "ID", tenant="nobody.example")


def test_counts_them_in_due_dates(api: Api, owner: User) -> None:
    api.post("/api/holidays/load/", {"country": "ID", "years": [2024]})
    customer = api.post("/api/customers/quick-create/", {"name": "Lim Wei"}).json()["id"]
    task = {"name": "Submit", "duration": 1, "duration_is_business_days": True}
    product = api.post("/api/products/", {"code": "V", "name": "V", "tasks": [task]}).json()["id"]
    body = {"customer": customer, "product": product, "doc_date": "2024-08-16"}
    # Friday the 16th; the 17th is a holiday on a Saturday, the 18th a Sunday.
    assert api.post("/api/customer-applications/", body).json()["due_date"] == "2024-08-19"
    body["doc_date"] = date(2024, 2, 13).isoformat()
    assert api.post("/api/customer-applications/", body).json()["due_date"] == "2024-02-15"
