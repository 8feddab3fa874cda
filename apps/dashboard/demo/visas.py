"""What the demo company does for people who travel: products, and applications at every stage."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final, NamedTuple

from django.db.models import F

from apps.accounts.models import User
from apps.clients.models import Client
from apps.documents.models import ApplicationWorkflow, CustomerApplication
from apps.documents.services.applications import create_application
from apps.documents.services.holidays import load_public_holidays
from apps.documents.services.workflow import advance_application, force_close_application, set_step_status
from apps.invoices.services import create_invoice
from apps.products.services import create_document_type, create_product


class Sold(NamedTuple):
    code: str
    name: str
    product_type: str
    prices: tuple[str, str]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    tasks: tuple[tuple[str, int, bool], ...]
    """Name, days, and whether these are business days."""


DOCUMENT_TYPES: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "Passport",
        "has_expiration_date": True,
        "has_doc_number": True,
        "keywords": ["passport", "pasport", "paspor", "nationality", "date of expiry"],
    },
    {"name": "Photograph", "keywords": ["photo"]},
    {"name": "Bank statement", "keywords": ["bank statement", "account", "balance", "penyata"]},
    {"name": "Flight ticket", "keywords": ["flight", "ticket", "boarding", "itinerary"]},
    {"name": "Employment letter", "keywords": ["employment", "employer", "salary"]},
    {
        "name": "Health insurance",
        "has_expiration_date": True,
        "has_doc_number": True,
        "keywords": ["insurance", "policy", "insured"],
    },
)
CATALOGUE: Final = (
    Sold(
        "VISIT-60", "Visit visa, 60 days", "visa", ("120.00", "280.00"), ("Passport", "Photograph", "Flight ticket"),
        ("Bank statement",),
        (("Collect the papers", 3, False), ("Submit to immigration", 1, True), ("Wait for approval", 5, True),
         ("Hand over", 1, True)),
    ),
    Sold(
        "WORK-1Y", "Employment pass, one year", "visa", ("650.00", "1850.00"),
        ("Passport", "Photograph", "Employment letter", "Health insurance"), ("Bank statement",),
        (("Collect the papers", 7, False), ("Labour office", 10, True), ("Immigration", 10, True),
         ("Collect the card", 3, True)),
    ),
    Sold("COURIER", "Courier to the customer", "service", ("9.00", "15.00"), (), (), (("Send", 1, True),)),
    Sold("POUCH", "Passport pouch", "goods", ("4.50", "12.00"), (), (), ()),
)  # fmt: skip
STAGES: Final = (0, 1, 2, 3, 4, 4, 1, 2, 0, 3)
"""How many steps each application has behind it; the last three of them end otherwise."""


def lead_applications(random: Random, people: list[User], clients: list[Client], today: date) -> None:
    """Fill the catalogue, keep the country's holidays, and lead applications of the company's customers to every
    status. Two that are completed are invoiced."""
    owner = people[0]
    load_public_holidays(
        actor=owner, country="MY", subdivision="14", years=[today.year - 1, today.year, today.year + 1]
    )
    types = {fields["name"]: create_document_type(actor=owner, **fields) for fields in DOCUMENT_TYPES}
    products = [
        create_product(
            actor=owner,
            code=sold.code,
            name=sold.name,
            product_type=sold.product_type,
            base_price=Decimal(sold.prices[0]),
            retail_price=Decimal(sold.prices[1]),
            required_documents=[types[name] for name in sold.required],
            optional_documents=[types[name] for name in sold.optional],
            tasks=[
                {"name": name, "duration": days, "duration_is_business_days": business, "notify_days_before": 1}
                for name, days, business in sold.tasks
            ],
        )
        for sold in CATALOGUE
    ]
    customers = [client for client in clients if client.stage == Client.Stage.ACTIVE]
    for position, stage in enumerate(STAGES):
        day = today - timedelta(days=40 - 3 * position)
        application = create_application(
            actor=random.choice(people),
            customer=customers[position % len(customers)],
            product=products[position % 2],
            doc_date=day,
        )
        for _ in range(stage):
            application = advance_application(actor=random.choice(people), application=application)
        if position == len(STAGES) - 2:
            force_close_application(actor=owner, application=application, reason="The customer travels another time.")
        if position == len(STAGES) - 1:
            step = application.workflows.get(is_current_step=True)
            set_step_status(actor=owner, application=application, workflow=step.pk, status="rejected")
        if application.status == CustomerApplication.Status.COMPLETED:
            product = application.product
            line = {
                "description": product.name,
                "unit_price": product.retail_price,
                "customer_application": application,
            }
            create_invoice(actor=owner, client=application.customer, status="sent", line_items=[line])
    ended = ApplicationWorkflow.unscoped.filter(tenant=owner.tenant, status="completed", due_date__lt=today)
    ended.update(completion_date=F("due_date"))
