"""The JavaScript SDK's own tests, run by Node; those against a server use the one that the Python SDK is tested on."""

import os
import re
import shutil
import subprocess

import pytest

from tests.sdks.conftest import Account
from tools.sdks.javascript import PACKAGE

OLDEST = 20


def major_version() -> int:
    node = shutil.which("node")
    return int(subprocess.check_output([node, "--version"], text=True)[1:].split(".")[0]) if node else 0


pytestmark = [
    pytest.mark.xdist_group("sdks"),
    pytest.mark.skipif(major_version() < OLDEST, reason=f"the JavaScript SDK needs Node {OLDEST}, which is not here"),
]


def test_passes_its_own_tests_against_the_server(account: Account) -> None:
    named = {"SAAS_PLATFORM_BASE_URL": account.base_url, "SAAS_PLATFORM_API_KEY": account.api_key}
    command = ["node", "--test", "--test-reporter=tap", "tests/"]
    run = subprocess.run(command, cwd=PACKAGE, env=os.environ | named, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout
    counts = dict(re.findall(r"^# (pass|fail|skipped) (\d+)$", run.stdout, re.MULTILINE))
    assert (counts["fail"], counts["skipped"]) == ("0", "0")
    assert int(counts["pass"]) > 60
