"""The second factor: set up, asked for, proved anew, lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine

from apps.accounts.models import SecondFactor, User
from apps.accounts.services.email import make_token
from apps.core.tenancy import tenant_context
from apps.tenants.models import Tenant
from tests.conftest import Api

pytestmark = pytest.mark.django_db

PASSWORD = "Password123!"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def app(api: Api) -> pyotp.TOTP:
    """The owner's authenticator app, confirmed by the code of noon."""
    begun = api.post("/api/auth/mfa/setup/", {"password": PASSWORD})
    assert begun.status_code == 201
    made = pyotp.parse_uri(begun.json()["otpauth_url"])
    assert isinstance(made, pyotp.TOTP)
    assert api.post("/api/auth/mfa/confirm/", {"code": made.now()}).status_code == 200
    return made


def log_in(anonymous: Api, user: User, **more: str) -> Any:
    return anonymous.post("/api/auth/login/", {"email": user.email, "password": PASSWORD} | more)


def require(tenant: Tenant) -> None:
    tenant.settings = {**tenant.settings, "second_factor_required": True}
    tenant.save()


def test_log_in_asks_for_the_code_once_the_factor_is_in_force(
    app: pyotp.TOTP, anonymous: Api, owner: User, noon: Any
) -> None:
    refused = log_in(anonymous, owner)
    assert (refused.status_code, refused.json()["error"]) == (401, "second_factor_required")
    noon.shift(30)
    answer = log_in(anonymous, owner, code=app.now())
    assert answer.status_code == 200
    assert anonymous.get("/api/me/", Authorization=f"Bearer {answer.json()['access']}").status_code == 200


def test_a_begun_factor_is_not_yet_asked_for(api: Api, anonymous: Api, owner: User) -> None:
    api.post("/api/auth/mfa/setup/", {"password": PASSWORD})
    assert api.get("/api/auth/mfa/").json()["enabled"] is False
    assert log_in(anonymous, owner).status_code == 200


def test_begins_with_the_password(api: Api) -> None:
    refused = api.post("/api/auth/mfa/setup/", {"password": "wrong"})
    assert (refused.status_code, list(refused.json()["details"])) == (400, ["password"])


def test_is_confirmed_by_a_right_code_only(api: Api, owner: User) -> None:
    assert api.post("/api/auth/mfa/confirm/", {"code": "123456"}).status_code == 409
    secret = api.post("/api/auth/mfa/setup/", {"password": PASSWORD}).json()["secret"]
    wrong = f"{(int(pyotp.TOTP(secret).now()) + 1) % 1_000_000:06}"
    assert api.post("/api/auth/mfa/confirm/", {"code": wrong}).status_code == 400
    assert api.get("/api/auth/mfa/").json()["enabled"] is False


def test_is_set_up_once(app: pyotp.TOTP, api: Api) -> None:
    assert api.post("/api/auth/mfa/setup/", {"password": PASSWORD}).status_code == 409


@pytest.mark.parametrize("code", ["000000", "", "abc", "٠٠٠٠٠٠", "x" * 40])
def test_refuses_wrong_codes(app: pyotp.TOTP, anonymous: Api, owner: User, code: str) -> None:
    assert log_in(anonymous, owner, code=code).status_code in (400, 401)


def test_a_code_works_once(app: pyotp.TOTP, anonymous: Api, owner: User, noon: Any) -> None:
    assert log_in(anonymous, owner, code=app.now()).status_code == 400, "it has confirmed the factor"
    noon.shift(30)
    assert [log_in(anonymous, owner, code=app.now()).status_code for _ in range(2)] == [200, 400]


def test_a_code_is_good_for_half_a_minute_before_and_after(
    app: pyotp.TOTP, anonymous: Api, owner: User, noon: Any
) -> None:
    noon.shift(120)
    late, soon = app.at(NOON + timedelta(seconds=60)), app.at(NOON + timedelta(seconds=150))
    assert log_in(anonymous, owner, code=late).status_code == 400
    assert log_in(anonymous, owner, code=soon).status_code == 200
    assert log_in(anonymous, owner, code=app.now()).status_code == 400, "a later one was taken"


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_of_eight_log_ins_with_one_code_one_succeeds(
    app: pyotp.TOTP, owner: User, noon: Any, django_db_blocker: Any
) -> None:
    from django.db import connections

    noon.shift(30)
    code = app.now()

    def attempt(_: int) -> int:
        try:
            status: int = log_in(Api(), owner, code=code).status_code
            return status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(attempt, range(8))).count(200) == 1


def test_guesses_are_few(app: pyotp.TOTP, anonymous: Api, owner: User, noon: Any) -> None:
    statuses = [log_in(anonymous, owner, code=f"{guess:06}").status_code for guess in range(11)]
    assert statuses == [400] * 10 + [429]
    noon.shift(30)
    assert log_in(anonymous, owner, code=app.now()).status_code == 429


def test_a_recovery_code_works_once(api: Api, anonymous: Api, owner: User) -> None:
    secret = api.post("/api/auth/mfa/setup/", {"password": PASSWORD}).json()["secret"]
    codes = api.post("/api/auth/mfa/confirm/", {"code": pyotp.TOTP(secret).now()}).json()["recovery_codes"]
    assert len(set(codes)) == 10
    assert [log_in(anonymous, owner, code=codes[3].upper()).status_code for _ in range(2)] == [200, 400]
    assert api.get("/api/auth/mfa/").json()["recovery_codes_left"] == 9


def test_new_recovery_codes_void_the_old_ones(api: Api, anonymous: Api, owner: User, noon: Any) -> None:
    app = pyotp.TOTP(api.post("/api/auth/mfa/setup/", {"password": PASSWORD}).json()["secret"])
    old = api.post("/api/auth/mfa/confirm/", {"code": app.now()}).json()["recovery_codes"]
    noon.shift(30)
    new = api.post("/api/auth/mfa/recovery-codes/", {"code": app.now()}).json()["recovery_codes"]
    assert log_in(anonymous, owner, code=old[0]).status_code == 400
    assert log_in(anonymous, owner, code=new[0]).status_code == 200


def test_is_disabled_by_password_and_code(app: pyotp.TOTP, api: Api, anonymous: Api, owner: User, noon: Any) -> None:
    noon.shift(30)
    assert api.post("/api/auth/mfa/disable/", {"password": "wrong", "code": app.now()}).status_code == 400
    assert api.post("/api/auth/mfa/disable/", {"password": PASSWORD, "code": "000000"}).status_code == 400
    assert api.post("/api/auth/mfa/disable/", {"password": PASSWORD, "code": app.now()}).status_code == 204
    assert log_in(anonymous, owner).status_code == 200


def test_a_link_for_a_new_password_asks_for_the_code(app: pyotp.TOTP, anonymous: Api, owner: User, noon: Any) -> None:
    body = {"token": make_token(owner, "password-reset"), "password": "Another-Secret-9"}
    noon.shift(30)
    assert anonymous.post("/api/auth/password-reset/confirm/", body).status_code == 401
    assert anonymous.post("/api/auth/password-reset/confirm/", body | {"code": app.now()}).status_code == 200


def test_the_secret_is_sealed_for_its_user(app: pyotp.TOTP, owner: User) -> None:
    with tenant_context(owner.tenant_id):
        stored = bytes(SecondFactor.unscoped.get(user=owner).secret)
    assert app.secret.encode() not in stored


def test_a_company_may_ask_everybody_for_one(api: Api, owner: User, noon: Any) -> None:
    answer = api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"second_factor_required": True}})
    assert answer.status_code == 200
    refused = api.get("/api/clients/")
    assert (refused.status_code, refused.json()["error"]) == (403, "second_factor_required")
    assert api.get("/api/me/").status_code == 200
    secret = api.post("/api/auth/mfa/setup/", {"password": PASSWORD}).json()["secret"]
    assert api.post("/api/auth/mfa/confirm/", {"code": pyotp.TOTP(secret).now()}).status_code == 200
    assert api.get("/api/clients/").status_code == 200
    noon.shift(30)
    body = {"password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert api.post("/api/auth/mfa/disable/", body).status_code == 409


def test_a_session_begun_without_the_factor_does_not_pass_where_the_company_asks_for_it(
    app: pyotp.TOTP, owner: User, anonymous: Api, noon: Any
) -> None:
    require(owner.tenant)
    unproved = Api(owner)
    assert unproved.get("/api/clients/").status_code == 403
    noon.shift(30)
    assert unproved.post("/api/auth/mfa/verify/", {"code": app.now()}).status_code == 200
    assert unproved.get("/api/clients/").status_code == 200


def test_what_does_lasting_harm_asks_for_a_fresh_proof(app: pyotp.TOTP, anonymous: Api, owner: User, noon: Any) -> None:
    noon.shift(30)
    tokens = log_in(anonymous, owner, code=app.now()).json()

    def make_key() -> tuple[int, str]:
        answer = anonymous.post("/api/auth/api-keys/", {"name": "Shop"}, Authorization=f"Bearer {tokens['access']}")
        return answer.status_code, answer.json().get("error", "")

    assert make_key() == (201, "")
    noon.shift(timedelta(minutes=9, seconds=59))
    assert make_key() == (201, "")
    tokens |= anonymous.post("/api/auth/refresh/", {"refresh": tokens["refresh"]}).json()
    noon.shift(1)
    assert make_key() == (403, "second_factor_stale")
    bearer = f"Bearer {tokens['access']}"
    assert anonymous.post("/api/auth/mfa/verify/", {"code": app.now()}, Authorization=bearer).status_code == 200
    assert make_key() == (201, "")


@pytest.mark.parametrize(("method", "path"), [("post", "restore"), ("delete", "delete-all")])
def test_backups_are_restored_and_deleted_by_a_fresh_proof_only(
    app: pyotp.TOTP, anonymous: Api, owner: User, noon: Any, method: str, path: str
) -> None:
    with tenant_context(owner.tenant_id):
        User.unscoped.filter(pk=owner.pk).update(is_superuser=True)
    noon.shift(30)
    tokens = log_in(anonymous, owner, code=app.now()).json()
    noon.shift(timedelta(minutes=9, seconds=59))
    bearer = f"Bearer {anonymous.post('/api/auth/refresh/', {'refresh': tokens['refresh']}).json()['access']}"
    noon.shift(1)
    refused = anonymous.request(method, f"/api/backups/{path}/", {"filename": "none.skb"}, Authorization=bearer)
    assert (refused.status_code, refused.json()["error"]) == (403, "second_factor_stale")


def test_an_administrator_takes_the_lost_factor_of_a_colleague(
    api: Api, anonymous: Api, colleague: Any, noon: Any
) -> None:
    user = colleague("staff")
    theirs = Api(user)
    secret = theirs.post("/api/auth/mfa/setup/", {"password": PASSWORD}).json()["secret"]
    assert theirs.post("/api/auth/mfa/confirm/", {"code": pyotp.TOTP(secret).now()}).status_code == 200
    assert api.post(f"/api/users/{user.pk}/reset-second-factor/").status_code == 204
    assert theirs.get("/api/me/").status_code == 401, "their sessions end"
    assert log_in(anonymous, user).status_code == 200
    assert api.post(f"/api/users/{user.pk}/reset-second-factor/").status_code == 409


def test_nobody_takes_the_factor_of_a_stronger_user(owner: User, app: pyotp.TOTP, colleague: Any) -> None:
    assert Api(colleague("admin")).post(f"/api/users/{owner.pk}/reset-second-factor/").status_code == 403


@pytest.mark.parametrize("page", ["/api/session-auth/login/", "/admin/login/"])
def test_the_log_in_pages_ask_for_the_code(app: pyotp.TOTP, client: Any, owner: User, noon: Any, page: str) -> None:
    assert 'name="code"' in client.get(page).content.decode()
    form = {"username": owner.email, "password": PASSWORD}
    assert client.post(page, form).status_code == 200
    assert "_auth_user_id" not in client.session
    noon.shift(30)
    assert client.post(page, form | {"code": app.now()}).status_code == 302
    assert client.session["_auth_user_id"] == str(owner.pk)


def test_a_page_log_in_with_the_code_is_a_proof_for_as_long_as_it_lasts(
    app: pyotp.TOTP, client: Any, owner: User, noon: Any
) -> None:
    require(owner.tenant)
    noon.shift(30)
    form = {"username": owner.email, "password": PASSWORD, "code": app.now()}
    assert client.post("/api/session-auth/login/", form).status_code == 302
    for page in ("/dashboard/", "/api/monitoring/"):
        assert client.get(page, HTTP_ACCEPT="text/html").status_code == 200


def test_pages_are_shut_for_whoever_has_none_where_the_company_asks_for_it(client: Any, owner: User) -> None:
    form = {"username": owner.email, "password": PASSWORD}
    assert client.post("/api/session-auth/login/", form).status_code == 302
    require(owner.tenant)
    assert client.get("/admin/").status_code == 302
    client.logout()
    assert client.post("/api/session-auth/login/", form).status_code == 200
    assert "_auth_user_id" not in client.session
