"""The text of documents: embedded, recognised, at any rotation, without a network."""

import io
import socket
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from apps.core.errors import RuleViolation
from apps.documents.reading.engine import Engine, engine, scripts_of
from apps.documents.reading.text import DocumentText, read_document
from tests.reading.files import pdf_of, scan_of

LETTER = "Dear Sir or Madam\nthe bank confirms a balance of 12,500.00\non the savings account 4711"


def read(content: bytes, content_type: str = "image/png", **options: Any) -> DocumentText:
    return read_document(io.BytesIO(content), content_type, engine, **options)


def test_takes_embedded_text_before_anything_is_recognised() -> None:
    def nobody() -> Engine:
        raise AssertionError("the models were loaded for nothing")

    found = read_document(io.BytesIO(pdf_of(LETTER)), "application/pdf", nobody)
    assert found.text.split() == LETTER.split()
    assert (found.recognised, found.confidence, found.pages[0].source) == (0, 1.0, "embedded")


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_recognises_a_scan_at_any_of_the_four_rotations(turned: int) -> None:
    found = read(scan_of(LETTER, turned=turned))
    assert found.text.split() == LETTER.split()
    assert found.confidence > 0.9
    assert found.recognised == 1


def test_reads_page_by_page_and_tells_how_far_it_is() -> None:
    import img2pdf
    import pikepdf

    merged = pikepdf.open(io.BytesIO(pdf_of(LETTER)))
    with pikepdf.open(io.BytesIO(img2pdf.convert(scan_of("Certificate of good conduct")))) as scanned:
        merged.pages.extend(scanned.pages)
    file, told = io.BytesIO(), []
    merged.save(file)
    found = read(file.getvalue(), "application/pdf", report=lambda page, of: told.append((page, of)))
    assert [page.source for page in found.pages] == ["embedded", "recognised"]
    assert "good conduct" in found.pages[1].text
    assert told == [(1, 2), (2, 2)]


def test_an_empty_page_has_no_text_and_no_confidence() -> None:
    found = read(scan_of(" "))
    assert (found.text, found.confidence) == ("", 0.0)


def test_reads_in_the_languages_of_the_settings_only() -> None:
    from tests.reading.files import encoded
    from tests.reading.scripts import chinese_page

    page = encoded(chinese_page("护照号码"))
    with override_settings(OCR_LANGUAGES=["zh"]):
        chinese = read_document(io.BytesIO(page), "image/png", lambda: Engine(settings.OCR_LANGUAGES, 2))
    assert "护照" in chinese.text
    assert not any(ord(character) > 0x2E80 for character in read(page).text)


@pytest.mark.parametrize("language", ["ar", "ru", "th", "english", "x", "日本"])
def test_refuses_a_language_that_the_models_cannot_read(language: str) -> None:
    with pytest.raises(RuleViolation, match="cannot be read"):
        scripts_of(["en", language])


def test_reads_where_there_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> None:
        raise AssertionError("somebody went to the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    alone = Engine(["en"], 2)
    assert read_document(io.BytesIO(scan_of("Nobody")), "image/png", lambda: alone).text == "Nobody"


def test_the_product_starts_without_loading_the_models() -> None:
    code = (
        "import django, sys; django.setup(); import apps.documents.tasks, config.urls;"
        "sys.exit(any(name in sys.modules for name in ('onnxruntime', 'rapidocr', 'cv2', 'pypdfium2')))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=False)
    assert ended.returncode == 0
