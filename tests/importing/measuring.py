"""How much of a paper was read right: field by field, against the sample that it was made of."""

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from apps.invoices.reading.found import ReadInvoice
from apps.invoices.reading.paper import read_paper
from apps.invoices.reading.scans import rows_of_pages
from apps.invoices.reading.settling import settle
from apps.invoices.reading.sheets import rows_of_docx, rows_of_table
from tests.importing.papers import Paper, csv_of, flat_rows, paper_docx, paper_pdf, paper_scan, sheet_rows, xlsx_of

LINE_FIELDS = ("description", "quantity", "unit_price", "total")


def _pages(content: bytes, content_type: str) -> Any:
    return rows_of_pages(io.BytesIO(content), content_type, lambda page, of: None)[0]


READERS: dict[str, Callable[[Paper], Any]] = {
    "pdf": lambda paper: _pages(paper_pdf(paper), "application/pdf"),
    "docx": lambda paper: rows_of_docx(io.BytesIO(paper_docx(paper))),
    "csv, a row a line": lambda paper: rows_of_table(io.BytesIO(csv_of(flat_rows(paper)))),
    "csv, laid out": lambda paper: rows_of_table(io.BytesIO(csv_of(sheet_rows(paper)))),
    "xlsx, a row a line": lambda paper: rows_of_table(io.BytesIO(xlsx_of(flat_rows(paper)))),
    "xlsx, laid out": lambda paper: rows_of_table(io.BytesIO(xlsx_of(sheet_rows(paper)))),
    "scan": lambda paper: _pages(paper_scan(paper), "image/jpeg"),
}


def read_sample(paper: Paper, kind: str) -> ReadInvoice:
    """What is read of a paper written in one of the formats; its figures are weighed as for a draft."""
    read = read_paper(READERS[kind](paper), "text")
    settle(read, currency="USD")
    return read


def expected(paper: Paper, kind: str) -> dict[str, Any]:
    """The fields that stand on a paper, by their paths."""
    invoice = paper.sample
    fields: dict[str, Any] = {
        "document_number": invoice.number,
        "issue_date": invoice.issued,
        "due_date": invoice.due,
        "currency": invoice.currency,
        "buyer.name": invoice.buyer,
        "total_amount": invoice.total,
    }
    if "laid out" not in kind:
        fields["buyer.email"] = invoice.buyer_email
    if "row a line" not in kind:
        fields |= {"subtotal": invoice.subtotal, "tax_amount": invoice.tax}
    for number, row in enumerate(invoice.rows):
        values = {"description": row.description, "quantity": row.quantity, "unit_price": row.price, "total": row.net}
        fields |= {f"line_items.{number}.{name}": values[name] for name in LINE_FIELDS}
        fields[f"line_items.{number}.rate"] = row.rate
        if row.discount:
            fields[f"line_items.{number}.discount"] = row.discount
    return fields


def judged(read: ReadInvoice, wanted: dict[str, Any]) -> Iterator[tuple[str, bool, float]]:
    """Each wanted field, whether it was read right, and how sure the reading claims to be (0 for what is missing)."""
    found = dict(read.confidences())
    for path, value in wanted.items():
        entry = found.get(path.replace(".rate", ".taxes"))
        got = entry.value if entry else None
        if path.endswith(".rate"):
            got = sum((tax.rate for tax in got), Decimal(0)) * 100 if got else None
        yield path, got == value, entry.confidence if entry else 0.0
