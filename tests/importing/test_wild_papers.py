"""Papers as others write them, drawn here with blanks: other words, orders and habits than the generated ones."""

import re
from decimal import Decimal
from typing import Any

import pytest

from apps.invoices.reading.found import ReadInvoice
from apps.invoices.reading.layout import Cell, Row
from apps.invoices.reading.paper import read_paper
from apps.invoices.reading.settling import Settled, differences, settle


def rows_of(drawing: str) -> list[Row]:
    """Cells are parted by two blanks and more; a letter is one wide."""
    found = re.compile(r"\S+(?: \S+)*")
    lines = drawing.strip("\n").split("\n")
    return [[Cell(match[0], match.start(), match.end()) for match in found.finditer(line)] for line in lines]


def read(drawing: str, currency: str = "EUR") -> tuple[ReadInvoice, Settled]:
    invoice = read_paper(rows_of(drawing), "text")
    return invoice, settle(invoice, currency=currency)


GERMAN = """
Nordlicht Software GmbH · Hafenstr. 3 · 20457 Hamburg

Bäckerei Sommer OHG                                Rechnungs-Nr.:     2024-117
Frau Petra Sommer                                  Rechnungsdatum:    3. Mai 2024
Lindenweg 12                                       Zahlbar bis:       17.05.2024
04103 Leipzig

Rechnung

Sehr geehrte Frau Sommer, wir erlauben uns zu berechnen:

Pos.   Bezeichnung                    Menge    Einheit    Einzelpreis     Gesamt
1      Wartung der Kasse              2        Std.            85,00      170,00
       inkl. Anfahrt
2      Kassenrollen, 50 Stück         10       Pack             4,99       49,90

                                      Summe netto                         219,90 €
                                      19 % MwSt.                           41,78 €
                                      Rechnungsbetrag                     261,68 €

Bankverbindung: IBAN DE02 1203 0000 0000 2020 51
"""
AMERICAN = """
Harbour Works Ltd                                              INVOICE
12 Dock Rd                                                     # 10042

Bill To:                     Ship To:                          Date:             Mar 4, 2024
Oak Street Bakery Ltd        Oak Street Bakery Ltd             Payment Terms:    Net 30
7 Oak Street                 7 Oak Street                      Due Date:         Apr 3, 2024
Portland, OR 97201           Portland, OR 97201                Balance Due:      $1,327.43

Item                         Quantity         Rate               Amount
Oven repair                  1                $950.00            $950.00
Spare parts, door            3                $89.50             $268.50

                                              Subtotal:          $1,218.50
                                              Discount (2%):     $24.37
                                              Tax (8%):          $95.53
                                              Shipping:          $37.77
                                              Total:             $1,327.43
"""
FRENCH_GROSS = """
FACTURE N° F2024-88                                  Le 14/02/2024
Atelier Dupont SARL
Client : Café Lumière SAS
3 place du Marché
69001 Lyon

Désignation                 Qté      Prix TTC      Total TTC
Croissants                  120          1,10         132,00
Pains de campagne            40          3,25         130,00

                       Total TTC                      262,00 €
                       dont TVA 5,5%                   13,66 €
"""
MALAY = """
Bukit Teknologi Sdn Bhd (201901000005)
INVOIS
No. Invois : BT-0091                               Tarikh : 07 Ogos 2024
Kepada :
Lim Trading Sdn Bhd
48, Jalan Tun Razak
50400 Kuala Lumpur

Bil   Butiran                          Kuantiti     Harga Seunit (RM)     Jumlah (RM)
1     Pemasangan rangkaian                    1              2,400.00        2,400.00
2     Kabel CAT6 (meter)                    150                  3.20          480.00

      Jumlah Kecil                                                           2,880.00
      Cukai Perkhidmatan 8%                                                    230.40
      JUMLAH KESELURUHAN (RM)                                                3,110.40
"""
TWO_PAGES = """
Invoice: 77-B        Invoice date: 2024-06-01
Customer: Oak Street Bakery Ltd

Description          Qty     Price       Total
Flour                 20      12.00     240.00
Carried forward                         240.00
Page 1 of 2
Brought forward                         240.00
Description          Qty     Price       Total
Sugar                  5       9.50      47.50
Sub-total                               287.50
VAT 20%                                  57.50
Amount due                              345.00
"""
INDONESIAN = """
FAKTUR
Nomor Faktur: 2024/10/15          Tanggal: 15 Oktober 2024
Ditagihkan kepada: PT Maju Jaya

Nama Barang          Jumlah Unit     Harga Satuan       Total
Jasa desain                    1     Rp 7.500.000       Rp 7.500.000
Cetak brosur                 500     Rp 2.500           Rp 1.250.000

Subtotal                                                Rp 8.750.000
PPN 11%                                                 Rp 962.500
Total Tagihan                                           Rp 9.712.500
"""
WILD: dict[str, tuple[str, dict[str, Any], str]] = {
    "german": (
        GERMAN,
        {"document_number": "2024-117", "issue_date": "2024-05-03", "due_date": "2024-05-17", "currency": "EUR",
         "buyer.name": "Bäckerei Sommer OHG"},
        "261.68",
    ),
    "american": (
        AMERICAN,
        {"document_number": "10042", "issue_date": "2024-03-04", "due_date": "2024-04-03", "currency": "USD",
         "buyer.name": "Oak Street Bakery Ltd"},
        "1327.43",
    ),
    "french, tax included": (
        FRENCH_GROSS,
        {"document_number": "F2024-88", "issue_date": "2024-02-14", "buyer.name": "Café Lumière SAS"},
        "262.00",
    ),
    "malay": (
        MALAY,
        {"document_number": "BT-0091", "issue_date": "2024-08-07", "currency": "MYR",
         "buyer.name": "Lim Trading Sdn Bhd"},
        "3110.40",
    ),
    "two pages": (
        TWO_PAGES,
        {"document_number": "77-B", "issue_date": "2024-06-01", "buyer.name": "Oak Street Bakery Ltd",
         "amount_due": "345.00"},
        "345.00",
    ),
    "indonesian": (
        INDONESIAN,
        {"document_number": "2024/10/15", "issue_date": "2024-10-15", "currency": "IDR", "buyer.name": "PT Maju Jaya"},
        "9712500.00",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WILD)
def test_reads_a_paper_of_others(name: str) -> None:
    drawing, wanted, total = WILD[name]
    invoice, settled = read(drawing)
    told = {path: str(invoice.fields.get(path)) for path in wanted}
    assert told == wanted
    assert settled.totals.total_amount == Decimal(total)
    assert differences(invoice, settled.totals) == []
