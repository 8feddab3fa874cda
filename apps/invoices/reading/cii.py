"""UN/CEFACT Cross Industry Invoice, the syntax of Factur-X, ZUGFeRD (1.0 with its older names too) and XRechnung."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from apps.core.money import ZERO
from apps.core.texts import say
from apps.invoices.reading.electronic import check_type, day_of, put_amount, put_line, put_lines_by_tax, reads, tax_of
from apps.invoices.reading.found import ReadInvoice, ReadTax, refused
from apps.invoices.reading.xml import Node, children, first, number, text

_SUMS: Final = {
    "subtotal": "TaxBasisTotalAmount",
    "total_amount": "GrandTotalAmount",
    "prepaid_amount": "TotalPrepaidAmount",
    "rounding_amount": "RoundingAmount",
    "amount_due": "DuePayableAmount",
}
_TRANSACTION: Final = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction"
_AGREEMENT: Final = "ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement"
_SETTLEMENT: Final = "ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_SUMMATION: Final = "SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
_LINE_AGREEMENT: Final = "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement"
_LINE_DELIVERY: Final = "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery"
_LINE_SETTLEMENT: Final = "SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement"
_LINE_SUMMATION: Final = "SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation"
_PRICE: Final = "NetPriceProductTradePrice"


@reads("CrossIndustryInvoice", "CrossIndustryInvoice", "cii")
@reads("CrossIndustryDocument", "CrossIndustryDocument", "cii")
def read_cii(root: Node) -> ReadInvoice:
    """An invoice in CII, of any profile. 400 for credit notes, and for figures and dates that are none."""
    header = first(root, "ExchangedDocument|HeaderExchangedDocument")
    check_type(text(header, "TypeCode"))
    read = ReadInvoice("cii", is_exact=True)
    fields = read.fields
    deal = first(root, _TRANSACTION)
    agreement, settlement = first(deal, _AGREEMENT), first(deal, _SETTLEMENT)
    terms = first(settlement, "SpecifiedTradePaymentTerms")
    fields.put("document_number", text(header, "ID"), source="ID")
    fields.put("document_type", text(header, "TypeCode"), source="TypeCode")
    issued = text(header, "IssueDateTime", "DateTimeString|DateTime")
    fields.put("issue_date", day_of(issued, "IssueDateTime"), source="IssueDateTime")
    due = text(terms, "DueDateDateTime", "DateTimeString|DateTime")
    fields.put("due_date", day_of(due, "DueDateDateTime"), source="DueDateDateTime")
    fields.put("currency", text(settlement, "InvoiceCurrencyCode"), source="InvoiceCurrencyCode")
    notes = (text(note, "Content") for note in children(header, "IncludedNote"))
    fields.put("notes", "\n".join(note for note in notes if note), source="IncludedNote")
    fields.put("terms", text(terms, "Description"), source="SpecifiedTradePaymentTerms")
    _put_party(read, "seller", first(agreement, "SellerTradeParty"))
    _put_party(read, "buyer", first(agreement, "BuyerTradeParty"))
    totals = first(settlement, _SUMMATION)
    for name, element in _SUMS.items():
        fields.put(name, number(totals, element), source=element)
    _put_taxes(read, settlement, totals)
    for place, line in enumerate(children(deal, "IncludedSupplyChainTradeLineItem"), 1):
        _put_line(read, f"line {place}", line)
    if read.lines:
        _put_allowances(read, settlement)
    put_lines_by_tax(read)
    return read


def _put_party(read: ReadInvoice, role: str, party: Node | None) -> None:
    registrations = [first(node, "ID") for node in children(party, "SpecifiedTaxRegistration")]
    numbers = {node.get("schemeID"): text(node) for node in registrations if node is not None}
    contact, address = first(party, "DefinedTradeContact"), first(party, "PostalTradeAddress")
    email = text(contact, "EmailURIUniversalCommunication", "URIID")
    uri = first(party, "URIUniversalCommunication", "URIID")
    if not email and uri is not None and (uri.get("schemeID") == "EM" or "@" in text(uri)):
        email = text(uri)
    street = [text(address, name) for name in ("LineOne", "LineTwo", "LineThree")]
    city = f"{text(address, 'PostcodeCode')} {text(address, 'CityName')}".strip()
    lines = [*street, city, text(address, "CountrySubDivisionName"), text(address, "CountryID")]
    values = {
        "name": text(party, "Name"),
        "tax_number": numbers.get("VA") or numbers.get("FC") or next(iter(numbers.values()), ""),
        "email": email,
        "phone": text(contact, "TelephoneUniversalCommunication", "CompleteNumber"),
        "address": "\n".join(line for line in lines if line),
    }
    for name, value in values.items():
        read.fields.put(f"{role}.{name}", value, source="TradeParty")


def _put_taxes(read: ReadInvoice, settlement: Node | None, totals: Node | None) -> None:
    """The sums by tax. A file may tell its tax in a second currency too; the document's own counts."""
    currency = read.fields.get("currency")
    own = [node for node in children(totals, "TaxTotalAmount") if node.get("currencyID") in (None, currency)]
    if own:
        read.fields.put("tax_amount", sum((number(node) or ZERO for node in own), ZERO), source="TaxTotalAmount")
    for node in children(settlement, "ApplicableTradeTax"):
        if tax := _tax_of(node):
            sums = (number(node, "BasisAmount"), number(node, "CalculatedAmount"))
            read.taxes.append(ReadTax(tax.name, tax.rate, *sums))


def _tax_of(node: Node) -> ReadTax | None:
    percent = number(node, "RateApplicablePercent|ApplicablePercent")
    return tax_of(text(node, "TypeCode"), text(node, "CategoryCode"), percent)


def _taxes_of(node: Node | None, name: str) -> tuple[ReadTax, ...]:
    return tuple(tax for tax in map(_tax_of, children(node, name)) if tax)


def _allowances(node: Node | None) -> Iterator[tuple[Decimal, str, bool, Node]]:
    for part in children(node, "SpecifiedTradeAllowanceCharge"):
        if amount := number(part, "ActualAmount"):
            yield amount, text(part, "Reason"), text(part, "ChargeIndicator", "Indicator") == "true", part


def _put_allowances(read: ReadInvoice, settlement: Node | None) -> None:
    """Allowances, charges and freight on the whole document."""
    for amount, reason, is_charge, node in _allowances(settlement):
        put_amount(
            read,
            place="SpecifiedTradeAllowanceCharge",
            description=reason or ("Charge" if is_charge else "Allowance"),
            amount=amount if is_charge else -amount,
            taxes=_taxes_of(node, "CategoryTradeTax"),
        )
    for node in children(settlement, "SpecifiedLogisticsServiceCharge"):
        if freight := number(node, "AppliedAmount"):
            put_amount(
                read,
                place="SpecifiedLogisticsServiceCharge",
                description=text(node, "Description") or "Freight",
                amount=freight,
                taxes=_taxes_of(node, "AppliedTradeTax"),
            )


def _put_line(read: ReadInvoice, place: str, line: Node) -> None:
    agreement, settlement = first(line, _LINE_AGREEMENT), first(line, _LINE_SETTLEMENT)
    total = number(settlement, _LINE_SUMMATION, "LineTotalAmount")
    if total is None:
        raise refused(say("The {place} has no {element}.", place=place, element="LineTotalAmount"), "damaged")
    product, parts = first(line, "SpecifiedTradeProduct"), list(_allowances(settlement))
    names = (text(product, "Name"), text(product, "Description"))
    put_line(
        read,
        place=place,
        description="\n".join(dict.fromkeys(name for name in names if name)),
        quantity=number(line, _LINE_DELIVERY, "BilledQuantity") or Decimal(1),
        price=number(agreement, _PRICE, "ChargeAmount"),
        base=number(agreement, _PRICE, "BasisQuantity"),
        allowances=[amount for amount, _, is_charge, _ in parts if not is_charge],
        charges=[(reason, amount) for amount, reason, is_charge, _ in parts if is_charge],
        taxes=_taxes_of(settlement, "ApplicableTradeTax"),
        total=total,
    )
