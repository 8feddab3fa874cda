"""Plans are worked out once for each combination of types, and a bounded number of them is kept."""

from typing import Any

import pytest

from apps.core import plans, serializers
from apps.core.inserts import new_row
from apps.core.plans import Plans
from apps.invoices.models import Invoice


def test_works_out_once_what_it_remembers_and_remembers_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "MOST", 2)
    asked: list[tuple[type, ...]] = []

    def names(types: tuple[type, ...]) -> list[str]:
        asked.append(types)
        return [kind.__name__ for kind in types]

    known = Plans(names)
    for _ in range(3):
        assert known[str, bool] == ["str", "bool"]
        assert known[bool, str] == ["bool", "str"]
    assert asked == [(str, bool), (bool, str)]
    assert known[int,] == ["int"]
    assert (len(known), known[str, bool], len(asked)) == (1, ["str", "bool"], 4)


class Standing(serializers.ModelSerializer[Any]):
    class Meta:
        model = Invoice
        fields = ["status"]


def test_shows_a_member_of_choices_as_what_is_stored_of_it() -> None:
    for status in (Invoice.Status.SENT, "sent"):
        shown = Standing(new_row(Invoice, status=status)).data["status"]
        assert (type(shown), shown) == (str, "sent")
