import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from apps.core.tenancy import tenant_context
from apps.integrations.models import Provider
from apps.integrations.services import seal_anew


class Command(BaseCommand):
    help = "Seals every provider's secrets under the first of ENCRYPTION_KEYS, so that older keys can be taken out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Answer JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = list(Provider.unscoped.using("ops").order_by("pk").values_list("tenant_id", "pk"))
        for tenant_id, pk in tqdm(rows, unit="provider", disable=options["json"]):
            with tenant_context(tenant_id):
                for provider in Provider.unscoped.filter(pk=pk):
                    seal_anew(provider)
        text = json.dumps({"sealed": len(rows)}) if options["json"] else f"{len(rows)} providers sealed anew."
        self.stdout.write(text)
