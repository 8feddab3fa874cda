"""What a process that serves holds in memory."""

import subprocess
import sys

LARGE = {
    "PIL.Image",
    "docx",
    "holidays",
    "icalendar",
    "img2pdf",
    "lxml.etree",
    "numpy",
    "pikepdf",
    "statsmodels",
    "typst",
}
"""Libraries of several megabytes each, which few requests need."""


def test_a_web_process_does_not_load_what_few_requests_need() -> None:
    program = (
        "import sys, config.asgi\n"
        "from django.urls import get_resolver\n"
        "get_resolver()._populate()\n"
        f"print(*sorted({LARGE!r} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert found.stdout.split() == []
