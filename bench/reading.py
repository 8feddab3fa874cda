"""Reading and merging of documents: `python -m bench.reading [SPECIMENS]`, a hundred unless said otherwise.

Specimens of passports are printed and photographed as the suite does it; what is read of each is compared with what was
printed. The pages a minute of our reader are set against rapidocr's own whole pipeline on the same pages, and merging
against pypdf on the same files, taking turns in one process.
"""

import io
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "bench")
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "CRITICAL", "MODE": "development"}

import django
import numpy as np
import psutil
from PIL import Image
from pypdf import PdfReader, PdfWriter
from rapidocr import RapidOCR
from tqdm import tqdm

from apps.documents.reading.engine import engine
from apps.documents.reading.files import merge_files
from apps.documents.reading.passport import read_passport
from apps.documents.reading.text import recognise
from tests.reading.files import pdf_of, scan_of
from tests.specimens import make_specimen, photograph, print_page

TODAY = date(2026, 11, 22)
PAGES, ROUNDS, FILES = 4, 5, 20
TEXT = "the bank confirms that the account of the customer holds a balance of 12,500.00 as of 31 January 2024"


def read_specimens(count: int) -> None:
    """How many specimens are read whole, how many are missed, and how many are wrongly taken for valid."""
    whole, wrong, took = 0, 0, []
    for number in tqdm(range(count), desc="specimens", disable=not sys.stderr.isatty()):
        chance = random.Random(number)
        specimen = make_specimen(chance)
        picture = photograph(print_page(specimen, chance, dpi=chance.choice([150, 200, 300])), chance)
        points = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
        started = time.perf_counter()
        found = read_passport(points, engine(), today=TODAY).body()
        took.append(time.perf_counter() - started)
        right = found["mrz"] == list(specimen.lines) and specimen.fields.items() <= found["fields"].items()
        whole += right and found["is_valid"]
        wrong += found["is_valid"] and not right
    print(f"specimens read whole: {whole} of {count}; wrongly valid: {wrong}")
    print(f"seconds a specimen: median {median(took):.1f}, longest {max(took):.1f}")


def page_of_text(number: int) -> Any:
    chance = random.Random(number)
    lines = [" ".join(chance.choices(TEXT.split(), k=11)) for _ in range(36)]
    with Image.open(io.BytesIO(scan_of("\n".join(lines), size=30))) as page:
        return np.ascontiguousarray(np.asarray(page.convert("RGB"))[:, :, ::-1])


def take_turns(**contenders: Callable[[], object]) -> dict[str, float]:
    """The median seconds of each, one round after the other."""
    took: dict[str, list[float]] = {name: [] for name in contenders}
    for round_number in range(ROUNDS + 1):
        for name, work in contenders.items():
            started = time.perf_counter()
            work()
            if round_number:  # the first one warms up
                took[name].append(time.perf_counter() - started)
    return {name: median(times) for name, times in took.items()}


def read_pages() -> None:
    pages = [page_of_text(number) for number in range(PAGES)]
    stock = RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 2})
    took = take_turns(
        ours=lambda: [recognise(page, engine()) for page in pages], stock=lambda: [stock(page) for page in pages]
    )
    height, width = pages[0].shape[:2]
    print(f"pages of 36 lines, {width} x {height} points, a minute: ours {60 * PAGES / took['ours']:.1f}, ", end="")
    print(f"rapidocr alone {60 * PAGES / took['stock']:.1f}, ratio {took['stock'] / took['ours']:.2f}")


def merge() -> None:
    files = [pdf_of(*(f"Page {page} of {number}" for page in range(5))) for number in range(FILES)]

    def by_pypdf() -> bytes:
        writer, file = PdfWriter(), io.BytesIO()
        for content in files:
            writer.append(PdfReader(io.BytesIO(content)))
        writer.write(file)
        return file.getvalue()

    took = take_turns(
        ours=lambda: merge_files([("a.pdf", "application/pdf", io.BytesIO(content)) for content in files]),
        pypdf=by_pypdf,
    )
    print(f"merging {FILES} PDFs of 5 pages: ours {took['ours'] * 1000:.0f} ms, ", end="")
    print(f"pypdf {took['pypdf'] * 1000:.0f} ms, ratio {took['pypdf'] / took['ours']:.1f}")


def main() -> None:
    django.setup()
    merge()
    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    engine()
    print(f"loading the models: {time.perf_counter() - started:.1f} s")
    read_specimens(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    peak = psutil.Process().memory_info().rss
    print(f"memory: {before / 1e6:.0f} MB before the models, {peak / 1e6:.0f} MB after the specimens")
    read_pages()


if __name__ == "__main__":
    main()
