"""Revenue to come, projected from the full months that were."""

import warnings
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from apps.core.money import ZERO, format_money, round_money
from apps.dashboard.analytics import revenue_by
from apps.dashboard.figures import Scope

FEWEST: Final = 6
"""Full months that a trend needs."""
SEASON: Final = 12
MOST_HISTORY: Final = 60
CONFIDENCE: Final = 0.8


def project_revenue(scope: Scope, *, today: date, months: int) -> dict[str, Any]:
    """The revenue of this and the following months, with an interval that holds it four times in five.

    Exponential smoothing (ETS) with additive errors and a damped trend, from two years of data on with a yearly season;
    the back-test projects the last full months from those before them. Too little data makes no projection.
    """
    first = date(today.year - MOST_HISTORY // 12, today.month, 1)
    eve = date.fromordinal(today.replace(day=1).toordinal() - 1)
    known = [float(amount) for _, amount in revenue_by(scope, first=first, last=eve, unit="month")]
    while known and not known[0]:
        known.pop(0)  # what lies before the first revenue is no month of business
    answer: dict[str, Any] = {
        "currency": scope.currency,
        "months_of_data": len(known),
        "confidence": CONFIDENCE,
        "series": [],
        "back_test": None,
        "method": "none",
        "reason": "",
    }
    if len(known) < FEWEST:
        reason = f"There are {len(known)} full months with revenue; a projection needs {FEWEST}."
        return answer | {"reason": reason}
    seasonal = len(known) >= 2 * SEASON
    starts = [date(today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1, 1) for n in range(months)]
    projected = _project(known, months, seasonal)
    return answer | {
        "method": "ETS(A,Ad,A)" if seasonal else "ETS(A,Ad,N)",
        "series": [
            {"period": f"{start:%Y-%m}", "revenue": _money(mean, scope), "lower": _money(low, scope),
             "upper": _money(high, scope)}
            for start, (mean, low, high) in zip(starts, projected, strict=True)
        ],
        "back_test": _back_test(known, scope),
    }  # fmt: skip


def _project(known: Sequence[float], months: int, seasonal: bool) -> list[tuple[float, float, float]]:
    """`(mean, lower, upper)` of the months after the known ones."""
    # Loaded by whoever asks first: it takes seconds and a hundred megabytes that other processes need not spend.
    from pandas import Series
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    options: dict[str, Any] = {"seasonal": "add", "seasonal_periods": SEASON} if seasonal else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a series is too even to tell its parameters apart
        model = ETSModel(Series(known), error="add", trend="add", damped_trend=True, **options)
        fitted = model.fit(disp=False)
        frame = fitted.get_prediction(start=len(known), end=len(known) + months - 1).summary_frame(alpha=1 - CONFIDENCE)
    return [tuple(row) for row in frame[["mean", "pi_lower", "pi_upper"]].to_numpy().tolist()]


def _back_test(known: Sequence[float], scope: Scope) -> dict[str, Any] | None:
    """How far the projection of the last full months from those before would have been off."""
    held_out = min(3, len(known) - FEWEST)
    if not held_out:
        return None
    before, after = known[:-held_out], known[-held_out:]
    projected = [mean for mean, _, _ in _project(before, held_out, len(before) >= 2 * SEASON)]
    errors = [abs(mean - actual) for mean, actual in zip(projected, after, strict=True)]
    return {
        "months": held_out,
        "mean_absolute_error": _money(sum(errors) / held_out, scope),
        "error_percent": round(100 * sum(errors) / sum(after), 1) if sum(after) else 0.0,
    }


def _money(amount: float, scope: Scope) -> str:
    return format_money(max(round_money(Decimal(repr(amount)), scope.currency), ZERO), scope.currency)
