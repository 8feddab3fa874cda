"""Documents as files, in the formats that callers choose from."""

from typing import Final

from apps.core.rendering.content import DocumentContent
from apps.core.rendering.pdf import render_document

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def render_as(file_format: str, document: DocumentContent) -> bytes:
    """The document as a file in one of `MEDIA_TYPES`."""
    if file_format == "docx":
        from apps.core.rendering.docx import render_docx  # its library is seldom wanted, and large

        return render_docx(document)
    return render_document(document)
