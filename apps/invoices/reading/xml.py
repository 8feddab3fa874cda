"""XML that strangers send: without entities, external references and inclusions; names are compared without prefix."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from apps.core.texts import say
from apps.invoices.reading.found import refused

Node = Any
"""An element of lxml, which has no types."""
MAX_XML_BYTES: Final = 10_000_000
_MOST_ELEMENTS: Final = 200_000
_XINCLUDE: Final = "http://www.w3.org/2001/XInclude"
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{0,18})?")


class _Doctype:
    """Notes whether there is a document type, and ends the reading there: before one entity of it is known."""

    is_declared = False

    def doctype(self, name: str, public_id: str | None, system_id: str | None) -> None:
        self.is_declared = True
        raise ValueError("a document type")

    def close(self) -> None:
        return None


def parse_xml(content: bytes) -> Node:
    """The root element. 400 for what is no well-formed XML, is too large, or draws in anything from elsewhere."""
    from lxml import etree  # 4 MB, which a process that reads no XML is spared

    if len(content) > MAX_XML_BYTES:
        raise refused(
            say("The XML has {size:,} bytes; {most:,} are the most.", size=len(content), most=MAX_XML_BYTES),
            "too_large",
        )
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    prolog = _Doctype()
    try:
        etree.fromstring(content, etree.XMLParser(target=prolog, **options))
        root = etree.fromstring(content, etree.XMLParser(remove_comments=True, remove_pis=True, **options))
    except (etree.XMLSyntaxError, ValueError, LookupError) as exc:
        if prolog.is_declared:
            raise refused(
                "The XML declares a document type, by which entities and other files are drawn in. "
                "Invoices need none: send it without `<!DOCTYPE`.",
                "unsafe_xml",
            ) from exc
        raise refused(say("This is no XML that can be read: {problem}.", problem=exc), "damaged") from exc
    for number, node in enumerate(root.iter(), 1):
        if number > _MOST_ELEMENTS:
            raise refused(say("The XML has more than {most:,} elements.", most=_MOST_ELEMENTS), "too_large")
        if isinstance(node.tag, str) and node.tag.startswith(f"{{{_XINCLUDE}}}"):
            raise refused("The XML includes other files (XInclude); send it complete.", "unsafe_xml")
    return root


def local_name(node: Node) -> str:
    return str(node.tag).rpartition("}")[2]


def children(node: Node | None, names: str) -> Iterator[Node]:
    """The elements directly below that have one of the names, `A|B`."""
    wanted = names.split("|")
    for child in node if node is not None else ():
        if isinstance(child.tag, str) and local_name(child) in wanted:
            yield child


def first(node: Node | None, *path: str) -> Node | None:
    """The first element at a path of names."""
    for names in path:
        node = next(children(node, names), None)
    return node


def text(node: Node | None, *path: str) -> str:
    """The text of the first element at a path, blanks drawn together; empty where there is none."""
    found = first(node, *path)
    return " ".join((found.text or "").split()) if found is not None else ""


def number(node: Node | None, *path: str) -> Decimal | None:
    """The number at a path, None where there is none. 400 for what is no plain number."""
    written = text(node, *path)
    if not written:
        return None
    if not _NUMBER.fullmatch(written):
        raise refused(
            say(
                "{name} is {written!r}, which is no number.",
                name=path[-1] if path else local_name(node),
                written=written[:40],
            ),
            "damaged",
        )
    return Decimal(written)
