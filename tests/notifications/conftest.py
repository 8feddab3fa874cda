from collections.abc import Callable, Iterator
from typing import Any

import pytest

from apps.accounts.models import User
from apps.clients.matching import phone_key
from apps.clients.models import Client
from apps.core.tenancy import tenant_context
from apps.notifications.models import Notification
from apps.notifications.services.queueing import queue_notification
from apps.tenants.actors import SystemActor
from tests.conftest import Api
from tests.documents import add_client
from tests.notifications.servers import (
    Browser,
    HttpService,
    MailServer,
    push_service,
    serving_http,
    serving_mail,
    whatsapp,
)
from tests.outbox import deliver_messages

Queue = Callable[..., Notification]


@pytest.fixture(autouse=True)
def sent_not_printed(settings: Any) -> None:
    settings.NOTIFICATIONS_PRINTED = False


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A mail server, and the product set up to send by it."""
    with serving_mail() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def whatsapp_server(settings: Any) -> Iterator[HttpService]:
    """Meta's cloud API, and the installation's number at it."""
    with serving_http(whatsapp) as server:
        settings.WHATSAPP_API_URL = f"{server.address}/v23.0"
        settings.WHATSAPP_PHONE_NUMBER_ID, settings.WHATSAPP_TOKEN = "1001", "secret-token"
        settings.OUTBOUND_ALLOWED_HOSTS = [*settings.OUTBOUND_ALLOWED_HOSTS, server.host]
        yield server


@pytest.fixture
def push_server(settings: Any) -> Iterator[HttpService]:
    """A push service in the own network, which the settings allow."""
    with serving_http(push_service) as server:
        settings.OUTBOUND_ALLOWED_HOSTS = [*settings.OUTBOUND_ALLOWED_HOSTS, server.host]
        yield server


@pytest.fixture
def browser(api: Api, push_server: HttpService) -> Browser:
    """A browser of the owner's, registered."""
    browser = Browser(f"{push_server.address}/push/1")
    answer = api.post("/api/push-notifications/register/", browser.subscription(), **{"User-Agent": "Firefox"})
    assert answer.status_code == 201, answer.content
    return browser


def customer(owner: User, phone: str) -> Client:
    """A client with a telephone, by which messages find them."""
    return add_client(owner, phone=phone, phone_key=phone_key(phone))


@pytest.fixture
def client(owner: User) -> Client:
    return customer(owner, "+60 12 345 6789")


@pytest.fixture
def queue(owner: User) -> Queue:
    """Write a message to ada@client.example into the outbox of Acme."""

    def add(**values: Any) -> Notification:
        defaults = {"kind": "test", "channel": "email", "recipient": "ada@client.example", "subject": "Hello"}
        with tenant_context(owner.tenant_id):
            return queue_notification(actor=SystemActor(owner.tenant), **defaults | {"body": "Dear Ada"} | values)

    return add


@pytest.fixture
def send(owner: User) -> Callable[[], None]:
    """What a worker does with the messages of Acme that are due."""
    return lambda: deliver_messages(owner)


def again(user: User) -> None:
    """Let the time of every next attempt come."""
    with tenant_context(user.tenant_id):
        for notification in Notification.unscoped.filter(status="pending"):
            notification.next_attempt_at = notification.created_at
            notification.save(update_fields=["next_attempt_at"])


def stored(notification: Notification) -> Notification:
    with tenant_context(notification.tenant_id):
        found: Notification = Notification.unscoped.get(pk=notification.pk)
    return found
