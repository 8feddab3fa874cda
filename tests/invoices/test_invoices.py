import re
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice
from apps.tenants.models import VoidNumber
from tests.conftest import Api
from tests.documents import LINE, add_client, add_invoice, day

YEAR = timezone.now().year


def events(owner: User, **filters: Any) -> list[str]:
    with tenant_context(owner.tenant_id):
        return list(AuditLog.unscoped.filter(**filters).order_by("id").values_list("action", flat=True))


def test_creates_an_invoice_with_the_documented_fields(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client, terms="Payment terms...", notes="Additional notes...")
    assert invoice["invoice_number"] == f"INV-{YEAR}-001"
    assert invoice["status"] == "draft"
    assert (invoice["client"], invoice["client_name"], invoice["owner"]) == (client.pk, "Ada Lovelace", owner.pk)
    assert [invoice[name] for name in ("subtotal", "tax_amount", "total_amount", "paid_amount", "balance")] == [
        "1000.00",
        "100.00",
        "1100.00",
        "0.00",
        "1100.00",
    ]
    assert invoice["issue_date"] == day(0)
    assert invoice["due_date"] == day(30)
    assert invoice["payments"] == []
    (line,) = invoice["line_items"]
    assert (line["description"], line["quantity"], line["unit_price"], line["total"]) == (
        "Service/Product",
        1,
        "1000.00",
        "1000.00",
    )
    assert line["taxes"] == [{"name": "Tax", "rate": "0.10"}]
    assert events(owner, resource_type="invoice", resource_id=str(invoice["id"])) == ["create"]


def test_answers_the_same_when_read_again(api: Api, client: Client) -> None:
    made = add_invoice(api, client, line_items=[LINE, LINE | {"quantity": 2.5, "discount_percent": "4"}])
    assert api.get(f"/api/invoices/{made['id']}/").json() == made
    assert api.get("/api/invoices/").json()["results"] == [made]


def test_computes_the_totals_whatever_the_body_says(api: Api, client: Client) -> None:
    invoice = add_invoice(
        api,
        client,
        subtotal="1",
        total_amount="1",
        paid_amount="5",
        balance="0",
        tax_amount="1",
        invoice_number="INV-1",
        tenant=99,
    )
    assert (invoice["total_amount"], invoice["balance"]) == ("1100.00", "1100.00")
    assert invoice["invoice_number"] == f"INV-{YEAR}-001"


def test_takes_a_given_tax_amount_where_no_line_has_a_rate(api: Api, client: Client) -> None:
    line = {"description": "Work", "quantity": 1, "unit_price": "1000.00"}
    invoice = add_invoice(api, client, line_items=[line], tax_amount="100.00")
    assert (invoice["tax_amount"], invoice["total_amount"]) == ("100.00", "1100.00")
    changed = api.patch(f"/api/invoices/{invoice['id']}/", {"notes": "Thanks"}).json()
    assert changed["total_amount"] == "1100.00"
    with_rate = api.patch(f"/api/invoices/{invoice['id']}/", {"line_items": [line | {"tax_rate": "0.2"}]}).json()
    assert with_rate["total_amount"] == "1200.00"
    without = api.patch(f"/api/invoices/{invoice['id']}/", {"line_items": [line]}).json()
    assert without["total_amount"] == "1000.00"


@pytest.mark.parametrize(
    ("body", "figures"),
    [
        pytest.param(
            {"line_items": [{"description": "a", "quantity": 1, "unit_price": "8180.00", "tax_rate": "0.09975"}]},
            ("8180.00", "815.96", "8995.96"),
            id="five decimals of a rate",
        ),
        pytest.param(
            {"line_items": [{"description": "a", "quantity": 1, "unit_price": "241.67", "tax_rate": "0.2"}] * 50},
            ("12083.50", "2416.70", "14500.20"),
            id="tax by group",
        ),
        pytest.param(
            {
                "tax_mode": "line",
                "line_items": [{"description": "a", "quantity": 1, "unit_price": "241.67", "tax_rate": "0.2"}] * 50,
            },
            ("12083.50", "2416.50", "14500.00"),
            id="tax by line",
        ),
        pytest.param(
            {
                "line_items": [
                    {
                        "description": "a",
                        "quantity": 16,
                        "unit_price": "348.35",
                        "discount_percent": "4",
                        "tax_rate": "0.22",
                    }
                ]
            },
            ("5350.66", "1177.15", "6527.81"),
            id="a percentage off",
        ),
        pytest.param(
            {
                "line_items": [
                    {"description": "a", "quantity": 1, "unit_price": "8500", "tax_rate": "0.19"},
                    {"description": "deposit", "quantity": 1, "unit_price": "-7500", "tax_rate": "0.19"},
                ]
            },
            ("1000.00", "190.00", "1190.00"),
            id="a deposit taken off",
        ),
        pytest.param(
            {
                "line_items": [
                    {
                        "description": "a",
                        "unit_price": "140.00",
                        "taxes": [{"name": "GST", "rate": "0.05"}, {"name": "QST", "rate": "0.09975"}],
                    }
                ]
            },
            ("140.00", "20.97", "160.97"),
            id="two taxes",
        ),
        pytest.param(
            {
                "currency": "JPY",
                "prices_include_tax": True,
                "tax_mode": "line",
                "line_items": [{"description": "a", "quantity": 1, "unit_price": "9998", "tax_rate": "0.19"}] * 5,
            },
            ("42010", "7980", "49990"),
            id="yen with the tax inside",
        ),
        pytest.param(
            {
                "prices_include_tax": True,
                "line_items": [{"description": "a", "quantity": 1, "unit_price": "100.00", "tax_rate": "0.19"}] * 5,
            },
            ("420.17", "79.83", "500.00"),
            id="gross prices keep their sum",
        ),
        pytest.param(
            {"currency": "KWD", "line_items": [{"description": "a", "quantity": 3, "unit_price": "0.3335"}]},
            ("1.001", "0.000", "1.001"),
            id="three decimals",
        ),
    ],
)
def test_is_exact_to_the_cent(api: Api, client: Client, body: dict[str, Any], figures: tuple[str, ...]) -> None:
    invoice = add_invoice(api, client, **body)
    assert (invoice["subtotal"], invoice["tax_amount"], invoice["total_amount"]) == figures
    assert invoice["balance"] == figures[-1]


def test_shows_prices_with_the_currencys_decimals_at_least(api: Api, client: Client) -> None:
    lines = [{"description": "a", "unit_price": price} for price in ("5", "0.1250", 0.1)]
    invoice = add_invoice(api, client, line_items=lines)
    assert [line["unit_price"] for line in invoice["line_items"]] == ["5.00", "0.125", "0.10"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"client": 999_999}, "client"),
        ({"client": None}, "client"),
        ({"issue_date": "2024-02-30"}, "issue_date"),
        ({"issue_date": "2024-02-01", "due_date": "2024-01-31"}, "due_date"),
        ({"issue_date": "9999-12-31"}, "issue_date"),
        ({"issue_date": "0001-01-01"}, "issue_date"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": "BTC", "line_items": []}, "currency"),
        ({"status": "paid"}, "status"),
        ({"status": "nonsense"}, "status"),
        ({"tax_mode": "guess"}, "tax_mode"),
        ({"tax_amount": "-1"}, "tax_amount"),
        ({"tax_amount": "1", "prices_include_tax": True, "line_items": [{"description": "a", "unit_price": "9"}]},
         "tax_amount"),
        ({"line_items": "many"}, "line_items.non_field_errors"),
        ({"line_items": [{"description": "a", "unit_price": "9"}] * 1001}, "line_items"),
        ({"line_items": [{"unit_price": "9"}]}, "line_items.0.description"),
        ({"line_items": [LINE, {"description": "a"}]}, "line_items.1.unit_price"),
        ({"line_items": [LINE | {"quantity": -1}]}, "line_items.0.quantity"),
        ({"line_items": [LINE | {"quantity": "NaN"}]}, "line_items.0.quantity"),
        ({"line_items": [LINE | {"quantity": "0.0001"}]}, "line_items.0.quantity"),
        ({"line_items": [LINE | {"unit_price": "Infinity"}]}, "line_items.0.unit_price"),
        ({"line_items": [LINE | {"unit_price": 1e308}]}, "line_items.0.unit_price"),
        ({"line_items": [LINE | {"unit_price": "1." + "1" * 40}]}, "line_items.0.unit_price"),
        ({"line_items": [LINE | {"unit_price": "999999999999999", "quantity": "999999999"}]}, "line_items.0"),
        ({"line_items": [LINE | {"unit_price": True}]}, "line_items.0.unit_price"),
        ({"line_items": [LINE | {"unit_price": "-5"}]}, "line_items"),
        ({"line_items": [LINE | {"discount": "-1"}]}, "line_items.0.discount"),
        ({"line_items": [LINE | {"discount": "1000.01"}]}, "line_items.0.discount"),
        ({"line_items": [LINE | {"discount": "5", "discount_percent": "4"}]}, "line_items.0.discount"),
        ({"line_items": [LINE | {"discount_percent": "101"}]}, "line_items.0"),
        ({"line_items": [LINE | {"tax_rate": "-0.1"}]}, "line_items.0"),
        ({"line_items": [LINE | {"taxes": [{"name": "GST", "rate": "0.05"}]}]}, "line_items.0.tax_rate"),
        ({"line_items": [LINE | {"taxes": [{"name": "GST"}]}]}, "line_items.0.taxes.0.rate"),
        ({"line_items": [{"description": "a", "unit_price": 1, "taxes": [{"name": "G", "rate": 0}] * 2}]},
         "line_items.0"),
    ],
)  # fmt: skip
def test_refuses_a_body_and_stores_nothing(
    api: Api, owner: User, client: Client, body: dict[str, Any], field: str
) -> None:
    answer = api.post("/api/invoices/", {"client": client.pk, "line_items": [LINE]} | body)
    assert answer.status_code == 400, answer.json()
    assert field in answer.json()["details"]
    with tenant_context(owner.tenant_id):
        assert not Invoice.unscoped.exists()
    assert add_invoice(api, client)["invoice_number"] == f"INV-{YEAR}-001"


def test_takes_another_tenants_client_for_one_that_does_not_exist(api: Api, charlie: User) -> None:
    theirs = add_client(charlie)
    answer = api.post("/api/invoices/", {"client": theirs.pk, "line_items": [LINE]})
    assert answer.status_code == 400
    assert "does not exist" in answer.json()["details"]["client"][0]


def test_replaces_the_lines_of_a_draft(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client)
    lines = [{"description": "Other", "quantity": 3, "unit_price": "10.00"}]
    changed = api.patch(f"/api/invoices/{invoice['id']}/", {"line_items": lines, "notes": "New"})
    assert changed.status_code == 200
    assert (changed.json()["total_amount"], changed.json()["balance"]) == ("30.00", "30.00")
    assert [line["description"] for line in changed.json()["line_items"]] == ["Other"]
    assert api.get(f"/api/invoices/{invoice['id']}/").json() == changed.json()
    assert events(owner, resource_type="invoice") == ["create", "update"]


def test_names_what_a_line_lacks_in_a_partial_change(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client)
    answer = api.patch(f"/api/invoices/{invoice['id']}/", {"line_items": [{"quantity": 2}]})
    assert answer.status_code == 400
    assert "line_items.0.description" in answer.json()["details"]


def test_takes_back_what_it_answered_without_a_change(api: Api, owner: User, client: Client) -> None:
    line = LINE | {"discount_percent": "4", "taxes": [{"name": "GST", "rate": "0.10"}]}
    invoice = add_invoice(api, client, line_items=[line, LINE], status="sent")
    answer = api.put(f"/api/invoices/{invoice['id']}/", invoice)
    assert answer.status_code == 200, answer.json()
    assert events(owner, resource_type="invoice") == ["create", "send"]


@pytest.mark.parametrize(
    "change",
    [
        {"line_items": []},
        {"line_items": [LINE | {"unit_price": "1.00"}]},
        {"notes": "Changed"},
        {"due_date": day(60)},
        {"currency": "EUR"},
    ],
)
def test_freezes_a_sent_invoice(api: Api, client: Client, change: dict[str, Any]) -> None:
    invoice = add_invoice(api, client, status="sent")
    answer = api.patch(f"/api/invoices/{invoice['id']}/", change)
    assert answer.status_code == 409
    assert "credit note" in answer.json()["message"]
    assert api.get(f"/api/invoices/{invoice['id']}/").json() == invoice


def test_deletes_a_draft_and_keeps_its_number_in_the_register(api: Api, owner: User, client: Client) -> None:
    invoice = add_invoice(api, client)
    assert api.delete(f"/api/invoices/{invoice['id']}/").status_code == 204
    assert api.get(f"/api/invoices/{invoice['id']}/").status_code == 404
    with tenant_context(owner.tenant_id):
        void = VoidNumber.unscoped.get()
    assert (void.kind, void.number, void.voided_by_id) == ("invoice", f"INV-{YEAR}-001", owner.pk)
    assert add_invoice(api, client)["invoice_number"] == f"INV-{YEAR}-002"
    assert events(owner, resource_type="invoice") == ["create", "delete", "create"]


def test_does_not_delete_an_issued_invoice(api: Api, client: Client) -> None:
    invoice = add_invoice(api, client, status="sent")
    answer = api.delete(f"/api/invoices/{invoice['id']}/")
    assert answer.status_code == 409
    assert "Cancel" in answer.json()["message"]
    assert "credit note" in answer.json()["message"]


def test_counts_each_year_of_issue_by_itself(api: Api, client: Client) -> None:
    numbers = [
        add_invoice(api, client, issue_date=issued)["invoice_number"]
        for issued in ("2024-01-01", "2023-12-31", "2024-12-31")
    ]
    assert numbers == ["INV-2024-001", "INV-2023-001", "INV-2024-002"]


def test_proposes_the_next_number_without_taking_it(api: Api, client: Client) -> None:
    add_invoice(api, client, issue_date="2024-05-01")
    for _ in range(2):
        proposal = api.get("/api/invoices/propose/?invoice_date=2024-06-01")
        assert proposal.status_code == 200
        assert proposal.json()["invoice_number"] == "INV-2024-002"
    assert api.get("/api/invoices/propose/").json()["invoice_date"] == day(0)
    assert api.get("/api/invoices/propose/?invoice_date=2024-13-01").status_code == 400


def test_duplicates_an_invoice_as_a_new_draft(api: Api, client: Client) -> None:
    line = LINE | {"discount_percent": "4", "quantity": "1.5"}
    original = add_invoice(api, client, line_items=[line], issue_date="2024-01-01", status="sent", notes="Hello")
    copy = api.post(f"/api/invoices/{original['id']}/duplicate/")
    assert copy.status_code == 201
    copied = copy.json()
    assert (copied["status"], copied["issue_date"], copied["invoice_number"]) == ("draft", day(0), f"INV-{YEAR}-001")
    assert (copied["total_amount"], copied["notes"]) == (original["total_amount"], "Hello")
    assert {**copied["line_items"][0], "id": 0} == {**original["line_items"][0], "id": 0}


def test_finds_invoices_by_number_client_and_line(api: Api, owner: User, client: Client) -> None:
    add_invoice(api, client, line_items=[LINE | {"description": "Ångström gauge"}])
    add_invoice(api, add_client(owner, name="Björn Borg", email="bjorn@client.example"))

    def found(words: str) -> int:
        count: int = api.get(f"/api/invoices/?search={words}").json()["count"]
        return count

    assert [found(words) for words in ("lovelace", "bjorn", f"INV-{YEAR}", "angstr", "nobody")] == [1, 1, 2, 1, 0]


def test_finds_by_a_whole_number_the_invoice_that_has_it_and_no_other(api: Api, client: Client) -> None:
    number = add_invoice(api, client)["invoice_number"]
    add_invoice(api, client, line_items=[LINE | {"description": f"Correction of {number}"}])

    def found(query: str) -> int:
        count: int = api.get(f"/api/invoices/?search={query}").json()["count"]
        return count

    assert found(number) == found(number.lower()) == found(f"%20{number}%20") == 1
    assert found(number.replace("-", "%20")) == found(f"{number}%20lovelace") == found(f"{number}%00") == 2
    assert found(f"{number}&status=paid") == 0


def test_filters_and_orders_invoices(api: Api, owner: User, client: Client) -> None:
    other = add_client(owner, name="Grace", email="grace@client.example")
    first = add_invoice(api, client, status="sent")
    second = add_invoice(api, other, line_items=[LINE | {"unit_price": "2000"}])

    def ids(query: str) -> list[int]:
        return [row["id"] for row in api.get(f"/api/invoices/?{query}").json()["results"]]

    assert ids("status=sent") == [first["id"]]
    assert ids(f"client={other.pk}") == [second["id"]]
    assert ids("ordering=-total_amount") == [second["id"], first["id"]]
    assert ids("total_amount__lte=1500") == [first["id"]]
    assert api.get("/api/invoices/?status=nonsense").status_code == 400
    assert api.get("/api/invoices/?client=999999").status_code == 400
    assert api.get("/api/invoices/?ordering=search_text").status_code == 400


def test_creates_an_invoice_in_as_many_statements_whatever_its_lines(
    api: Api, client: Client, django_assert_max_num_queries: Any
) -> None:
    add_invoice(api, client)
    counts = []
    for lines in (1, 30):
        with django_assert_max_num_queries(20) as queries:
            add_invoice(api, client, line_items=[LINE] * lines)
        statements = [len(re.findall("EXECUTE|INSERT INTO", query["sql"])) for query in queries]
        # The client; the number; then invoice, lines and event together, with what ends the transaction.
        assert statements == [1, 1, 3], queries.captured_queries
        counts.append(len(queries))
    assert counts[0] == counts[1]
