"""Documents as DOCX, for whoever wants to edit them: the same content as the PDF, in a plain layout."""

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from apps.core.rendering.content import DocumentContent, Party
from apps.core.rendering.pdf import RIGHT_TO_LEFT

COLUMNS = ("description", "quantity", "unit_price", "discount", "tax", "total")
PAGE, MARGIN = (210, 297), 20
BODY = PAGE[0] - 2 * MARGIN
LEAST_DESCRIPTION, DIGIT, PADDING = 60, 1.75, 6
"""In millimetres: the least width of the descriptions, the width of a digit, the space around a figure."""
INK, MUTED, HAIRLINE = RGBColor(0x18, 0x21, 0x2F), RGBColor(0x66, 0x70, 0x85), "E4E7EC"
FONT, FAR_EASTERN = "Arial", {"ja": "Yu Gothic", "ko": "Malgun Gothic"}
# What XML 1.0 cannot hold.
_UNPRINTABLE = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13)) | {0xFFFE: None, 0xFFFF: None}
_RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def render_docx(document: DocumentContent) -> bytes:
    """Answer the document as DOCX. The content reaches it as text only; an image Word cannot show is left out."""
    return _Writer(document).write()


class _Writer:
    def __init__(self, content: DocumentContent) -> None:
        self.content = content
        self.labels = content.all_labels
        self.hex_accent = content.accent.removeprefix("#").upper()
        self.accent = RGBColor.from_string(self.hex_accent)
        self.language = content.language.replace("_", "-").lower().partition("-")[0]
        self.rtl = self.language in RIGHT_TO_LEFT
        self.file = Document()

    def write(self) -> bytes:
        content = self.content
        self._page()
        self._letterhead()
        self._parties()
        self._lines()
        self._totals()
        for label, text in (("terms", content.terms), ("notes", content.notes)):
            if text:
                heading = self._put(self.file.add_paragraph(), self.labels[label], bold=True, color=self.accent)
                heading.paragraph_format.keep_with_next = True
                heading.paragraph_format.space_before = Pt(12)
                for line in text.split("\n"):
                    self._put(self.file.add_paragraph(), line, size=9)
        file = io.BytesIO()
        self.file.save(file)
        return file.getvalue()

    def _page(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = (Mm(side) for side in PAGE)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
        style: Any = self.file.styles["Normal"]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(9.5), INK
        style.paragraph_format.space_after = Pt(2)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:cs"), FONT)
        fonts.set(qn("w:eastAsia"), FAR_EASTERN.get(self.language, "Microsoft YaHei"))
        self.file.core_properties.title = self._clean(f"{self.content.title} {self.content.number}")
        self.file.core_properties.author = self._clean(self.content.seller.name)
        footer = section.footer.paragraphs[0]
        self._put(footer, f"{self.content.seller.name} · {self.content.number} · ", size=8, color=MUTED)
        for name, separator in (("PAGE", " / "), ("NUMPAGES", "")):
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), name)
            footer._p.append(field)
            # What stands in a field is shown until the reader counts its pages.
            field.append(self._run(footer, "1", size=8, color=MUTED)._r)
            self._run(footer, separator, size=8, color=MUTED)

    def _letterhead(self) -> None:
        content = self.content
        first, last = self._table(1, [BODY * 0.5, BODY * 0.5]).rows[0].cells
        if not self._logo(first.paragraphs[0]):
            self._put(first.paragraphs[0], content.seller.name, size=15, bold=True)
        self._put(last.paragraphs[0], content.title, size=22, bold=True, color=self.accent, end=True)
        number = f"{content.number}  ·  {content.stamp}" if content.stamp else content.number
        self._put(last.add_paragraph(), number, size=10.5, end=True)
        self.file.add_paragraph()

    def _logo(self, paragraph: Any) -> bool:
        if not self.content.logo:
            return False
        try:
            paragraph.add_run().add_picture(io.BytesIO(self.content.logo), height=Mm(16))
        except UnrecognizedImageError:
            return False
        if self.rtl:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return True

    def _parties(self) -> None:
        buyer, seller, dates = self._table(1, [BODY * 0.33, BODY * 0.33, BODY * 0.34]).rows[0].cells
        self._party(buyer, self.labels["to"], self.content.buyer)
        self._party(seller, self.labels["from"], self.content.seller)
        for index, row in enumerate(self.content.dates):
            paragraph = dates.paragraphs[0] if index == 0 else dates.add_paragraph()
            self._put(paragraph, f"{row.label}: {row.value}", size=9, end=True)
        self.file.add_paragraph()

    def _party(self, cell: Any, heading: str, party: Party) -> None:
        self._put(cell.paragraphs[0], heading, size=8, color=MUTED)
        self._put(cell.add_paragraph(), party.name, bold=True)
        number = f"{self.labels['tax_number']} {party.tax_number}" if party.tax_number else ""
        for text in (*party.address.split("\n"), party.email, party.phone, number):
            if text:
                self._put(cell.add_paragraph(), text, size=9)

    def _lines(self) -> None:
        lines = self.content.lines
        columns = [name for name in COLUMNS if name == "description" or any(getattr(line, name) for line in lines)]
        table = self._table(1, self._widths(columns))
        for cell, name in zip(table.rows[0].cells, columns, strict=True):
            self._put(cell.paragraphs[0], self.labels[name], size=8, color=MUTED, end=name != "description")
        self._border(table.rows[0], self.hex_accent, eighths=8)
        # The heading comes again on each page.
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for line in lines:
            row = table.add_row()
            if len(line.description) < 700:
                row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, name in zip(row.cells, columns, strict=True):
                first, *more = getattr(line, name).split("\n")
                self._put(cell.paragraphs[0], first, end=name != "description", bold=name == "total")
                for text in more:
                    self._put(cell.add_paragraph(), text, size=8.5, color=MUTED)
                cell.paragraphs[0].paragraph_format.space_before = Pt(3)
                cell.paragraphs[-1].paragraph_format.space_after = Pt(3)
            self._border(row, HAIRLINE)
        # What follows stays with the last line.
        for cell in table.rows[-1].cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
        self._gap()

    def _widths(self, columns: Sequence[str]) -> list[float]:
        """As wide as the longest figure; what is left is for the descriptions."""
        lines = self.content.lines
        longest = [
            max([len(self.labels[name]), *(len(getattr(line, name)) for line in lines)], default=0)
            for name in columns[1:]
        ]
        figures = [length * DIGIT + PADDING for length in longest]
        shrink = min(1, (BODY - LEAST_DESCRIPTION) / max(sum(figures), 1))
        widths = [width * shrink for width in figures]
        return [BODY - sum(widths), *widths]

    def _totals(self) -> None:
        content = self.content
        total = f"{content.total} {content.currency}"
        rows = [(self.labels["subtotal"], content.subtotal), *((tax.label, tax.value) for tax in content.taxes)]
        rows.append((self.labels["grand_total"], total))
        if content.credited is not None:
            rows.append((content.credited.label, content.credited.value))
        if content.paid is not None:
            rows.append((self.labels["paid"], content.paid))
        if content.balance is not None:
            rows.append((self.labels["balance"], f"{content.balance} {content.currency}"))
        table = self._table(0, [BODY * 0.28, BODY * 0.27])
        table.alignment = WD_TABLE_ALIGNMENT.LEFT if self.rtl else WD_TABLE_ALIGNMENT.RIGHT
        for label, value in rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            is_total = value == total
            for cell, text, end in zip(row.cells, (label, value), (False, True), strict=True):
                color = self.accent if is_total else None
                paragraph = self._put(cell.paragraphs[0], text, bold=is_total, color=color, end=end)
                paragraph.paragraph_format.keep_with_next = (label, value) != rows[-1]
                paragraph.paragraph_format.space_before = Pt(2)
            if is_total:
                self._border(row, self.hex_accent, eighths=8)

    def _table(self, rows: int, widths: Sequence[float]) -> Any:
        table = self.file.add_table(rows=rows, cols=len(widths))
        table.autofit = False
        if self.rtl:
            table._tbl.tblPr.insert(1, OxmlElement("w:bidiVisual"))  # after the style, as the schema has it
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        return table

    def _gap(self) -> None:
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = True

    @staticmethod
    def _border(row: Any, color: str, *, eighths: int = 4) -> None:
        """A line below a row, so many eighths of a point thick."""
        for cell in row.cells:
            borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
            for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", color)):
                bottom.set(qn(f"w:{name}"), value)
            borders.append(bottom)
            cell._tc.get_or_add_tcPr().append(borders)

    def _put(
        self,
        paragraph: Any,
        text: str,
        *,
        size: float = 9.5,
        bold: bool = False,
        color: RGBColor | None = None,
        end: bool = False,
    ) -> Any:
        """Write into a paragraph; `end` sets it where lines of its language end. Answers the paragraph.

        What carries no right-to-left letters reads from left to right, whatever the language of the document.
        """
        rtl = self.rtl and _RTL_LETTER.search(text) is not None
        if rtl:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        # In a paragraph from right to left, "right" means its end, which is on the left.
        if end if rtl or not self.rtl else not end:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._run(paragraph, text, size=size, bold=bold, color=color, rtl=rtl)
        return paragraph

    def _run(
        self, paragraph: Any, text: str, *, size: float, bold: bool = False, color: RGBColor | None, rtl: bool = False
    ) -> Any:
        run = paragraph.add_run(self._clean(text))
        run.bold, run.font.size = bold, Pt(size)
        if color is not None:
            run.font.color.rgb = color
        if rtl:
            # Such scripts have a size and a weight of their own.
            run.font.cs_bold, run.font.rtl = bold, True
            own_size = OxmlElement("w:szCs")
            own_size.set(qn("w:val"), str(int(size * 2)))
            run._r.rPr.find(qn("w:sz")).addnext(own_size)
        return run

    @staticmethod
    def _clean(text: str) -> str:
        return text.translate(_UNPRINTABLE)
