"""Invoices that nobody sent, as UBL and CII; their figures are reckoned here, apart from the product's engine."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

CENT = Decimal("0.01")
SELLERS = ("Nordlicht Software GmbH", "Atelier Dupont SARL", "Bukit Teknologi Sdn Bhd", "Harbour Works Ltd")
BUYERS = ("Meier & Söhne KG", "Café Lumière SAS", "Lim Trading Sdn Bhd", "Oak Street Bakery Ltd", "Talleres Núñez SL")
GOODS = (
    "Consulting", "Website hosting", "Beratung vor Ort", "Réparation du toit", "Laptop 14 inch", "Papier A4",
    "Instalación eléctrica", "Servis penyelenggaraan", "Training day", "Support contract",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line: `net` is quantity * price / base, less the discount."""

    description: str
    quantity: Decimal
    price: Decimal
    rate: Decimal
    discount: Decimal = Decimal(0)
    base: Decimal = Decimal(1)
    charge: Decimal = Decimal(0)
    category: str = "S"
    units: int = 2

    @property
    def net(self) -> Decimal:
        return cents(self.quantity * self.price / self.base, self.units) - self.discount + self.charge


@dataclass(frozen=True)
class Sample:
    """An invoice as its maker knows it."""

    number: str
    issued: date
    due: date
    currency: str
    seller: str
    buyer: str
    buyer_email: str
    buyer_tax_number: str
    rows: tuple[Row, ...]
    allowance: Decimal = Decimal(0)
    charge: Decimal = Decimal(0)
    prepaid: Decimal = Decimal(0)
    type_code: str = "380"
    units: int = 2
    note: str = ""
    totals_off: Decimal = field(default=Decimal(0))
    """By how much the printed total is wrong."""

    @property
    def first_tax(self) -> tuple[Decimal, str]:
        return self.rows[0].rate, self.rows[0].category

    @property
    def nets(self) -> dict[tuple[Decimal, str], Decimal]:
        """What is taxed, by rate and category; document-level amounts stand under the first line's."""
        sums: dict[tuple[Decimal, str], Decimal] = {}
        for row in self.rows:
            sums[row.rate, row.category] = sums.get((row.rate, row.category), Decimal(0)) + row.net
        sums[self.first_tax] += self.charge - self.allowance
        return sums

    @property
    def taxes(self) -> dict[tuple[Decimal, str], Decimal]:
        return {key: cents(net * key[0] / 100, self.units) for key, net in self.nets.items()}

    @property
    def line_total(self) -> Decimal:
        return sum((row.net for row in self.rows), Decimal(0))

    @property
    def subtotal(self) -> Decimal:
        return self.line_total + self.charge - self.allowance

    @property
    def tax(self) -> Decimal:
        return sum(self.taxes.values(), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax

    def shown(self, amount: Decimal) -> str:
        """An amount with the currency's decimals, as the API and XML write it."""
        return f"{amount:.{self.units}f}"


def cents(amount: Decimal, units: int = 2) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-units), ROUND_HALF_UP)


def sample(number: int, *, currency: str = "EUR", units: int = 2, plain: bool = False) -> Sample:
    """An invoice by chance, always the same for its number: one to six lines under one to three rates, discounts, and
    unless `plain` amounts on the whole document, prices of a hundred pieces and charges on lines."""
    chance = random.Random(f"{number} {currency}")
    rates = [
        Decimal(rate)
        for rate in chance.sample(["19", "7", "20", "5.5", "6", "21", "9.975"], chance.choice([1, 1, 2, 3]))
    ]
    rows = []
    for place in range(chance.randint(1, 6)):
        quantity = Decimal(chance.choice(["1", "2", "3", "12", "0.5", "7.25", "40", "1000"]))
        price = Decimal(chance.randint(100, 99_999)).scaleb(-2)
        if units == 0:
            price = price.quantize(Decimal(1)) * 100
        row = {"description": f"{chance.choice(GOODS)} {place + 1}", "quantity": quantity, "price": price}
        row["rate"] = rates[place % len(rates)]
        if chance.random() < 0.3:
            row["discount"] = cents(quantity * price / 10, units)
        if not plain and chance.random() < 0.2:
            row["base"] = Decimal(100)
            row.pop("discount", None)
        if not plain and chance.random() < 0.15:
            row["charge"] = cents(Decimal("4.50"), units)
        rows.append(Row(units=units, **row))  # type: ignore[arg-type]
    issued = date(2024, 1, 1) + timedelta(days=chance.randint(0, 700))
    buyer = chance.choice(BUYERS)
    return Sample(
        number=f"RE-{issued.year}-{number:04}",
        issued=issued,
        due=issued + timedelta(days=chance.choice([7, 14, 30])),
        currency=currency,
        seller=chance.choice(SELLERS),
        buyer=buyer,
        buyer_email=f"accounts{BUYERS.index(buyer)}@buyer.example",
        buyer_tax_number=f"DE{100_000_000 + BUYERS.index(buyer)}",
        rows=tuple(rows),
        allowance=Decimal(0) if plain or chance.random() < 0.6 else cents(rows[0].net / 20, units),
        charge=Decimal(0) if plain or chance.random() < 0.6 else cents(Decimal("12.50"), units),
        units=units,
        note="" if plain else "Thank you & see you soon",
    )


def ubl(invoice: Sample) -> bytes:
    """The invoice in UBL 2.1, as Peppol BIS Billing has it."""
    money, currency = invoice.shown, invoice.currency

    def amount(name: str, value: str) -> str:
        return f'<cbc:{name} currencyID="{currency}">{value}</cbc:{name}>'

    def category(name: str, rate: Decimal, code: str) -> str:
        return (
            f"<cac:{name}><cbc:ID>{code}</cbc:ID><cbc:Percent>{rate}</cbc:Percent>"
            f"<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:{name}>"
        )

    def allowance(is_charge: bool, reason: str, value: Decimal, tax: str = "") -> str:
        if not value:
            return ""
        return (
            f"<cac:AllowanceCharge><cbc:ChargeIndicator>{str(is_charge).lower()}</cbc:ChargeIndicator>"
            f"<cbc:AllowanceChargeReason>{reason}</cbc:AllowanceChargeReason>{amount('Amount', money(value))}{tax}"
            "</cac:AllowanceCharge>"
        )

    def party(role: str, name: str, number: str, email: str) -> str:
        return (
            f"<cac:{role}><cac:Party><cac:PostalAddress><cbc:StreetName>Main Street 1</cbc:StreetName>"
            "<cbc:CityName>Springfield</cbc:CityName><cbc:PostalZone>12345</cbc:PostalZone>"
            "<cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>"
            f"<cac:PartyTaxScheme><cbc:CompanyID>{number}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID>"
            f"</cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>{escape(name)}"
            "</cbc:RegistrationName></cac:PartyLegalEntity><cac:Contact><cbc:Telephone>+49 30 123</cbc:Telephone>"
            f"<cbc:ElectronicMail>{email}</cbc:ElectronicMail></cac:Contact></cac:Party></cac:{role}>"
        )

    rate, code = invoice.first_tax
    subtotals = "".join(
        f"<cac:TaxSubtotal>{amount('TaxableAmount', money(invoice.nets[key]))}"
        f"{amount('TaxAmount', money(tax))}{category('TaxCategory', *key)}</cac:TaxSubtotal>"
        for key, tax in invoice.taxes.items()
    )
    lines = "".join(
        f'<cac:InvoiceLine><cbc:ID>{place}</cbc:ID><cbc:InvoicedQuantity unitCode="C62">{row.quantity}'
        f"</cbc:InvoicedQuantity>{amount('LineExtensionAmount', money(row.net))}"
        f"{allowance(False, 'Discount', row.discount)}{allowance(True, 'Packing', row.charge)}"
        f"<cac:Item><cbc:Name>{escape(row.description)}</cbc:Name>"
        f"{category('ClassifiedTaxCategory', row.rate, row.category)}</cac:Item><cac:Price>"
        f'{amount("PriceAmount", str(row.price))}<cbc:BaseQuantity unitCode="C62">{row.base}</cbc:BaseQuantity>'
        "</cac:Price></cac:InvoiceLine>"
        for place, row in enumerate(invoice.rows, 1)
    )
    note = f"<cbc:Note>{escape(invoice.note)}</cbc:Note>" if invoice.note else ""
    total = invoice.total + invoice.totals_off
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"'
        ' xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
        ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
        "<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>"
        f"<cbc:ID>{invoice.number}</cbc:ID><cbc:IssueDate>{invoice.issued}</cbc:IssueDate>"
        f"<cbc:DueDate>{invoice.due}</cbc:DueDate><cbc:InvoiceTypeCode>{invoice.type_code}</cbc:InvoiceTypeCode>{note}"
        f"<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>"
        f"{party('AccountingSupplierParty', invoice.seller, 'DE900000001', 'billing@seller.example')}"
        f"{party('AccountingCustomerParty', invoice.buyer, invoice.buyer_tax_number, invoice.buyer_email)}"
        "<cac:PaymentTerms><cbc:Note>Net, no deduction</cbc:Note></cac:PaymentTerms>"
        f"{allowance(False, 'Loyalty', invoice.allowance, category('TaxCategory', rate, code))}"
        f"{allowance(True, 'Freight', invoice.charge, category('TaxCategory', rate, code))}"
        f"<cac:TaxTotal>{amount('TaxAmount', money(invoice.tax))}{subtotals}</cac:TaxTotal><cac:LegalMonetaryTotal>"
        f"{amount('LineExtensionAmount', money(invoice.line_total))}"
        f"{amount('TaxExclusiveAmount', money(invoice.subtotal))}{amount('TaxInclusiveAmount', money(total))}"
        f"{amount('AllowanceTotalAmount', money(invoice.allowance))}"
        f"{amount('ChargeTotalAmount', money(invoice.charge))}{amount('PrepaidAmount', money(invoice.prepaid))}"
        f"{amount('PayableAmount', money(total - invoice.prepaid))}</cac:LegalMonetaryTotal>{lines}</Invoice>"
    ).encode()


def cii(invoice: Sample, *, profile: str = "urn:cen.eu:en16931:2017") -> bytes:
    """The invoice in CII, as Factur-X and XRechnung have it; `minimum` in the profile leaves lines and taxes out,
    `basicwl` the lines."""
    money = invoice.shown
    sums_only, linewise = "minimum" in profile, not ("minimum" in profile or "basicwl" in profile)

    def tax(name: str, rate: Decimal, code: str, sums: str = "") -> str:
        return (
            f"<ram:{name}>{sums}<ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>{code}</ram:CategoryCode>"
            f"<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:{name}>"
        )

    def allowance(is_charge: bool, reason: str, value: Decimal, category: str = "") -> str:
        if not value:
            return ""
        return (
            "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>"
            f"{str(is_charge).lower()}</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>{money(value)}"
            f"</ram:ActualAmount><ram:Reason>{reason}</ram:Reason>{category}</ram:SpecifiedTradeAllowanceCharge>"
        )

    def day(name: str, value: date) -> str:
        return f'<ram:{name}><udt:DateTimeString format="102">{value:%Y%m%d}</udt:DateTimeString></ram:{name}>'

    def party(role: str, name: str, number: str, email: str) -> str:
        return (
            f"<ram:{role}><ram:Name>{escape(name)}</ram:Name><ram:DefinedTradeContact>"
            "<ram:TelephoneUniversalCommunication><ram:CompleteNumber>+49 30 123</ram:CompleteNumber>"
            f"</ram:TelephoneUniversalCommunication><ram:EmailURIUniversalCommunication><ram:URIID>{email}</ram:URIID>"
            "</ram:EmailURIUniversalCommunication></ram:DefinedTradeContact><ram:PostalTradeAddress>"
            "<ram:PostcodeCode>12345</ram:PostcodeCode><ram:LineOne>Main Street 1</ram:LineOne><ram:CityName>"
            "Springfield</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress><ram:SpecifiedTaxRegistration>"
            f'<ram:ID schemeID="VA">{number}</ram:ID></ram:SpecifiedTaxRegistration></ram:{role}>'
        )

    rate, code = invoice.first_tax
    lines = "".join(
        "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>"
        f"{place}</ram:LineID></ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:Name>"
        f"{escape(row.description)}</ram:Name></ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement>"
        f"<ram:NetPriceProductTradePrice><ram:ChargeAmount>{row.price}</ram:ChargeAmount>"
        f'<ram:BasisQuantity unitCode="C62">{row.base}</ram:BasisQuantity></ram:NetPriceProductTradePrice>'
        '</ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">'
        f"{row.quantity}</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement>"
        f"{tax('ApplicableTradeTax', row.rate, row.category)}{allowance(False, 'Discount', row.discount)}"
        f"{allowance(True, 'Packing', row.charge)}<ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"<ram:LineTotalAmount>{money(row.net)}</ram:LineTotalAmount>"
        "</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>"
        "</ram:IncludedSupplyChainTradeLineItem>"
        for place, row in enumerate(invoice.rows, 1)
    )
    taxes = "".join(
        tax(
            "ApplicableTradeTax",
            *key,
            f"<ram:CalculatedAmount>{money(amount)}</ram:CalculatedAmount>",
        ).replace(
            "<ram:TypeCode>VAT</ram:TypeCode>",
            f"<ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{money(invoice.nets[key])}</ram:BasisAmount>",
        )
        for key, amount in invoice.taxes.items()
    )
    note = f"<ram:IncludedNote><ram:Content>{escape(invoice.note)}</ram:Content></ram:IncludedNote>"
    categories = tax("CategoryTradeTax", rate, code)
    total = invoice.total + invoice.totals_off
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rsm:CrossIndustryInvoice'
        ' xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"'
        ' xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"'
        ' xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"><rsm:ExchangedDocumentContext>'
        f"<ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>{profile}</ram:ID>"
        "</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext><rsm:ExchangedDocument>"
        f"<ram:ID>{invoice.number}</ram:ID><ram:TypeCode>{invoice.type_code}</ram:TypeCode>"
        f"{day('IssueDateTime', invoice.issued)}{note if invoice.note else ''}</rsm:ExchangedDocument>"
        f"<rsm:SupplyChainTradeTransaction>{lines if linewise else ''}<ram:ApplicableHeaderTradeAgreement>"
        f"{party('SellerTradeParty', invoice.seller, 'DE900000001', 'billing@seller.example')}"
        f"{party('BuyerTradeParty', invoice.buyer, invoice.buyer_tax_number, invoice.buyer_email)}"
        "</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/>"
        f"<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{invoice.currency}</ram:InvoiceCurrencyCode>"
        f"{'' if sums_only else taxes}"
        f"{allowance(False, 'Loyalty', invoice.allowance, categories)}"
        f"{allowance(True, 'Freight', invoice.charge, categories)}"
        f"<ram:SpecifiedTradePaymentTerms><ram:Description>Net</ram:Description>{day('DueDateDateTime', invoice.due)}"
        "</ram:SpecifiedTradePaymentTerms><ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"<ram:LineTotalAmount>{money(invoice.line_total)}</ram:LineTotalAmount>"
        f"<ram:TaxBasisTotalAmount>{money(invoice.subtotal)}</ram:TaxBasisTotalAmount>"
        f'<ram:TaxTotalAmount currencyID="{invoice.currency}">{money(invoice.tax)}</ram:TaxTotalAmount>'
        f"<ram:GrandTotalAmount>{money(total)}</ram:GrandTotalAmount>"
        f"<ram:DuePayableAmount>{money(total)}</ram:DuePayableAmount>"
        "</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    ).encode()
