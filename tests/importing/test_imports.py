"""Who may import, whose invoices they become, what is kept, and what happens the second time."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice, Seal
from apps.notifications.models import Notification
from tests.conftest import Api
from tests.documents import set_rate
from tests.factories import make_client, make_invoice_import
from tests.importing.conftest import BATCH, SINGLE, draft_of, import_file
from tests.importing.specimens import Row, Sample, cii, sample, ubl
from tests.reading.conftest import done, files_below, upload

GOOD = ubl(sample(1))


def clients_of(api: Api) -> list[dict[str, Any]]:
    return list(api.get("/api/clients/").json()["results"])


def test_config_tells_formats_and_limits(api: Api) -> None:
    body = api.get("/api/invoices/import/config/").json()
    assert [entry["format"] for entry in body["formats"] if entry["exact"]] == ["ubl", "cii"]
    assert {ending for entry in body["formats"] for ending in entry["extensions"]} >= {
        "xml",
        "pdf",
        "docx",
        "csv",
        "xlsx",
    }
    assert body["limits"]["max_files"] == 50


def test_keeps_the_file_with_the_draft(api: Api, media: Path) -> None:
    job = import_file(api, "my invoice.XML", GOOD)
    path = f"/api/invoice-imports/{job['result']['id']}/"
    row = api.get(path).json()
    assert (row["filename"], row["size"], row["status"], row["format"]) == (
        "my invoice.xml",
        len(GOOD),
        "imported",
        "ubl",
    )
    answer = api.get(f"{path}file/")
    assert b"".join(answer.streaming_content) == GOOD
    assert answer["Content-Disposition"].startswith("attachment")
    assert api.get(f"/api/invoice-imports/?invoice={job['result']['invoice']}").json()["count"] == 1
    assert row["readings"]["buyer.name"] == {"value": sample(1).buyer, "confidence": 1.0, "source": "Party"}
    assert api.delete(f"/api/invoices/{job['result']['invoice']}/").status_code == 204
    assert files_below(media) == []
    assert api.get(path).json()["invoice"] is None
    assert api.get(f"{path}file/").status_code == 404


def test_recognises_the_same_file(api: Api, owner: User, media: Path) -> None:
    first = import_file(api, "a.xml", GOOD)
    second = import_file(api, "b.xml", GOOD)
    assert (second["status"], second["result"]["status"]) == ("succeeded", "duplicate")
    assert second["result"]["invoice"] == first["result"]["invoice"]
    assert "was imported on" in second["result"]["error"]
    assert len(files_below(media)) == 1
    with tenant_context(owner.tenant_id):
        assert Invoice.unscoped.count() == 1
    api.delete(f"/api/invoices/{first['result']['invoice']}/")
    assert import_file(api, "c.xml", GOOD)["result"]["status"] == "imported"


def test_the_same_file_twice_in_a_batch_is_one_draft(api: Api, media: Path) -> None:
    job = done(api, upload(api, BATCH, ("a.xml", GOOD), ("b.xml", GOOD), field="files").json())
    result = job["result"]
    assert (result["imported"], result["duplicates"], result["failed"]) == (1, 1, 0)


def test_tells_another_file_of_the_same_invoice(api: Api, media: Path) -> None:
    first = import_file(api, "a.xml", GOOD)
    second = import_file(api, "b.xml", cii(sample(1)))
    assert second["result"]["status"] == "imported"
    assert second["result"]["possible_duplicates"] == [first["result"]["invoice"]]


@pytest.mark.parametrize(
    ("held", "known_by"),
    [
        ({"name": "Another", "tax_number": "de 100.000.00{}"}, "tax_number"),
        ({"name": "Another", "email": "Accounts{}@BUYER.example"}, "email"),
        ({"name": "{name} Ltd."}, "name"),
    ],
)
def test_knows_the_client(api: Api, owner: User, media: Path, held: dict[str, str], known_by: str) -> None:
    invoice = sample(1)
    number = invoice.buyer_tax_number[-1]
    values = {name: value.format(number, name=invoice.buyer) for name, value in held.items()}
    client = api.post("/api/clients/", {"email": "x@other.example"} | values).json()
    result = import_file(api, "invoice.xml", GOOD)["result"]
    assert (result["client"], result["client_matched_by"]) == (client["id"], known_by)
    assert len(clients_of(api)) == 1


def test_makes_a_customer_of_a_buyer_whom_nobody_knows(api: Api, media: Path) -> None:
    result = import_file(api, "invoice.xml", GOOD)["result"]
    assert result["client_matched_by"] == "created"
    made = api.get(f"/api/customers/{result['client']}/").json()
    shown = {"name": sample(1).buyer, "email": sample(1).buyer_email, "phone": "+49 30 123"}
    assert {name: made[name] for name in shown} == shown
    assert "Main Street 1" in made["address"]


def test_takes_the_client_that_is_given(api: Api, charlie: User, media: Path) -> None:
    client = api.post("/api/clients/", {"name": "Given", "email": "given@example.com"}).json()["id"]
    job = import_file(api, "invoice.xml", GOOD, client=client)
    assert (job["result"]["client"], job["result"]["client_matched_by"]) == (client, "given")
    with tenant_context(charlie.tenant_id):
        theirs = make_client(charlie).pk
    assert upload(api, SINGLE, ("b.xml", cii(sample(2))), client=theirs).status_code == 400


def test_makes_no_client_where_none_is_wanted_or_allowed(api: Api, colleague: Callable[..., User], media: Path) -> None:
    job = import_file(api, "invoice.xml", GOOD, create_client="false")
    assert (job["status"], "is no client yet" in job["error"]) == ("failed", True)
    accountant = Api(colleague("accountant"))
    job = import_file(accountant, "invoice.xml", GOOD)
    assert (job["status"], "may not add clients" in job["error"]) == ("failed", True)
    assert clients_of(api) == []


def test_asks_when_several_clients_have_the_name(api: Api, owner: User, media: Path) -> None:
    with tenant_context(owner.tenant_id):
        for email in ("a@example.com", "b@example.com"):
            client = api.post("/api/clients/", {"name": sample(1).buyer, "email": email}).json()["id"]
    job = import_file(api, "invoice.xml", GOOD)
    assert (job["status"], f"id {client}" in job["error"]) == ("failed", True)
    assert import_file(api, "invoice.xml", GOOD, client=client)["status"] == "succeeded"


def test_a_seller_sees_and_matches_only_the_own_clients(api: Api, colleague: Callable[..., User], media: Path) -> None:
    hidden = api.post("/api/clients/", {"name": sample(1).buyer, "email": "hidden@example.com"}).json()["id"]
    seller = Api(colleague("user"))
    result = import_file(seller, "invoice.xml", GOOD)["result"]
    assert (result["client_matched_by"], result["client"] == hidden) == ("created", False)
    with tenant_context(api.user.tenant_id):  # type: ignore[union-attr]
        theirs = make_invoice_import(api.user)  # type: ignore[arg-type]
    assert seller.get(f"/api/invoice-imports/{theirs.pk}/").status_code == 404
    again = import_file(Api(colleague("user", "second")), "invoice.xml", GOOD)["result"]
    assert (again["status"], again["invoice"]) == ("duplicate", None)


def test_refuses_an_invoice_to_the_own_company(api: Api, media: Path) -> None:
    bought = replace(sample(1), buyer="Acme GmbH")
    job = import_file(api, "invoice.xml", ubl(bought))
    assert (job["status"], "it is an expense" in job["error"]) == ("failed", True)


def test_leaves_the_events_of_what_it_did(api: Api, owner: User, media: Path) -> None:
    job = import_file(api, "invoice.xml", GOOD)
    with tenant_context(owner.tenant_id):
        events = AuditLog.unscoped.filter(resource_type__in=["invoice", "invoiceimport", "client"]).order_by("id")
        told = [(event.resource_type, event.action) for event in events]
        imported = events.get(action="import")
    assert told == [("invoiceimport", "create"), ("client", "create"), ("invoice", "create"), ("invoice", "import")]
    assert (imported.resource_id, imported.user_id) == (str(job["result"]["invoice"]), owner.pk)


def test_says_when_another_company_issued_the_file(api: Api, media: Path) -> None:
    said = import_file(api, "a.xml", GOOD)["result"]["warnings"]
    assert said == [f"The file was issued by {sample(1).seller}; the draft is Acme's."]
    assert import_file(api, "b.xml", ubl(replace(sample(2), seller="ACME Ltd.")))["result"]["warnings"] == []


def test_a_cancelled_import_keeps_nothing(api: Api, media: Path) -> None:
    started = upload(api, SINGLE, ("invoice.xml", GOOD)).json()
    assert len(files_below(media)) == 1
    assert api.post(f"/api/async-jobs/{started['job_id']}/cancel/").status_code == 200
    done(api, started)
    assert files_below(media) == []
    row = api.get("/api/invoice-imports/").json()["results"][0]
    assert (row["status"], row["invoice"]) == ("failed", None)


def test_only_who_may_add_invoices_imports(
    api: Api, anonymous: Api, colleague: Callable[..., User], media: Path
) -> None:
    role = {"slug": "reader", "name": "Reader", "scope": "all", "permissions": ["invoices.view_invoice"]}
    assert api.post("/api/auth/roles/", role).status_code == 201
    reader = Api(colleague("reader"))
    for caller, status in ((reader, 403), (anonymous, 401)):
        for path, field in ((SINGLE, "file"), (BATCH, "files")):
            assert upload(caller, path, ("invoice.xml", GOOD), field=field).status_code == status
        assert caller.get("/api/invoices/import/config/").status_code == status
    assert files_below(media) == []


EXACT = Sample(
    number="M-1", issued=sample(1).issued, due=sample(1).due, currency="EUR", seller="Us", buyer="Them",
    buyer_email="them@example.com", buyer_tax_number="DE1",
    rows=(Row("Screw", Decimal(1000), Decimal("1.2345"),
              Decimal(19), base=Decimal(1000)),),
)  # fmt: skip


def test_charges_a_price_of_many_decimals_once_and_says_so(api: Api, media: Path) -> None:
    fine = replace(EXACT, rows=(replace(EXACT.rows[0], price=Decimal("12.34567")),))
    job = import_file(api, "invoice.xml", ubl(fine))
    draft = draft_of(api, job)
    assert draft["subtotal"] == "12.35"
    line = draft["line_items"][0]
    assert (line["quantity"], line["unit_price"]) == (1, "12.35")
    assert "Line 1" in job["result"]["warnings"][0]
    assert job["result"]["differences"] == []


def test_tells_what_is_paid_already(api: Api, media: Path) -> None:
    job = import_file(api, "invoice.xml", ubl(replace(sample(1), prepaid=Decimal("5.00"))))
    assert "5.00 EUR are paid already" in " ".join(job["result"]["warnings"])
    assert [difference["field"] for difference in job["result"]["differences"]] == ["amount_due"]
    assert draft_of(api, job)["paid_amount"] == "0.00"


@pytest.mark.parametrize("profile", ["urn:factur-x.eu:1p0:minimum", "urn:factur-x.eu:1p0:basicwl"])
def test_reads_profiles_without_lines(api: Api, media: Path, profile: str) -> None:
    for number in range(3):
        invoice = sample(number)
        job = import_file(api, "invoice.xml", cii(invoice, profile=profile))
        draft = draft_of(api, job)
        assert (draft["total_amount"], draft["tax_amount"]) == (
            invoice.shown(invoice.total),
            invoice.shown(invoice.tax),
        )
        assert "has no lines" in job["result"]["warnings"][0]


def test_reads_the_older_names_of_zugferd_1(api: Api, media: Path) -> None:
    older = cii(sample(3)).decode()
    for new, old in {
        "CrossIndustryInvoice": "CrossIndustryDocument",
        "rsm:ExchangedDocument>": "rsm:HeaderExchangedDocument>",
        "SupplyChainTradeTransaction": "SpecifiedSupplyChainTradeTransaction",
        "ApplicableHeaderTrade": "ApplicableSupplyChainTrade",
        "SpecifiedLineTrade": "SpecifiedSupplyChainTrade",
        "SpecifiedTradeSettlementHeaderMonetarySummation": "SpecifiedTradeSettlementMonetarySummation",
        "SpecifiedTradeSettlementLineMonetarySummation": "SpecifiedTradeSettlementMonetarySummation",
        "RateApplicablePercent": "ApplicablePercent",
    }.items():
        older = older.replace(new, old)
    job = import_file(api, "invoice.xml", older.encode())
    assert draft_of(api, job)["total_amount"] == sample(3).shown(sample(3).total)
    assert job["result"]["differences"] == []


def test_a_draft_in_a_currency_without_a_rate_waits_for_one_to_be_sent(api: Api, owner: User, media: Path) -> None:
    job = import_file(api, "a.xml", GOOD)
    draft = draft_of(api, job)
    # Drafts are not in the books yet, and need no rate.
    assert (draft["status"], draft["currency"], draft["base_total_amount"]) == ("draft", "EUR", None)
    path = f"/api/invoices/{draft['id']}/"
    refused = api.post(f"{path}send/")
    assert (refused.status_code, refused.json()["error"]) == (400, "no_exchange_rate"), refused.content
    assert "EUR" in refused.json()["message"]
    assert api.patch(path, {"status": "sent"}).status_code == 400
    assert api.get(path).json() == draft
    with tenant_context(owner.tenant_id):
        assert not Seal.unscoped.exists()
        assert not Notification.unscoped.exists()
    assert api.get(f"/api/clients/{draft['client']}/statement/?currency=EUR").json()["entries"] == []
    set_rate(api, "EUR", "1.10", draft["issue_date"])
    sent = api.post(f"{path}send/").json()
    assert (sent["status"], sent["exchange_rate"]) == ("overdue", "1.10")
