"""Whose invoice it is: the client that the buyer of a file means."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from apps.clients.matching import email_key, name_key, tax_key
from apps.clients.models import Client
from apps.clients.services import create_customer
from apps.core.errors import RuleViolation
from apps.core.texts import say
from apps.invoices.reading.found import PARTY, ReadInvoice, refused
from apps.tenants.actors import Actor

SURE_ENOUGH = 0.5
"""How sure the name of a buyer has to be for a client to be made of it."""
_LONGEST = {"name": 201, "tax_number": 50, "email": 254, "phone": 20, "address": 1_000}


@dataclass(frozen=True)
class Buyer:
    """The client, and what it was known by: `given`, `tax_number`, `email`, `name`, or `created`."""

    client: Client
    matched_by: str


def find_buyer(*, actor: Actor, read: ReadInvoice, client: Client | None, create: bool, warnings: list[str]) -> Buyer:
    """The client given; else the one with the buyer's tax number, else e-mail, else name, of those the actor sees; else
    a new customer, of what was read.

    By name none is meant whose tax number differs. 400 where no name was read, several have it, the buyer is the
    company itself, or none may be made.
    """
    if client is not None:
        return Buyer(client, "given")
    buyer = {name: str(read.fields.get(f"buyer.{name}", "")) for name in PARTY}
    _refuse_own_company(actor, buyer)
    if known := _known(actor, buyer):
        return known
    if not buyer["name"] or read.fields.found["buyer.name"].confidence < SURE_ENOUGH:
        message = (
            say(
                "Whom the invoice is for could not be read. {name!r} is too uncertain. Say so with `client`.",
                name=buyer["name"],
            )
            if buyer["name"]
            else say("Whom the invoice is for could not be read. Say so with `client`.")
        )
        raise refused(message, "no_buyer")
    if not create:
        raise refused(
            say("{name} is no client yet. Name one with `client`, or allow new ones.", name=buyer["name"]),
            "unknown_client",
        )
    if not actor.has_perm("clients.add_client"):
        raise refused(
            say("{name} is no client yet, and your role may not add clients.", name=buyer["name"]), "unknown_client"
        )
    try:
        return Buyer(create_customer(actor=actor, **_fitting(buyer, warnings)), "created")
    except RuleViolation as exc:
        # Another file of the same buyer may have been read in the meantime.
        if exc.code == "taken" and (known := _known(actor, buyer)):
            return known
        raise


def _refuse_own_company(actor: Actor, buyer: dict[str, str]) -> None:
    tenant = actor.acting_tenant
    own_number, number = tax_key(tenant.preferences.tax_number), tax_key(buyer["tax_number"])
    same = own_number == number if own_number and number else name_key(tenant.name) == name_key(buyer["name"])
    if buyer["name"] and same:
        raise refused(
            say(
                "The invoice is addressed to {company} itself: it is an expense, not a claim. Enter it at POST "
                "/api/expenses/, or say with `client` whom it is for.",
                company=tenant.name,
            ),
            "own_expense",
        )


def _known(actor: Actor, buyer: dict[str, str]) -> Buyer | None:
    seen: Any = Client.objects.visible_to(actor)
    number, mailbox, name = tax_key(buyer["tax_number"]), email_key(buyer["email"]), name_key(buyer["name"])
    ways = [("tax_number", number, Q(tax_key=number)), ("email", mailbox, Q(email_key=mailbox))]
    named = Q(name_key=name) | Q(company__iexact=buyer["name"])
    ways.append(("name", name, named & (Q(tax_key="") | Q(tax_key=number)) if number else named))
    for way, key, lookup in ways:
        found = list(seen.filter(lookup).order_by("-active", "pk")[:6]) if key else []
        if len(found) == 1:
            return Buyer(found[0], way)
        if found and way != "tax_number":
            shown = ", ".join(f"{client.name} (id {client.pk})" for client in found[:5])
            raise refused(
                say("Several clients may be meant: {clients}. Say which with `client`.", clients=shown),
                "ambiguous_client",
            )
    return None


def _fitting(buyer: dict[str, str], warnings: list[str]) -> dict[str, str]:
    """What of the buyer a client's columns take; the rest is told."""
    fields = {}
    for name, value in buyer.items():
        if value and len(value) > _LONGEST[name]:
            warnings.append(say("What the file says of the buyer is too long to be kept: {field}.", field=name))
        elif value and not (name == "email" and _is_no_address(value, warnings)):
            fields[name] = value
    if "name" not in fields:
        raise RuleViolation("The buyer's name is too long.", code="too_long", field="file")
    return fields


def _is_no_address(email: str, warnings: list[str]) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        warnings.append(say("The buyer's e-mail {email!r} is no address and is left out.", email=email))
        return True
    return False
