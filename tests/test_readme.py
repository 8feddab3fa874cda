"""The README's tour, run as it stands against a server and a worker of the suite's own."""

import re
import subprocess
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"


def test_the_tour_of_the_readme_works_as_written(live_stack: str) -> None:
    text = README.read_text()
    tour = text[text.index("## Five minutes") : text.index("## What is in it")]
    script = "\n".join(re.findall(r"```sh\n(.*?)```", tour, re.DOTALL)).replace("http://localhost:8000", live_stack)
    shown = "".join(re.findall(r"```text\n(.*?)```", tour, re.DOTALL))
    run = subprocess.run(["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.stderr) == (shown, "")
