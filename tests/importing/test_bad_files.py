"""What cannot be read, or must not be, is refused with a reason, and nothing is left behind."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.invoices.models import Invoice, InvoiceImport
from tests.conftest import Api
from tests.importing.conftest import BATCH, SINGLE, import_file
from tests.importing.papers import TONGUES, Paper, csv_of, flat_rows
from tests.importing.specimens import cii, sample, ubl
from tests.reading.conftest import files_below, upload
from tests.reading.files import pdf_of

GOOD = ubl(sample(1))
BOMB = b"""<?xml version="1.0"?><!DOCTYPE Invoice [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>"""
SYSTEM = b'<?xml version="1.0"?><!DOCTYPE Invoice [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
INCLUDES = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'


def nothing_is_left(api: Api, media: Path) -> None:
    assert api.user is not None
    assert files_below(media) == []
    with tenant_context(api.user.tenant_id):
        assert not Invoice.unscoped.exists()
        assert not Client.unscoped.exists()


def packed(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


AT_ONCE = {
    "an entity": (GOOD.replace(HEAD, BOMB).replace(b"RE-2024", b"&d;"), "unsafe_xml"),
    "an external entity": (GOOD.replace(HEAD, SYSTEM).replace(b"RE-20", b"&secret;"), "unsafe_xml"),
    "an external document type": (GOOD.replace(HEAD, HEAD + b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a">'), "unsafe_xml"),
    "the same in UTF-16": (SYSTEM.decode().encode("utf-16") + "<a/>".encode("utf-16")[2:], "unsafe_xml"),
    "an inclusion": (GOOD.replace(b"</Invoice>", INCLUDES + b"</Invoice>"), "unsafe_xml"),
    "broken XML": (GOOD[:-40], "damaged"),
    "very deep XML": (b"<a>" * 100_000, "damaged"),
    "a PDF of 1,000 pages": (pdf_of(*["page"] * 1_000), "too_many_pages"),
    "a PDF with a password": (
        pdf_of("x", encryption=__import__("pikepdf").Encryption(owner="o", user="u")),
        "protected",
    ),
    "half a PDF": (pdf_of("x")[:200], "damaged"),
    "a ZIP bomb as DOCX": (packed("word/document.xml", b"\0" * 30_000_000), "unreadable_file"),
    "a ZIP bomb as XLSX": (packed("xl/workbook.xml", b"\0" * 30_000_000), "unreadable_file"),
    "another ZIP": (packed("a.txt", b"hello"), "wrong_type"),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(100), "wrong_type"),
    "an old Word file": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "wrong_type"),
    "a letter": (b"Dear Sir\nplease pay\n", "wrong_type"),
    "nothing": (b" ", "empty"),
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_refuses_at_once(api: Api, media: Path, name: str) -> None:
    content, code = AT_ONCE[name]
    answer = upload(api, SINGLE, ("invoice.xml", content))
    assert (answer.status_code, answer.json()["error"]) == (400, code), answer.content
    assert "root:" not in answer.content.decode()
    nothing_is_left(api, media)


def _table_of(number: int) -> list[list[str]]:
    return flat_rows(Paper(sample(number, plain=True), TONGUES[0]))


def _with_unknown_currency() -> bytes:
    return ubl(sample(1)).replace(b"EUR", b"XXX")


WHEN_READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "a credit note in UBL": (lambda: ubl(replace(sample(1), type_code="381")), "credit note"),
    "a credit note with a root of its own": (
        lambda: GOOD.replace(b"<Invoice", b"<CreditNote")
        .replace(b"/Invoice>", b"/CreditNote>").replace(b"Invoice-2", b"CreditNote-2"),
        "credit note",
    ),
    "a credit note in CII": (lambda: cii(replace(sample(1), type_code="381")), "credit note"),
    "a credit note on paper": (lambda: pdf_of("CREDIT NOTE\nNo. 17\nTotal 10.00"), "credit note"),
    "an order": (lambda: ubl(replace(sample(1), type_code="220")), "no invoice"),
    "XML of something else": (lambda: b"<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>", "UBL 2.1 and CII"),
    "a currency that is none": (_with_unknown_currency, "currency"),
    "a figure that is none": (lambda: GOOD.replace(b"<cbc:InvoicedQuantity", b"<cbc:InvoicedQuantity a='b'", 1).replace(
        b'currencyID="EUR">', b'currencyID="EUR">NaN', 1), "no number"),
    "a date that is none": (lambda: GOOD.replace(b"<cbc:IssueDate>20", b"<cbc:IssueDate>9x"), "no date"),
    "a letter as PDF": (lambda: pdf_of("Dear Sir or Madam\nwe thank you for your visit"), "No line and no sum"),
    "an invoice below zero": (
        lambda: ubl(replace(sample(1), allowance=sample(1).line_total + 10)), "less than nothing",
    ),
    "several invoices in a table, one without a buyer": (
        lambda: csv_of([*_table_of(1), *([row[0], row[1], row[2], "", "", *row[5:]] for row in _table_of(2)[1:])]),
        "Whom the invoice",
    ),
    "no buyer": (lambda: csv_of([["Description", "Quantity", "Unit price"], ["Work", "1", "9"]]), "Whom the invoice"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHEN_READ)
def test_refuses_when_it_is_read(api: Api, media: Path, name: str) -> None:
    write, reason = WHEN_READ[name]
    job = import_file(api, "invoice", write())
    assert job["status"] == "failed", job["result"]
    assert reason in job["error"]
    nothing_is_left(api, media)
    row = api.get("/api/invoice-imports/").json()["results"][0]
    assert (row["status"], row["error"], row["invoice"]) == ("failed", job["error"], None)
    assert api.get(f"/api/invoice-imports/{row['id']}/file/").status_code == 404


def test_refuses_entities_in_the_xml_of_a_pdf(api: Api, media: Path) -> None:
    def attach(pdf: object) -> None:
        pdf.attachments["factur-x.xml"] = GOOD.replace(HEAD, BOMB)  # type: ignore[attr-defined]

    job = import_file(api, "invoice.pdf", pdf_of("Invoice 1\nTotal 10.00", prepare=attach))
    assert job["status"] == "failed"
    assert "document type" in job["error"]
    nothing_is_left(api, media)


def test_passes_over_an_attachment_that_unpacks_to_too_much(api: Api, media: Path) -> None:
    def attach(pdf: object) -> None:
        pdf.attachments["factur-x.xml"] = b"<a>" + b" " * 40_000_000 + b"</a>"  # type: ignore[attr-defined]

    job = import_file(
        api, "invoice.pdf", pdf_of("Dear Sir or Madam, how are you", prepare=attach, compress_streams=True)
    )
    assert "No line and no sum" in job["error"]


def test_a_batch_tells_which_files_were_refused(api: Api, media: Path) -> None:
    files = [
        ("good.xml", GOOD),
        ("bad.xml", AT_ONCE["an entity"][0]),
        ("credit.xml", WHEN_READ["a credit note in CII"][0]()),
    ]
    answer = upload(api, BATCH, *files, field="files")
    from tests.reading.conftest import done

    result = done(api, answer.json())["result"]
    assert (result["imported"], result["duplicates"], result["failed"]) == (1, 0, 2)
    told = {file["filename"]: (file["status"], file["error"][:30]) for file in result["files"]}
    assert told == {
        "good.xml": ("imported", ""),
        "bad.xml": ("failed", "The XML declares a document ty"),
        "credit.xml": ("failed", "The file is a credit note (381"),
    }
    refused = upload(api, BATCH, files[1], field="files")
    assert (refused.status_code, "bad.xml" in refused.json()["message"]) == (400, True)
    too_many = upload(api, BATCH, *[("good.xml", b"x")] * 51, field="files")
    assert (too_many.status_code, too_many.json()["error"]) == (400, "too_many")


def test_an_import_that_dies_leaves_no_draft(
    api: Api, owner: User, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft and the record of its import are one transaction."""
    from apps.invoices.importing import services

    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the worker died")

    answer = upload(api, SINGLE, ("invoice.xml", GOOD))
    monkeypatch.setattr(services, "record", fails)
    from tests.reading.conftest import done

    assert done(api, answer.json())["status"] == "queued"
    with tenant_context(owner.tenant_id):
        assert not Invoice.unscoped.exists()
        assert InvoiceImport.unscoped.get().status == "waiting"
    monkeypatch.undo()
    ended = done(api, answer.json())
    assert ended["status"] == "succeeded"
    with tenant_context(owner.tenant_id):
        assert Invoice.unscoped.count() == 1
        assert Invoice.unscoped.get().total_amount == Decimal(ended["result"]["total_amount"])
