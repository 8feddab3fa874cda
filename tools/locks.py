"""What can be said of the dependencies without asking anybody: `python -m tools.locks`, part of `make check`.

Every package that is asked for is pinned; every pin names the hashes of its files, so that nothing else is installed
under its name; no two locks pin one package differently. Whether a pinned version is known to be weak is what
`make audit` asks the advisory services.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOGETHER = ("requirements", "requirements-dev", "requirements-s3", "requirements-otel")
"""Locks that may be installed into one environment."""
APART = ("tools/sdks/requirements", "tools/audit/requirements")
NODE_LOCK = "sdks/javascript/package-lock.json"
_PIN = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[^\s;\\]+)(?P<rest>.*)")
_ASKED = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True)
class Pin:
    """One line of a lock, with the hashes that belong to it."""

    name: str
    version: str
    hashes: int


def main() -> None:
    faults = list(find_faults(ROOT))
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit("`make lock` writes the locks anew." if faults else 0)


def find_faults(root: Path) -> Iterator[str]:
    """A line about each thing that is wrong with the locks below a directory."""
    together: dict[str, str] = {}
    for lock in (*TOGETHER, *APART):
        try:
            pins = {pin.name: pin for pin in read_lock((root / f"{lock}.txt").read_text())}
        except ValueError as fault:
            yield f"{lock}.txt: {fault}"
            continue
        yield from (f"{lock}.txt: {pin.name} {pin.version} has no hash" for pin in pins.values() if not pin.hashes)
        asked = read_names((root / f"{lock}.in").read_text())
        yield from (f"{lock}.in: {name} is not in {lock}.txt" for name in sorted(asked - pins.keys()))
        for pin in pins.values() if lock in TOGETHER else ():
            if together.setdefault(pin.name, pin.version) != pin.version:
                yield f"{lock}.txt: {pin.name} {pin.version}, elsewhere {together[pin.name]}"
    yield from _of_node(root)


def read_lock(text: str) -> Iterator[Pin]:
    """The pins of a lock. Raises ValueError for a line that is no exact version."""
    for entry in text.replace("\\\n", " ").splitlines():
        line = entry.partition("#")[0].strip()
        if not line or line.startswith("-"):
            continue
        if not (pin := _PIN.fullmatch(line)):
            raise ValueError(f"{line[:80]!r} is no exact version")
        yield Pin(_plain(pin["name"]), pin["version"], pin["rest"].count("--hash=sha256:"))


def read_names(text: str) -> set[str]:
    """The packages that a list asks for, without the lists it refers to."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return {_plain(found[0]) for line in lines if (found := _ASKED.match(line))}


def _of_node(root: Path) -> Iterator[str]:
    packages = json.loads((root / NODE_LOCK).read_text())["packages"]
    for name, package in packages.items():
        if name and not package.get("link") and not package.get("integrity"):
            yield f"{NODE_LOCK}: {name} has no hash"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
