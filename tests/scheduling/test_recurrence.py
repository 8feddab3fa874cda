"""Rules against days counted by hand, and against a library that counts from the beginning."""

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from apps.scheduling.recurrence import DAYS, BadRule, read_rule

HORIZON = date(2199, 12, 31)


def days(rule: str, start: str, first: str, last: str) -> list[str]:
    found = read_rule(rule).days(*map(date.fromisoformat, (start, first, last)))
    return [day.isoformat() for day in found]


@pytest.mark.parametrize(
    ("rule", "start", "first", "last", "expected"),
    [
        ("FREQ=DAILY", "2024-02-27", "2024-02-28", "2024-03-01", ["2024-02-28", "2024-02-29", "2024-03-01"]),
        ("FREQ=DAILY;INTERVAL=10", "2024-01-01", "2024-01-25", "2024-02-12", ["2024-01-31", "2024-02-10"]),
        # 1 May 2024 is a Wednesday.
        ("FREQ=WEEKLY", "2024-05-01", "2024-05-01", "2024-05-16", ["2024-05-01", "2024-05-08", "2024-05-15"]),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
            "2024-05-03",
            "2024-05-01",
            "2024-05-31",
            ["2024-05-03", "2024-05-13", "2024-05-17", "2024-05-27", "2024-05-31"],
        ),
        # RFC 5545's own example of what WKST changes.
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO",
            "1997-08-05",
            "1997-08-05",
            "1997-08-24",
            ["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
            "1997-08-05",
            "1997-08-05",
            "1997-08-31",
            ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"],
        ),
        # A month without a 31st has none.
        ("FREQ=MONTHLY", "2024-01-31", "2024-01-01", "2024-06-30", ["2024-01-31", "2024-03-31", "2024-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2024-01-31", "2024-02-01", "2024-04-30",
         ["2024-02-29", "2024-03-31", "2024-04-30"]),
        ("FREQ=MONTHLY;BYDAY=2TU", "2024-01-09", "2024-02-01", "2024-03-31", ["2024-02-13", "2024-03-12"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2024-01-26", "2024-02-01", "2024-03-31", ["2024-02-23", "2024-03-29"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2024-05-31", "2024-06-01", "2024-08-31",
         ["2024-06-28", "2024-07-31", "2024-08-30"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2024-09-13", "2024-09-01", "2025-12-31",
         ["2024-09-13", "2024-12-13", "2025-06-13"]),
        ("FREQ=YEARLY", "2024-02-29", "2024-01-01", "2032-12-31", ["2024-02-29", "2028-02-29", "2032-02-29"]),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2023-11-23", "2024-01-01", "2025-12-31", ["2024-11-28", "2025-11-27"]),
        ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-01-01", "1999-12-31",
         ["1997-05-19", "1998-05-18", "1999-05-17"]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "1997-01-01", "1999-12-31",
         ["1997-05-12", "1998-05-11", "1999-05-17"]),
        # 2020 has a week 53, 2021 has none.
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH", "2020-12-31", "2020-01-01", "2027-01-01", ["2020-12-31", "2026-12-31"]),
        ("FREQ=YEARLY;BYYEARDAY=-1", "2023-12-31", "2024-01-01", "2024-12-31", ["2024-12-31"]),
        # The first day counts also where the rule would not choose it.
        ("FREQ=WEEKLY;BYDAY=MO", "2024-05-01", "2024-05-01", "2024-05-10", ["2024-05-01", "2024-05-06"]),
    ],
)  # fmt: skip
def test_recurs_on_the_days_counted_by_hand(rule: str, start: str, first: str, last: str, expected: list[str]) -> None:
    assert days(rule, start, first, last) == expected


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;COUNT=3", "2024-05-03"),
        ("FREQ=MONTHLY;COUNT=2;BYMONTHDAY=31", "2024-05-31"),  # the first day is the first of the two
        ("FREQ=WEEKLY;UNTIL=20240514", "2024-05-14"),
        ("FREQ=DAILY", None),
        ("FREQ=DAILY;COUNT=5000", "2038-01-07"),
        # There is no 30 February: nothing but the first day, found without end.
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "2024-05-01"),
    ],
)
def test_knows_its_last_day(rule: str, last: str | None) -> None:
    found = read_rule(rule).last_day(date(2024, 5, 1), HORIZON, lambda day: day <= date(2024, 5, 14))
    assert found == (date.fromisoformat(last) if last else None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;COUNT=\u0663",
        "FREQ=DAILY;COUNT=3;UNTIL=20240101",
        "FREQ=DAILY;INTERVAL=1001",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;UNTIL=20240230",
        "FREQ=DAILY;UNTIL=99990101",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTH=-1",
        "FREQ=MONTHLY;BYWEEKNO=3",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=DAILY;BYEASTER=0",
        "FREQ=DAILY;WKST=XX",
        "FREQ=DAILY;",
        "FREQ=DAILY\nDTSTART:20240101",
    ],
)
def test_refuses_what_is_no_rule_of_an_event(text: str) -> None:
    with pytest.raises(BadRule):
        read_rule(text)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=20241231T235959Z;BYDAY=MO,WE;WKST=SU",
        "FREQ=MONTHLY;COUNT=7;BYMONTHDAY=1,-1",
        "FREQ=MONTHLY;BYDAY=2TU,-1FR;BYSETPOS=1",
        "FREQ=YEARLY;BYMONTH=1,7;BYWEEKNO=1,-1;BYYEARDAY=1,-1",
    ],
)
def test_writes_a_rule_as_it_was_read(text: str) -> None:
    assert read_rule(f"rrule:{text.lower()}").text() == text


def some(*values: object) -> st.SearchStrategy[list[object]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


@st.composite
def rules(draw: st.DrawFn) -> tuple[str, date]:
    """A day, and a rule that it fits, of those whose meaning the two agree on: what a week's first days are, and what
    BYWEEKNO leaves out, are read apart."""
    day = draw(st.dates(date(2016, 1, 1), date(2024, 12, 31)))
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    weekday, is_counted = DAYS[day.weekday()], frequency == "MONTHLY" and draw(st.booleans())
    parts: dict[str, list[object]] = {"BYMONTH": draw(some(*range(1, 13))) and [day.month, *draw(some(1, 6, 12))]}
    parts["BYDAY"] = draw(some(0, 1)) and [weekday, *draw(some(*DAYS))]
    if is_counted:
        parts["BYDAY"] = [f"{(day.day - 1) // 7 + 1}{weekday}", *draw(some("-1FR", "2MO", "5SU"))]
    if frequency != "WEEKLY":
        parts["BYMONTHDAY"] = draw(some(0, 1)) and [day.day, *draw(some(1, 29, 31, -1, -2, -31))]
    if frequency == "YEARLY":
        parts["BYYEARDAY"] = draw(some(0, 1)) and [day.timetuple().tm_yday, *draw(some(1, 60, 366, -1, -366))]
        if parts["BYDAY"]:
            parts["BYWEEKNO"] = draw(some(0, 1)) and [day.isocalendar().week, *draw(some(1, 20, 52, 53, -1))]
    if frequency != "WEEKLY" and any(parts.values()):
        parts["BYSETPOS"] = draw(some(1, 2, 3, -1, -2))
    parts |= {"FREQ": [frequency], "INTERVAL": [draw(st.integers(1, 4))], "WKST": [draw(st.sampled_from(DAYS))]}
    return ";".join(f"{name}={','.join(map(str, dict.fromkeys(v)))}" for name, v in parts.items() if v), day


@settings(max_examples=30)
@given(rules(), st.integers(0, 2000), st.integers(0, 800))
def test_agrees_with_a_library_that_counts_from_the_beginning(rule: tuple[str, date], ahead: int, width: int) -> None:
    text, start = rule
    first = start + timedelta(days=ahead)
    last = first + timedelta(days=width)
    # Without an end it would look for rare days up to the year 9999.
    reference = rrulestr(f"{text};UNTIL={last:%Y%m%d}", dtstart=datetime.combine(start, time.min))
    expected = [moment.date() for moment in reference]
    assume(expected and expected[0] == start)
    assert list(read_rule(text).days(start, first, last)) == [day for day in expected if day >= first]
