"""Documents as PDF."""

from apps.core.rendering.content import DocumentContent, DocumentLine, Party, Row
from apps.core.rendering.pdf import render_document

__all__ = ["DocumentContent", "DocumentLine", "Party", "Row", "render_document"]
