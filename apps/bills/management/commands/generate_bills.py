import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from tqdm import tqdm

from apps.bills.figures import month_after
from apps.bills.generation import generate_month
from apps.core.tenancy import tenant_context
from apps.tenants.actors import SystemActor
from apps.tenants.commands import TenantCommand
from apps.tenants.days import today_of


def month_of(text: str) -> date:
    """The first day of a month such as 2025-12."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as exc:
        raise ArgumentTypeError(f"{text!r} is no month: write it like 2025-12") from exc


class Command(TenantCommand):
    help = "Lays out a month's bills from each active customer's last one; run again, it makes what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--month", type=month_of, help="such as 2025-12; the next month unless given")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = self.find_tenant(options["tenant"])
        actor = SystemActor(tenant)
        month = options["month"] or month_after(today_of(actor))
        with tenant_context(tenant.pk), tqdm(unit=" customers", disable=options["json"]) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            result = generate_month(actor=actor, month=month, report=show)
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        self.stdout.write(
            f"{result['month']}: {result['created']:,} made, {result['existing']:,} there already, "
            f"{result['ended']:,} ended."
        )
