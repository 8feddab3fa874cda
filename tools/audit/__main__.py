"""`make audit`: ask PyPI's and npm's advisory services about every pin. `--offline-is-fine` is for CI without network.

Ends with 0 where nothing is known against any pin, with 1 where something is, and with 2 where a service could not be
asked: then nothing is said about safety, and that is told.
"""

import argparse
import shutil
import subprocess
import sys

from tools.audit.verdicts import Verdict, judge_node, judge_python
from tools.locks import APART, ROOT, TOGETHER

_PIP_AUDIT = ROOT / ".venv" / "audit-tools" / "bin" / "pip-audit"
_NODE = ROOT / "sdks" / "javascript"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.audit", description=__doc__)
    parser.add_argument("--offline-is-fine", action="store_true", help="end with 0 where no service can be reached")
    options = parser.parse_args()
    verdicts = []
    for lock in (*TOGETHER, *APART):
        asked = [_PIP_AUDIT, "--progress-spinner=off", "--disable-pip", "--no-deps", "--format=json"]
        verdicts.append(_tell(f"{lock}.txt", judge_python(_answer_to(asked, "--requirement", f"{ROOT / lock}.txt"))))
    if shutil.which("npm"):
        verdicts.append(_tell("sdks/javascript", judge_node(_answer_to(["npm", "--prefix", _NODE], "audit", "--json"))))
    if any(verdict.weak for verdict in verdicts):
        sys.exit(1)
    sys.exit(2 if any(verdict.unasked for verdict in verdicts) and not options.offline_is_fine else 0)


def _answer_to(command: list[object], *arguments: str) -> str:
    return subprocess.run([*map(str, command), *arguments], capture_output=True, text=True).stdout


def _tell(name: str, verdict: Verdict) -> Verdict:
    unasked = f"; {verdict.unasked} NOT AUDITED, the service did not know or was not reached" if verdict.unasked else ""
    print(f"{name}: {verdict.asked} asked about, {len(verdict.weak)} weak{unasked}")
    for weakness in verdict.weak:
        print(f"  {weakness}")
    return verdict


if __name__ == "__main__":
    main()
