"""Import, export and merge from the change list of clients."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from apps.accounts.models import Role, User
from apps.audit.models import AuditLog
from apps.clients.models import Client
from apps.core.tenancy import bind_tenant, tenant_context
from apps.jobs.models import Job
from apps.jobs.runner import run_job
from tests.admin.test_pages import logged_in, page, stored, text_of
from tests.factories import FACTORY_FOR

LIST = "/admin/clients/client/"
TABLE = "Name;E-Mail;Phone\nAcme Inc;c@acme.com;555\nBad;nonsense;\n"


@pytest.fixture
def browser(owner: User) -> Browser:
    return logged_in(owner)


@pytest.fixture
def make(owner: User) -> Callable[..., Any]:
    def row(name: str, by: User = owner, **values: Any) -> Any:
        with tenant_context(by.tenant_id):
            given = {"stage": "ACTIVE", "prospect_status": "won"}
            given |= {"name_key": name.lower(), "search_text": f" {name.lower()}"}
            return FACTORY_FOR[Client](owner=by, name=name, **given | values)

    return row


def upload(browser: Browser, table: str, **form: str) -> Any:
    return browser.post(f"{LIST}import/", {"file": SimpleUploadedFile("customers.csv", table.encode()), **form})


def downloaded(response: Any) -> str:
    assert response.status_code == 200, response
    assert response.headers["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content).decode("utf-8-sig")


class TestImporting:
    def test_the_list_offers_it_and_a_file_makes_customers(self, browser: Browser, owner: User) -> None:
        assert f"{LIST}import/" in text_of(browser.get(LIST))
        assert 'type="file"' in text_of(browser.get(f"{LIST}import/"))
        shown = text_of(upload(browser, TABLE))
        assert "1 created" in shown
        assert "Row 3, email" in shown
        client = stored(owner, Client).get()
        assert (client.name, client.email, client.stage) == ("Acme Inc", "c@acme.com", "ACTIVE")
        assert AuditLog.unscoped.filter(resource_type="client", action="create", user=owner).count() == 1

    def test_the_bad_rows_can_be_fetched(self, browser: Browser, owner: User, charlie: User) -> None:
        shown = text_of(upload(browser, TABLE))
        job = stored(owner, Job).get()
        address = reverse("admin:jobs_job_download", args=[job.pk])
        assert address in shown
        assert "nonsense" in downloaded(browser.get(address))
        assert logged_in(charlie).get(address).status_code in (302, 403, 404)

    def test_a_preview_stores_nothing(self, browser: Browser, owner: User) -> None:
        shown = text_of(upload(browser, TABLE, dry_run="on"))
        assert "nothing was stored" in shown
        assert "1 created" in shown
        assert not stored(owner, Client).exists()

    def test_takes_a_column_map_and_says_what_is_wrong_with_one(self, browser: Browser, owner: User) -> None:
        assert "no JSON" in text_of(upload(browser, "Firm\nAcme\n", columns="{"))
        assert "nothing called" in text_of(upload(browser, "Firm\nAcme\n", columns='{"Firm": "id"}'))
        assert "1 created" in text_of(upload(browser, "Firm\nAcme\n", columns='{"Firm": "name"}'))

    @pytest.mark.parametrize("content", ["", "colour\nred\n", "name,name\na,b\n"])
    def test_what_cannot_be_read_is_an_error_of_the_form(self, browser: Browser, owner: User, content: str) -> None:
        assert "errors" in text_of(upload(browser, content))
        assert not stored(owner, Client).exists()

    def test_tells_likely_doubles(self, browser: Browser, make: Callable[..., Any]) -> None:
        make("Somebody", phone="555", phone_key="555", email_key="somebody@x.com")
        assert "Row 2 may double Somebody (phone)" in text_of(upload(browser, TABLE))

    def test_many_rows_become_a_job_that_the_page_leads_to(self, browser: Browser, owner: User) -> None:
        answer = upload(browser, "name\n" + "".join(f"Client {number}\n" for number in range(2_001)))
        job = stored(owner, Job).get()
        assert (answer.status_code, answer["Location"]) == (302, page(Job, "change", job.pk))
        run_job(owner.tenant_id, job.pk)
        assert stored(owner, Client).count() == 2_001

    def test_needs_the_right_to_add_clients(self, owner: User, colleague: Callable[..., User]) -> None:
        reader = colleague("staff", "reader")
        with tenant_context(owner.tenant_id):
            reader.role = Role.unscoped.create(
                tenant=owner.tenant, slug="reader", name="Reader", permissions=["clients.view_client"]
            )
            reader.save()
        browser = logged_in(reader)
        assert f"{LIST}import/" not in text_of(browser.get(LIST))
        assert upload(browser, TABLE).status_code == 403
        assert not stored(owner, Client).exists()


class TestExporting:
    def test_writes_the_customers_that_the_list_shows(
        self, browser: Browser, make: Callable[..., Any], charlie: User
    ) -> None:
        make("Acme")
        make("Beta", active=False)
        make("Lead", stage="LEAD", prospect_status="new")
        make("Foreign", by=charlie)
        table = downloaded(browser.get(f"{LIST}export-csv/"))
        assert [line.split(",")[0] for line in table.splitlines()] == ["name", "Acme", "Beta"]
        shown = text_of(browser.get(f"{LIST}?active__exact=0"))
        assert f"{LIST}export-csv/?active__exact=0" in shown
        filtered = downloaded(browser.get(f"{LIST}export-csv/?active__exact=0"))
        assert [line.split(",")[0] for line in filtered.splitlines()] == ["name", "Beta"]
        found = downloaded(browser.get(f"{LIST}export-csv/?q=acm"))
        assert [line.split(",")[0] for line in found.splitlines()] == ["name", "Acme"]

    def test_writes_a_workbook_that_changes_nothing_when_imported(self, browser: Browser, owner: User) -> None:
        upload(browser, TABLE)
        answer = browser.get(f"{LIST}export-excel/")
        file = SimpleUploadedFile("customers.xlsx", b"".join(answer.streaming_content))
        assert "1 unchanged" in text_of(browser.post(f"{LIST}import/", {"file": file}))

    def test_an_unknown_filter_leads_back_to_the_list(self, browser: Browser) -> None:
        assert browser.get(f"{LIST}export-csv/?active__exact=maybe&nonsense=1").status_code == 302


class TestMerging:
    def choose(self, browser: Browser, *clients: Any, **form: Any) -> Any:
        chosen = {"action": "merge", "_selected_action": [client.pk for client in clients]}
        return browser.post(LIST, chosen | form, follow=True)

    def test_a_page_asks_which_one_stays(self, browser: Browser, make: Callable[..., Any], owner: User) -> None:
        first, second = make("Acme"), make("Acme Trading")
        shown = text_of(self.choose(browser, first, second))
        assert "One of these stays" in shown
        assert f'name="kept" value="{first.pk}"' in shown
        assert stored(owner, Client).count() == 2

    def test_makes_one_of_the_chosen(self, browser: Browser, make: Callable[..., Any], owner: User) -> None:
        first, second, third = make("Acme"), make("Acme Trading", phone="555"), make("Acme Ltd")
        shown = text_of(self.choose(browser, first, second, third, confirmed="yes", kept=third.pk))
        assert "3 clients are now Acme Ltd." in shown
        client = stored(owner, Client).get()
        assert (client.pk, client.phone) == (third.pk, "555")
        assert AuditLog.unscoped.filter(action="merge", user=owner).count() == 2

    def test_refuses_one_alone_and_a_choice_that_is_not_among_them(
        self, browser: Browser, make: Callable[..., Any], owner: User
    ) -> None:
        first, second, other = make("Acme"), make("Acme Trading"), make("Other")
        assert "Choose from 2 to 10" in text_of(self.choose(browser, first))
        for kept in (other.pk, "", "x"):
            shown = text_of(self.choose(browser, first, second, confirmed="yes", kept=kept))
            assert "Say which of the clients stays." in shown
        assert stored(owner, Client).count() == 3

    def test_reaches_no_client_of_another_company(
        self, browser: Browser, make: Callable[..., Any], charlie: User, owner: User
    ) -> None:
        own, foreign = make("Acme"), make("Acme", by=charlie)
        assert "Choose from 2 to 10" in text_of(self.choose(browser, own, foreign, confirmed="yes", kept=own.pk))
        bind_tenant(charlie.tenant_id)
        assert Client.unscoped.filter(pk=foreign.pk).exists()
