"""Documents as DOCX, for whoever wants to edit them: the same content as the PDF, in a plain layout."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from apps.core.rendering.content import ENGLISH, DocumentContent, Party
from apps.core.rendering.pdf import RIGHT_TO_LEFT

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COLUMNS = ("description", "quantity", "unit_price", "discount", "tax", "total")
# What XML 1.0 cannot hold.
_UNPRINTABLE = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13)) | {0xFFFE: None, 0xFFFF: None}


def render_docx(document: DocumentContent) -> bytes:
    """Answer the document as DOCX. The content reaches it as text only; an image Word cannot show is left out."""
    return _Writer(document).write()


class _Writer:
    def __init__(self, content: DocumentContent) -> None:
        self.content = content
        self.labels = ENGLISH | dict(content.labels)
        self.accent = RGBColor.from_string(content.accent.removeprefix("#").upper())
        self.rtl = content.language.replace("_", "-").lower().partition("-")[0] in RIGHT_TO_LEFT
        self.file = Document()

    def write(self) -> bytes:
        content = self.content
        self._page()
        if content.logo:
            self._logo(content.logo)
        self._text(f"{content.title} {content.number}", size=20, bold=True, color=True)
        if content.stamp:
            self._text(content.stamp, bold=True)
        self._parties()
        self._lines()
        self._totals()
        for label, text in (("terms", content.terms), ("notes", content.notes)):
            if text:
                self._text(self.labels[label], bold=True, color=True)
                self._text(text)
        file = io.BytesIO()
        self.file.save(file)
        return file.getvalue()

    def _page(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        style: Any = self.file.styles["Normal"]
        style.font.name, style.font.size = "Noto Sans", Pt(10)
        style.paragraph_format.space_after = Pt(4)
        self.file.core_properties.title = self._clean(f"{self.content.title} {self.content.number}")
        self.file.core_properties.author = self._clean(self.content.seller.name)

    def _logo(self, logo: bytes) -> None:
        try:
            self.file.add_picture(io.BytesIO(logo), height=Cm(1.6))
        except UnrecognizedImageError:
            return

    def _parties(self) -> None:
        table = self.file.add_table(rows=1, cols=3)
        cells = table.rows[0].cells
        self._fill(cells[0], [self.labels["from"], *self._party(self.content.seller)], heading=True)
        self._fill(cells[1], [self.labels["to"], *self._party(self.content.buyer)], heading=True)
        self._fill(cells[2], [f"{row.label}: {row.value}" for row in self.content.dates])
        self._text("")

    def _party(self, party: Party) -> list[str]:
        number = f"{self.labels['tax_number']} {party.tax_number}" if party.tax_number else ""
        return [text for text in (party.name, party.address, party.email, party.phone, number) if text]

    def _lines(self) -> None:
        lines = self.content.lines
        columns = [name for name in COLUMNS if name == "description" or any(getattr(line, name) for line in lines)]
        table = self.file.add_table(rows=1, cols=len(columns), style="Light List")
        for cell, name in zip(table.rows[0].cells, columns, strict=True):
            self._fill(cell, [self.labels[name]], right=name != "description")
        # The heading comes again on each page.
        heading = table.rows[0]._tr.get_or_add_trPr()
        heading.append(OxmlElement("w:tblHeader"))
        for line in lines:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, name in zip(row.cells, columns, strict=True):
                self._fill(cell, [getattr(line, name)], right=name != "description")
        self._text("")

    def _totals(self) -> None:
        content = self.content
        rows = [(self.labels["subtotal"], content.subtotal), *((tax.label, tax.value) for tax in content.taxes)]
        rows.append((self.labels["grand_total"], f"{content.total} {content.currency}"))
        if content.paid is not None:
            rows.append((self.labels["paid"], content.paid))
        if content.balance is not None:
            rows.append((self.labels["balance"], f"{content.balance} {content.currency}"))
        table = self.file.add_table(rows=0, cols=2)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT if self.rtl else WD_TABLE_ALIGNMENT.RIGHT
        for label, value in rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            self._fill(row.cells[0], [label])
            self._fill(row.cells[1], [value], right=True)
        self._text("")

    def _text(self, text: str, *, size: int = 10, bold: bool = False, color: bool = False) -> None:
        paragraph = self.file.add_paragraph()
        self._run(paragraph, text, bold=bold, color=color).font.size = Pt(size)

    def _fill(self, cell: Any, texts: Sequence[str], *, right: bool = False, heading: bool = False) -> None:
        for index, text in enumerate(texts):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            self._run(paragraph, text, bold=heading and index == 0, color=heading and index == 0)
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _run(self, paragraph: Any, text: str, *, bold: bool, color: bool) -> Any:
        run = paragraph.add_run(self._clean(text))
        run.bold = bold
        if color:
            run.font.color.rgb = self.accent
        if self.rtl:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
        for script in ("w:eastAsia", "w:cs"):
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn(script), "Noto Sans")
        return run

    @staticmethod
    def _clean(text: str) -> str:
        return text.translate(_UNPRINTABLE)
