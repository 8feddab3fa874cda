"""The texts that the product says to people, and their catalogues under `locale/`.

`make messages` adds new texts to the catalogues and compiles them; what then stands without a translation is listed,
to be written into the `.po` files by hand before the next `make messages`. `tests/core/test_texts.py` holds them
complete.
"""

import ast
import re
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.framework import FRAMEWORK

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = {"ms": "Malay", "id": "Indonesian", "bn": "Bengali"}

SPOKEN: dict[str, int | str] = {
    "say": 0,
    "_": 0,
    "gettext": 0,
    "gettext_lazy": 0,
    "gettext_noop": 0,
    "RuleViolation": 0,
    "MoneyError": 0,
    "CellError": 0,
    "unreadable": 0,
    "refused": 0,
    "ValidationError": 0,
    "AuthenticationFailed": 0,
    "NotAuthenticated": 0,
    "NotFound": 0,
    "ParseError": 0,
    "PermissionDenied": 0,
    "TooMany": 0,
    "Refused": 0,
    "NotTaken": 0,
    "NotWanted": 0,
    "InDoubt": 0,
    "Spared": 0,
    "Unreachable": 0,
    "RegexValidator": 1,
    "error_body": 1,
    "error_response": 2,
    "exact_decimal": "name",
}
"""Which argument of a call is said to people, by position or name."""


_HAS_WORDS = re.compile(r"^(?!(?:%\(\w+\)s|\{\w+\}|[\W\d])*$)", re.DOTALL)
"""Not what is filled in alone."""


@dataclass
class Found:
    """What stands in the code: the texts, each with where it stands, and texts that no catalogue can hold."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    untranslatable: list[str] = field(default_factory=list)


def find_texts(root: Path = ROOT / "apps") -> Found:
    """Every text that the modules below `root` say."""
    found = Found()
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            _Reader(path, found).visit(ast.parse(path.read_text()))
    return found


class _Reader(ast.NodeVisitor):
    def __init__(self, path: Path, found: Found) -> None:
        self.name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        self.found = found
        self.scopes: list[ast.AST] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.scopes.append(node)
        self.generic_visit(node)
        self.scopes.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        if any(isinstance(target, ast.Name) and target.id == "default_detail" for target in node.targets):
            self._read(node.value)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in SPOKEN:
            for spoken in _arguments(node, SPOKEN[name]):
                self._read(spoken)
        self.generic_visit(node)

    def _read(self, node: ast.expr) -> None:
        match node:
            case ast.Constant(value=str(text)) if _HAS_WORDS.search(text):
                self.found.texts.setdefault(text, []).append(f"{self.name}:{node.lineno}")
            case ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(attr="format")):
                self.found.untranslatable.append(f"{self.name}:{node.lineno}")
            case ast.IfExp():
                self._read(node.body)
                self._read(node.orelse)
            case ast.List() | ast.Tuple():
                for item in node.elts:
                    self._read(item)
            case ast.Dict():
                for value in node.values:
                    self._read(value)
            case ast.Name() if self.scopes:
                for assigned in _values_of(node.id, self.scopes[-1]):
                    self._read(assigned)


def _arguments(call: ast.Call, place: int | str) -> Iterator[ast.expr]:
    if isinstance(place, int):
        yield from call.args[place : place + 1]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in (place, "message"))


def _values_of(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield node.value


def _empty(language: str) -> Catalog:
    """A catalogue without texts, whose head is the same whenever it is written."""
    never = datetime(2024, 1, 1, tzinfo=UTC)
    return Catalog(
        locale=language,
        project="SenangKira",
        version="1",
        header_comment=f"# What SenangKira says, in {LANGUAGES[language]}.",
        creation_date=never,
        revision_date=never,
        last_translator="SenangKira",
        language_team=LANGUAGES[language],
        msgid_bugs_address="SenangKira",
        fuzzy=False,
    )


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    """The catalogue as it stands; an empty one where there is none."""
    path = catalogue_path(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing_texts(language: str) -> list[str]:
    """The texts, of the code and of the frameworks, that have no translation."""
    catalogue = read_catalogue(language)
    return [
        text
        for text in sorted({*find_texts().texts, *FRAMEWORK})
        if not (entry := catalogue.get(text)) or not entry.string
    ]


def placeholders(text: str) -> set[str]:
    """What is filled in: the names between braces with how they are shown, or `%(name)s` of the framework's texts."""
    if "%(" in text:
        return {part.split(")")[0] for part in text.split("%(")[1:]}
    return {
        f"{name}!{conversion}:{spec}"
        for _, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    }


def compiled(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def update(language: str) -> list[str]:
    """Bring a language's catalogue up to date: new texts in, unused ones out, compiled. Answers what is missing."""
    held, new = read_catalogue(language), _empty(language)
    for text in sorted({*find_texts().texts, *FRAMEWORK}):
        entry = held.get(text)
        new.add(text, entry.string if entry else "")
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=120, omit_header=False, sort_output=True)
    path.with_suffix(".mo").write_bytes(compiled(new))
    return missing_texts(language)


def main() -> int:
    for place in find_texts().untranslatable:
        print(f'{place}: put together at run time; write say("... {{name}} ...", name=name) from apps.core.texts.')
    missing = {language: update(language) for language in LANGUAGES}
    for language, texts in missing.items():
        print(f"{catalogue_path(language).relative_to(ROOT)}: {len(texts)} texts without a translation")
    for text in sorted({text for texts in missing.values() for text in texts}):
        print(f"  {text!r}")
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
