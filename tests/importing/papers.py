"""The same invoices as people write them: in eight languages and their number formats, laid out in four ways, as PDF,
picture, DOCX, CSV and XLSX."""

import csv
import io
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pypdfium2
import typst
import xlsxwriter
from docx import Document
from PIL import Image, ImageFilter

from apps.core.rendering.pdf import font_book
from tests.importing.specimens import Sample
from tests.reading.files import encoded


@dataclass(frozen=True)
class Tongue:
    """How a country writes its invoices. `words`: title, number, date, due, buyer, description, quantity, price,
    discount, rate, amount, subtotal, tax, total."""

    code: str
    words: tuple[str, ...]
    group: str
    point: str
    day: str
    sign: str
    currency: str
    is_sign_first: bool = True

    def figure(self, value: Decimal) -> str:
        whole, _, decimals = f"{value:,.2f}".partition(".")
        return whole.replace(",", self.group) + self.point + decimals

    def quantity(self, value: Decimal) -> str:
        return f"{value.normalize():f}".replace(".", self.point)

    def money(self, value: Decimal) -> str:
        return f"{self.sign}{self.figure(value)}" if self.is_sign_first else f"{self.figure(value)} {self.sign}"

    def date(self, value: date) -> str:
        return value.strftime(self.day)


TONGUES = (
    Tongue(
        "en", ("INVOICE", "Invoice No.", "Invoice date", "Due date", "Bill to", "Description", "Qty", "Unit price",
               "Discount", "VAT %", "Amount", "Subtotal", "VAT", "Total"),
        ",", ".", "%d %B %Y", "£", "GBP",
    ),
    Tongue(
        "us", ("Invoice", "Invoice #", "Date", "Due Date", "Bill To", "Item", "Quantity", "Rate", "Discount", "Tax",
               "Line total", "Subtotal", "Sales Tax", "Total"),
        ",", ".", "%m/%d/%Y", "$", "USD",
    ),
    Tongue(
        "de", ("Rechnung", "Rechnungsnummer", "Rechnungsdatum", "Fällig am", "Rechnung an", "Beschreibung", "Menge",
               "Einzelpreis", "Rabatt", "MwSt.", "Betrag", "Zwischensumme", "zzgl. MwSt.", "Gesamtbetrag"),
        ".", ",", "%d.%m.%Y", "€", "EUR", False,
    ),
    Tongue(
        "fr", ("FACTURE", "Facture n°", "Date de facturation", "Échéance", "Facturé à", "Désignation", "Quantité",
               "Prix unitaire", "Remise", "TVA", "Montant HT", "Total HT", "TVA", "Total TTC"),
        "\u00a0", ",", "%d/%m/%Y", "€", "EUR", False,
    ),
    Tongue(
        "es", ("FACTURA", "Número de factura", "Fecha", "Vencimiento", "Facturar a", "Concepto", "Cantidad", "Precio",
               "Dto.", "IVA", "Importe", "Base imponible", "IVA", "Total"),
        ".", ",", "%d/%m/%Y", "€", "EUR", False,
    ),
    Tongue(
        "ms", ("INVOIS", "No. Invois", "Tarikh", "Tarikh akhir bayaran", "Kepada", "Keterangan", "Kuantiti",
               "Harga seunit", "Diskaun", "Cukai", "Jumlah", "Jumlah kecil", "Cukai", "Jumlah keseluruhan"),
        ",", ".", "%d/%m/%Y", "RM ", "MYR",
    ),
    Tongue(
        "ch", ("Rechnung", "Rechnungs-Nr.", "Datum", "Zahlbar bis", "Kunde", "Leistung", "Anzahl", "Preis", "Rabatt",
               "MWST", "Total", "Netto", "MWST", "Gesamt"),
        "'", ".", "%d.%m.%Y", "CHF ", "CHF",
    ),
    Tongue(
        "nl", ("Factuur", "Factuurnummer", "Factuurdatum", "Vervaldatum", "Factuur aan", "Omschrijving", "Aantal",
               "Prijs", "Korting", "BTW", "Bedrag", "Subtotaal", "BTW", "Totaal"),
        ".", ",", "%d-%m-%Y", "€ ", "EUR",
    ),
)  # fmt: skip
LAYOUTS = ("classic", "meta table", "two columns", "stacked")

_TEMPLATE = """
#let d = json(bytes(sys.inputs.document))
#set page(paper: "a4", margin: 2cm)
#set text(font: "Noto Sans", size: 9.5pt)
#let meta = d.meta.map(m => (text(weight: "bold", m.at(0)), m.at(1))).flatten()
#let buyer = stack(spacing: 6pt, text(weight: "bold", d.buyer_label), ..d.buyer)
#let seller = stack(spacing: 6pt, ..d.seller)
#if d.layout == "classic" [
  #grid(columns: (1fr, auto), text(size: 20pt, d.title), align(right, seller))
  #v(6mm)
  #grid(columns: (1fr, auto), buyer, grid(columns: 2, column-gutter: 8mm, row-gutter: 3mm, ..meta))
] else if d.layout == "meta table" [
  #seller
  #v(8mm)
  #text(size: 18pt, d.title)
  #table(columns: (1fr,) * d.meta.len(), ..d.meta.map(m => strong(m.at(0))), ..d.meta.map(m => [#m.at(1)]))
  #buyer
] else if d.layout == "two columns" [
  #grid(columns: (1fr, 1fr), seller, buyer)
  #v(6mm)
  #text(size: 16pt, d.title)
  #for m in d.meta [#m.at(0): #m.at(1) #linebreak()]
] else [
  #align(right, text(size: 18pt, d.title))
  #for m in d.meta [#align(right)[#m.at(0): #m.at(1)]]
  #d.buyer_label: #d.buyer.at(0) \\
  #for line in d.buyer.slice(1) [#line \\ ]
  #v(4mm)
  #text(size: 8pt, d.seller.join(" · "))
]
#v(8mm)
#table(
  columns: (1fr, ..(auto,) * (d.columns.len() - 1)),
  align: (x, y) => if x == 0 { left } else { right },
  stroke: if d.layout == "stacked" { none } else { 0.4pt },
  inset: 6pt,
  table.header(..d.columns.map(c => strong(c))),
  ..d.rows.flatten().map(c => [#c]),
)
#v(3mm)
#align(right, grid(columns: 2, column-gutter: 12mm, row-gutter: 3mm, align: right, ..d.sums.flatten().map(c => [#c])))
"""


@dataclass(frozen=True)
class Paper:
    """A sample in a tongue and a layout."""

    sample: Sample
    tongue: Tongue
    layout: str = "classic"

    @property
    def meta(self) -> list[tuple[str, str]]:
        words, invoice = self.tongue.words, self.sample
        return [
            (words[1], invoice.number),
            (words[2], self.tongue.date(invoice.issued)),
            (words[3], self.tongue.date(invoice.due)),
        ]

    @property
    def columns(self) -> list[str]:
        words = self.tongue.words
        shown = [words[5], words[6], words[7]]
        if any(row.discount for row in self.sample.rows):
            shown.append(words[8])
        return [*shown, words[9], words[10]]

    @property
    def rows(self) -> list[list[str]]:
        tongue, rows = self.tongue, []
        for row in self.sample.rows:
            cells = [row.description, tongue.quantity(row.quantity), tongue.figure(row.price)]
            if len(self.columns) == 6:
                cells.append(tongue.figure(row.discount) if row.discount else "")
            rows.append([*cells, f"{tongue.quantity(row.rate)}%", tongue.figure(row.net)])
        return rows

    @property
    def sums(self) -> list[tuple[str, str]]:
        words, tongue, invoice = self.tongue.words, self.tongue, self.sample
        taxes = [
            (f"{words[12]} {tongue.quantity(rate)}%", tongue.money(tax)) for (rate, _), tax in invoice.taxes.items()
        ]
        total = (words[13], tongue.money(invoice.total + invoice.totals_off))
        return [(words[11], tongue.money(invoice.subtotal)), *taxes, total]

    @property
    def buyer(self) -> list[str]:
        return [self.sample.buyer, "48 Station Road", "10115 Springfield", self.sample.buyer_email]

    def data(self) -> dict[str, Any]:
        return {
            "title": self.tongue.words[0],
            "layout": self.layout,
            "seller": [self.sample.seller, "Main Street 1", "12345 Shelbyville", "VAT ID DE900000001"],
            "buyer_label": self.tongue.words[4],
            "buyer": self.buyer,
            "meta": self.meta,
            "columns": self.columns,
            "rows": self.rows,
            "sums": self.sums,
        }


def paper_pdf(paper: Paper) -> bytes:
    """A PDF with embedded text."""
    return typst.compile(
        _TEMPLATE.encode(),
        font_paths=font_book(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(paper.data(), ensure_ascii=False)},
    )


def paper_scan(paper: Paper, *, dpi: int = 150, seed: int = 0, image_format: str = "JPEG") -> bytes:
    """The same as a scanner sees it: a little askew, blurred, unevenly lit, with noise."""
    chance = random.Random(seed)
    document = pypdfium2.PdfDocument(paper_pdf(paper))
    picture = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()
    picture = picture.rotate(chance.uniform(-0.8, 0.8), Image.Resampling.BICUBIC, fillcolor="white")
    picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.2, 0.6)))
    points = np.asarray(picture).astype(np.float32) * chance.uniform(0.9, 1.0)
    points += np.random.default_rng(seed).normal(0, chance.uniform(1, 6), points.shape)
    return encoded(Image.fromarray(np.clip(points, 0, 255).astype(np.uint8)), image_format)


def paper_docx(paper: Paper) -> bytes:
    """The same in Word: paragraphs for the head, tables for lines and sums."""
    document = Document()
    document.add_heading(paper.tongue.words[0], 1)
    for label, value in paper.meta:
        document.add_paragraph(f"{label}:\t{value}" if paper.layout == "classic" else f"{label}: {value}")
    document.add_paragraph(f"{paper.tongue.words[4]}:")
    for line in paper.buyer:
        document.add_paragraph(line)
    _fill(document.add_table(0, len(paper.columns)), [paper.columns, *paper.rows])
    _fill(document.add_table(0, 2), paper.sums)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _fill(table: Any, rows: Sequence[Sequence[str]]) -> None:
    for texts in rows:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text


def sheet_rows(paper: Paper) -> list[list[str]]:
    """The same as a sheet laid out as an invoice."""
    width = len(paper.columns)
    sums = [[*[""] * (width - 2), label, amount] for label, amount in paper.sums]
    return [
        [paper.tongue.words[0]],
        [],
        *([label, value] for label, value in paper.meta),
        [paper.tongue.words[4], paper.buyer[0]],
        [],
        paper.columns,
        *paper.rows,
        *sums,
    ]


def flat_rows(paper: Paper) -> list[list[str]]:
    """A table with a row for each line, on which the invoice's own fields stand again and again."""
    invoice, tongue = paper.sample, paper.tongue
    head = [
        "Invoice number", "Invoice date", "Due date", "Customer name", "Customer email", "Currency", "Description",
        "Quantity", "Unit price", "Discount", "Tax rate", "Line total", "Invoice total",
    ]  # fmt: skip
    own = [invoice.number, str(invoice.issued), str(invoice.due), invoice.buyer, invoice.buyer_email, invoice.currency]
    rows = [
        [
            *own, row.description, tongue.quantity(row.quantity), tongue.figure(row.price),
            tongue.figure(row.discount), f"{tongue.quantity(row.rate)}%", tongue.figure(row.net),
            tongue.figure(invoice.total + invoice.totals_off),
        ]
        for row in invoice.rows
    ]  # fmt: skip
    return [head, *rows]


def csv_of(rows: Sequence[Sequence[str]], delimiter: str = ";") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def xlsx_of(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(place, column, text)
    return file.getvalue()
