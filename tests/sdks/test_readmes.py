"""The examples of the SDKs' READMEs, run against a server as they stand there."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sdks.conftest import Account
from tests.sdks.test_javascript import OLDEST, major_version
from tools.sdks.document import SDKS

pytestmark = pytest.mark.xdist_group("sdks")


def examples(sdk: str, language: str, account: Account) -> tuple[str, str]:
    """The examples as one program, and what they say that it prints."""
    readme = (SDKS / sdk / "README.md").read_text()
    blocks = re.findall(rf"```({language}|text)\n(.*?)```", readme, re.DOTALL)
    program = "\n".join(block for kind, block in blocks if kind == language)
    shown = "".join(block for kind, block in blocks if kind == "text")
    for placeholder, value in {"your_api_key": account.api_key, "https://api.yourapp.com": account.base_url}.items():
        assert placeholder in program
        program = program.replace(placeholder, value)
    return program, shown


def run(command: list[str], directory: Path) -> str:
    where = os.environ | {"PYTHONPATH": str(SDKS / "python" / "src")}
    ran = subprocess.run(command, cwd=directory, env=where, capture_output=True, text=True, timeout=90)
    assert ran.stderr == ""
    return ran.stdout


def test_the_examples_of_the_python_readme_work_as_written(sign_up: Callable[[], Account], tmp_path: Path) -> None:
    program, shown = examples("python", "python", sign_up())
    assert run([sys.executable, "-c", program], tmp_path) == shown


@pytest.mark.skipif(major_version() < OLDEST, reason=f"the JavaScript SDK needs Node {OLDEST}, which is not here")
def test_the_examples_of_the_javascript_readme_work_as_written(sign_up: Callable[[], Account], tmp_path: Path) -> None:
    program, shown = examples("javascript", "js", sign_up())
    scope = tmp_path / "node_modules" / "@saas-platform"
    scope.mkdir(parents=True)
    (scope / "sdk").symlink_to(SDKS / "javascript")
    (tmp_path / "examples.mjs").write_text(program)
    assert run(["node", "examples.mjs"], tmp_path) == shown
