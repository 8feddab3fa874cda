"""Credit notes, clients' credit, refunds and the statement of account."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.clients.models import Client
from tests.conftest import Api
from tests.documents import LINE, add_client, add_invoice, day, set_rate
from tests.invoices.test_chain import verify
from tests.paper import text_of_pdf


def issue(api: Api, client: Client, **body: Any) -> dict[str, Any]:
    return add_invoice(api, client, status="sent", **body)


def credit(api: Api, invoice: dict[str, Any], **body: Any) -> Any:
    return api.post("/api/credit-notes/", {"invoice": invoice["id"]} | body)


def credited(api: Api, invoice: dict[str, Any], **body: Any) -> dict[str, Any]:
    answer = credit(api, invoice, **body)
    assert answer.status_code == 201, answer.json()
    note: dict[str, Any] = answer.json()
    return note


def shown(api: Api, invoice: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/api/invoices/{invoice['id']}/").json()
    return found


def part(invoice: dict[str, Any], index: int = 0, **measure: Any) -> dict[str, Any]:
    return {"line_items": [{"invoice_line": invoice["line_items"][index]["id"], **measure}]}


def figures(document: dict[str, Any]) -> tuple[str, str, str]:
    return document["subtotal"], document["tax_amount"], document["total_amount"]


def pay(api: Api, invoice: dict[str, Any], amount: str, **body: Any) -> Any:
    return api.post("/api/payments/", {"invoice": invoice["id"], "amount": amount} | body)


def credit_of(api: Api, client: Client) -> dict[str, str]:
    return {row["currency"]: row["amount"] for row in api.get(f"/api/clients/{client.pk}/credit/").json()}


def test_credits_a_whole_invoice(api: Api, client: Client) -> None:
    invoice = issue(api, client, line_items=[LINE | {"discount_percent": "4"}, LINE | {"quantity": 2.5}])
    note = credited(api, invoice, reason="Returned")
    assert note["credit_note_number"].startswith("CN-")
    assert figures(note) == figures(invoice)
    assert (note["invoice"], note["invoice_number"]) == (invoice["id"], invoice["invoice_number"])
    assert len(note["content_hash"]) == 64
    after = shown(api, invoice)
    assert (after["credited_amount"], after["balance"], after["status"]) == (invoice["total_amount"], "0.00", "paid")
    assert (invoice["is_credited"], after["is_credited"]) == (False, True)
    again = credit(api, invoice)
    assert (again.status_code, again.json()["error"]) == (409, "nothing_left")


def test_credits_a_line_by_quantity_or_amount(api: Api, client: Client) -> None:
    invoice = issue(api, client, line_items=[LINE | {"quantity": 4, "discount": "40.00"}, LINE])
    assert figures(credited(api, invoice, **part(invoice, quantity=1))) == ("990.00", "99.00", "1089.00")
    assert figures(credited(api, invoice, **part(invoice, 1, amount="10.00"))) == ("10.00", "1.00", "11.00")
    assert figures(credited(api, invoice, **part(invoice))) == ("2970.00", "297.00", "3267.00")
    assert figures(credited(api, invoice)) == ("990.00", "99.00", "1089.00")
    assert shown(api, invoice)["balance"] == "0.00"


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("mode", ["group", "line"])
def test_the_last_credit_takes_the_remaining_cent(api: Api, client: Client, mode: str, inclusive: bool) -> None:
    line = {"description": "Third", "quantity": 3, "unit_price": "33.33", "tax_rate": "0.0775"}
    invoice = issue(api, client, line_items=[line, line], tax_mode=mode, prices_include_tax=inclusive)
    notes = [credited(api, invoice, **part(invoice, index, quantity=1)) for index in (0, 1) for _ in range(3)]
    for name in ("subtotal", "tax_amount", "total_amount"):
        assert sum(round(float(note[name]) * 100) for note in notes) == round(float(invoice[name]) * 100)
        assert all(float(note[name]) >= 0 for note in notes)
    assert shown(api, invoice)["balance"] == "0.00"


def test_taxes_that_round_up_never_exceed_the_invoices(api: Api, client: Client) -> None:
    line = {"description": "Screw", "quantity": 5, "unit_price": "0.10", "tax_rate": "0.05"}
    invoice = issue(api, client, line_items=[line])
    taxes = [credited(api, invoice, **part(invoice, quantity=1))["tax_amount"] for _ in range(5)]
    assert (invoice["tax_amount"], taxes) == ("0.03", ["0.01", "0.01", "0.01", "0.00", "0.00"])


def test_credits_the_same_part_of_a_tax_amount_given_for_the_whole(api: Api, client: Client) -> None:
    line = {"description": "Work", "unit_price": "100.00"}
    invoice = issue(api, client, line_items=[line] * 3, tax_amount="10.00")
    taxes = [credited(api, invoice, **part(invoice, index))["tax_amount"] for index in range(3)]
    assert taxes == ["3.33", "3.33", "3.34"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": "1000.01"}, "line_items.0.amount"),
        ({"amount": "-1.00"}, "line_items.0.amount"),
        ({"amount": "0"}, "line_items.0.amount"),
        ({"amount": "1.001"}, "line_items.0.amount"),
        ({"quantity": 2}, "line_items.0.quantity"),
        ({"quantity": 1, "amount": "1.00"}, "line_items.0.amount"),
        ({"invoice_line": 10**9}, "line_items.0.invoice_line"),
    ],
)
def test_refuses_to_credit_what_is_not_left(api: Api, client: Client, body: dict[str, Any], field: str) -> None:
    invoice = issue(api, client)
    answer = credit(api, invoice, **part(invoice, **body))
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert shown(api, invoice)["credited_amount"] == "0.00"


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_refuses_to_credit_what_was_not_issued(api: Api, client: Client, status: str) -> None:
    invoice = add_invoice(api, client, status="draft" if status == "draft" else "sent")
    if status == "cancelled":
        api.post(f"/api/invoices/{invoice['id']}/cancel/")
    assert credit(api, invoice).status_code == 409


def test_refuses_a_credit_older_than_its_invoice_and_a_cancelled_one_after_it(api: Api, client: Client) -> None:
    invoice = issue(api, client)
    assert credit(api, invoice, issue_date=day(-1)).status_code == 400
    credited(api, invoice, **part(invoice, amount="1.00"))
    assert api.post(f"/api/invoices/{invoice['id']}/cancel/").status_code == 409


def test_what_was_paid_beyond_the_credit_becomes_the_clients(api: Api, client: Client) -> None:
    invoice = issue(api, client)
    payment = pay(api, invoice, "1100.00").json()
    credited(api, invoice, **part(invoice, amount="100.00"))
    after = shown(api, invoice)
    assert (after["credited_amount"], after["paid_amount"], after["balance"]) == ("110.00", "990.00", "0.00")
    assert credit_of(api, client) == {"USD": "110.00"}
    assert api.delete(f"/api/payments/{payment['id']}/").status_code == 409
    other = issue(api, client)
    applied = api.post(f"/api/invoices/{other['id']}/apply-credit/", {"amount": "60.00"}).json()
    assert (applied["paid_amount"], applied["balance"], applied["status"]) == ("60.00", "1040.00", "partial")
    assert api.post(f"/api/clients/{client.pk}/refund/", {"amount": "50.01"}).status_code == 400
    refund = api.post(f"/api/clients/{client.pk}/refund/", {"amount": "50.00", "reference": "R-1"})
    assert (refund.status_code, refund.json()["amount"]) == (201, "-50.00")
    assert credit_of(api, client) == {"USD": "0.00"}
    assert api.post(f"/api/invoices/{other['id']}/apply-credit/").json()["error"] == "no_credit"


def test_books_an_overpayment_as_credit_when_asked(api: Api, client: Client) -> None:
    invoice = issue(api, client)
    assert pay(api, invoice, "1200.00").status_code == 400
    payment = pay(api, invoice, "1200.00", overpayment="credit").json()
    assert payment["credited_amount"] == "100.00"
    assert shown(api, invoice)["paid_amount"] == "1100.00"
    assert credit_of(api, client) == {"USD": "100.00"}
    path = f"/api/payments/{payment['id']}/"
    assert api.patch(path, {"amount": "1.00"}).status_code == 409
    other = issue(api, client)
    api.post(f"/api/invoices/{other['id']}/apply-credit/")
    refused = api.delete(path)
    assert (refused.status_code, refused.json()["error"]) == (409, "credit_is_used")
    applied = api.get("/api/client-credits/?entry_kind=applied").json()["results"][0]
    assert api.delete(f"/api/client-credits/{applied['id']}/").status_code == 204
    assert shown(api, other)["balance"] == "1100.00"
    assert api.delete(path).status_code == 204
    assert (shown(api, invoice)["balance"], credit_of(api, client)) == ("1100.00", {})


def test_keeps_the_credit_that_a_credit_note_brought(api: Api, client: Client) -> None:
    invoice = issue(api, client)
    pay(api, invoice, "1100.00")
    credited(api, invoice)
    (entry,) = api.get("/api/client-credits/").json()["results"]
    assert (entry["entry_kind"], entry["amount"]) == ("released", "1100.00")
    assert api.delete(f"/api/client-credits/{entry['id']}/").status_code == 409


def test_states_a_clients_account(api: Api, client: Client) -> None:
    first = issue(api, client, issue_date="2024-01-05", due_date="2024-02-05")
    pay(api, first, "300.00", payment_date="2024-01-20", reference="TX1")
    credited(api, first, issue_date="2024-02-01", **part(first, amount="100.00"))
    pay(api, first, "790.00", payment_date="2024-02-10", overpayment="credit")
    api.post(f"/api/clients/{client.pk}/refund/", {"amount": "100.00", "entry_date": "2024-03-01"})
    set_rate(api, "EUR", "1.10")
    issue(api, client, currency="EUR")
    add_invoice(api, client)
    statement = api.get(f"/api/clients/{client.pk}/statement/").json()
    lines = [(entry["date"], entry["kind"], entry["amount"], entry["balance"]) for entry in statement["entries"]]
    assert lines == [
        ("2024-01-05", "invoice", "1100.00", "1100.00"),
        ("2024-01-20", "payment", "-300.00", "800.00"),
        ("2024-02-01", "credit_note", "-110.00", "690.00"),
        ("2024-02-10", "payment", "-790.00", "-100.00"),
        ("2024-03-01", "refund", "100.00", "0.00"),
    ]
    part_of_it = api.get(f"/api/clients/{client.pk}/statement/?from=2024-02-01&to=2024-02-28").json()
    assert [part_of_it[name] for name in ("opening_balance", "closing_balance")] == ["800.00", "-100.00"]
    assert len(part_of_it["entries"]) == 2
    assert api.get(f"/api/clients/{client.pk}/statement/?currency=EUR").json()["closing_balance"] == "1100.00"
    assert api.get(f"/api/clients/{client.pk}/statement/?currency=ZZZ").status_code == 400
    assert api.get(f"/api/clients/{client.pk}/statement/?from=2024-02-01&to=2024-01-01").status_code == 400
    pdf = text_of_pdf(api.get(f"/api/clients/{client.pk}/statement/download/").content)
    assert [fact for fact in ("Statement of account", "TX1", "-790.00", "690.00") if fact not in pdf] == []
    assert "Opening balance" not in pdf
    february = api.get(f"/api/clients/{client.pk}/statement/download/?from=2024-02-01&to=2024-02-28")
    pdf = text_of_pdf(february.content)
    assert 0 < pdf.index("Opening balance") < pdf.index("Credit note")
    assert "800.00" in pdf


def test_the_paper_shows_what_was_credited(api: Api, client: Client) -> None:
    invoice = issue(api, client)
    note = credited(api, invoice, **part(invoice, amount="100.00"))
    text = text_of_pdf(api.get(f"/api/credit-notes/{note['id']}/download/").content)
    assert [fact for fact in ("Credit note", invoice["invoice_number"], "110.00") if fact not in text] == []
    text = text_of_pdf(api.get(f"/api/invoices/{invoice['id']}/download/").content)
    assert [fact for fact in ("-110.00", "990.00") if fact not in text] == []
    credited(api, invoice)
    text = text_of_pdf(api.get(f"/api/invoices/{invoice['id']}/download/").content).lower()
    assert ("credited" in text, "paid" in text) == (True, False)


def test_removes_an_invoice_with_its_credit_notes(api: Api, owner: User, client: Client) -> None:
    operator = Api(User.unscoped.create_superuser("operator", "operator@platform.example", "Password123!"))
    headers = {"X-Tenant": str(owner.tenant_id)}
    invoice, other = issue(api, client), issue(api, client)
    pay(api, invoice, "1100.00")
    credited(api, invoice)
    api.post(f"/api/invoices/{other['id']}/apply-credit/")
    path = f"/api/invoices/{invoice['id']}/force-delete/"
    assert operator.post(path, **headers).status_code == 409
    applied = api.get("/api/client-credits/?entry_kind=applied").json()["results"][0]
    assert api.delete(f"/api/client-credits/{applied['id']}/").status_code == 204
    removed = operator.post(path, **headers)
    assert (removed.status_code, removed.json()["credit_notes"]) == (200, 1)
    assert (verify()["faults"], credit_of(api, client)) == (0, {})


def test_keeps_another_companys_credit_away(api: Api, charlie: User, client: Client) -> None:
    invoice = issue(api, client)
    note = credited(api, invoice)
    stranger = Api(charlie)
    for path in (f"credit-notes/{note['id']}", f"clients/{client.pk}/credit", f"clients/{client.pk}/statement"):
        assert stranger.get(f"/api/{path}/").status_code == 404
    assert credit(stranger, invoice).status_code == 400
    theirs = issue(stranger, add_client(charlie))
    assert credit(stranger, theirs, **part(invoice)).status_code == 400
