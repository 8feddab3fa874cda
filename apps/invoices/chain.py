"""Whether issued documents still say what they said: their seals, link by link, beside the rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, cast

from django.apps import apps
from django.db.models import Q

from apps.invoices.documents import Document
from apps.invoices.models import Seal
from apps.invoices.sealing import canonical_content, chain_hash, version_of
from apps.invoices.selectors import documents_to_print
from apps.tenants.models import NumberSeries, VoidNumber

BATCH = 500


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was issued. `number` is empty where a whole series is at fault."""

    kind: str
    year: int
    position: int
    number: str
    problem: str


def document_models() -> dict[str, type[Document]]:
    """The kinds of documents by the names under which they are sealed."""
    models = (model for model in apps.get_models() if issubclass(model, Document))
    return {model.kind: model for model in models}


def count_seals(tenant_id: int) -> int:
    return Seal.unscoped.filter(tenant_id=tenant_id).count()


def find_faults(tenant_id: int, *, seen: Callable[[int], Any] = lambda count: None) -> Iterator[Fault]:
    """What was altered, added or taken away since it was issued, of a tenant that is bound.

    Reads the seals in order of their chains and tells `seen` how many were read.
    """
    seals = Seal.unscoped.filter(tenant_id=tenant_id).order_by("kind", "year", "position")
    for (kind, year), chain in groupby(seals.iterator(BATCH), key=lambda seal: (seal.kind, seal.year)):
        yield from _faults_of_chain(tenant_id, kind, year, chain, seen)
    for series in NumberSeries.unscoped.filter(tenant_id=tenant_id, kind__endswith="_seal"):
        kind = series.kind.removesuffix("_seal")
        last = seals.filter(kind=kind, year=series.year).values_list("position", flat=True).last() or 0
        if last != series.last:
            yield Fault(kind, series.year, last, "", f"the chain ends at {last}, {series.last} were issued")
    for kind, model in document_models().items():
        issued = Q(content_hash="") & ~Q(status="draft")
        for document in model.unscoped.filter(issued, tenant_id=tenant_id).iterator(BATCH):
            yield Fault(kind, document.issue_date.year, 0, str(document), "issued without a seal")


def _faults_of_chain(
    tenant_id: int, kind: str, year: int, chain: Iterator[Seal], seen: Callable[[int], Any]
) -> Iterator[Fault]:
    before, expected = "", 1
    while batch := list(islice(chain, BATCH)):
        rows = documents_to_print(document_models()[kind], tenant_id)
        documents = rows.in_bulk([seal.document_id for seal in batch])
        void = set(VoidNumber.unscoped.filter(tenant_id=tenant_id, kind=kind).values_list("number", flat=True))
        for seal in batch:
            problems = []
            if seal.position != expected:
                problems.append(f"the seals {expected} to {seal.position - 1} before it are gone")
            if chain_hash(before, seal.content) != seal.hash:
                problems.append("its seal does not follow from the one before it")
            problems += _problems_of(seal, cast("Document | None", documents.get(seal.document_id)), void)
            yield from (Fault(kind, year, seal.position, seal.number, problem) for problem in problems)
            before, expected = seal.hash, seal.position + 1
        seen(len(batch))


def _problems_of(seal: Seal, document: Document | None, void: set[str]) -> list[str]:
    if document is None:
        return [] if seal.number in void else ["it is gone, and its number is not in the register of void numbers"]
    if canonical_content(document, version_of(seal.content)) != seal.content:
        return ["it does not say what was sealed"]
    return [] if document.content_hash == seal.hash else ["its hash is not that of its seal"]
