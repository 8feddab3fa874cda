"""Documents as PDF: what is printed, where pages break, and that content is never read as markup."""

import re
import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from apps.core.rendering import DocumentContent, DocumentLine, Party, Row, render_document

INVOICE = DocumentContent(
    title="Invoice",
    number="INV-2024-001",
    currency="EUR",
    seller=Party(
        name="Northwind Studio GmbH",
        address="Lindenstraße 14\n10969 Berlin",
        email="billing@northwind.example",
        phone="+49 30 901820",
        tax_number="DE 811 907 980",
    ),
    buyer=Party(name="Atelier Dubois & Fils", address="48 rue de l’Université\n75007 Paris"),
    dates=(Row("Issued", "15 January 2024"), Row("Due", "14 February 2024")),
    lines=(
        DocumentLine(
            description="Brand identity\nLogo, colours and a guide",
            quantity="1",
            unit_price="4,800.00",
            discount="5 %",
            tax="20 %",
            total="4,560.00",
        ),
        DocumentLine(description="Hosting, per GB", quantity="1,200", unit_price="0.0125", tax="20 %", total="15.00"),
        DocumentLine(description="Credit", quantity="-1", unit_price="100.50", tax="10 %", total="-100.50"),
    ),
    subtotal="4,474.50",
    taxes=(Row("VAT 20 %", "915.00"), Row("VAT 10 %", "-10.05")),
    total="5,379.45",
    paid="5,000.00",
    balance="379.45",
    terms="Payable within 30 days.",
    notes="Thank you.",
    stamp="PARTLY PAID",
    stamp_tone="warning",
)
CHINESE = replace(
    INVOICE,
    title="发票",
    language="zh-Hans",
    seller=Party(name="上海远景科技有限公司", address="上海市浦东新区世纪大道"),
    lines=(DocumentLine(description="软件开发服务", quantity="3", unit_price="12,000.00", total="36,000.00"),),
    labels={"total": "金额", "balance": "应付余额"},
)
ARABIC = replace(
    INVOICE,
    title="فاتورة",
    language="ar",
    seller=Party(name="شركة النور للتجارة"),
    lines=(DocumentLine(description="خدمات استشارية", quantity="10", unit_price="450.00", total="-4,500.00"),),
    labels={"total": "المبلغ", "balance": "الرصيد المستحق"},
)


def pages_of(document: DocumentContent) -> list[PageObject]:
    return list(PdfReader(BytesIO(render_document(document))).pages)


def text_of(document: DocumentContent) -> str:
    return "\n".join(page.extract_text() for page in pages_of(document))


def fonts_of(document: DocumentContent) -> set[str]:
    return {
        str(font.get_object()["/BaseFont"]).partition("+")[2].partition("-")[0]
        for page in pages_of(document)
        for font in page["/Resources"]["/Font"].values()
    }


def images_of(document: DocumentContent) -> list[Any]:
    """Every image of the first page, those inside forms too."""

    def walk(resources: Any) -> Iterator[Any]:
        for reference in resources.get("/XObject", {}).values():
            found = reference.get_object()
            if found["/Subtype"] == "/Image":
                yield found
            elif "/Resources" in found:
                yield from walk(found["/Resources"].get_object())

    return list(walk(pages_of(document)[0]["/Resources"]))


def place_of(document: DocumentContent, wanted: str) -> float:
    """How far from the left edge of the first page a text begins, in points."""
    places: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if wanted in text:
            places.append(tm[4] * cm[0] + cm[4])

    pages_of(document)[0].extract_text(visitor_text=visit)
    return places[0]


def with_items(count: int, **more: Any) -> DocumentContent:
    items = (
        DocumentLine(description=f"Item {i}.", quantity=f"{i}", unit_price="7.50", total=f"{i * 7.5:,.2f}")
        for i in range(1, count + 1)
    )
    return replace(INVOICE, lines=tuple(items), **more)


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\x4f\x46\xe5" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("document", [INVOICE, CHINESE, ARABIC, with_items(60)], ids=["latin", "zh", "ar", "long"])
def test_prints_every_figure(document: DocumentContent) -> None:
    text = text_of(document)
    figures = [document.number, document.subtotal, document.total, document.paid, document.balance]
    figures += [row.value for row in document.taxes + document.dates]
    figures += [f for line in document.lines for f in (line.quantity, line.unit_price, line.discount, line.total)]

    assert [figure for figure in figures if figure and figure not in text] == []


def test_prints_every_word_of_an_invoice() -> None:
    text = text_of(INVOICE)
    words = [INVOICE.title, INVOICE.currency, INVOICE.terms, INVOICE.notes, INVOICE.stamp, "Balance due", "Tax no."]
    words += [row.label for row in INVOICE.taxes + INVOICE.dates]
    for party in (INVOICE.seller, INVOICE.buyer):
        words += [party.name, *party.address.split("\n"), party.email, party.phone, party.tax_number]
    words += [part for line in INVOICE.lines for part in line.description.split("\n")]

    assert [word for word in words if word and word not in text] == []


def test_leaves_out_what_is_not_there() -> None:
    bare = replace(
        INVOICE,
        lines=(DocumentLine(description="Work", quantity="1", unit_price="9.00", total="9.00"),),
        taxes=(),
        dates=(),
        paid=None,
        balance=None,
        stamp=None,
        terms="",
        notes="",
    )
    text = text_of(bare)

    assert [word for word in ("Discount", "Tax\n", "Paid", "Balance", "Terms", "Notes", "PAID") if word in text] == []
    assert "None" not in text


def test_a_document_without_lines_still_shows_its_total() -> None:
    assert "5,379.45" in text_of(replace(INVOICE, lines=()))


def test_uses_the_words_it_is_given() -> None:
    text = text_of(CHINESE)

    assert "应付余额" in text
    assert "金额" in text
    assert "Balance due" not in text
    assert "小计" in text


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("Größe, naïve, Łódź", "Inter"),
        ("Ελληνικά", "Inter"),
        ("Русский, Українська", "Inter"),
        ("软件开发服务", "NotoSansSC"),
        ("請求書です、ありがとう", "NotoSansSC"),
        ("한국어 송장", "NotoSansKR"),
        ("فاتورة ضريبية پچگ", "IBMPlexSansArabic"),
        ("חשבונית", "NotoSansHebrew"),
        ("हिन्दी चालान", "NotoSans"),
        ("বাংলা চালান", "NotoSansBengali"),
        ("தமிழ்", "NotoSansTamil"),
        ("తెలుగు", "NotoSansTelugu"),
        ("ใบแจ้งหนี้", "NotoSansThai"),
        ("ລາວ", "NotoSansLao"),
        ("ខ្មែរ", "NotoSansKhmer"),
        ("မြန်မာ", "NotoSansMyanmar"),
    ],
)
def test_sets_a_script_in_a_font_that_has_it(text: str, font: str) -> None:
    plain = with_items(1)
    written = replace(plain, notes=text)

    assert font in fonts_of(written)
    assert fonts_of(written) - fonts_of(plain) <= {font}


def test_puts_two_cuts_of_its_font_into_a_file() -> None:
    cuts = [page["/Resources"]["/Font"] for page in pages_of(with_items(60))]

    assert [len(fonts) for fonts in cuts] == [2] * len(cuts)


def test_sets_arabic_and_chinese_readably() -> None:
    assert "软件开发服务" in text_of(CHINESE)
    assert "上海远景科技有限公司" in text_of(CHINESE)
    arabic = text_of(ARABIC)
    assert [word for word in ("خدمات", "استشارية", "فاتورة", "المستحق") if word not in arabic] == []
    assert "�" not in arabic


def test_writes_right_to_left_from_the_right() -> None:
    middle = 595 / 2

    assert place_of(INVOICE, "379.45") > middle > place_of(INVOICE, "Hosting")
    assert place_of(ARABIC, "379.45") < middle < place_of(ARABIC, "خدمات")


def test_writes_a_latin_date_from_left_to_right_in_every_language() -> None:
    for document in (INVOICE, ARABIC):
        assert place_of(document, "14") < place_of(document, "February") + 0.01


def test_numbers_its_pages_and_repeats_the_heading() -> None:
    pages = [page.extract_text() for page in pages_of(with_items(60))]

    assert len(pages) == 3
    for number, text in enumerate(pages, start=1):
        assert f"{number} / 3" in text
        assert "Unit price" in text
        # In the title or above the page, and below it.
        assert text.count("INV-2024-001") == 2


@pytest.mark.parametrize("count", range(1, 48, 3))
def test_never_parts_the_totals_from_each_other_or_the_last_line(count: int) -> None:
    pages = [page.extract_text() for page in pages_of(with_items(count, terms="", notes=""))]
    (last,) = [text for text in pages if "Balance due" in text]

    assert all(word in last for word in ("Subtotal", "VAT 20 %", "VAT 10 %", "5,379.45", "Paid", "Unit price"))
    assert f"Item {count}." in last
    assert last == pages[-1]


def test_lets_a_description_longer_than_a_page_run_on() -> None:
    paragraphs = "\n".join(f"Paragraph {i} " + "about the work done " * 12 for i in range(60))
    document = replace(INVOICE, lines=(replace(INVOICE.lines[0], description=paragraphs),))

    text = text_of(document)
    assert len(pages_of(document)) > 3
    assert all(f"Paragraph {i} " in text for i in range(60))


def test_wraps_a_word_wider_than_its_column() -> None:
    long, short = "w" * 400, "somebody.else@northwind.example"
    document = replace(INVOICE, lines=(replace(INVOICE.lines[0], description=long),), notes=long, terms=short)
    document = replace(document, buyer=Party(name=long, address=long, email=short))
    text = text_of(document).replace("\u200b", "|")

    assert text.count("w") >= 1600
    assert max(len(run) for run in re.findall("w+", text)) <= 40
    assert text.count(short) == 2


def test_makes_room_for_the_largest_figures() -> None:
    figure = "-999,999,999,999,999.9999"
    line = DocumentLine(
        description="Everything", quantity="999,999,999.999", unit_price=figure, discount=figure, total=figure
    )
    document = replace(INVOICE, lines=(line,), subtotal=figure, total=figure)

    assert text_of(document).count(figure) == 5
    assert place_of(document, "999,999,999.999") > place_of(document, "Everything") + 60


def test_a_column_is_as_wide_as_its_longest_figure_on_whatever_line() -> None:
    short = DocumentLine(description="Work", quantity="1", unit_price="9.00", total="9.00")
    long = replace(short, unit_price="999,999,999.00")
    places = {place_of(replace(INVOICE, lines=lines), "Quantity") for lines in ((short, long), (long, short))}

    assert len(places) == 1
    assert max(places) < place_of(replace(INVOICE, lines=(short,)), "Quantity")


@pytest.mark.parametrize(
    "text",
    [
        '#let x = 1; #panic("no")',
        "*not bold* _nor this_ $x^2$ @ref <label> // kept",
        '"; #read("/etc/passwd")',
        "\\ back { slash } [ brackets ]",
        "2x4 -> 8 <script>",
    ],
)
def test_prints_markup_as_it_is_written(text: str) -> None:
    document = replace(
        INVOICE, notes=text, lines=(replace(INVOICE.lines[0], description=text),), buyer=Party(name=text)
    )

    assert " ".join(text_of(document).split()).count(text) == 3


def test_equal_documents_make_equal_bytes() -> None:
    assert render_document(INVOICE) == render_document(replace(INVOICE))
    assert render_document(INVOICE) != render_document(replace(INVOICE, total="5,379.46"))


def test_threads_set_documents_at_once_without_mixing_them() -> None:
    documents = [INVOICE, CHINESE, ARABIC, replace(INVOICE, logo=png(120, 40))]
    alone = [render_document(document) for document in documents]
    together = Barrier(len(documents))

    def render(document: DocumentContent) -> list[bytes]:
        together.wait(10)
        return [render_document(document) for _ in range(3)]

    with ThreadPoolExecutor(len(documents)) as threads:
        assert list(threads.map(render, documents)) == [[pdf] * 3 for pdf in alone]


def test_names_the_document_in_its_metadata() -> None:
    metadata = PdfReader(BytesIO(render_document(INVOICE))).metadata

    assert metadata is not None
    assert (metadata.title, metadata.author) == ("Invoice INV-2024-001", "Northwind Studio GmbH")
    assert metadata.creation_date is None


def test_shows_the_logo_in_place_of_the_name() -> None:
    with_logo = replace(INVOICE, logo=png(120, 40))
    (image,) = images_of(with_logo)

    assert (image["/Width"], image["/Height"]) == (120, 40)
    assert images_of(INVOICE) == []
    names = [text_of(document).count("Northwind Studio GmbH") for document in (INVOICE, with_logo)]
    assert names[0] == names[1] + 1


def test_prints_without_a_logo_that_is_broken_inside() -> None:
    document = replace(INVOICE, logo=b"\x89PNG\r\n\x1a\nnothing that could be decoded")

    assert "5,379.45" in text_of(document)
    assert images_of(document) == []


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("logo", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG, JPEG"),
        ("accent", "red", "#rrggbb"),
        ("accent", '#000000"); #panic', "#rrggbb"),
        ("language", "english please", "pt-BR"),
        ("labels", {"totla": "Summe"}, "totla"),
    ],
)
def test_refuses_content_of_another_form(field: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        replace(INVOICE, **{field: value})


@pytest.mark.parametrize("accent", ["#ffffff", "#000000", "#facc15", "#dc2626"])
@pytest.mark.parametrize("language", ["en", "pt-BR", "zh-Hans-CN", "fa", "fil", "EN_us"])
def test_takes_any_accent_and_language(accent: str, language: str) -> None:
    assert "5,379.45" in text_of(replace(INVOICE, accent=accent, language=language))
