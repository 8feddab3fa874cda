"""docs/security.md promises what tests hold: each of them must exist."""

import re
from itertools import chain

from django.conf import settings

NAME = re.compile(r"\btest_[a-z0-9_]+(?=[,\s|])")


def test_every_test_that_the_document_names_exists() -> None:
    named = set(NAME.findall((settings.BASE_DIR / "docs" / "security.md").read_text()))
    written = chain.from_iterable(
        re.findall(r"def (test_\w+)\(", path.read_text()) for path in (settings.BASE_DIR / "tests").rglob("test_*.py")
    )
    assert len(named) > 30
    assert named - set(written) == set()
