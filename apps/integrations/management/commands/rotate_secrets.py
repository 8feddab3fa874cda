import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from tqdm import tqdm

from apps.accounts import second_factor
from apps.accounts.models import SecondFactor
from apps.core.sealing import seal_again
from apps.core.tenancy import tenant_context
from apps.integrations.endpoints import seal_endpoint_anew
from apps.integrations.models import Provider, WebhookEndpoint
from apps.integrations.services import seal_anew
from apps.notifications.channels.whatsapp import seal_context
from apps.notifications.models import WhatsAppAccount
from apps.scheduling.google.client import open_tokens, seal_tokens
from apps.scheduling.models import GoogleAccount


class Command(BaseCommand):
    help = "Seals all kept secrets under the first of ENCRYPTION_KEYS, so that older keys can be taken out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Answer JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        sealed: list[tuple[Any, Any]] = [
            (Provider, seal_anew),
            (WebhookEndpoint, seal_endpoint_anew),
            (WhatsAppAccount, _seal_whatsapp),
            (GoogleAccount, _seal_google),
            (SecondFactor, _seal_factor),
        ]
        rows = [
            (model, seal, *row)
            for model, seal in sealed
            for row in model.unscoped.using("ops").order_by("pk").values_list("tenant_id", "pk")
        ]
        for model, seal, tenant_id, pk in tqdm(rows, unit="secret", disable=options["json"]):
            with tenant_context(tenant_id), transaction.atomic():
                for row in model.unscoped.select_for_update(of=("self",)).filter(pk=pk):
                    seal(row)
        text = json.dumps({"sealed": len(rows)}) if options["json"] else f"{len(rows)} secrets sealed anew."
        self.stdout.write(text)


def _seal_whatsapp(account: WhatsAppAccount) -> None:
    account.sealed_token = seal_again(bytes(account.sealed_token), context=seal_context(account.tenant_id))
    account.save(update_fields=["sealed_token"])


def _seal_google(account: GoogleAccount) -> None:
    if account.sealed:
        seal_tokens(account, open_tokens(account))
        account.save(update_fields=["sealed"])


def _seal_factor(factor: SecondFactor) -> None:
    context = second_factor.seal_context(factor.user)
    factor.secret = seal_again(bytes(factor.secret), context=context)
    factor.save(update_fields=["secret"])
