import getpass
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.services import register_tenant
from apps.core.errors import RuleViolation


class Command(BaseCommand):
    help = "Signs up a company and its owner, as POST /api/auth/register/ does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the company's name")
        parser.add_argument("--domain", required=True, help="its domain, unique in the installation")
        parser.add_argument("--email", required=True, help="the owner's e-mail, which also logs in")
        parser.add_argument("--username", default="", help="the owner's username; the e-mail unless given")
        parser.add_argument("--password", help="the owner's password; asked for unless given")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or getpass.getpass("Password of the owner: ")
        try:
            owner = register_tenant(
                name=options["name"],
                domain=options["domain"],
                email=options["email"],
                username=options["username"],
                password=password,
            )
        except RuleViolation as exc:
            raise CommandError(exc.message) from exc
        if options["json"]:
            result = {"tenant": {"id": owner.tenant_id, "domain": owner.tenant.domain}, "owner": {"id": owner.pk}}
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(f"{owner.tenant.name} is tenant {owner.tenant_id}; {owner.username} owns it.")
