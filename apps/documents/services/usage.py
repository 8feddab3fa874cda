"""Counting what models were asked, with its cost."""

from decimal import Decimal
from typing import Final

from django.conf import settings

from apps.documents.models import ModelCall
from apps.documents.reading.language_model import Opinion
from apps.jobs.models import Job

OCR_MODEL: Final = "PP-OCRv6 small"
_MILLION: Final = Decimal(1_000_000)


def count_pages(*, job: Job, pages: int, milliseconds: int) -> None:
    """Note pages that were recognised for a job, at OCR_PAGE_COST each. Embedded text costs nothing."""
    if pages:
        _note(
            job,
            ModelCall.Kind.OCR,
            OCR_MODEL,
            pages=pages,
            duration_ms=milliseconds,
            cost=pages * settings.OCR_PAGE_COST,
        )


def count_opinion(*, job: Job, opinion: Opinion) -> None:
    """Note a question to the language model, at the costs of LANGUAGE_MODEL_COSTS for a million tokens."""
    read, written = settings.LANGUAGE_MODEL_COSTS
    _note(
        job,
        ModelCall.Kind.LANGUAGE_MODEL,
        settings.LANGUAGE_MODEL or "default",
        input_tokens=opinion.input_tokens,
        output_tokens=opinion.output_tokens,
        duration_ms=opinion.milliseconds,
        cost=(opinion.input_tokens * read + opinion.output_tokens * written) / _MILLION,
    )


def _note(job: Job, kind: str, model: str, *, cost: Decimal, **figures: int) -> None:
    ModelCall.unscoped.create(
        tenant_id=job.tenant_id,
        owner_id=job.owner_id,
        job=job,
        kind=kind,
        model=model[:100],
        purpose=job.kind,
        cost=round(cost, 8),
        currency=settings.READING_CURRENCY,
        **figures,
    )
