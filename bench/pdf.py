"""PDFs a CPU-second: `python -m bench.pdf [--rounds N]`. Ours from the rows of the database, the floor bare typst.

Each round sets the same invoices by each contender, in turn; the ratio is that of the medians. `bare typst` compiles a
plain table of the same figures without letterhead or measuring; `layout` is our page from data that are at hand. What
lies between `layout` and `ours` is the database and the wording. Documents of one company share their letterhead and
much of their words, which are laid out once; `strangers` are documents that share no name, word or colour.
"""

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bench.ground import ENVIRONMENT, migrated_servers

INVOICES, LINES, BULK = 40, 5, 1_000
PLAIN = b"""
#let doc = json(bytes(sys.inputs.document))
#set page(paper: "a4", margin: 20mm)
#set text(font: doc.fonts, size: 9.5pt)
= #doc.title #doc.number
#grid(columns: 2, gutter: 12pt, [#doc.seller.name #linebreak() #doc.seller.address], [#doc.buyer.name])
#table(
  columns: (1fr, auto, auto, auto, auto),
  ..for line in doc.lines { (line.description, line.quantity, line.unit_price, line.tax, line.total) },
)
#grid(
  columns: 2, gutter: 12pt,
  [Subtotal], doc.subtotal, ..for tax in doc.taxes { (tax.label, tax.value) }, [*Total*], [*#doc.total*],
)
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pdf", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    os.environ.update(ENVIRONMENT)
    with migrated_servers():
        measure(options.rounds)


def measure(rounds: int) -> None:
    import typst

    from apps.accounts.services import register_tenant
    from apps.clients.services import create_client
    from apps.core.rendering.pdf import font_book, page_data, render_document
    from apps.core.tenancy import tenant_context
    from apps.invoices.rendering import document_content, render_file
    from apps.invoices.selectors import documents_to_print
    from apps.invoices.services import create_invoice

    key = str(time.time_ns())
    owner = register_tenant(name="Bench Sdn Bhd", domain=key, email=f"{key}@bench.example", password="Password123!")
    with tenant_context(owner.tenant_id):
        client = create_client(actor=owner, name="Lim Trading", email="lim@bench.example")
        pks = [create_invoice(actor=owner, client=client, line_items=_lines(n)).pk for n in range(BULK)]
        from apps.invoices.models import Invoice

        tenant, rows = owner.tenant, documents_to_print(Invoice, owner.tenant_id)
        contents = [document_content(invoice, tenant) for invoice in rows.filter(pk__in=pks[:INVOICES])]
        inputs = [{"document": page_data(content).decode()} for content in contents]

        def bare() -> None:
            for document in inputs:
                typst.compile(PLAIN, font_paths=font_book(), ignore_system_fonts=True, sys_inputs=document)

        def layout() -> None:
            for content in contents:
                render_document(content)

        def ours() -> None:
            for invoice in rows.filter(pk__in=pks[:INVOICES]):
                render_file(invoice, tenant, "pdf")

        unlike = [_stranger(content, number) for number, content in enumerate(contents)]

        def strangers() -> None:
            for content in unlike:
                render_document(content)

        contenders: dict[str, Callable[[], None]] = {
            "bare typst": bare,
            "layout": layout,
            "strangers": strangers,
            "ours": ours,
        }
        for work in contenders.values():
            work()
        rates: dict[str, list[float]] = {name: [] for name in contenders}
        for turn in range(rounds):
            names = list(contenders)
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                started = time.process_time()
                contenders[name]()
                rates[name].append(INVOICES / (time.process_time() - started))
        medians = {name: statistics.median(found) for name, found in rates.items()}
        for name, median in medians.items():
            print(f"{name:<12}{median:>8.0f} PDFs a CPU-second{1000 / median:>8.1f} ms{medians['ours'] / median:>8.2f}")
        _measure_bulk(owner, pks)


def _measure_bulk(owner: Any, pks: list[int]) -> None:
    """The archive of 1,000 invoices as its job makes it."""
    import apps.invoices.tasks  # noqa: F401 - what a worker has imported
    from apps.invoices.downloads import start_bulk_download
    from apps.invoices.models import Invoice
    from apps.jobs.models import Job
    from apps.jobs.runner import run_job

    job = start_bulk_download(actor=owner, model=Invoice, ids=pks, file_format="pdf")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cpu = time.perf_counter(), time.process_time()
    run_job(owner.tenant_id, job.pk)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    done: Any = Job.unscoped.get(pk=job.pk)
    if done.status != Job.Status.SUCCEEDED:
        sys.exit(f"The job {done.status}: {done.error}")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(
        f"{BULK:,} in one archive of {done.file.size / 1e6:.1f} MB: {seconds:.1f} s, {cpu:.1f} s of CPU, "
        f"{grown} MB more memory"
    )
    done.file.delete(save=False)


def _stranger(content: Any, number: int) -> Any:
    """The document as another company would have written it to another client."""

    def other(text: str) -> str:
        return "".join(
            chr(ord("a") + (ord(letter) + number * 7) % 26) if letter.isalpha() else letter for letter in text
        )

    return replace(
        content,
        seller=replace(content.seller, name=other(content.seller.name), email=other(content.seller.email)),
        buyer=replace(content.buyer, name=other(content.buyer.name), email=other(content.buyer.email)),
        lines=tuple(
            replace(line, description=other(line.description), quantity=str(number + place))
            for place, line in enumerate(content.lines, start=1)
        ),
        accent=f"#{number * 5:02x}{number * 3:02x}76",
    )


def _lines(n: int) -> list[dict[str, Any]]:
    from decimal import Decimal

    return [
        {
            "description": f"Consulting, part {line + 1}\nAs agreed on site",
            "quantity": Decimal(line + 1),
            "unit_price": Decimal(100 + n),
            "tax_rate": Decimal("0.08"),
        }
        for line in range(LINES)
    ]


if __name__ == "__main__":
    main()
