"""What the answers of the advisory services mean."""

import json
from dataclasses import dataclass, field


@dataclass
class Verdict:
    """How many packages were asked about, what is known against them, and how many nothing could be learnt of."""

    asked: int = 0
    weak: list[str] = field(default_factory=list)
    unasked: int = 0


def judge_python(answer: str) -> Verdict:
    """Of pip-audit's JSON. It ends well for a package that its service does not know: such a one counts as unasked."""
    verdict = Verdict()
    try:
        packages = json.loads(answer)["dependencies"]
    except ValueError:
        return Verdict(unasked=1)
    for package in packages:
        verdict.unasked += "skip_reason" in package
        verdict.asked += "skip_reason" not in package
        found = package.get("vulns", ())
        verdict.weak += [f"{package['name']} {package['version']}: {weakness['id']}" for weakness in found]
    return verdict


def judge_node(answer: str) -> Verdict:
    """Of npm's JSON."""
    try:
        report = json.loads(answer)
    except ValueError:
        report = {}
    if "auditReportVersion" not in report:
        return Verdict(unasked=1)
    found = report["vulnerabilities"].values()
    return Verdict(
        asked=report["metadata"]["dependencies"]["total"],
        weak=[f"{package['name']} {package['range']}: {package['severity']}" for package in found],
    )
