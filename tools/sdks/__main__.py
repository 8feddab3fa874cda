"""`make sdks` writes the generated files, `--check` says whether they are those of the present document."""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from tools.sdks import javascript, python
from tools.sdks.document import DOCUMENT, ROOT, SDKS, Document

STAMP = SDKS / "generated.json"
"""The digests of the document and of the files that were made from it, for checks without the generators."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.sdks", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where something is stale")
    parser.add_argument("--again", action="store_true", help="with --check: make everything anew and compare")
    wanted = parser.parse_args()
    if wanted.check:
        sys.exit(_check(again=wanted.again))
    write()
    print(f"{len(Document().operations)} operations, {sum(path.stat().st_size for path in generated()) // 1024} KB")


def write() -> None:
    document = Document()
    python.write_python(document)
    javascript.write_javascript(document)
    STAMP.write_text(json.dumps(_digests(), indent=2) + "\n")


def generated() -> list[Path]:
    return [*python.written(), *javascript.written()]


def stale_files() -> list[str]:
    """What is no longer as it was when the SDKs were made last: the document, a generator or a generated file."""
    known, present = json.loads(STAMP.read_text()), _digests()
    return sorted(name for name in known.keys() | present.keys() if known.get(name) != present.get(name))


def _digests() -> dict[str, str]:
    sources = [*sorted(Path(__file__).parent.glob("*.py")), javascript.PACKAGE / "generate.mjs"]
    names = {path: path.relative_to(ROOT).as_posix() for path in [*sources, *generated()]} | {
        DOCUMENT: "docs/openapi.yaml"
    }
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for path, name in names.items()}


def _check(*, again: bool) -> str | None:
    stale = stale_files()
    if again and not stale:
        before = {path: path.read_bytes() for path in [*generated(), STAMP]}
        write()
        stale = [path.relative_to(ROOT).as_posix() for path, text in before.items() if path.read_bytes() != text]
        for path, text in before.items():
            path.write_bytes(text)
    return f"The SDKs are stale: run `make sdks`. Changed: {', '.join(stale)}" if stale else None


if __name__ == "__main__":
    main()
