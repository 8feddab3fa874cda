"""Due dates against calendars that were counted by hand, and against a slow count."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.documents.models import ApplicationWorkflow
from apps.documents.services.schedule import lay_out, move_following
from apps.documents.workdays import WorkingDays, days_after
from tests.applications.conftest import Move, due_dates
from tests.conftest import Api

# February 2024 began on a Thursday. In Indonesia Thursday the 8th and Wednesday the 14th were days off; the 9th was
# taken off by many.
INDONESIA = frozenset({date(2024, 2, 8), date(2024, 2, 14)})
SUNDAYS = WorkingDays(weekend={6, 7}, holidays=frozenset())


@pytest.mark.parametrize(
    ("start", "count", "weekend", "holidays", "due"),
    [
        ("2024-01-31", 1, {6, 7}, (), "2024-02-01"),
        ("2024-01-31", 3, {6, 7}, (), "2024-02-05"),
        ("2024-02-02", 5, {6, 7}, (), "2024-02-09"),
        ("2024-02-02", 5, {6, 7}, INDONESIA, "2024-02-12"),
        ("2024-02-02", 5, {6, 7}, INDONESIA | {date(2024, 2, 9)}, "2024-02-13"),
        ("2024-02-02", 7, {6, 7}, INDONESIA | {date(2024, 2, 9)}, "2024-02-16"),
        ("2024-02-03", 1, {6, 7}, (), "2024-02-05"),  # from a Saturday
        ("2024-02-03", 0, {6, 7}, (), "2024-02-05"),
        ("2024-02-08", 0, {6, 7}, INDONESIA, "2024-02-09"),
        ("2024-02-09", 0, {6, 7}, INDONESIA, "2024-02-09"),
        ("2024-02-01", 1, {5, 6}, (), "2024-02-04"),  # Friday and Saturday off: Thursday to Sunday
        ("2024-02-02", 2, {7}, (), "2024-02-05"),
        ("2024-02-02", 10, (), (), "2024-02-12"),
        ("2023-12-29", 1, {6, 7}, {date(2024, 1, 1)}, "2024-01-02"),
        ("2024-02-28", 2, {6, 7}, (), "2024-03-01"),  # the 29th is a Thursday
    ],
)
def test_counts_business_days(start: str, count: int, weekend: set[int], holidays: set[date], due: str) -> None:
    calendar = WorkingDays(weekend=weekend, holidays=frozenset(holidays))
    assert calendar.after(date.fromisoformat(start), count) == date.fromisoformat(due)


def test_counts_calendar_days_over_the_29th_of_february() -> None:
    assert days_after(date(2024, 2, 28), 3) == date(2024, 3, 2)
    assert days_after(date(2023, 2, 28), 3) == date(2023, 3, 3)


def test_ends_where_the_calendar_does() -> None:
    with pytest.raises(RuleViolation, match="2199"):
        days_after(date(2199, 12, 31), 1)
    with pytest.raises(RuleViolation, match="2199"):
        SUNDAYS.after(date(2199, 12, 30), 5)


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CALENDARS = st.builds(
    WorkingDays,
    weekend=st.frozensets(st.integers(1, 7), max_size=6),
    holidays=st.frozensets(st.dates(date(2020, 1, 1), date(2020, 12, 31)), max_size=40),
)
NEAR = st.dates(date(2020, 1, 1), date(2020, 12, 31))


@given(CALENDARS, NEAR, st.integers(1, 60))
def test_agrees_with_a_list_of_all_working_days(calendar: WorkingDays, day: date, count: int) -> None:
    following = (day + timedelta(days=n) for n in range(1, 1000))
    working = [one for one in following if one.isoweekday() not in calendar.weekend and one not in calendar.holidays]
    assert calendar.after(day, count) == working[count - 1]
    assert calendar.between(day, working[count - 1]) == count


STEPS = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=8)


def steps_of(tasks: list[tuple[int, bool]]) -> list[ApplicationWorkflow]:
    return [
        ApplicationWorkflow(step=step, duration=duration, duration_is_business_days=business)
        for step, (duration, business) in enumerate(tasks, start=1)
    ]


@given(CALENDARS, NEAR, NEAR, STEPS)
def test_moving_the_first_date_of_a_plan_is_laying_it_out_anew(
    calendar: WorkingDays, old: date, new: date, tasks: list[tuple[int, bool]]
) -> None:
    moved, laid_out = steps_of(tasks), steps_of(tasks)
    lay_out(moved, old, calendar)
    move_following(moved, old, new, calendar)
    lay_out(laid_out, new, calendar)
    assert [step.due_date for step in moved] == [step.due_date for step in laid_out]


@given(CALENDARS, NEAR, STEPS)
def test_a_plan_never_goes_back_and_its_business_days_end_on_working_days(
    calendar: WorkingDays, start: date, tasks: list[tuple[int, bool]]
) -> None:
    steps = steps_of(tasks)
    lay_out(steps, start, calendar)
    days = [start, *(step.due_date for step in steps)]
    assert days == sorted(days)
    assert all(calendar.is_working(step.due_date) for step in steps if step.duration_is_business_days)


def test_lays_out_the_steps_of_a_product(apply: Callable[..., dict[str, Any]]) -> None:
    # Wednesday the 31st, 3 days: Saturday the 3rd; 5 business days: Friday the 9th; 1 day: Saturday the 10th.
    application = apply()
    assert due_dates(application) == ["2024-02-03", "2024-02-09", "2024-02-10"]
    assert application["due_date"] == "2024-02-10"


def test_skips_the_companys_own_holidays_and_weekend(
    api: Api, owner: User, apply: Callable[..., dict[str, Any]]
) -> None:
    for day in ("2024-02-08", "2024-02-14", "2023-02-05"):
        assert api.post("/api/holidays/", {"date": day, "name": "Day off", "country": "ID"}).status_code == 201
    assert due_dates(apply()) == ["2024-02-03", "2024-02-12", "2024-02-13"]
    company = api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"weekend_days": [5, 6]}})
    assert company.status_code == 200
    # From Saturday the 3rd: Sunday 4, Monday 5, Tuesday 6, Wednesday 7, (8 off, 9 and 10 the weekend,) Sunday 11.
    assert due_dates(apply()) == ["2024-02-03", "2024-02-11", "2024-02-12"]


def test_does_not_skip_another_companys_holidays(charlie: User, apply: Callable[..., dict[str, Any]]) -> None:
    Api(charlie).post("/api/holidays/", {"date": "2024-02-08", "name": "Day off"})
    assert due_dates(apply())[1] == "2024-02-09"


def test_moves_one_due_date_alone(apply: Callable[..., dict[str, Any]], move: Move) -> None:
    application = apply()
    moved = move(application, "due-date", 1, due_date="2024-02-06").json()
    assert due_dates(moved) == ["2024-02-06", "2024-02-09", "2024-02-10"]
    assert moved["due_date"] == "2024-02-10"


def test_moves_the_following_ones_when_asked(apply: Callable[..., dict[str, Any]], move: Move) -> None:
    application = apply()
    # Tuesday the 6th; 5 business days later Tuesday the 13th; a day later Wednesday the 14th.
    moved = move(application, "due-date", 1, due_date="2024-02-06", shift_following=True).json()
    assert due_dates(moved) == ["2024-02-06", "2024-02-13", "2024-02-14"]
    assert moved["due_date"] == "2024-02-14"
    # And back again, only from the second step on.
    back = move(application, "due-date", 2, due_date="2024-02-09", shift_following=True).json()
    assert due_dates(back) == ["2024-02-06", "2024-02-09", "2024-02-10"]
    assert back["due_date"] == "2024-02-10"


def test_keeps_the_room_that_was_given_by_hand(apply: Callable[..., dict[str, Any]], move: Move) -> None:
    application = apply()
    # Tuesday the 20th is 12 business days after Saturday the 3rd: 5 to 9, 12 to 16, 19 and 20.
    move(application, "due-date", 2, due_date="2024-02-20")
    # From Monday the 5th: 6 to 9, 12 to 16, 19 to 21. The third step was ten days before the second, and stays so.
    moved = move(application, "due-date", 1, due_date="2024-02-05", shift_following=True).json()
    assert due_dates(moved) == ["2024-02-05", "2024-02-21", "2024-02-11"]


def test_leaves_a_due_date_of_the_application_that_was_given(apply: Callable[..., dict[str, Any]], move: Move) -> None:
    application = apply(due_date="2024-03-31")
    moved = move(application, "due-date", 3, due_date="2024-02-20").json()
    assert moved["due_date"] == "2024-03-31"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"due_date": "2024-01-30"}, "due_date"),
        ({"due_date": "2999-01-01"}, "due_date"),
        ({"due_date": "soon"}, "due_date"),
        ({}, "due_date"),
        ({"due_date": "2024-02-06", "shift_following": "maybe"}, "shift_following"),
    ],
)
def test_refuses_a_due_date_that_makes_no_sense(
    api: Api, apply: Callable[..., dict[str, Any]], move: Move, body: dict[str, Any], field: str
) -> None:
    application = apply()
    refusal = move(application, "due-date", 1, **body)
    assert (refusal.status_code, list(refusal.json()["details"])) == (400, [field])
    assert api.get(f"/api/customer-applications/{application['id']}/").json() == application


def test_refuses_to_move_the_due_date_of_what_is_done(apply: Callable[..., dict[str, Any]], move: Move) -> None:
    application = apply()
    move(application, "advance-workflow")
    refusal = move(application, "due-date", 1, due_date="2024-02-06")
    assert (refusal.status_code, refusal.json()["error"]) == (409, "step_completed")


def test_refuses_a_plan_beyond_the_calendar(api: Api, apply: Callable[..., dict[str, Any]], move: Move) -> None:
    application = apply([{"name": "Wait", "duration": 3650}, {"name": "Wait", "duration": 3650}])
    refusal = move(application, "due-date", 1, due_date="2199-12-31", shift_following=True)
    assert (refusal.status_code, refusal.json()["error"]) == (400, "out_of_range")
    assert api.get(f"/api/customer-applications/{application['id']}/").json() == application


def test_counts_what_is_left_anew_when_asked_and_not_by_itself(
    api: Api, owner: User, apply: Callable[..., dict[str, Any]], move: Move
) -> None:
    application = apply()
    path = f"/api/customer-applications/{application['id']}/"
    move(application, "advance-workflow")
    with tenant_context(owner.tenant_id):  # the first step ended three days early, on Wednesday the 31st
        ApplicationWorkflow.unscoped.filter(step=1).update(completion_date=date(2024, 1, 31))
    api.post("/api/holidays/", {"date": "2024-02-06", "name": "Day off", "country": "ID"})
    assert due_dates(api.get(path).json()) == ["2024-02-03", "2024-02-09", "2024-02-10"]
    recounted = move(application, "recount-due-dates").json()
    # Five business days: 1, 2, 5, 7, 8; a day later the 9th. What is completed stays.
    assert due_dates(recounted) == ["2024-02-03", "2024-02-08", "2024-02-09"]
    assert recounted["due_date"] == "2024-02-09"
    with tenant_context(owner.tenant_id):
        events = AuditLog.unscoped.filter(action="recount_due_dates")
        assert events.get().new_values["step_2_due_date"] == "2024-02-08"
    assert move(application, "recount-due-dates").json() == recounted
    with tenant_context(owner.tenant_id):
        assert AuditLog.unscoped.filter(action="recount_due_dates").count() == 1


def test_recounts_nothing_of_what_has_ended(apply: Callable[..., dict[str, Any]], move: Move) -> None:
    application = apply()
    move(application, "force-close")
    refusal = move(application, "recount-due-dates")
    assert (refusal.status_code, refusal.json()["error"]) == (409, "illegal_move")
