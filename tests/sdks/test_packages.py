"""The JavaScript SDK can be packed from a clone, without a step of building before; `make check` builds the wheel."""

import json
import subprocess

import pytest

from tests.sdks.test_javascript import OLDEST, major_version
from tools.sdks.document import SDKS


@pytest.mark.skipif(major_version() < OLDEST, reason=f"the JavaScript SDK needs Node {OLDEST}, which is not here")
def test_an_npm_package_holds_the_sources_and_needs_nothing_else() -> None:
    command = ["npm", "pack", "--dry-run", "--json", "--silent"]
    (packed,) = json.loads(subprocess.check_output(command, cwd=SDKS / "javascript", text=True))
    sources = {f"src/{path.name}" for path in (SDKS / "javascript" / "src").iterdir()}
    assert {file["path"] for file in packed["files"]} == sources | {"README.md", "package.json"}
    described = json.loads((SDKS / "javascript" / "package.json").read_text())
    assert "dependencies" not in described
    assert described["exports"]["."] == {"types": "./src/index.d.ts", "default": "./src/index.js"}
