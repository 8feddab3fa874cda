"""An invoice as people read it: a table of lines, the sums below, and words that stand before values."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from moneyed import CURRENCIES

from apps.core.money import ZERO
from apps.core.texts import say
from apps.invoices.reading.buyers import read_buyer, read_window
from apps.invoices.reading.electronic import refused_credit_note
from apps.invoices.reading.figures import Figures
from apps.invoices.reading.found import Fields, Found, ReadInvoice, ReadTax, refused
from apps.invoices.reading.labels import BARE, BARE_WORDS, CODE, LABELLED, Label, labels_in, value_of, values_of
from apps.invoices.reading.layout import Cell, Row
from apps.invoices.reading.lines import Table, field_columns, invoices_in, read_table, sum_of, tax_name
from apps.invoices.reading.words import CREDIT_NOTES, INCLUDED, SYMBOLS, VAGUE_SYMBOLS, key_of

MAX_IN_TABLE: Final = 500


def read_sheet(rows: Sequence[Row], *, own: str = "") -> list[ReadInvoice]:
    """The invoices in a table, as `read_paper` reads one: a draft's worth for each number that its lines name.

    How numbers and dates are written follows from the whole table. 400 for more than MAX_IN_TABLE.
    """
    figures = Figures.of(cell.text for row in rows for cell in row)
    parts = invoices_in(rows, figures)
    if len(parts) > MAX_IN_TABLE:
        raise refused(
            say(
                "The table holds {count} invoices. At most {most} are imported from one file.",
                count=len(parts),
                most=MAX_IN_TABLE,
            ),
            "too_many_invoices",
        )
    return [read_paper(part, "table", own=own, figures=figures) for part in parts]


def read_paper(
    rows: Sequence[Row], invoice_format: str, *, own: str = "", figures: Figures | None = None
) -> ReadInvoice:
    """What the rows say to the company that is called `own`, numbers and dates written as `figures` knows, or else as
    follows from the rows. 400 for credit notes, and where the rows name several invoices."""
    _refuse_credit_note(rows)
    figures = figures or Figures.of(cell.text for row in rows for cell in row)
    read = ReadInvoice(invoice_format)
    table = read_table(rows, figures)
    read.lines = table.lines
    outside = [
        row if not table.lines or not table.first <= number < table.end else [] for number, row in enumerate(rows)
    ]
    _read_sums(read, outside[table.end if table.lines else 0 :], figures)
    labels = [label for number, row in enumerate(outside) for label in labels_in(row, number)]
    for label in labels:
        _read_label(read, label, labels, outside, figures)
    _read_columns(read, table, figures)
    if "buyer.name" not in read.fields.found:
        read_window(read.fields, outside[: table.first] if table.lines else outside, own)
    _read_only_day(read.fields, outside, figures)
    _read_currency(read, rows, figures)
    if not figures.is_mark_sure:
        _doubt_amounts(read)
    return read


def _refuse_credit_note(rows: Sequence[Row]) -> None:
    """A credit note says so alone in a cell, or before its number, near its head."""
    for row in rows[:25]:
        for cell in row:
            words = re.sub(r"[0-9].*", "", key_of(cell.text)).strip()
            for phrase in CREDIT_NOTES:
                if words in (phrase, f"{phrase} no", f"{phrase} nr", f"{phrase} number"):
                    raise refused_credit_note(cell.text[:40])


def _read_label(
    read: ReadInvoice, label: Label, labels: Sequence[Label], rows: Sequence[Row], figures: Figures
) -> None:
    sure = BARE if label.phrase in BARE_WORDS else LABELLED
    if label.kind == "buyer":
        read_buyer(read.fields, label, labels, rows, sure)
        return
    for cell, weight in values_of(label, labels, rows):
        if found := value_of(label.kind, cell.text, figures, is_vague=label.phrase in BARE_WORDS):
            value, share = found
            _put_better(read.fields, label.kind, value, sure * weight * share * cell.confidence, label.cell.text)
            return


def _put_better(fields: Fields, name: str, value: Any, sure: float, source: str) -> None:
    held = fields.found.get(name)
    if held is None or held.confidence < sure:
        fields.put(name, value, sure, source.strip(" :"))


def _read_only_day(fields: Fields, rows: Sequence[Row], figures: Figures) -> None:
    """Where no date is called the invoice's, the only other one there is."""
    if "issue_date" in fields.found:
        return
    found = {day for row in rows for cell in row if len(cell.text) < 60 and (day := figures.day(cell.text))}
    days = {day for day, _ in found} - {fields.get("due_date")}
    if len(days) == 1:
        fields.put("issue_date", days.pop(), 0.5, "the only date")


def _read_sums(read: ReadInvoice, rows: Sequence[Row], figures: Figures) -> None:
    """The sums, each from the row that begins with its words; allowances and charges become lines."""
    for row in rows:
        found = sum_of(row)
        amounts = [(figures.amount(cell.text), cell) for cell in row]
        told = [(amount, cell) for amount, cell in amounts if amount is not None]
        if found is None or not told:
            continue
        (kind, phrase), (amount, cell) = found, told[-1]
        label = " ".join(part.text for part in row if part is not cell).strip(" :")
        sure = LABELLED * cell.confidence
        value = amount.value
        if kind == "tax_amount":
            _read_tax(read, label, told, figures, sure)
        elif kind in ("allowance", "charge"):
            if value:
                _put_extra(read, label, -abs(value) if kind == "allowance" else value, sure)
        elif kind != "carried" and (kind not in read.fields.found or kind == "total_amount"):
            if kind == "total_amount" and _is_less(read.fields, value) and phrase in ("total", "summe", "jumlah"):
                continue
            read.fields.put(kind, abs(value) if kind == "prepaid_amount" else value, sure, label)


def _is_less(fields: Fields, value: Decimal) -> bool:
    held = fields.get("total_amount")
    return held is not None and value < held


def _read_tax(read: ReadInvoice, label: str, told: Sequence[tuple[Any, Cell]], figures: Figures, sure: float) -> None:
    """A tax with its amount. Rows that name a rate add up; one that names none is the sum of them."""
    amount, rate = told[-1][0].value, figures.percent(label)
    included = bool(INCLUDED & set(key_of(label).split()))
    if rate is not None:
        taxable = told[-2][0].value if len(told) > 1 and told[-2][0].value > amount else None
        read.taxes.append(ReadTax(tax_name(label), rate, None if included else taxable, amount))
        total = sum((tax.amount or ZERO for tax in read.taxes), ZERO)
        read.fields.put("tax_amount", total, sure, label)
    elif "tax_amount" not in read.fields.found or not read.taxes:
        read.fields.put("tax_amount", amount, sure, label)


def _put_extra(read: ReadInvoice, label: str, amount: Decimal, sure: float) -> None:
    line = Fields()
    for name, value in {"description": label, "quantity": Decimal(1), "unit_price": amount, "total": amount}.items():
        line.put(name, value, sure * 0.9, label)
    taxes = {line.get("taxes") for line in read.lines}
    if len(taxes) == 1 and (shared := taxes.pop()):
        line.put("taxes", shared, sure * 0.7, "the tax of the lines")
    read.lines.append(line)
    read.extras += 1


def _read_columns(read: ReadInvoice, table: Table, figures: Figures) -> None:
    """What the columns of a table say of the whole invoice; 400 where they tell of several."""
    for kind, cells in field_columns(table):
        if kind == "document_number" and len(cells) > 1:
            raise refused(
                say(
                    "The table holds {count} invoices ({numbers}). They are parted in CSV and XLSX files alone.",
                    count=len(cells),
                    numbers=", ".join(list(cells)[:5]),
                ),
                "several_invoices",
            )
        name = "buyer.name" if kind == "buyer" else kind
        cell = next(iter(cells.values()))
        if name in ("tax_amount", "total_amount", "subtotal"):
            if amount := figures.amount(cell.text):
                read.fields.put(name, amount.value, LABELLED, name)
        elif found := value_of(name, cell.text, figures):
            _put_better(read.fields, name, found[0], 0.95 * found[1], f"column {name}")


def _read_currency(read: ReadInvoice, rows: Sequence[Row], figures: Figures) -> None:
    """The currency that most amounts stand beside, else the one code that is named anywhere."""
    if "currency" in read.fields.found:
        return
    counts: dict[tuple[str, bool], int] = {}
    for row in rows:
        for cell in row:
            if (amount := figures.amount(cell.text)) and amount.currency:
                counts[amount.currency, amount.is_vague] = counts.get((amount.currency, amount.is_vague), 0) + 1
    named = {code for row in rows for cell in row for code in CODE.findall(cell.text) if code in CURRENCIES}
    signs = {sign for row in rows for cell in row for sign in SYMBOLS if _stands_in(sign, cell.text)}
    if counts:
        (code, is_vague), _ = max(counts.items(), key=lambda entry: entry[1])
        if is_vague and len(named) == 1:
            code, is_vague = named.pop(), False
        read.fields.put("currency", code, 0.6 if is_vague else 0.95, "beside amounts")
    elif len(named) == 1:
        read.fields.put("currency", named.pop(), 0.8, "named in the text")
    elif len(signs) == 1:
        sign = signs.pop()
        read.fields.put("currency", SYMBOLS[sign], 0.6 if sign in VAGUE_SYMBOLS else 0.9, f"the sign {sign}")


def _stands_in(sign: str, text: str) -> bool:
    """Whether a sign of a currency stands in a text; one of letters, as a word."""
    return sign in text if not sign.isalpha() else re.search(rf"(?<!\w){sign}(?!\w)", text) is not None


def _doubt_amounts(read: ReadInvoice) -> None:
    """Where nothing tells which mark begins the decimals, no amount is sure."""
    for fields in [read.fields, *read.lines]:
        for name, found in fields.found.items():
            if isinstance(found.value, Decimal):
                fields.found[name] = Found(found.value, found.confidence * 0.8, found.source)
