"""Forms for every route that takes a file: good ones, and files that are made to do harm."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test.client import encode_multipart
from PIL import Image

from apps.documents.models import Document
from apps.expenses.models import Expense
from tests.clients.test_import import UNREADABLE
from tests.importing.specimens import sample, ubl
from tests.importing.test_bad_files import AT_ONCE, packed
from tests.reading.files import encoded, pdf_of
from tests.reading.test_documents import BAD
from tests.sweeps.bodies import good_body
from tests.sweeps.conftest import Ground
from tests.sweeps.routes import ROUTES, Route

FORM = "multipart/form-data"
FORMS = [route for route in ROUTES if FORM in (route.operation or {}).get("requestBody", {}).get("content", {})]
FORMS_ONLY = [route for route in FORMS if route.operation and list(route.operation["requestBody"]["content"]) == [FORM]]
"""Those whose body no sweep over JSON sends."""

_EDGE = "an-edge"
_PAPER = pdf_of("Balance 12,500.00")
_PICTURE = encoded(Image.new("RGB", (64, 64), "teal"))


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


GOOD_FORMS: dict[str, Callable[[Ground], dict[str, Any]]] = {
    "POST /api/user-profile/upload_avatar/": lambda ground: {"avatar": file("a.png", _PICTURE)},
    "POST /api/tenants/<int:pk>/upload-logo/": lambda ground: {"logo": file("a.png", _PICTURE)},
    "POST /api/exchange-rates/import/": lambda ground: {
        "file": file("a.csv", b"currency,date,rate\nCHF,2024-01-15,1.1\n")
    },
    "POST /api/customers/import/": lambda ground: {"file": file("a.csv", b"name,email\nAda,ada@example.org\n")},
    "POST /api/products/import/start/": lambda ground: {"file": file("a.csv", b"code,name\nP-1,Visa\n")},
    "POST /api/bills/import/": lambda ground: {
        "file": file("a.csv", b"customer_name,email,billing_date\nAda,ada@example.org,2025-11-30\n")
    },
    "POST /api/customer-applications/<int:pk>/categorize-documents/": lambda ground: {"files": [file("a.pdf", _PAPER)]},
    "POST /api/document-categorization/<uuid:job_id>/upload/": lambda ground: {"file": file("a.pdf", _PAPER)},
    "POST /api/customers/check-passport/": lambda ground: {"file": file("a.png", _PICTURE)},
    "POST /api/ocr/check/": lambda ground: {"file": file("a.png", _PICTURE)},
    "POST /api/document-ocr/check/": lambda ground: {"file": file("a.pdf", _PAPER)},
    "POST /api/invoices/import/single/": lambda ground: {"file": file("a.xml", ubl(sample(1)))},
    "POST /api/invoices/import/batch/": lambda ground: {"files": [file("a.xml", ubl(sample(1)))]},
    "POST /api/expenses/attachments/": lambda ground: {
        "expense": ground.own(Expense).pk,
        "file": file("a.pdf", _PAPER),
    },
    "POST /api/backups/upload/": lambda ground: {"file": file("a.tar", b"no archive")},
    "POST /api/documents/": lambda ground: {"file": file("a.pdf", _PAPER)},
    "PUT /api/documents/<int:pk>/": lambda ground: {"file": file("a.pdf", _PAPER)},
    "PATCH /api/documents/<int:pk>/": lambda ground: {"file": file("a.pdf", _PAPER)},
}
"""What a form holds with which the route does its work; of a document, beside its fields."""


def good_form(route: Route, ground: Ground) -> dict[str, Any]:
    """A form with which the route does its work."""
    fields = good_body(route.serializer, ground) if route.model is Document and route.serializer else {}
    return fields | GOOD_FORMS[str(route)](ground)


def encoded_form(form: dict[str, Any]) -> tuple[bytes, str]:
    """The form as it is sent, and its content type."""
    sent = {name: _in_form(value) for name, value in form.items()}
    return encode_multipart(_EDGE, sent), f"{FORM}; boundary={_EDGE}"


def _in_form(value: Any) -> Any:
    first = value[0] if isinstance(value, list) and value else value
    return value if isinstance(first, str | int | UploadedFile) else json.dumps(value)


def with_file(form: dict[str, Any], name: str, content: bytes) -> dict[str, Any]:
    """The form with another file in place of its own."""
    made = {key: [file(name, content)] for key, value in form.items() if isinstance(value, list)}
    made |= {key: file(name, content) for key, value in form.items() if isinstance(value, SimpleUploadedFile)}
    return form | made


def _wide_png(width: int, height: int) -> bytes:
    """A picture that says that it has so many points, and packs them into a few bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    points = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


def _nested_zip(depth: int) -> bytes:
    content = bytes(1_000_000)
    for level in range(depth):
        content = packed(f"{level}.zip", content)
    return content


def _many_entries(count: int) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for number in range(count):
            archive.writestr(f"word/{number}.xml", b"")
    return sink.getvalue()


HOSTILE: dict[str, tuple[str, bytes]] = {
    **{f"to be imported: {name}": ("a.pdf", content) for name, (content, _) in AT_ONCE.items()},
    **{f"a document: {name}": ("a.pdf", content) for name, (content, _, _) in BAD.items()},
    **{f"a table: {name}": ("a.xlsx", content) for name, content in UNREADABLE.items()},
    "a picture of 400 million points": ("a.png", _wide_png(20_000, 20_000)),
    "a picture of 10,000 million points as PDF": ("a.pdf", _wide_png(100_000, 100_000)),
    "a ZIP as picture": ("a.png", packed("a.txt", b"hello")),
    "a ZIP within ZIPs": ("a.docx", _nested_zip(6)),
    "a ZIP of 5,000 entries": ("a.xlsx", _many_entries(5_000)),
    "a path out of a ZIP": ("a.docx", packed("../../../../tmp/planted", b"hello")),
    "a drawing with a script": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "a script that begins like a GIF": ("a.gif", b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)"),
    "a page that begins like a picture": ("a.png", _PICTURE[:60] + b"<script>alert(1)</script>"),
    "a program that ends like a PDF": ("a.pdf", b"MZ" + bytes(2_000) + b"%PDF-1.7\n%%EOF\n"),
    "formulas": ("a.csv", b"=1+1,@SUM(1)\n=cmd|' /C calc'!A0,+1\n"),
    "deep XML as workbook": ("a.xlsx", packed("xl/workbook.xml", b"<a>" * 1_000_000)),
    "25 MB and more": ("a.pdf", b"%PDF-1.7\n" + bytes(25_000_001)),
}
"""Files that no route may take, by what is wrong with them: a name and the content."""
KEPT_UNOPENED = {
    "POST /api/expenses/attachments/": {name for name, (_, content) in HOSTILE.items() if content.startswith(b"%PDF-")}
}
"""What a route keeps as it is, opens nowhere and only ever gives back to be saved."""
