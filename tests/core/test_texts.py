"""What is said to people: in their language, and in all of the languages that the product speaks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import read_mo
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT

from apps.accounts.models import User
from apps.core.errors import RuleViolation
from apps.core.tenancy import tenant_context
from apps.core.texts import say
from apps.jobs.models import Job
from apps.jobs.registry import handlers
from apps.jobs.runner import JobRun, run_job
from apps.jobs.services import start_job
from tests.conftest import Api
from tests.documents import LINE, add_client
from tests.factories import make_alert, make_application
from tests.outbox import deliver_messages
from tools.messages import LANGUAGES, catalogue_path, find_texts, missing_texts, placeholders, read_catalogue

SWEPT = (
    "apps/accounts",
    "apps/audit",
    "apps/bills",
    "apps/clients",
    "apps/core/",
    "apps/currencies",
    "apps/dashboard",
    "apps/documents",
    "apps/expenses",
    "apps/invoices",
    "apps/jobs",
    "apps/tenants",
    "apps/integrations",
    "apps/monitoring",
    "apps/notifications",
    "apps/payments",
    "apps/products",
    "apps/quotes",
    "apps/scheduling",
)
"""Whose texts are all translated. An app that is added here is held to it from then on."""
HOW = (
    "Run `make messages`, which adds new texts to locale/*/LC_MESSAGES/django.po; write their translations there and "
    "run it again, which compiles them."
)
CODE = find_texts()


def is_swept(place: str) -> bool:
    return place.startswith(SWEPT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    untranslated = [
        text
        for text in missing_texts(language)
        if any(map(is_swept, CODE.texts.get(text, ["apps/core/the frameworks"])))
    ]
    assert untranslated == [], HOW


def test_no_text_is_put_together_where_no_catalogue_knows_it() -> None:
    put_together = [place for place in CODE.untranslatable if is_swept(place)]
    assert put_together == [], 'Write say("... {name} ...", name=name) from apps.core.texts instead of an f-string.'


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_text_does(language: str) -> None:
    different = [
        entry.id
        for entry in read_catalogue(language)
        if entry.id and entry.string and placeholders(entry.id) != placeholders(entry.string)
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_one_that_is_read(language: str) -> None:
    with catalogue_path(language).with_suffix(".mo").open("rb") as file:
        compiled = {entry.id: entry.string for entry in read_mo(file) if entry.id}
    assert compiled == {entry.id: entry.string for entry in read_catalogue(language) if entry.id and entry.string}, HOW


def test_finds_texts_and_what_no_catalogue_can_hold(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        "def refuse(name, wrong):\n"
        "    if wrong:\n"
        "        raise RuleViolation(f'{name} is wrong.', code='wrong')\n"
        "    message = 'Either.' if name else 'Or.'\n"
        "    raise RuleViolation(message, code='right')\n"
        "    raise ParseError(say('{name} is odd.', name=name))\n"
        "    raise ValidationError({'field': ['Listed.']})\n"
    )
    found = find_texts(tmp_path)
    assert set(found.texts) == {"Either.", "Or.", "{name} is odd.", "Listed."}
    assert [place.rpartition(":")[2] for place in found.untranslatable] == ["3"]


SAID = {
    "en": "There is a role reader already.",
    "ms": "Peranan reader sudah wujud.",
    "id": "Peran reader sudah ada.",
    "bn": "reader ভূমিকা আগে থেকেই আছে।",
}


@pytest.mark.parametrize("language", SAID)
def test_refuses_by_a_rule_in_the_callers_language(api: Api, language: str) -> None:
    role = {"name": "Reader", "permissions": []}
    assert api.post("/api/auth/roles/", role).status_code == 201
    answer = api.post("/api/auth/roles/", role, **{"Accept-Language": language}).json()
    assert (answer["message"], answer["details"]) == (SAID[language], {"slug": [SAID[language]]})


def test_goes_by_the_user_then_the_tenant_then_the_browser(api: Api, owner: User) -> None:
    def said() -> str:
        answer = api.get("/api/users/?page=99", **{"Accept-Language": "bn"})
        return str(answer.json()["message"])

    assert said().endswith("কোনো পৃষ্ঠা নেই।")
    api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"language": "id"}})
    assert said().startswith("Tidak ada halaman")
    api.patch("/api/user-settings/me/", {"language": "ms"})
    assert said().startswith("Tiada halaman")


@pytest.mark.parametrize(
    ("language", "required", "unknown"),
    [
        ("ms", "Medan ini diperlukan.", "Tiada apa-apa di /api/nowhere/."),
        ("id", "Bidang ini harus diisi.", "Tidak ada apa-apa di /api/nowhere/."),
        ("bn", "এই ঘরটি আবশ্যক।", "/api/nowhere/-এ কিছু নেই।"),
    ],
)
def test_says_what_the_frameworks_say_too(anonymous: Api, language: str, required: str, unknown: str) -> None:
    header = {"Accept-Language": language}
    answer = anonymous.post("/api/auth/password-reset/", {}, **header).json()
    assert answer["details"] == {"email": [required]}
    assert anonymous.get("/api/nowhere/", **header).json()["message"] == unknown


def test_refuses_a_payment_in_the_callers_language(api: Api, owner: User) -> None:
    sold = {"client": add_client(owner).pk, "line_items": [LINE], "status": "sent"}
    invoice = api.post("/api/invoices/", sold).json()
    paid = {"invoice": invoice["id"], "amount": "1000000.00"}
    answer = api.post("/api/payments/", paid, **{"Accept-Language": "ms"})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("1000000.00 melebihi ")


def refused_credit(api: Api, owner: User, header: dict[str, str]) -> Any:
    draft = api.post("/api/invoices/", {"client": add_client(owner).pk, "line_items": [LINE]}).json()
    return api.post("/api/credit-notes/", {"invoice": draft["id"]}, **header)


def refused_edit(api: Api, owner: User, header: dict[str, str]) -> Any:
    sold = {"client": add_client(owner).pk, "line_items": [LINE], "status": "sent"}
    invoice = api.post("/api/invoices/", sold).json()
    return api.patch(f"/api/invoices/{invoice['id']}/", {"notes": "Thank you"}, **header)


def refused_move(api: Api, owner: User, header: dict[str, str]) -> Any:
    with tenant_context(owner.tenant_id):
        application = make_application(owner)
    return api.post(f"/api/customer-applications/{application.pk}/reopen/", {}, **header)


def refused_alert(api: Api, owner: User, header: dict[str, str]) -> Any:
    with tenant_context(owner.tenant_id):
        alert = make_alert(owner, status="resolved")
    return api.post(f"/api/monitoring/api/alerts/{alert.pk}/acknowledge/", {}, **header)


def refused_figures(api: Api, owner: User, header: dict[str, str]) -> Any:
    return api.get("/api/dashboard/overview/?client=0", **header)


def refused_rate(api: Api, owner: User, header: dict[str, str]) -> Any:
    table = SimpleUploadedFile("rates.csv", b"currency,date,rate\nEUR,2024-01-02,much\n")
    path = "/api/exchange-rates/import/"
    return api.request("post", path, {"file": table}, content_type=MULTIPART_CONTENT, **header)


@pytest.mark.parametrize(
    ("refused", "language", "said"),
    [
        (refused_credit, "ms", "berstatus draft; hanya invois yang telah dikeluarkan boleh dikreditkan."),
        (refused_edit, "id", "berstatus sent; hanya draf yang dapat diubah (notes). Perbaiki dengan nota kredit."),
        (refused_move, "id", "tindakan ini tidak dapat dilakukan: buka kembali."),
        (refused_alert, "bn", "resolved অবস্থার সতর্কতা open হতে পারে।"),
        (refused_figures, "ms", "Tiada pelanggan '0'."),
        (refused_rate, "id", "'much' bukan nilai tukar: tulis seperti 4.7125."),
    ],
)
def test_each_app_refuses_in_the_callers_language(
    api: Api, owner: User, refused: Callable[..., Any], language: str, said: str
) -> None:
    answer = refused(api, owner, {"Accept-Language": language})
    assert said in str(answer.json())


def test_tells_what_is_wrong_with_a_cell_in_the_callers_language(api: Api) -> None:
    table = SimpleUploadedFile("clients.csv", b"name,email\nAnn,nowhere\n")
    answer = api.request(
        "post", "/api/customers/import/", {"file": table}, content_type=MULTIPART_CONTENT, **{"Accept-Language": "id"}
    )
    assert [error["message"] for error in answer.json()["errors"]] == ["'nowhere' bukan alamat surel."]


def test_refuses_wrong_credentials_in_the_browsers_language(anonymous: Api, owner: User) -> None:
    body = {"email": owner.email, "password": "wrong"}
    answer = anonymous.post("/api/auth/login/", body, **{"Accept-Language": "ms"}).json()
    assert answer["message"].startswith("Tiada akaun aktif")


def test_mails_in_the_language_of_whom_the_mail_is_for(api: Api, owner: User) -> None:
    api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"language": "ms"}})
    api.patch("/api/user-settings/me/", {"language": "bn"})
    api.post("/api/users/invite/", {"email": "siti@acme.example"})
    with tenant_context(owner.tenant_id):
        run_job(owner.tenant_id, Job.unscoped.get(kind="accounts.send_link").pk)
    deliver_messages(owner)
    (invitation,) = mail.outbox
    assert invitation.subject == "Acme menjemput anda"
    assert "Dalam masa tujuh hari" in invitation.body
    assert "/api/session-auth/invitation/?token=" in invitation.body


@pytest.fixture
def failing() -> Any:
    """A kind of job that a rule refuses."""

    def refuse(run: JobRun) -> None:
        raise RuleViolation("The file is empty.", code="empty")

    handlers["tests.refused"] = refuse
    yield "tests.refused"
    handlers.pop("tests.refused")


def test_a_job_fails_in_the_language_of_whoever_started_it(
    api: Api, owner: User, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.patch("/api/user-settings/me/", {"language": "id"})
    with tenant_context(owner.tenant_id):
        job = start_job(actor=owner, kind=failing)
        run_job(owner.tenant_id, job.pk)
        job.refresh_from_db()
    assert job.error == "Berkas kosong."


def test_fills_in_values_as_they_are(owner: User) -> None:
    assert say("There is a role {slug} already.", slug="{braces}") == "There is a role {braces} already."
    assert RuleViolation("{braces} stay.", code="x").message == "{braces} stay."
