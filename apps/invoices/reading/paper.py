"""An invoice as people read it: a table of lines, the sums below, and words that stand before values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from moneyed import CURRENCIES

from apps.core.money import ZERO
from apps.invoices.reading.electronic import CREDIT_NOTE
from apps.invoices.reading.figures import Figures
from apps.invoices.reading.found import Fields, Found, ReadInvoice, ReadTax, refused
from apps.invoices.reading.layout import Cell, Row
from apps.invoices.reading.lines import Table, field_columns, read_table, sum_of, tax_name
from apps.invoices.reading.words import CREDIT_NOTES, INCLUDED, LABELS, SUMS, SYMBOLS, VAGUE_SYMBOLS, key_of, phrases

_LABELLED: Final = 0.9
_BARE: Final = 0.7
_BELOW: Final = 0.85
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_TAX_NUMBER: Final = re.compile(r"\b[A-Z]{2,3}[ ]?[0-9][0-9A-Z. ]{6,14}[0-9A-Z]\b|\b[A-Z][0-9]{2}-[0-9]{4}-[0-9]{8}\b")
_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.#-]{0,59}")
_PHONE: Final = re.compile(r"\+[0-9][0-9 ()-]{6,18}[0-9]")
_CODE: Final = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_MOST_WORDS: Final = 5
_MOST_ADDRESS: Final = 6
_BARE_WORDS: Final = frozenset(
    phrases(
        """
        invoice | rechnung | facture | factura | fattura | factuur | fatura | invois | faktur | number | to | an | a |
        aan | date | due | data | from
        """
    )
)
_PHRASES: Final = {phrase: kind for kind, named in reversed(LABELS.items()) for phrase in named}
_SUM_PHRASES: Final = frozenset(phrase for named in SUMS.values() for phrase in named)


@dataclass(frozen=True)
class _Label:
    kind: str
    phrase: str
    cell: Cell
    rest: str
    row: int
    column: int


def read_paper(rows: Sequence[Row], invoice_format: str) -> ReadInvoice:
    """What the rows say. 400 for credit notes, and for tables that hold several invoices."""
    _refuse_credit_note(rows)
    figures = Figures.of(cell.text for row in rows for cell in row)
    read = ReadInvoice(invoice_format)
    table = read_table(rows, figures)
    read.lines = table.lines
    outside = [
        row if not table.lines or not table.first <= number < table.end else [] for number, row in enumerate(rows)
    ]
    _read_sums(read, outside[table.end if table.lines else 0 :], figures)
    labels = [label for number, row in enumerate(outside) for label in _labels_in(row, number)]
    for label in labels:
        _read_label(read, label, labels, outside, figures)
    _read_columns(read, table, figures)
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
                    raise refused(CREDIT_NOTE.format(code=f"{cell.text[:40]!r}"), "credit_note")


def _labels_in(row: Row, number: int) -> Iterator[_Label]:
    """The cells that begin with a label, with what stands behind it in the same cell."""
    for column, cell in enumerate(row):
        words = cell.text.split()
        for length in range(min(_MOST_WORDS, len(words)), 0, -1):
            head = " ".join(words[:length])
            phrase = key_of(head)
            kind = _PHRASES.get(phrase)
            rest = " ".join(words[length:])
            if ":" in head[:-1] and kind is None:
                continue
            if kind and (not rest or head.endswith(":") or rest[0] in ":#" or _fits_closely(kind, rest)):
                yield _Label(kind, phrase, cell, rest.lstrip(":#.- "), number, column)
                break
            if kind is None and ":" in words[length - 1] and words[length - 1][-1] != ":":
                before, _, behind = head.rpartition(":")
                if kind := _PHRASES.get(key_of(before)):
                    yield _Label(kind, key_of(before), cell, f"{behind} {rest}".strip(), number, column)
                    break


def _fits_closely(kind: str, rest: str) -> bool:
    """Whether a value without a colon before it is one: a number with digits, or a date."""
    match kind:
        case "document_number":
            return any(map(str.isdigit, rest)) and len(rest.split()) <= 3
        case "issue_date" | "due_date":
            return any(map(str.isdigit, rest))
        case "currency":
            return rest[:3] in CURRENCIES
    return False


def _read_label(
    read: ReadInvoice, label: _Label, labels: Sequence[_Label], rows: Sequence[Row], figures: Figures
) -> None:
    sure = _BARE if label.phrase in _BARE_WORDS else _LABELLED
    if label.kind == "buyer":
        _read_buyer(read, label, labels, rows, sure)
        return
    for cell, weight in _values_of(label, labels, rows):
        if found := _value(label.kind, cell.text, figures):
            value, share = found
            _put_better(read.fields, label.kind, value, sure * weight * share * cell.confidence, label.cell.text)
            return


def _values_of(label: _Label, labels: Sequence[_Label], rows: Sequence[Row]) -> Iterator[tuple[Cell, float]]:
    """Where the value of a label may stand: behind it, in the next cell, below it."""
    if label.rest:
        yield Cell(label.rest, label.cell.left, label.cell.right, label.cell.confidence), 1.0
        return
    row = rows[label.row]
    named = {(other.row, other.column) for other in labels}
    if label.column + 1 < len(row) and (label.row, label.column + 1) not in named:
        yield row[label.column + 1], 1.0
    for number in range(label.row + 1, min(label.row + 3, len(rows))):
        for column, cell in enumerate(rows[number]):
            if cell.overlap(label.cell) > 0 and (number, column) not in named:
                yield cell, _BELOW
                return


def _value(kind: str, text: str, figures: Figures) -> tuple[Any, float] | None:
    """The value that a text is for a field, and how sure; None where it is none."""
    text = text.strip()
    match kind:
        case "issue_date" | "due_date":
            return figures.day(text)
        case "document_number":
            found = next(
                (part for part in text.split() if _NUMBER.fullmatch(part) and any(map(str.isdigit, part))), None
            )
            return (found.strip("#."), 1.0) if found and figures.day(text) is None else None
        case "currency":
            code = SYMBOLS.get(text) or next((code for code in _CODE.findall(text) if code in CURRENCIES), None)
            return (code, 1.0) if code else None
        case "buyer.email":
            address = _EMAIL.search(text)
            return (address[0], 1.0) if address else None
        case "seller" | "seller.name":
            return None
    return (text, 1.0) if text else None


def _put_better(fields: Fields, name: str, value: Any, sure: float, source: str) -> None:
    held = fields.found.get(name)
    if held is None or held.confidence < sure:
        fields.put(name, value, sure, source.strip(" :"))


def _read_buyer(read: ReadInvoice, label: _Label, labels: Sequence[_Label], rows: Sequence[Row], sure: float) -> None:
    """The name behind or below the label, and the address, e-mail and numbers below it."""
    if not label.cell.text.strip().endswith(":") and label.phrase in ("to", "an", "a", "aan", "client", "customer"):
        sure = min(sure, _BARE)
    held = read.fields.found.get("buyer.name")
    if held and held.confidence >= sure * label.cell.confidence:
        return
    lines: list[Cell] = []
    if label.rest:
        lines.append(Cell(label.rest, label.cell.left, label.cell.right, label.cell.confidence))
    elif beside := [cell for cell, weight in _values_of(label, labels, rows) if weight == 1.0]:
        lines.append(beside[0])
    named = {(other.row, other.column) for other in labels}
    gap = 0
    for number in range(label.row + 1, min(label.row + 12, len(rows))):
        place = lines[0] if lines else label.cell
        below = [
            (column, cell)
            for column, cell in enumerate(rows[number])
            if cell.overlap(place) > 0 or _starts_alike(cell, place)
        ]
        if not below:
            gap += 1
            if gap > 2:
                break
            continue
        column, cell = below[0]
        if (number, column) in named or key_of(cell.text) in _SUM_PHRASES or len(lines) > _MOST_ADDRESS:
            break
        lines.append(cell)
        gap = 0
    if lines and any(map(str.isalpha, lines[0].text)):
        _put_party(read.fields, lines, sure, label.cell.text.strip(" :"))


def _starts_alike(cell: Cell, place: Cell) -> bool:
    return abs(cell.left - place.left) < 0.1 * max(place.right - place.left, 1.0)


def _put_party(fields: Fields, lines: Sequence[Cell], sure: float, source: str) -> None:
    name, *rest = lines
    fields.put("buyer.name", name.text.strip(" ,;"), sure * name.confidence, source)
    address = []
    for line in rest:
        email, number, phone = _EMAIL.search(line.text), _TAX_NUMBER.search(line.text), _PHONE.search(line.text)
        if email:
            fields.put("buyer.email", email[0], sure * line.confidence, source)
        elif number:
            fields.put("buyer.tax_number", number[0].strip(), sure * line.confidence, source)
        elif phone:
            fields.put("buyer.phone", phone[0], sure * line.confidence, source)
        else:
            address.append(line)
    if address:
        text = "\n".join(line.text for line in address)
        fields.put("buyer.address", text, sure * 0.9 * min(line.confidence for line in address), source)


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
        sure = _LABELLED * cell.confidence
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


def _read_columns(read: ReadInvoice, table: Table, figures: Figures) -> None:
    """What the columns of a table say of the whole invoice; 400 where they tell of several."""
    for kind, cells in field_columns(table):
        if kind == "document_number" and len(cells) > 1:
            raise refused(
                f"The table holds {len(cells)} invoices ({', '.join(list(cells)[:5])}). "
                "Import each as a file of its own.",
                "several_invoices",
            )
        name = "buyer.name" if kind == "buyer" else kind
        cell = next(iter(cells.values()))
        if name in ("tax_amount", "total_amount", "subtotal"):
            if amount := figures.amount(cell.text):
                read.fields.put(name, amount.value, _LABELLED, name)
        elif found := _value(name, cell.text, figures):
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
    named = {code for row in rows for cell in row for code in _CODE.findall(cell.text) if code in CURRENCIES}
    signs = {sign for row in rows for cell in row for sign in SYMBOLS if len(sign) == 1 and sign in cell.text}
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


def _doubt_amounts(read: ReadInvoice) -> None:
    """Where nothing tells which mark begins the decimals, no amount is sure."""
    for fields in [read.fields, *read.lines]:
        for name, found in fields.found.items():
            if isinstance(found.value, Decimal):
                fields.found[name] = Found(found.value, found.confidence * 0.8, found.source)
