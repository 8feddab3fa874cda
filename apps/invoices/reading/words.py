"""What invoices call things, in the languages that are read: English, German, French, Spanish, Italian, Dutch,
Portuguese, Malay and Indonesian. Written as they are compared: lower case, without accents and punctuation."""

from typing import Final

from apps.core.search import search_words


def phrases(text: str) -> tuple[str, ...]:
    """The phrases that a text parts by bars."""
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "position": phrases("pos | position | no | nr | item no | line | bil | num"),
    "description": phrases(
        """
        description | item | items | product | service | services | details | particulars | article | beschreibung |
        bezeichnung | leistung | artikel | produkt | text | designation | libelle | prestation | descripcion |
        concepto | articulo | descrizione | omschrijving | descricao | keterangan | uraian | deskripsi | perkara |
        butiran | nama barang | item description | product description | line description
        """
    ),
    "quantity": phrases(
        """
        quantity | qty | units | hours | menge | anzahl | stk | stuck | quantite | qte | cantidad | cant | quantita
        | qta | aantal | quantidade | qtd | jumlah unit | kuantiti | kuantitas | banyak | qty hrs
        """
    ),
    "unit": phrases("unit | uom | einheit | unite | unidad | eenheid | satuan | unidade | seunit"),
    "unit_price": phrases(
        """
        unit price | price | rate | unit cost | price per unit | each | einzelpreis | preis | stuckpreis | ep | prix
        unitaire | prix | pu | pu ht | prix unitaire ht | precio unitario | precio | prezzo unitario | prezzo |
        stuksprijs | prijs | preco unitario | preco | harga seunit | harga satuan | harga unit | harga | u price |
        net price | nettopreis | prijs per stuk
        """
    ),
    "discount": phrases(
        """
        discount | rebate | rabatt | nachlass | remise | descuento | dto | sconto | korting | desconto | diskaun |
        diskon | potongan | discount amount
        """
    ),
    "rate": phrases(
        """
        tax | tax rate | vat | vat rate | vat pct | gst | sst | mwst | ust | mwst satz | ust satz | steuer |
        steuersatz | tva | taux tva | iva | tipo iva | aliquota | aliquota iva | btw | btw tarief | ppn | cukai |
        pajak | kadar cukai | tarif ppn | vat percent | tax percent | imposto
        """
    ),
    "total": phrases(
        """
        amount | total | line total | net amount | total price | sum | net | betrag | gesamt | gesamtpreis | summe |
        gp | nettobetrag | montant | montant ht | total ht | importe | total linea | importo | totale | bedrag |
        totaal | valor | valor total | jumlah | amaun | jumlah harga | subtotal | line amount | total amount | nilai
        """
    ),
}
"""The columns of a table of lines."""

SUMS: Final[dict[str, tuple[str, ...]]] = {
    "subtotal": phrases(
        """
        subtotal | sub total | net total | total net | net amount | total excl vat | total excluding tax | total
        excl tax | taxable amount | total before tax | amount before tax | zwischensumme | nettobetrag | netto |
        summe netto | gesamt netto | nettosumme | total ht | sous total | montant ht | total hors taxes | base
        imponible | subtotal sin iva | imponibile | totale imponibile | subtotaal | totaal excl btw | totaal
        exclusief btw | total sem iva | jumlah kecil | sub jumlah | jumlah sebelum cukai | subjumlah | jumlah
        sebelum pajak | dasar pengenaan pajak
        """
    ),
    "tax_amount": phrases(
        """
        vat | tax | sales tax | gst | sst | service tax | total tax | total vat | mwst | ust | umsatzsteuer |
        mehrwertsteuer | zzgl mwst | zzgl ust | tva | montant tva | total tva | iva | cuota iva | btw | totaal btw |
        ppn | pajak | cukai | cukai jualan | cukai perkhidmatan | hst | qst | tax amount | vat amount | jumlah cukai
        | imposta | plus vat | dont tva
        """
    ),
    "total_amount": phrases(
        """
        total | grand total | total amount | invoice total | total incl vat | total including tax | total incl tax |
        gesamtbetrag | gesamtsumme | rechnungsbetrag | bruttobetrag | endbetrag | summe | gesamt brutto | gesamt |
        total ttc | montant ttc | montant total | total factura | importe total | total a pagar | totale | totale
        fattura | totale documento | totaal | totaal incl btw | totaalbedrag | totaal inclusief btw | total geral |
        total com iva | valor total | jumlah besar | jumlah keseluruhan | jumlah | total keseluruhan | total tagihan
        | jumlah total | total gross | gross total | gross amount
        """
    ),
    "amount_due": phrases(
        """
        amount due | balance due | total due | amount payable | please pay | to pay | zahlbetrag | zu zahlender
        betrag | zu zahlen | offener betrag | net a payer | montant du | reste a payer | a pagar | importe a pagar |
        da pagare | netto a pagare | te betalen | valor a pagar | jumlah perlu dibayar | baki perlu dibayar | jumlah
        yang harus dibayar | sisa tagihan | amaun perlu dibayar
        """
    ),
    "prepaid_amount": phrases(
        """
        paid | amount paid | deposit | prepaid | less deposit | anzahlung | bereits gezahlt | abzgl anzahlung |
        acompte | deja paye | anticipo | acconto | aanbetaling | deposit dibayar | uang muka | telah dibayar
        """
    ),
    "allowance": phrases(
        """
        discount | total discount | less discount | rabatt | abzgl rabatt | nachlass | remise | descuento | sconto |
        korting | desconto | diskaun | diskon | potongan
        """
    ),
    "charge": phrases(
        """
        shipping | freight | delivery | handling | shipping handling | postage | versand | versandkosten | fracht |
        porto | frais de port | livraison | port | gastos de envio | envio | spedizione | trasporto | verzendkosten
        | penghantaran | ongkos kirim | biaya kirim
        """
    ),
    "rounding_amount": phrases(
        """
        rounding | rounding adjustment | rundung | arrondi | redondeo | pembundaran | pembulatan
        """
    ),
    "carried": phrases(
        """
        carried forward | brought forward | carry over | ubertrag | a reporter | report | suma y sigue | riporto |
        transport | dibawa ke hadapan
        """
    ),
}
"""The sums below the lines. `carried` is what a page hands on to the next."""

LABELS: Final[dict[str, tuple[str, ...]]] = {
    "document_number": phrases(
        """
        invoice number | invoice no | invoice nr | invoice num | invoice id | tax invoice no | bill no | bill number
        | document no | document number | rechnungsnummer | rechnungs nr | rechnung nr | rechnungsnr | rechnung
        nummer | belegnummer | numero de facture | facture n | facture no | facture numero | n de facture | n
        facture | numero de factura | factura n | factura no | factura numero | n factura | n de factura | numero
        fattura | fattura n | fattura nr | factuurnummer | factuur nr | fatura n | numero da fatura | no invois |
        nombor invois | no invoice | nomor faktur | no faktur | nomor invoice | invois no | number | invoice |
        rechnung | facture | factura | fattura | factuur | fatura | invois | faktur | invoice ref
        """
    ),
    "issue_date": phrases(
        """
        invoice date | le | den | date of issue | issue date | issued | issued on | date | bill date | tax date |
        document date
        | rechnungsdatum | datum | ausstellungsdatum | belegdatum | date de facturation | date de facture | date d
        emission | date facture | fecha de factura | fecha | fecha de emision | fecha factura | data fattura | data
        | data di emissione | factuurdatum | data da fatura | data de emissao | tarikh invois | tarikh | tanggal
        faktur | tanggal invoice | tanggal
        """
    ),
    "due_date": phrases(
        """
        due date | payment due | due | due on | pay by | payment due date | payable by | falligkeitsdatum | fallig
        am | zahlbar bis | fallig | faelligkeitsdatum | date d echeance | echeance | date limite de paiement | fecha
        de vencimiento | vencimiento | vence | data scadenza | scadenza | data di scadenza | vervaldatum | te
        betalen voor | data de vencimento | vencimento | tarikh akhir | tarikh akhir bayaran | tarikh tamat tempoh |
        jatuh tempo | tanggal jatuh tempo | tarikh matang
        """
    ),
    "buyer": phrases(
        """
        bill to | billed to | invoice to | invoiced to | sold to | customer | client | to | buyer | customer name |
        client name | buyer name | attention | rechnung an | rechnungsempfanger | kunde | empfanger | an | facture a
        | facturer a | client nom | destinataire | adresse a | facturar a | cliente | facturado a | intestatario |
        fatturare a | spettabile | factuur aan | klant | aan | faturar a | kepada | bil kepada | dibilkan kepada |
        pelanggan | ditagihkan kepada | tagihan kepada | kepada yth | invois kepada
        """
    ),
    "buyer.email": phrases("customer email | client email | buyer email | e mail kunde | email pelanggan"),
    "buyer.tax_number": phrases(
        """
        customer vat | customer vat no | customer tax number | buyer tax number | client vat | your vat no |
        customer tin | buyer tin | ust idnr kunde | ihre ust idnr | customer vat id | customer tax id
        """
    ),
    "buyer.address": phrases("customer address | billing address | buyer address | client address"),
    "buyer.phone": phrases("customer phone | buyer phone | client phone"),
    "recipient": phrases(
        """
        ship to | deliver to | delivery address | shipping address | lieferadresse | lieferanschrift | liefern an |
        adresse de livraison | livrer a | enviar a | direccion de envio | spedire a | afleveradres | hantar kepada |
        alamat penghantaran | dikirim kepada
        """
    ),
    "seller": phrases(
        """
        from | seller | supplier | issued by | verkaufer | rechnungssteller | emetteur | vendeur | emisor
        """
    ),
    "currency": phrases(
        """
        currency | wahrung | devise | moneda | valuta | moeda | mata wang | mata uang | currency code
        """
    ),
    "notes": phrases("notes | note | remarks | hinweis | bemerkung | remarque | notas | nota | catatan"),
}
"""What stands before a value."""

CREDIT_NOTES: Final = phrases(
    """
    credit note | credit memo | credit invoice | gutschrift | rechnungskorrektur | stornorechnung | avoir |
    facture d avoir | note de credit | nota de credito | factura rectificativa | nota di credito | creditnota |
    creditfactuur | nota kredit | nota retur
    """
)
INCLUDED: Final = frozenset(
    phrases(
        """
        incl | including | included | inkl | enthalten | inklusive | dont | inclus | incluye | incluido | inclusa |
        inclusief | incluso | termasuk | darin | davon | inclusive
        """
    )
)
"""Words by which a tax is said to be in the total already."""
TAX_NAMES: Final = {
    "vat": "VAT", "mwst": "MwSt", "ust": "USt", "umsatzsteuer": "USt", "mehrwertsteuer": "MwSt", "tva": "TVA",
    "iva": "IVA", "btw": "BTW", "ppn": "PPN", "gst": "GST", "sst": "SST", "hst": "HST", "qst": "QST", "cukai": "Cukai",
    "pajak": "Pajak",
}  # fmt: skip
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier janv enero ene gennaio gen januari janeiro",
            "february feb februar fevrier fevr febrero febbraio februari fevereiro fev",
            "march mar marz maerz mars marzo maart mrt marco mac maret",
            "april apr avril avr abril aprile abr",
            "may mai mayo maggio mei maio mag",
            "june jun juni juin junio giugno junho giu",
            "july jul juli juillet juil julio luglio julho lug julai",
            "august aug aout agosto ago augustus agustus ogos agt",
            "september sep sept septembre septiembre settembre set setembro",
            "october oct oktober okt octobre octubre ottobre ott outubro out",
            "november nov novembre noviembre novembro nopember",
            "december dec dezember dez decembre diciembre dic dicembre dezembro disember desember des",
        ),
        1,
    )
    for name in names.split()
}
SYMBOLS: Final = {
    "€": "EUR", "£": "GBP", "RM": "MYR", "Rp": "IDR", "S$": "SGD", "A$": "AUD", "C$": "CAD", "US$": "USD", "HK$": "HKD",
    "R$": "BRL", "৳": "BDT", "₹": "INR", "₱": "PHP", "฿": "THB", "₫": "VND", "₩": "KRW", "₺": "TRY", "zł": "PLN",
    "Kč": "CZK", "CHF": "CHF", "Fr.": "CHF", "¥": "JPY", "￥": "JPY", "$": "USD",
}  # fmt: skip
"""Signs of currencies. `$` and `¥` are of several, and only the likeliest is taken."""
VAGUE_SYMBOLS: Final = frozenset({"$", "¥", "￥"})


def key_of(text: str) -> str:
    """A text as it is compared with the words here."""
    return " ".join(search_words(text))
