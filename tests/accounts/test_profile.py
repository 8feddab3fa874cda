import io
import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from PIL import Image

from apps.accounts.models import MenuItem, User
from apps.accounts.roles import all_permissions
from apps.accounts.tasks import send_password_link
from apps.core.tenancy import tenant_context
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.conftest import Api
from tests.outbox import deliver_messages

PROFILES = ["/api/me/", "/api/users/me/", "/api/auth/users/me/", "/api/auth/profile/", "/api/user-profile/me/"]


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind)
    return drawn.getvalue()


def upload(api: Api, content: bytes, name: str = "me.png") -> Any:
    body = {"avatar": SimpleUploadedFile(name, content, "image/png")}
    return api.request("post", "/api/user-profile/upload_avatar/", body, content_type=MULTIPART_CONTENT)


def follow_link(purpose: str) -> str:
    """The token of the last mail's link."""
    found = re.search(rf"/api/session-auth/{purpose}/\?token=(\S+)", mail.outbox[-1].body)
    assert found
    return found[1].replace("%3A", ":")


def send_link(user: User) -> None:
    """What workers do for a link that was asked for: the last job puts its mail into the outbox, which is sent."""
    with tenant_context(user.tenant_id):
        job = Job.unscoped.latest("id")
    run_job(job.tenant_id, job.pk)
    deliver_messages(user)


def mail_password_link(user: User, identifier: str = "") -> None:
    send_password_link(identifier or user.email)
    send_link(user)


def test_shows_one_profile_at_every_door(api: Api) -> None:
    answers = [api.get(path).json() for path in PROFILES]
    assert answers == [answers[0]] * 5
    assert {"id", "email", "username", "first_name", "last_name", "role", "tenant"} <= answers[0].keys()


def test_changes_the_own_names(api: Api) -> None:
    assert api.put("/api/auth/users/me/", {"first_name": "Siti", "role": "user"}).json()["first_name"] == "Siti"
    changed = api.patch("/api/user-profile/update_profile/", {"last_name": "Binti", "username": "siti"}).json()
    assert (changed["first_name"], changed["last_name"], changed["username"], changed["role"]) == (
        "Siti", "Binti", "siti", "owner",
    )  # fmt: skip
    assert api.get("/api/me/").json()["last_name"] == "Binti"


def test_changes_the_password_and_ends_every_session(api: Api, owner: User, anonymous: Api) -> None:
    other = Api(owner)
    body = {"old_password": "Password123!", "new_password": "Another-Pass-77"}
    answer = api.post("/api/user-profile/change_password/", body)
    assert answer.status_code == 200
    assert api.get("/api/me/").status_code == other.get("/api/me/").status_code == 401
    anonymous.headers["Authorization"] = f"Bearer {answer.json()['access']}"
    assert anonymous.get("/api/me/").status_code == 200
    log_in = {"email": owner.email, "password": "Password123!"}
    assert Api().post("/api/auth/login/", log_in).status_code == 401
    assert Api().post("/api/auth/login/", log_in | {"password": "Another-Pass-77"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"old_password": "wrong", "new_password": "Another-Pass-77"}, "old_password"),
        ({"old_password": "Password123!", "new_password": "123"}, "new_password"),
        ({"old_password": "Password123!"}, "new_password"),
    ],
)
def test_refuses_a_bad_change_of_password(api: Api, body: dict[str, str], field: str) -> None:
    answer = api.post("/api/user-profile/change_password/", body)
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])
    assert api.get("/api/me/").status_code == 200


def test_slows_down_who_guesses_the_old_password(api: Api) -> None:
    body = {"old_password": "wrong", "new_password": "Another-Pass-77"}
    statuses = [api.post("/api/user-profile/change_password/", body).status_code for _ in range(11)]
    assert statuses == [400] * 10 + [429]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_draws_a_picture_anew(api: Api, settings: Any, tmp_path: Any, kind: str) -> None:
    settings.MEDIA_ROOT = tmp_path
    where = upload(api, picture(kind)).json()["avatar"]
    shown = api.get(where.removeprefix("http://testserver"))
    image = Image.open(io.BytesIO(b"".join(shown.streaming_content)))
    assert (image.format, image.size) == ("WEBP", (512, 171))
    assert upload(api, picture()).status_code == 200
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    "content", [b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:100], b""], ids=range(4)
)
def test_refuses_what_is_no_picture(api: Api, content: bytes) -> None:
    answer = upload(api, content)
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["avatar"])


def test_refuses_a_picture_that_unpacks_to_too_much(api: Api) -> None:
    assert upload(api, picture(size=(20_000, 2_000))).status_code == 400


def test_shows_a_picture_to_colleagues_only(api: Api, charlie: User, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload(api, picture())
    at = f"/api/users/{api.user.pk}/avatar/"
    assert api.get(at).status_code == 200
    assert Api(charlie).get(at).status_code == 404
    assert Api().get(at).status_code == 401


def test_keeps_the_own_settings(api: Api) -> None:
    assert api.get("/api/user-settings/me/").json() == {
        "language": None, "timezone": None, "theme": "system", "email_notifications": True, "push_notifications": True,
        "quiet_hours": None, "whatsapp_number": None,
    }  # fmt: skip
    assert api.patch("/api/user-settings/me/", {"theme": "dark", "language": "ms"}).json()["theme"] == "dark"
    assert api.get("/api/user-settings/me/").json()["language"] == "ms"
    for bad in ({"language": "klingon"}, {"timezone": "Mars/Olympus"}, {"theme": "neon"}):
        assert api.patch("/api/user-settings/me/", bad).status_code == 400


def test_lists_and_ends_the_own_sessions(api: Api, owner: User) -> None:
    other = Api(owner)
    sessions = api.get("/api/auth/sessions/").json()["results"]
    assert [session["is_current"] for session in sessions] == [False, True]
    assert api.delete(f"/api/auth/sessions/{sessions[0]['id']}/").status_code == 204
    assert (other.get("/api/me/").status_code, api.get("/api/me/").status_code) == (401, 200)
    assert api.get("/api/auth/sessions/").json()["count"] == 1


def test_mails_a_link_for_a_forgotten_password(owner: User, anonymous: Api) -> None:
    old = Api(owner)
    mail_password_link(owner, "OWNER@acme.example")
    body = {"token": follow_link("password-reset"), "password": "Another-Pass-77"}
    assert anonymous.post("/api/auth/password-reset/confirm/", body | {"password": "123"}).status_code == 400
    answer = anonymous.post("/api/auth/password-reset/confirm/", body)
    assert (answer.status_code, answer.json()["user"]["email"]) == (200, "owner@acme.example")
    assert old.get("/api/me/").status_code == 401
    assert anonymous.post("/api/auth/password-reset/confirm/", body).json()["error"] == "invalid_link"


def test_answers_the_same_whether_or_not_there_is_an_account(owner: User, anonymous: Api) -> None:
    here, nowhere = (
        anonymous.post("/api/auth/password-reset/", {"email": email}) for email in (owner.email, "nobody@acme.example")
    )
    assert here.status_code == nowhere.status_code == 202
    assert here.json() == nowhere.json()
    send_password_link("nobody@acme.example")
    with tenant_context(owner.tenant_id):
        assert not Job.unscoped.exists()


def test_confirms_a_new_email_before_it_holds(api: Api, anonymous: Api) -> None:
    changed = api.patch("/api/me/", {"email": "New@acme.example"}).json()
    assert (changed["email"], changed["pending_email"]) == ("owner@acme.example", "new@acme.example")
    send_link(api.user)
    assert mail.outbox[-1].to == ["new@acme.example"]
    token = {"token": follow_link("confirm-email")}
    assert anonymous.post("/api/auth/email/confirm/", token).status_code == 200
    confirmed = api.get("/api/me/").json()
    assert (confirmed["email"], confirmed["username"], confirmed["pending_email"]) == ("new@acme.example",) * 2 + ("",)
    assert anonymous.post("/api/auth/email/confirm/", token).status_code == 400


def test_keeps_no_token_of_a_link_and_sends_it_where_the_user_is_by_then(api: Api, owner: User) -> None:
    mail_password_link(owner)
    (kept,) = api.get("/api/workflow-notifications/?kind=accounts.password-reset").json()["results"]
    assert (kept["status"], kept["recipient"]) == ("sent", owner.email)
    assert "/api/session-auth/password-reset/" in kept["body"]
    assert "token" not in kept["body"]
    api.patch("/api/me/", {"email": "one@acme.example"})
    with tenant_context(owner.tenant_id):
        job = Job.unscoped.latest("id")
    run_job(job.tenant_id, job.pk)
    api.patch("/api/me/", {"email": "two@acme.example"})
    send_link(owner)
    assert [one.to for one in mail.outbox[1:]] == [["two@acme.example"]]
    (moot,) = api.get("/api/workflow-notifications/?status=cancelled").json()["results"]
    assert (moot["recipient"], moot["error"]) == ("one@acme.example", "The user has another address by now.")


def test_invites_a_colleague_by_mail(api: Api, anonymous: Api) -> None:
    invited = api.post("/api/users/invite/", {"email": "new@acme.example", "role": "staff", "first_name": "Noor"})
    assert invited.status_code == 201
    log_in = {"email": "new@acme.example", "password": "Chosen-Pass-77"}
    assert anonymous.post("/api/auth/login/", log_in).status_code == 401
    send_link(api.user)
    body = {"token": follow_link("invitation"), "password": "Chosen-Pass-77"}
    assert anonymous.post("/api/auth/invitations/accept/", body).json()["user"]["role"] == "staff"
    assert anonymous.post("/api/auth/login/", log_in).status_code == 200


@pytest.mark.parametrize("token", ["x", "WzEsInBhc3N3b3JkLXJlc2V0IiwieCJd:1tXyZa:forged"])
def test_refuses_forged_links(anonymous: Api, owner: User, token: str) -> None:
    body = {"token": token, "password": "Another-Pass-77"}
    for path in ("password-reset/confirm", "invitations/accept", "email/confirm"):
        answer = anonymous.post(f"/api/auth/{path}/", body)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_link")


def test_refuses_a_link_for_another_purpose(owner: User, anonymous: Api) -> None:
    mail_password_link(owner, owner.username)
    assert anonymous.post("/api/auth/email/confirm/", {"token": follow_link("password-reset")}).status_code == 400


def test_logs_in_on_a_page(owner: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/api/session-auth/login/")
    assert page.status_code == 200
    assert page.headers["Content-Security-Policy"]
    token = browser.cookies["csrftoken"].value
    form = {"username": owner.email, "password": "wrong", "csrfmiddlewaretoken": token}
    assert browser.post("/api/session-auth/login/", form).status_code == 200
    assert "_auth_user_id" not in browser.session
    assert browser.post("/api/session-auth/login/", form | {"password": "Password123!"}).status_code == 302
    assert browser.session["_auth_user_id"] == str(owner.pk)
    assert Client(enforce_csrf_checks=True).post("/api/session-auth/login/", form).status_code == 403


def test_sets_a_password_on_the_page_that_a_link_leads_to(owner: User) -> None:
    mail_password_link(owner)
    browser, token = Client(), follow_link("password-reset")
    at = f"/api/session-auth/password-reset/?token={token}"
    assert token in browser.get(at).content.decode()
    assert b"too short" in browser.post(at, {"token": token, "password": "123"}).content
    done = browser.post(at, {"token": token, "password": "Another-Pass-77"})
    assert done.status_code == 200
    assert Api().post("/api/auth/login/", {"email": owner.email, "password": "Another-Pass-77"}).status_code == 200


def test_filters_the_menu_by_rights(api: Api, colleague: Any) -> None:
    def slugs(entries: list[dict[str, Any]]) -> list[Any]:
        return [(entry["slug"], slugs(entry["children"])) if entry["children"] else entry["slug"] for entry in entries]

    entry = api.get("/api/auth/menu/").json()[1]
    assert {"id", "slug", "title", "path", "icon", "order", "children"} == entry.keys()
    everything = slugs(api.get("/api/auth/menu/").json())
    below = dict(entry for entry in everything if isinstance(entry, tuple))
    assert {"users", "roles", "company", "audit-log"} <= set(below["administration"])
    assert {"quotes", "invoices", "payments"} <= set(below["sales"])
    assert "administration" not in str(slugs(Api(colleague("staff")).get("/api/auth/menu/").json()))


def test_asks_in_the_menu_for_rights_that_there_are(db: None) -> None:
    rights = set(MenuItem.objects.exclude(right="").values_list("right", flat=True))
    assert rights
    assert rights <= all_permissions()


def test_answers_in_the_users_language_or_the_tenants(api: Api, owner: User, anonymous: Api) -> None:
    def title() -> str:
        return str(next(entry for entry in api.get("/api/auth/menu/").json() if entry["slug"] == "clients")["title"])

    assert title() == "Clients"
    api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"language": "id"}})
    assert title() == "Klien"
    assert (
        api.patch("/api/me/", {"first_name": "x" * 151}).json()["details"]["first_name"][0].startswith("Isi bidang ini")
    )
    api.patch("/api/user-settings/me/", {"language": "ms"})
    assert title() == "Pelanggan"
    api.patch("/api/user-settings/me/", {"language": "bn"})
    assert title() == "ক্লায়েন্ট"
    answer = anonymous.post("/api/auth/login/", {"username": "x"}, **{"Accept-Language": "id"})
    assert answer.json()["details"]["password"] == ["Bidang ini harus diisi."]


def test_names_countries_in_the_callers_language(api: Api) -> None:
    page = api.get("/api/country-codes/?page_size=300").json()
    assert page["count"] == len(page["results"]) == 249
    assert api.get("/api/country-codes/?search=mys").json()["results"] == [
        {"name": "Malaysia", "alpha2": "MY", "alpha3": "MYS", "numeric": "458"}
    ]
    api.patch("/api/user-settings/me/", {"language": "id"})
    assert api.get("/api/country-codes/?search=deu").json()["results"][0]["name"] == "Jerman"


def test_shows_the_demo_log_ins_in_development_only(anonymous: Api, settings: Any) -> None:
    assert anonymous.get("/api/mock-auth-config/").json()["mode"] == "development"
    settings.PRODUCTION = True
    assert anonymous.get("/api/mock-auth-config/").status_code == 404
