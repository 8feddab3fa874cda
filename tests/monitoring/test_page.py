"""The monitoring page as programs meet it."""

from collections.abc import Callable

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from tests.conftest import Api
from tests.factories import make_alert, make_health_metric

PAGE = "/api/monitoring/"


def test_is_a_page_and_for_whoever_asks_its_figures_as_json(api: Api, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        make_health_metric(owner, name="orders", unit="")
        make_alert(owner, title="</script><script>alert(1)</script>")
    page = api.get(PAGE)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert b"</script><script>alert" not in page.content
    figures = api.get(PAGE, Accept="application/json").json()
    assert (figures["tenant"], figures["series"][0]["name"], len(figures["alerts"])) == ("Acme", "orders", 1)


def test_sends_a_browser_to_the_log_in_page_and_a_program_away(anonymous: Api, api: Api) -> None:
    answer = anonymous.get(PAGE, Accept="text/html,*/*")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/api/session-auth/login/?next=%2Fapi%2Fmonitoring%2F",
    )
    assert anonymous.get(PAGE).status_code == 401
    assert anonymous.get(PAGE, Accept="text/html", Authorization="Bearer nonsense").status_code == 401


def test_is_for_those_who_administer(colleague: Callable[..., User]) -> None:
    assert Api(colleague("manager")).get(PAGE).status_code == 403
    assert Api(colleague("admin")).get(PAGE).status_code == 200
