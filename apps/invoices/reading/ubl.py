"""UBL 2.1, the syntax of Peppol, XRechnung and MyInvois."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from apps.core.money import ZERO
from apps.core.texts import say
from apps.invoices.reading.electronic import (
    check_type,
    day_of,
    put_amount,
    put_line,
    put_lines_by_tax,
    reads,
    refused_credit_note,
    tax_of,
)
from apps.invoices.reading.found import ReadInvoice, ReadTax, refused
from apps.invoices.reading.xml import Node, children, first, number, text

_NAMESPACE: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
_SUMS: Final = {
    "subtotal": "TaxExclusiveAmount",
    "total_amount": "TaxInclusiveAmount",
    "prepaid_amount": "PrepaidAmount",
    "rounding_amount": "PayableRoundingAmount",
    "amount_due": "PayableAmount",
}


@reads("Invoice", f"{_NAMESPACE}Invoice-2", "ubl")
def read_ubl(root: Node) -> ReadInvoice:
    """An invoice in UBL. 400 for credit notes, and for figures and dates that are none."""
    check_type(text(root, "InvoiceTypeCode"))
    read = ReadInvoice("ubl", is_exact=True)
    fields = read.fields
    fields.put("document_number", text(root, "ID"), source="ID")
    fields.put("document_type", text(root, "InvoiceTypeCode"), source="InvoiceTypeCode")
    fields.put("issue_date", day_of(text(root, "IssueDate"), "IssueDate"), source="IssueDate")
    due = text(root, "DueDate") or text(root, "PaymentMeans", "PaymentDueDate")
    fields.put("due_date", day_of(due, "DueDate"), source="DueDate")
    fields.put("currency", text(root, "DocumentCurrencyCode"), source="DocumentCurrencyCode")
    fields.put("notes", "\n".join(text(note) for note in children(root, "Note")), source="Note")
    fields.put("terms", text(root, "PaymentTerms", "Note"), source="PaymentTerms")
    _put_party(read, "seller", first(root, "AccountingSupplierParty", "Party"))
    _put_party(read, "buyer", first(root, "AccountingCustomerParty", "Party"))
    totals = first(root, "LegalMonetaryTotal")
    for name, element in _SUMS.items():
        fields.put(name, number(totals, element), source=element)
    _put_taxes(read, root)
    for place, line in enumerate(children(root, "InvoiceLine"), 1):
        _put_line(read, f"line {place}", line)
    for amount, reason, is_charge, node in _allowances(root):
        put_amount(
            read,
            place="AllowanceCharge",
            description=reason or ("Charge" if is_charge else "Allowance"),
            amount=amount if is_charge else -amount,
            taxes=_taxes_of(node, "TaxCategory"),
        )
    put_lines_by_tax(read)
    return read


@reads("CreditNote", f"{_NAMESPACE}CreditNote-2", "ubl")
def refuse_credit_note(root: Node) -> ReadInvoice:
    """Credit notes have a root of their own, and are refused."""
    raise refused_credit_note(text(root, "CreditNoteTypeCode") or "381")


def _put_party(read: ReadInvoice, role: str, party: Node | None) -> None:
    tax_number = text(party, "PartyTaxScheme", "CompanyID") or next(
        (text(node, "ID") for node in children(party, "PartyIdentification") if _scheme(first(node, "ID")) == "TIN"), ""
    )
    endpoint = first(party, "EndpointID")
    email = text(party, "Contact", "ElectronicMail") or (text(endpoint) if _scheme(endpoint) == "EM" else "")
    address = first(party, "PostalAddress")
    street = [text(address, "StreetName"), text(address, "AdditionalStreetName")]
    street += [text(line, "Line") for line in children(address, "AddressLine")]
    city = f"{text(address, 'PostalZone')} {text(address, 'CityName')}".strip()
    lines = [*street, city, text(address, "CountrySubentity"), text(address, "Country", "IdentificationCode")]
    values = {
        "name": text(party, "PartyLegalEntity", "RegistrationName") or text(party, "PartyName", "Name"),
        "tax_number": tax_number,
        "email": email,
        "phone": text(party, "Contact", "Telephone"),
        "address": "\n".join(line for line in lines if line),
    }
    for name, value in values.items():
        read.fields.put(f"{role}.{name}", value, source="Party")


def _scheme(node: Node | None) -> str:
    return str(node.get("schemeID") or "") if node is not None else ""


def _put_taxes(read: ReadInvoice, root: Node) -> None:
    """The sums by tax. A file may tell its tax in a second currency too; the document's own counts."""
    currency = read.fields.get("currency")
    own = [
        total
        for total in children(root, "TaxTotal")
        if (amount := first(total, "TaxAmount")) is not None and amount.get("currencyID") in (None, currency)
    ]
    if own:
        read.fields.put(
            "tax_amount", sum((number(total, "TaxAmount") or ZERO for total in own), ZERO), source="TaxTotal"
        )
    for total in own:
        for part in children(total, "TaxSubtotal"):
            for tax in _taxes_of(part, "TaxCategory"):
                sums = (number(part, "TaxableAmount"), number(part, "TaxAmount"))
                read.taxes.append(ReadTax(tax.name, tax.rate, *sums))


def _taxes_of(node: Node | None, name: str) -> tuple[ReadTax, ...]:
    found = (
        tax_of(text(category, "TaxScheme", "ID"), text(category, "ID"), number(category, "Percent"))
        for category in children(node, name)
    )
    return tuple(tax for tax in found if tax)


def _allowances(node: Node) -> Iterator[tuple[Decimal, str, bool, Node]]:
    for part in children(node, "AllowanceCharge"):
        if amount := number(part, "Amount"):
            yield amount, text(part, "AllowanceChargeReason"), text(part, "ChargeIndicator") == "true", part


def _put_line(read: ReadInvoice, place: str, line: Node) -> None:
    total = number(line, "LineExtensionAmount")
    if total is None:
        raise refused(say("The {place} has no {element}.", place=place, element="LineExtensionAmount"), "damaged")
    item, parts = first(line, "Item"), list(_allowances(line))
    names = [text(item, "Name"), *(text(node) for node in children(item, "Description"))]
    put_line(
        read,
        place=place,
        description="\n".join(dict.fromkeys(name for name in names if name)),
        quantity=number(line, "InvoicedQuantity") or Decimal(1),
        price=number(line, "Price", "PriceAmount"),
        base=number(line, "Price", "BaseQuantity"),
        allowances=[amount for amount, _, is_charge, _ in parts if not is_charge],
        charges=[(reason, amount) for amount, reason, is_charge, _ in parts if is_charge],
        taxes=_taxes_of(item, "ClassifiedTaxCategory")
        or _taxes_of(first(line, "TaxTotal", "TaxSubtotal"), "TaxCategory"),
        total=total,
    )
