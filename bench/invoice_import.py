"""How much of unstructured invoices is read right: `python -m bench.invoice_import [SAMPLES] [SCANS]`.

For each format the samples go through every language and layout; each field is held against what was generated. The
share of right fields is printed for each format, then for each band of confidence, so that it shows what a confidence
means. `-v` names each field that was read wrongly.
"""

import os
import sys
import time
from collections import defaultdict
from itertools import product
from pathlib import Path

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "bench")
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "CRITICAL", "MODE": "development"}

import django
from tqdm import tqdm

from tests.importing.measuring import READERS, expected, judged, read_sample
from tests.importing.papers import LAYOUTS, TONGUES, Paper
from tests.importing.specimens import sample

BANDS = (0.95, 0.9, 0.8, 0.6, 0.0)


def main() -> None:
    django.setup()
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    samples, scans = [*numbers, 2, 1][:2] if len(numbers) < 2 else numbers[:2]
    verbose = "-v" in sys.argv
    bands: dict[float, list[bool]] = defaultdict(list)
    print(f"{'format':20} {'papers':>6} {'fields':>7} {'right':>7} {'whole':>7} {'totals':>7} {'ms':>6}")
    for kind in READERS:
        pairs = list(product(TONGUES, LAYOUTS if kind in ("pdf", "scan") else LAYOUTS[:2]))
        pairs = pairs[:: 4 if kind == "scan" and scans == 0 else 1]
        fields = right = whole = totals = papers = 0
        started = time.perf_counter()
        for (tongue, layout), number in tqdm(
            list(product(pairs, range(max(1, scans) if kind == "scan" else samples))),
            desc=kind,
            disable=not sys.stderr.isatty(),
        ):
            chosen = sample(
                1000 + number * len(pairs) + pairs.index((tongue, layout)), currency=tongue.currency, plain=True
            )
            paper = Paper(chosen, tongue, layout)
            verdicts = list(judged(read_sample(paper, kind), expected(paper, kind)))
            wrong = [path for path, fits, _ in verdicts if not fits]
            papers, fields, right = papers + 1, fields + len(verdicts), right + len(verdicts) - len(wrong)
            whole += not wrong
            totals += "total_amount" not in wrong
            for _, fits, sure in verdicts:
                bands[next(band for band in BANDS if sure >= band)].append(fits)
            if verbose and wrong:
                print(f"  {kind}, {tongue.code}, {layout}, {chosen.number}: {', '.join(wrong)}")
        took = 1000 * (time.perf_counter() - started) / papers
        shares = " ".join(f"{share:7.1%}" for share in (right / fields, whole / papers, totals / papers))
        print(f"{kind:20} {papers:6} {fields:7} {shares} {took:6.0f}")
    print("\nright fields by the confidence that was told")
    for band in BANDS:
        if told := bands[band]:
            print(f"from {band:4}: {len(told):6} fields, {sum(told) / len(told):.1%} right")


if __name__ == "__main__":
    main()
