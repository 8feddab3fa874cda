import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from apps.core.tenancy import tenant_context
from apps.integrations.endpoints import seal_endpoint_anew
from apps.integrations.models import Provider, WebhookEndpoint
from apps.integrations.services import seal_anew


class Command(BaseCommand):
    help = "Seals all secrets of integrations under the first of ENCRYPTION_KEYS, so that older keys can be taken out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Answer JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        sealed: list[tuple[Any, Any]] = [(Provider, seal_anew), (WebhookEndpoint, seal_endpoint_anew)]
        rows = [
            (model, seal, *row)
            for model, seal in sealed
            for row in model.unscoped.using("ops").order_by("pk").values_list("tenant_id", "pk")
        ]
        for model, seal, tenant_id, pk in tqdm(rows, unit="secret", disable=options["json"]):
            with tenant_context(tenant_id):
                for row in model.unscoped.filter(pk=pk):
                    seal(row)
        text = json.dumps({"sealed": len(rows)}) if options["json"] else f"{len(rows)} secrets sealed anew."
        self.stdout.write(text)
