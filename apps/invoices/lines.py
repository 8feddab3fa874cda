"""The lines of quotes and invoices: read from what callers give, priced, and made rows of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.errors import RuleViolation
from apps.core.inserts import new_row
from apps.core.money import (
    ZERO,
    Line,
    LineTotal,
    MoneyError,
    Tax,
    Totals,
    UnknownCurrency,
    compute_totals,
    round_price,
)
from apps.core.texts import say
from apps.invoices.documents import Document, DocumentLine, TaxMode

MAX_LINES = 1000
UNNAMED_TAX = "Tax"
ONE = Decimal(1)
REFERENCES = ("product", "customer_application")
"""What a line may refer to: given as rows, or as ids under the name with `_id`."""


@dataclass(frozen=True)
class LineContent:
    """What a line says; equal contents make equal lines."""

    description: str
    line: Line
    product_id: int | None = None
    customer_application_id: int | None = None


def read_lines(
    given: Sequence[Mapping[str, Any]], *, currency: str, default_taxes: tuple[Tax, ...] = ()
) -> list[LineContent]:
    """Lines as callers give them: `description, unit_price`, optionally `quantity` (1), `discount` or
    `discount_percent`, `taxes` or `tax_rate`, `product`, `customer_application`.

    A line that names neither of the last two has the default taxes; null and an empty list are no tax. Both of a pair
    may be given when they agree, as they do in what the API answered before. Refuses negative
    quantities, discounts that are negative or above the line's amount, and figures that the money engine refuses.
    """
    if len(given) > MAX_LINES:
        raise RuleViolation(
            say("A document takes at most {most} lines, not {count}.", most=MAX_LINES, count=len(given)),
            code="too_many_lines",
            field="line_items",
        )
    return [_read_line(fields, currency, default_taxes, f"line_items.{index}") for index, fields in enumerate(given)]


def stored_lines(document: Document) -> list[LineContent]:
    """The document's present lines, in order."""
    return [
        LineContent(
            description=row.description,
            line=Line(
                quantity=row.quantity,
                unit_price=row.unit_price,
                discount=(row.discount or None) if row.discount_percent is None else None,
                discount_percent=row.discount_percent,
                taxes=tuple(Tax(tax["name"], Decimal(tax["rate"])) for tax in row.taxes),
            ),
            product_id=row.product_id,
            customer_application_id=row.customer_application_id,
        )
        for row in document.line_items.all()
    ]


def copy_lines(document: Document) -> list[dict[str, Any]]:
    """The document's lines as `read_lines` takes them, for another document."""
    return line_contents(stored_lines(document))


def line_contents(contents: Sequence[LineContent]) -> list[dict[str, Any]]:
    """Lines as `read_lines` takes them."""
    return [
        {
            "description": content.description,
            "quantity": content.line.quantity,
            "unit_price": content.line.unit_price,
            "discount": content.line.discount,
            "discount_percent": content.line.discount_percent,
            "taxes": [{"name": tax.name, "rate": tax.rate} for tax in content.line.taxes],
            "product_id": content.product_id,
            "customer_application_id": content.customer_application_id,
        }
        for content in contents
    ]


def price_document(document: Document, contents: Sequence[LineContent], *, given_tax_amount: Decimal | None) -> Totals:
    """Set the document's figures from its lines. `given_tax_amount` counts only where no line names a tax."""
    if given_tax_amount is not None and given_tax_amount < 0:
        raise RuleViolation("A tax amount cannot be negative.", code="out_of_range", field="tax_amount")
    try:
        totals = compute_totals(
            [content.line for content in contents],
            currency=document.currency,
            tax_mode="line" if document.tax_mode == TaxMode.LINE else "group",
            prices_include_tax=document.prices_include_tax,
            given_tax_amount=given_tax_amount or None,
        )
    except UnknownCurrency as exc:
        raise RuleViolation(exc.message, code=exc.code, field="currency") from exc
    except MoneyError as exc:
        field = "tax_amount" if exc.code == "given_tax_in_prices" else "line_items"
        raise RuleViolation(exc.message, code=exc.code, field=field) from exc
    if totals.total_amount < 0:
        raise RuleViolation(
            say(
                "The lines add up to {total}; a document cannot be about less than nothing.", total=totals.total_amount
            ),
            code="negative_total",
            field="line_items",
        )
    document.subtotal = totals.subtotal
    document.tax_amount = totals.tax_amount
    document.total_amount = totals.total_amount
    document.taxes = [
        {
            "name": tax.name,
            "rate": format(tax.rate, "f"),
            "taxable": format(tax.taxable, "f"),
            "amount": format(tax.amount, "f"),
        }
        for tax in totals.taxes
    ]
    return totals


def new_lines(
    document: Document,
    contents: Sequence[LineContent],
    totals: Totals,
    references: Sequence[Mapping[str, Any]] = (),
) -> list[Any]:
    """The rows of a document that has none, not yet stored; the document remembers them. `references` are further
    fields of each."""
    model = related_model(document, "line_items")
    rows = [
        _row(model, document, position, content, total)
        for position, (content, total) in enumerate(zip(contents, totals.lines, strict=True), start=1)
    ]
    for row, fields in zip(rows, references, strict=False):
        for name, value in fields.items():
            setattr(row, name, value)
    remember_rows(document, "line_items", rows)
    return rows


def remember_rows(document: Document, relation: str, rows: list[Any]) -> None:
    """Let a reverse relation answer these rows without asking the database for what is known."""
    known = related_model(document, relation).unscoped.all()
    known._result_cache = rows
    document.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = known


def related_model(document: Document, relation: str) -> Any:
    """The model whose rows refer to the document by this relation."""
    return type(document)._meta.fields_map[relation].related_model


def describe_lines(contents: Sequence[LineContent]) -> list[dict[str, Any]]:
    """The lines as the event log keeps them."""
    return [
        {
            "description": content.description,
            "quantity": str(content.line.quantity),
            "unit_price": str(content.line.unit_price),
            **{name: pk for name in REFERENCES if (pk := getattr(content, f"{name}_id"))},
        }
        for content in contents
    ]


def _read_line(fields: Mapping[str, Any], currency: str, default_taxes: tuple[Tax, ...], path: str) -> LineContent:
    # A partial update does not ask its nested rows for what they need.
    for name in ("description", "unit_price"):
        if fields.get(name) is None:
            raise RuleViolation("This field is required.", code="required", field=f"{path}.{name}")
    percent = fields.get("discount_percent")
    discount = fields.get("discount")
    try:
        line = Line(
            quantity=fields.get("quantity", ONE),
            unit_price=fields["unit_price"],
            discount=(discount or None) if percent is None else None,
            discount_percent=percent,
            taxes=_read_taxes(fields, path) if {"taxes", "tax_rate"} & fields.keys() else default_taxes,
        )
        charge = line.charge(currency)
    except UnknownCurrency as exc:
        raise RuleViolation(exc.message, code=exc.code, field="currency") from exc
    except MoneyError as exc:
        raise RuleViolation(exc.message, code=exc.code, field=path) from exc
    if line.quantity < 0:
        raise RuleViolation("A quantity cannot be negative.", code="out_of_range", field=f"{path}.quantity")
    if discount and percent is not None and discount != charge.discount:
        raise RuleViolation(
            say(
                "{percent} % comes to {discount}, not {given:f}. Give one of the two.",
                percent=percent,
                discount=charge.discount,
                given=discount.normalize(),
            ),
            code="two_discounts",
            field=f"{path}.discount",
        )
    if charge.discount < 0 or charge.discount > max(charge.amount, ZERO):
        raise RuleViolation(
            say("A discount must lie between 0 and the line's {amount}.", amount=charge.amount),
            code="out_of_range",
            field=f"{path}.discount",
        )
    product_id, application_id = (
        fields[name].pk if fields.get(name) else fields.get(f"{name}_id") for name in REFERENCES
    )
    return LineContent(fields["description"], line, product_id, application_id)


def _read_taxes(fields: Mapping[str, Any], path: str) -> tuple[Tax, ...]:
    taxes = tuple(Tax(tax["name"], Decimal(tax["rate"])) for tax in fields.get("taxes") or ())
    rate = fields.get("tax_rate")
    if rate is None:
        return taxes
    if not taxes:
        return (Tax(UNNAMED_TAX, rate),)
    if sum(tax.rate for tax in taxes) != rate:
        raise RuleViolation(
            "The rate is not the sum of the taxes. Give `taxes`, or `tax_rate` as the short form of a single one.",
            code="two_rates",
            field=f"{path}.tax_rate",
        )
    return taxes


def _row(model: Any, document: Document, position: int, content: LineContent, total: LineTotal) -> DocumentLine:
    line = content.line
    row: DocumentLine = new_row(
        model,
        tenant_id=document.tenant_id,
        position=position,
        description=content.description,
        quantity=line.quantity,
        unit_price=round_price(line.unit_price, document.currency),
        discount=total.discount,
        discount_percent=line.discount_percent,
        taxes=[{"name": tax.name, "rate": format(tax.rate, "f")} for tax in line.taxes],
        tax_rate=sum((tax.rate for tax in line.taxes), ZERO) if line.taxes else None,
        total=total.total,
        product_id=content.product_id,
        customer_application_id=content.customer_application_id,
        **{document.kind: document},
    )
    return row
