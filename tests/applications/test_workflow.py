"""The moves of an application: those that are legal, each in the log, and those that are not, with the reason."""

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest

from apps.accounts.models import User
from apps.audit.models import AuditLog
from apps.core.tenancy import tenant_context
from apps.documents.models import CustomerApplication
from apps.documents.services import workflow
from apps.tenants.actors import Actor
from tests.applications.conftest import Move, states
from tests.conftest import Api
from tests.parallel import all_at_once, together_after, unlock

Apply = Callable[..., dict[str, Any]]
TRANSACTIONAL = pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])


def actions(owner: User, application: dict[str, Any]) -> list[str]:
    """What the log says was done with the application."""
    with tenant_context(owner.tenant_id):
        rows = AuditLog.unscoped.filter(resource_type="customerapplication", resource_id=str(application["id"]))
        return list(rows.order_by("id").values_list("action", flat=True))


def shown(api: Api, application: dict[str, Any]) -> dict[str, Any]:
    return dict(api.get(f"/api/customer-applications/{application['id']}/").json())


def refused(answer: Any, code: str = "illegal_move") -> str:
    """The message of a refusal by the state of things."""
    assert (answer.status_code, answer.json()["error"]) == (409, code), answer.content
    return str(answer.json()["message"])


def test_begins_at_the_first_step(apply: Apply) -> None:
    application = apply()
    assert application["status"] == "pending"
    assert states(application) == ["pending*", "pending", "pending"]
    assert [step["start_date"] for step in application["workflows"]] == ["2024-01-31", None, None]


def test_advances_to_the_end(api: Api, apply: Apply, move: Move, owner: User) -> None:
    application = apply()
    first = move(application, "advance-workflow").json()
    assert (first["status"], states(first)) == ("processing", ["completed", "processing*", "pending"])
    assert first["workflows"][0]["completion_date"] == first["workflows"][1]["start_date"] is not None
    assert states(move(application, "advance-workflow").json()) == ["completed", "completed", "processing*"]
    last = move(application, "advance-workflow").json()
    assert (last["status"], states(last)) == ("completed", ["completed"] * 3)
    assert last == shown(api, application)
    assert "reopen" in refused(move(application, "advance-workflow"))
    assert actions(owner, application) == ["create", "advance", "advance", "advance"]


def test_advances_the_step_that_the_caller_believes_to_be_current(apply: Apply, move: Move) -> None:
    application = apply()
    first, second, third = (step["id"] for step in application["workflows"])
    assert move(application, "advance-workflow", workflow=first).status_code == 200
    assert "Submit" in refused(move(application, "advance-workflow", workflow=first), "not_current")
    assert "Submit" in refused(move(application, "advance-workflow", workflow=third), "not_current")
    assert states(move(application, "advance-workflow", workflow=second).json())[2] == "processing*"


def test_completes_an_application_without_steps(apply: Apply, move: Move) -> None:
    application = apply([])
    assert (application["workflows"], application["due_date"]) == ([], "2024-01-31")
    assert move(application, "advance-workflow").json()["status"] == "completed"
    assert move(application, "reopen").json()["status"] == "processing"


@TRANSACTIONAL
def test_advances_once_when_many_advance_the_same_step_at_once(api: Api, apply: Apply) -> None:
    application = apply()
    path = f"/api/customer-applications/{application['id']}/advance-workflow/"
    body = {"workflow": application["workflows"][0]["id"]}
    answers = all_at_once(api, lambda caller, n: caller.post(path, body), 8)
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert states(shown(api, application)) == ["completed", "processing*", "pending"]


@TRANSACTIONAL
def test_advances_once_when_two_who_saw_the_same_step_advance(
    api: Api, apply: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = apply()
    both_have_seen, lock = Barrier(2, timeout=20), workflow.lock_application

    def lock_together(*, actor: Actor, pk: int) -> CustomerApplication:
        both_have_seen.wait()
        return lock(actor=actor, pk=pk)

    monkeypatch.setattr(workflow, "lock_application", lock_together)
    path = f"/api/customer-applications/{application['id']}/advance-workflow/"
    answers = all_at_once(api, lambda caller, n: caller.post(path), 2)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert states(shown(api, application)) == ["completed", "processing*", "pending"]


@TRANSACTIONAL
def test_without_the_lock_two_advance_from_the_same_step(
    api: Api, apply: Apply, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = apply()
    unlock(monkeypatch, CustomerApplication)
    monkeypatch.setattr(workflow, "_steps", together_after(workflow._steps))
    path = f"/api/customer-applications/{application['id']}/advance-workflow/"
    answers = all_at_once(api, lambda caller, n: caller.post(path), 2)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert states(shown(api, application)) == ["completed", "processing*", "pending"]
    assert actions(owner, application) == ["create", "advance", "advance"]


@TRANSACTIONAL
def test_of_closing_and_advancing_at_once_the_later_sees_the_earlier(api: Api, apply: Apply, owner: User) -> None:
    application = apply()
    path = f"/api/customer-applications/{application['id']}/"
    moves = ("force-close", "advance-workflow")
    answers = all_at_once(api, lambda caller, n: caller.post(f"{path}{moves[n]}/"), 2, callers=2)
    after = shown(api, application)
    # Closed after the first step or before it; never advanced once it was closed.
    assert (answers[0].status_code, after["status"]) == (200, "closed")
    is_advanced = answers[1].status_code == 200
    assert states(after)[1] == ("processing*" if is_advanced else "pending")
    assert actions(owner, application) == ["create", *["advance"] * is_advanced, "force_close"]


@TRANSACTIONAL
def test_without_the_lock_a_closed_application_is_advanced(
    api: Api, apply: Apply, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = apply()
    unlock(monkeypatch, CustomerApplication)
    monkeypatch.setattr(workflow, "_begin", together_after(workflow._begin))
    path = f"/api/customer-applications/{application['id']}/"
    moves = ("force-close", "advance-workflow")
    answers = all_at_once(api, lambda caller, n: caller.post(f"{path}{moves[n]}/"), 2, callers=2)
    # Both find it open, whichever is stored last.
    assert [answer.status_code for answer in answers] == [200, 200]
    assert states(shown(api, application)) == ["completed", "processing*", "pending"]


def test_moves_the_current_step_from_status_to_status(apply: Apply, move: Move, owner: User) -> None:
    application = apply()
    begun = move(application, "status", 1, status="processing", notes="Called the customer").json()
    assert (begun["status"], states(begun)[0], begun["workflows"][0]["notes"]) == (
        "processing", "processing*", "Called the customer",
    )  # fmt: skip
    assert states(move(application, "status", 1, status="pending").json())[0] == "pending*"
    ended = move(application, "status", 1, status="completed").json()
    assert states(ended) == ["completed", "processing*", "pending"]
    assert actions(owner, application) == ["create", "update_step", "update_step", "advance"]


def test_takes_notes_on_any_step_of_an_open_application(apply: Apply, move: Move) -> None:
    application = apply()
    noted = move(application, "status", 3, status="pending", notes="Bring cash").json()
    assert noted["workflows"][2]["notes"] == "Bring cash"
    assert states(noted) == states(application)


@pytest.mark.parametrize(
    ("step", "status", "told"),
    [(2, "completed", "Only the current step"), (3, "rejected", "Only the current step")],
)
def test_refuses_to_move_a_step_that_is_not_current(
    api: Api, apply: Apply, move: Move, step: int, status: str, told: str
) -> None:
    application = apply()
    assert told in refused(move(application, "status", step, status=status))
    assert shown(api, application) == application


def test_refuses_to_move_a_completed_step(apply: Apply, move: Move) -> None:
    application = apply()
    move(application, "advance-workflow")
    refused(move(application, "status", 1, status="processing"))


def test_rejects_an_application_at_a_step_and_goes_on_there_when_reopened(
    apply: Apply, move: Move, owner: User
) -> None:
    application = apply()
    move(application, "advance-workflow")
    rejected = move(application, "status", 2, status="rejected", notes="No visa").json()
    assert (rejected["status"], states(rejected)[1]) == ("rejected", "rejected*")
    for name, step, body in (
        ("advance-workflow", None, {}),
        ("status", 2, {"status": "completed"}),
        ("due-date", 2, {"due_date": "2024-03-01"}),
        ("rollback", 2, {}),
    ):
        assert "reopen, force-close" in refused(move(application, name, step, **body))
    reopened = move(application, "reopen").json()
    assert (reopened["status"], states(reopened)) == ("processing", ["completed", "processing*", "pending"])
    assert actions(owner, application) == ["create", "advance", "reject", "reopen"]


def test_rolls_back_to_the_step_before(apply: Apply, move: Move, owner: User) -> None:
    application = apply()
    move(application, "advance-workflow")
    back = move(application, "rollback", 2).json()
    assert (back["status"], states(back)) == ("processing", ["processing*", "pending", "pending"])
    assert (back["workflows"][0]["completion_date"], back["workflows"][1]["start_date"]) == (None, None)
    assert back["workflows"][0]["start_date"] == "2024-01-31"
    assert actions(owner, application) == ["create", "advance", "roll_back"]


def test_refuses_to_roll_back_the_first_step_or_one_that_is_not_current(apply: Apply, move: Move) -> None:
    application = apply()
    assert "first step" in refused(move(application, "rollback", 1), "first_step")
    assert "Collect the papers" in refused(move(application, "rollback", 2), "not_current")


def test_reopens_a_completed_application_at_its_last_step(apply: Apply, move: Move) -> None:
    application = apply()
    for _ in range(3):
        move(application, "advance-workflow")
    reopened = move(application, "reopen").json()
    assert (reopened["status"], states(reopened)) == ("processing", ["completed", "completed", "processing*"])
    assert reopened["workflows"][2]["completion_date"] is None
    assert "reopen" not in refused(move(application, "reopen")).partition("What can be done")[2]


def test_closes_for_a_reason_and_goes_on_when_reopened(apply: Apply, move: Move, owner: User) -> None:
    application = apply()
    move(application, "advance-workflow")
    closed = move(application, "force-close", reason="The customer withdrew").json()
    assert (closed["status"], closed["close_reason"]) == ("closed", "The customer withdrew")
    assert states(closed) == ["completed", "processing*", "pending"]
    refused(move(application, "force-close"))
    assert "closed" in refused(move(application, "advance-workflow"))
    reopened = move(application, "reopen").json()
    assert (reopened["status"], reopened["close_reason"]) == ("processing", "")
    assert actions(owner, application) == ["create", "advance", "force_close", "reopen"]


def test_closes_without_a_reason_too_but_nothing_that_is_completed(apply: Apply, move: Move) -> None:
    assert move(apply(), "force-close").json()["status"] == "closed"
    application = apply([])
    move(application, "advance-workflow")
    refused(move(application, "force-close", reason="Too late"))


def test_knows_no_step_of_another_application(apply: Apply, move: Move) -> None:
    one, other = apply(), apply()
    foreign = {**one, "workflows": other["workflows"]}
    for name, body in (
        ("status", {"status": "processing"}),
        ("due-date", {"due_date": "2024-03-01"}),
        ("rollback", {}),
    ):
        assert move(foreign, name, 1, **body).status_code == 404
    refused(move(one, "advance-workflow", workflow=other["workflows"][0]["id"]), "not_current")


def test_keeps_the_steps_that_it_was_laid_out_with(api: Api, apply: Apply) -> None:
    application = apply()
    path = f"/api/products/{application['product']}/"
    assert api.patch(path, {"tasks": [{"name": "Something else", "duration": 90}]}).status_code == 200
    assert shown(api, application)["workflows"] == application["workflows"]


def test_needs_the_right_to_change_applications(
    api: Api, apply: Apply, owner: User, colleague: Callable[..., User]
) -> None:
    application = apply()
    path = f"/api/customer-applications/{application['id']}/"
    accountant = Api(colleague("accountant"))
    assert accountant.get(path).status_code == 200
    for name in ("advance-workflow", "reopen", "force-close"):
        assert accountant.post(f"{path}{name}/").status_code == 403
    seller = Api(colleague("sales_person"))
    assert seller.post(f"{path}advance-workflow/").status_code == 404
