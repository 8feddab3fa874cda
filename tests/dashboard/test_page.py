"""The pages for people speak the person's language, else the company's; what their scripts say comes with them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.core.tenancy import tenant_context
from apps.dashboard.wording import WORDS as DASHBOARD
from apps.monitoring.wording import WORDS as MONITORING
from tests.conftest import Api
from tools.messages import LANGUAGES

PAGES = {"/dashboard/": DASHBOARD, "/api/monitoring/": MONITORING}
HEADINGS = {"/dashboard/": "key_figures", "/api/monitoring/": "tasks_and_jobs"}


@pytest.fixture
def browser(owner: User) -> Client:
    """The browser of the owner of Acme, logged in."""
    browser = Client(headers={"Accept": "text/html"})
    with tenant_context(owner.tenant_id):
        browser.force_login(owner)
    return browser


def words_of(page: Any) -> dict[str, str]:
    """What a page gives to its script to say."""
    found = re.search(rb'<script id="words" type="application/json">(.*?)</script>', page.content)
    assert page.status_code == 200
    assert found, page.content
    words: dict[str, str] = json.loads(found[1])
    return words


@pytest.mark.parametrize("path", PAGES)
def test_speaks_the_persons_language(api: Api, browser: Client, path: str) -> None:
    english = words_of(browser.get(path))
    assert english.keys() == PAGES[path].keys()
    for language in LANGUAGES:
        api.patch("/api/user-settings/me/", {"language": language})
        page = browser.get(path)
        assert f'<html lang="{language}"'.encode() in page.content
        spoken = words_of(page)
        heading = HEADINGS[path]
        assert spoken[heading] != english[heading]
        text = page.content.decode()
        assert (spoken[heading] in text, english[heading] in text) == (True, False)


@pytest.mark.parametrize("path", PAGES)
def test_speaks_the_companys_language_to_whoever_chose_none(api: Api, owner: User, browser: Client, path: str) -> None:
    api.patch(f"/api/tenants/{owner.tenant_id}/", {"settings": {"language": "id"}})
    assert b'<html lang="id"' in browser.get(path).content
    api.patch("/api/user-settings/me/", {"language": "ms"})
    assert b'<html lang="ms"' in browser.get(path).content


def test_the_scripts_ask_for_no_words_that_are_not_there() -> None:
    for path, words in PAGES.items():
        app = "dashboard" if path == "/dashboard/" else "monitoring"
        script = "".join(file.read_text() for file in Path(f"apps/{app}/static/{app}").glob("*.js"))
        asked = {name for call in re.findall(r"said\(([^,)]+)", script) for name in re.findall(r'"(\w+)"', call)}
        assert len(asked) > 10
        assert asked <= words.keys()
