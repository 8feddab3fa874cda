"""Endpoints as their keepers see them: what is taken, what is refused, what is shown and to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from apps.accounts.models import User
from apps.audit.event_types import EVENT_TYPES
from apps.core.tenancy import tenant_context
from apps.integrations.endpoints import signing_secrets
from apps.integrations.models import WebhookEndpoint
from tests.conftest import Api
from tests.contract import document
from tests.factories import make_role, make_user, make_webhook_attempt, make_webhook_delivery

ENDPOINTS = "/api/webhooks/endpoints/"
DELIVERIES = "/api/webhooks/deliveries/"
NEW = {"url": "https://example.com/hooks", "event_types": ["invoice.*", "payment.create"]}


def endpoint_of(owner: User) -> WebhookEndpoint:
    with tenant_context(owner.tenant_id):
        endpoint: WebhookEndpoint = WebhookEndpoint.unscoped.get(tenant=owner.tenant)
    return endpoint


def test_shows_the_secret_to_the_maker_and_never_again(api: Api, owner: User) -> None:
    made = api.post(ENDPOINTS, NEW)
    assert (made.status_code, made.json()["event_types"]) == (201, NEW["event_types"])
    secret = made.json()["secret"]
    assert secret.startswith("whsec_")
    at = f"{ENDPOINTS}{made.json()['id']}/"
    everywhere = [api.get(path).content for path in (at, ENDPOINTS, "/api/audit/logs/?page_size=100")]
    assert not any(secret.removeprefix("whsec_").encode() in answer for answer in everywhere)
    endpoint = endpoint_of(owner)
    assert secret.encode() not in bytes(endpoint.sealed)
    assert signing_secrets(endpoint) == [secret]


def test_is_told_everything_unless_types_are_chosen(api: Api) -> None:
    assert api.post(ENDPOINTS, {"url": NEW["url"]}).json()["event_types"] == ["*"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://[::1]/",
        "http://[::ffff:10.0.0.1]/", "http://localhost:9/", "http://LOCALHOST./", "http://api.localhost/",
        "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/", "http://10.1.2.3/",
        "http://192.168.0.1/", "http://172.16.0.1/", "http://100.64.0.1/", "http://[fe80::1]/", "http://[fd00::1]/",
        "http://0.0.0.0/", "http://224.0.0.1/", "http://[64:ff9b::7f00:1]/", "ftp://example.com/", "example.com/hook",
        "https://user:password@example.com/", "https://example.com:0/", "https://example.com:99999/", "javascript:1",
        "file:///etc/passwd", "https://", "",
    ],
)  # fmt: skip
def test_refuses_an_address_that_is_none_or_loops_back(api: Api, url: str) -> None:
    refused = api.post(ENDPOINTS, {"url": url})
    assert refused.status_code == 400
    assert "url" in refused.json()["details"]
    made = api.post(ENDPOINTS, NEW).json()
    assert api.patch(f"{ENDPOINTS}{made['id']}/", {"url": url}).status_code == 400


def test_refuses_the_products_own_address(api: Api, settings: Any) -> None:
    settings.PUBLIC_URL = "https://books.example.com"
    refused = api.post(ENDPOINTS, {"url": "https://BOOKS.example.com/api/integrations/webhooks/user-service/"})
    assert (refused.status_code, refused.json()["error"]) == (400, "loop")


def test_wants_https_in_production(api: Api, settings: Any) -> None:
    settings.PRODUCTION = True
    assert api.post(ENDPOINTS, {"url": "http://example.com/"}).status_code == 400
    assert api.post(ENDPOINTS, {"url": "https://example.com/"}).status_code == 201


@pytest.mark.parametrize("chosen", [["moon.rise"], ["moon.*"], ["invoice"], [""], ["*.create"], [7], "invoice.*"])
def test_refuses_types_that_there_are_not(api: Api, chosen: Any) -> None:
    refused = api.post(ENDPOINTS, {"url": NEW["url"], "event_types": chosen})
    assert (refused.status_code, "event_types" in refused.content.decode()) == (400, True)


def test_takes_every_type_that_the_document_lists(api: Api) -> None:
    listed = document()["webhooks"]
    assert listed.keys() == EVENT_TYPES
    assert {"invoice.create", "payment.create", "client.update", "webhookendpoint.ping"} <= listed.keys()
    assert api.post(ENDPOINTS, {"url": NEW["url"], "event_types": sorted(listed)[:500]}).status_code == 201


def test_nobody_is_told_more_than_the_maker_may_view(owner: User) -> None:
    with tenant_context(owner.tenant_id):
        rights = ["integrations.add_webhookendpoint", "integrations.view_webhookendpoint", "invoices.view_invoice"]
        maker = Api(make_user(owner, role=make_role(owner, permissions=rights, scope="all")))
    assert maker.post(ENDPOINTS, {"url": NEW["url"], "event_types": ["invoice.*"]}).status_code == 201
    for chosen in (["*"], ["client.create"], ["user.*"]):
        assert maker.post(ENDPOINTS, {"url": NEW["url"], "event_types": chosen}).status_code == 403


def test_is_for_those_who_administrate(api: Api, colleague: Callable[..., User], charlie: User) -> None:
    made = api.post(ENDPOINTS, NEW).json()
    assert Api(colleague("manager")).get(ENDPOINTS).status_code == 403
    assert Api(colleague("admin")).get(ENDPOINTS).status_code == 200
    stranger = Api(charlie)
    for call in ("rotate-secret/", "ping/"):
        assert stranger.post(f"{ENDPOINTS}{made['id']}/{call}").status_code == 404
    assert stranger.get(ENDPOINTS).json()["count"] == 0


def test_a_new_secret_signs_beside_the_old_for_a_while(api: Api, owner: User) -> None:
    made = api.post(ENDPOINTS, NEW).json()
    at = f"{ENDPOINTS}{made['id']}/rotate-secret/"
    second = api.post(at).json()["secret"]
    assert signing_secrets(endpoint_of(owner)) == [second, made["secret"]]
    third = api.post(at, {"overlap_hours": 0}).json()["secret"]
    assert signing_secrets(endpoint_of(owner)) == [third, made["secret"]]
    for hours in (-1, 169, "x"):
        assert api.post(at, {"overlap_hours": hours}).status_code == 400


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "ops"])
def test_secrets_are_sealed_anew_with_a_new_key(api: Api, owner: User, settings: Any) -> None:
    secret = api.post(ENDPOINTS, NEW).json()["secret"]
    old = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = ["another key", *old]
    call_command("rotate_secrets", "--json")
    settings.ENCRYPTION_KEYS = ["another key"]
    assert signing_secrets(endpoint_of(owner)) == [secret]


def test_what_is_switched_off_is_neither_pinged_nor_sent_again(api: Api, owner: User) -> None:
    made = api.post(ENDPOINTS, NEW | {"is_active": False}).json()
    with tenant_context(owner.tenant_id):
        delivery = make_webhook_delivery(owner, endpoint=endpoint_of(owner), status="failed")
    assert api.post(f"{ENDPOINTS}{made['id']}/ping/").json()["error"] == "endpoint_inactive"
    assert api.post(f"{DELIVERIES}{delivery.pk}/resend/").json()["error"] == "endpoint_inactive"
    api.patch(f"{ENDPOINTS}{made['id']}/", {"is_active": True})
    assert api.post(f"{ENDPOINTS}{made['id']}/ping/").status_code == 202
    resent = api.post(f"{DELIVERIES}{delivery.pk}/resend/")
    assert (resent.status_code, resent.json()["status"]) == (200, "pending")


def test_lists_deliveries_with_the_tries_of_each(api: Api, owner: User, charlie: User) -> None:
    with tenant_context(owner.tenant_id):
        attempt = make_webhook_attempt(owner, status_code=500, response_body="no")
    pk = attempt.delivery_id
    (shown,) = api.get(f"{DELIVERIES}?status=pending&event_type=client.update").json()["results"]
    assert (shown["id"], "payload" in shown) == (pk, False)
    (one,) = api.get(f"{DELIVERIES}{pk}/").json()["log"]
    assert (one["number"], one["status_code"], one["response_body"]) == (1, 500, "no")
    assert api.get(f"{DELIVERIES}?status=delivered").json()["results"] == []
    assert api.get(f"{DELIVERIES}?status=lost").status_code == 400
    assert Api(charlie).get(f"{DELIVERIES}{pk}/").status_code == 404
    assert Api(charlie).get(f"{DELIVERIES}?endpoint={attempt.delivery.endpoint_id}").status_code == 400
