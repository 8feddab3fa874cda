"""Documents as PDF, set by typst."""

import re
import threading
from base64 import b64encode
from dataclasses import fields
from functools import cache
from importlib.resources import files as resource
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import orjson

from apps.core.rendering.content import DocumentContent, media_type_of

if TYPE_CHECKING:
    import typst

FOLDER = Path(__file__).parent
# Where the wheels keep the fonts, and the families in the order in which a glyph is looked for.
FONT_FOLDERS = {
    "justmytype_western_core": ("fonts/ofl/inter", "fonts/ofl/notosans", "fonts/ofl/notosanssymbols2"),
    # Draws a dotted Arabic letter as one glyph: what is copied out of the PDF is what was written.
    "fontpkg_ibm_plex_sans_arabic": ("files",),
    "justmytype_intl_rtl": ("fonts",),
    "justmytype_intl_south_asia": ("fonts",),
    "justmytype_intl_sea": ("fonts",),
    "pylopdf_fonts_zh_cn": ("",),
    "pylopdf_fonts_ko": ("",),
}
FAMILIES = (
    "Inter",
    "Noto Sans",
    "IBM Plex Sans Arabic",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans SC",
    "Noto Sans KR",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Symbols 2",
)
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
COLUMNS = ("quantity", "unit_price", "discount", "tax", "total")
# Beyond Latin, Greek and Cyrillic, punctuation and currency signs.
OTHER_SCRIPT = re.compile("[\u0590-\u1dff\u2e80-\U0010ffff]")
LONG_WORD = 33
"""So many letters do not fit into the narrowest column."""


@cache
def font_book() -> "typst.Fonts":
    """Answer the fonts of every document. Built once in a process: reading their tables costs more than a page."""
    import typst  # 7 MB, which a process that sets nothing is spared

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(resource(package) / folder) for package, folders in FONT_FOLDERS.items() for folder in folders],
    )


class Setter(threading.local):
    """Holds a compiler in each thread, as one sets one document at a time. It reads the layout once and remembers what
    it laid out for the last ten documents."""

    def __init__(self) -> None:
        import typst

        # Any, as the stubs know no mapping of files.
        self.compiler: Any = typst.Compiler(root=FOLDER, font_paths=font_book(), ignore_system_fonts=True)


@cache
def setter() -> Setter:
    """Answer the compilers of this process."""
    return Setter()


def render_document(document: DocumentContent) -> bytes:
    """Answer the document as PDF; equal documents make equal bytes.

    The content reaches the layout as data only, so nothing in it is ever read as markup. An image whose inside
    is broken is left out.
    """
    data = page_data(document)
    files = {
        "main.typ": b'#include "/document.typ"',
        "document.json": data,
        "script.json": script_data(document.language, data.decode()),
    }
    if document.logo is not None:
        files["logo.svg"] = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 96">'
            f'<image width="360" height="96" preserveAspectRatio="xMinYMid" '
            f'href="data:{media_type_of(document.logo)};base64,{b64encode(document.logo).decode()}"/></svg>'
        ).encode()
    return cast(bytes, setter().compiler.compile(files))


def page_data(document: DocumentContent) -> bytes:
    """Answer what the layout reads, as JSON; no text in it touches the next.

    `columns` are those that any line fills, each with its longest figure, the last of equally long ones.
    """
    language, *rest = _subtags(document.language)
    families = sorted(FAMILIES, key=lambda family: family == "Noto Sans SC") if language == "ko" else FAMILIES
    columns = {name: [getattr(line, name) for line in document.lines] for name in COLUMNS}
    data = {field.name: getattr(document, field.name) for field in fields(document)} | {
        "logo": document.logo is not None,
        "labels": document.all_labels,
        "columns": {name: sorted(figures, key=len)[-1] for name, figures in columns.items() if any(figures)},
        "language": language,
        "region": next((part for part in rest if len(part) == 2), None),
        "fonts": families,
    }
    return orjson.dumps(data, option=orjson.OPT_INDENT_2)


def script_data(language: str, everything: str) -> bytes:
    """Answer what the layout's parts read, as JSON: few documents differ in it."""
    return orjson.dumps(
        {
            "rtl": _subtags(language)[0] in RIGHT_TO_LEFT,
            "latin": not OTHER_SCRIPT.search(everything),
            "long_words": max(map(len, everything.split())) >= LONG_WORD,
        }
    )


def _subtags(language: str) -> list[str]:
    return language.replace("_", "-").lower().split("-")
