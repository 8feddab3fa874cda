"""The locks of the dependencies, and what the advisory services answer about them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tools.audit.verdicts import judge_node, judge_python
from tools.locks import APART, NODE_LOCK, ROOT, TOGETHER, find_faults

FILES = [*(f"{lock}{end}" for lock in (*TOGETHER, *APART) for end in (".in", ".txt")), NODE_LOCK]


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_every_package_is_pinned_by_version_and_hash() -> None:
    assert list(find_faults(ROOT)) == []


@pytest.mark.parametrize(
    ("name", "line", "fault"),
    [
        ("requirements.txt", "nonsense==1.0", "nonsense 1.0 has no hash"),
        ("requirements.txt", "nonsense>=1.0 --hash=sha256:00", "no exact version"),
        ("requirements.txt", "https://example.org/nonsense.whl", "no exact version"),
        ("requirements.in", "nonsense", "nonsense is not in requirements.txt"),
        ("requirements-dev.txt", "django==1.0 --hash=sha256:00", "django 1.0, elsewhere"),
    ],
)
def test_finds_what_a_lock_lacks(locks: Path, name: str, line: str, fault: str) -> None:
    with (locks / name).open("a") as file:
        file.write(f"{line}\n")
    assert [told for told in find_faults(locks) if fault in told]


def test_finds_a_package_of_node_without_a_hash(locks: Path) -> None:
    lock = json.loads((locks / NODE_LOCK).read_text())
    del lock["packages"]["node_modules/typescript"]["integrity"]
    (locks / NODE_LOCK).write_text(json.dumps(lock))
    assert list(find_faults(locks)) == [f"{NODE_LOCK}: node_modules/typescript has no hash"]


@pytest.mark.parametrize(
    ("package", "asked", "weak", "unasked"),
    [
        ({"name": "a", "version": "1", "vulns": []}, 1, [], 0),
        ({"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}]}, 1, ["a 1: PYSEC-1"], 0),
        ({"name": "a", "skip_reason": "Dependency not found on PyPI"}, 0, [], 1),
    ],
)
def test_takes_no_silence_of_a_service_for_safety(
    package: dict[str, Any], asked: int, weak: list[str], unasked: int
) -> None:
    verdict = judge_python(json.dumps({"dependencies": [package]}))
    assert (verdict.asked, verdict.weak, verdict.unasked) == (asked, weak, unasked)
    assert (judge_python("").unasked, judge_node("").unasked, judge_node('{"error": {}}').unasked) == (1, 1, 1)


def test_reads_what_npm_finds() -> None:
    found = {"name": "a", "range": "<2", "severity": "high"}
    report = {"auditReportVersion": 2, "vulnerabilities": {"a": found}, "metadata": {"dependencies": {"total": 9}}}
    assert vars(judge_node(json.dumps(report))) == {"asked": 9, "weak": ["a <2: high"], "unasked": 0}
