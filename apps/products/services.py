"""Every change of a product and of a document type."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from apps.audit.services import apply_changes, record
from apps.core.errors import RuleViolation
from apps.core.inserts import insert_row
from apps.core.money import ZERO, MoneyError, round_money
from apps.core.references import describe_references, references_to
from apps.core.search import search_key, search_words
from apps.core.texts import say
from apps.products.models import DocumentType, Product, ProductDocument, ProductTask
from apps.tenants.actors import Actor
from apps.tenants.locks import lock_row

MAX_TASKS: Final = 100
MAX_KEYWORDS: Final = 100
PRICES: Final = ("base_price", "retail_price")
_TASK: Final = ("step", "name", "duration", "duration_is_business_days", "notify_days_before", "notify_customer")


@transaction.atomic
def create_product(
    *,
    actor: Actor,
    tasks: Sequence[Mapping[str, Any]] = (),
    required_documents: Collection[DocumentType] = (),
    optional_documents: Collection[DocumentType] = (),
    currency: str | None = None,
    **fields: Any,
) -> Product:
    """A product of the actor's tenant, in the tenant's currency unless given.

    `tasks` are steps `{step?, name, duration?, ...}`, numbered by their place unless they say so. 400 for a code that
    another product has, for prices that are negative or finer than the currency, for a tax rate that is no fraction,
    and for document types that are deprecated or both required and optional.
    """
    product = Product(
        tenant_id=actor.acting_tenant_id,
        owner_id=actor.pk,
        currency=currency or actor.acting_tenant.preferences.currency,
        **fields,
    )
    _check_product(product)
    steps = _read_tasks(tasks)
    insert_row(product)
    _store_tasks(product, steps)
    _store_documents(product, required_documents, optional_documents)
    new = {name: getattr(product, name) for name in ("code", "name", "product_type", "retail_price", "currency")}
    record(actor=actor, action="create", target=product, new=new)
    return product


@transaction.atomic
def quick_create_product(*, actor: Actor, code: str = "", **fields: Any) -> Product:
    """A product from little more than a name; without a code it gets one made of the name's words."""
    return create_product(actor=actor, code=code or _free_code(actor, fields["name"]), **fields)


@transaction.atomic
def change_product(*, actor: Actor, product: Product, **changes: Any) -> Product:
    """Change a product; `tasks`, when given, replace all tasks, the document types likewise.

    Applications under way keep the steps that they were laid out with. Refuses what `create_product` refuses.
    """
    product = lock_product(actor=actor, pk=product.pk)
    tasks = changes.pop("tasks", None)
    documents = {
        name: changes.pop(name, getattr(product, name)) for name in ("required_documents", "optional_documents")
    }
    old, new = apply_changes(product, changes)
    if new:
        _check_product(product)
        product.save()
    if tasks is not None:
        steps, before = _read_tasks(tasks), describe_tasks(product)
        _store_tasks(product, steps)
        if before != describe_tasks(product):
            old["tasks"], new["tasks"] = before, describe_tasks(product)
    before_links = _document_ids(product)
    _store_documents(product, **documents)
    for name, ids in _document_ids(product).items():
        if ids != before_links[name]:
            old[name], new[name] = before_links[name], ids
    if new:
        record(actor=actor, action="update", target=product, old=old, new=new)
    return product


@transaction.atomic
def delete_product(*, actor: Actor, product: Product) -> None:
    """Delete a product with its tasks. 409 naming the rows that refer to it."""
    product = lock_product(actor=actor, pk=product.pk)
    _refuse_referred(actor, product)
    record(actor=actor, action="delete", target=product, old={"code": product.code, "name": product.name})
    product.delete()


@transaction.atomic
def create_document_type(*, actor: Actor, **fields: Any) -> DocumentType:
    """A kind of document. 400 for a name that another one has, whatever the case."""
    document_type = DocumentType(tenant_id=actor.acting_tenant_id, owner_id=actor.pk, **fields)
    _check_document_type(document_type)
    insert_row(document_type)
    record(actor=actor, action="create", target=document_type, new={"name": document_type.name})
    return document_type


@transaction.atomic
def change_document_type(*, actor: Actor, documenttype: DocumentType, **changes: Any) -> DocumentType:
    """Change a kind of document. A deprecated one stays where it is and is not asked for anew."""
    document_type: DocumentType = lock_row(DocumentType, actor=actor, pk=documenttype.pk)
    old, new = apply_changes(document_type, changes)
    if new:
        _check_document_type(document_type)
        document_type.save()
        record(actor=actor, action="update", target=document_type, old=old, new=new)
    return document_type


@transaction.atomic
def delete_document_type(*, actor: Actor, documenttype: DocumentType) -> None:
    """Delete a kind of document. 409 naming the products and documents that refer to it."""
    document_type: DocumentType = lock_row(DocumentType, actor=actor, pk=documenttype.pk)
    _refuse_referred(actor, document_type)
    record(actor=actor, action="delete", target=document_type, old={"name": document_type.name})
    document_type.delete()


def lock_product(*, actor: Actor, pk: int) -> Product:
    """The product as it is now, locked until the transaction ends."""
    product: Product = lock_row(Product, actor=actor, pk=pk)
    return product


def code_key(code: str) -> str:
    """One code, whatever the case it is written in."""
    return code.strip().casefold()[:100]


def describe_tasks(product: Product) -> list[dict[str, Any]]:
    """The product's tasks in order, as `create_product` takes them."""
    return [{name: getattr(task, name) for name in _TASK} for task in product.tasks.all()]


def _check_product(product: Product) -> None:
    product.code = product.code.strip()
    product.name = " ".join(product.name.split())
    product.code_key = code_key(product.code)
    product.search_text = search_key(product.code, product.name, product.description)
    for name in ("code", "name"):
        if not getattr(product, name):
            raise RuleViolation("This field may not be blank.", code="required", field=name)
    twins = Product.unscoped.filter(tenant_id=product.tenant_id, code_key=product.code_key).exclude(pk=product.pk)
    if twins.exists():
        raise RuleViolation("Another product has this code.", code="taken", field="code")
    for name in PRICES:
        setattr(product, name, _price(getattr(product, name), product.currency, name))
    if product.tax_rate is not None and not 0 <= product.tax_rate <= 1:
        raise RuleViolation('A tax rate is a fraction: "0.11" is 11 %.', code="out_of_range", field="tax_rate")


def _price(amount: Any, currency: str, field: str) -> Any:
    try:
        rounded = round_money(amount, currency)
    except MoneyError as exc:
        field = "currency" if exc.code == "unknown_currency" else field
        raise RuleViolation(exc.message, code=exc.code, field=field) from exc
    if rounded != amount:
        raise RuleViolation(
            say("{amount} has more decimals than {currency} knows.", amount=amount, currency=currency),
            code="too_many_decimals",
            field=field,
        )
    if rounded < ZERO:
        raise RuleViolation("A price cannot be negative.", code="out_of_range", field=field)
    return rounded


def _read_tasks(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if len(given) > MAX_TASKS:
        raise RuleViolation(say("A product has at most {most} tasks.", most=MAX_TASKS), code="too_many", field="tasks")
    steps: dict[int, dict[str, Any]] = {}
    for index, fields in enumerate(given):
        path, step = f"tasks.{index}", fields.get("step") or index + 1
        name = " ".join(str(fields.get("name") or "").split())
        if not name:
            # A partial update does not ask its nested rows for what they need.
            raise RuleViolation("This field is required.", code="required", field=f"{path}.name")
        if step in steps:
            raise RuleViolation(
                say("Two tasks are step {step}.", step=step), code="duplicate_step", field=f"{path}.step"
            )
        steps[step] = {field: fields[field] for field in _TASK if field in fields} | {"step": step, "name": name}
    return [steps[step] for step in sorted(steps)]


def _store_tasks(product: Product, steps: Sequence[Mapping[str, Any]]) -> None:
    """Make the product's tasks these; the task of a step that stays keeps its id."""
    held = {task.step: task for task in ProductTask.unscoped.filter(product=product)}
    blank = ProductTask()
    gone = held.keys() - {fields["step"] for fields in steps}
    ProductTask.unscoped.filter(pk__in=[held[step].pk for step in gone]).delete()
    for fields in steps:
        task = held.get(fields["step"]) or ProductTask(tenant_id=product.tenant_id, product=product)
        for name in _TASK:
            setattr(task, name, fields.get(name, getattr(blank, name)))
        task.save()
    _forget(product)


def _store_documents(
    product: Product, required_documents: Collection[DocumentType], optional_documents: Collection[DocumentType]
) -> None:
    """Make the product's document types these; a type that is deprecated can stay, but is not added."""
    links = {link.document_type_id: link for link in ProductDocument.unscoped.filter(product=product)}
    wanted: dict[int, bool] = {}
    for field, types, required in (
        ("required_documents", required_documents, True),
        ("optional_documents", optional_documents, False),
    ):
        for document_type in types:
            pk = document_type.pk
            if wanted.setdefault(pk, required) != required:
                raise RuleViolation(
                    say("{name} is required; it cannot be optional, too.", name=document_type.name),
                    code="contradiction",
                    field=field,
                )
            if document_type.deprecated and pk not in links:
                raise RuleViolation(
                    say("{name} is deprecated.", name=document_type.name), code="deprecated", field=field
                )
    ProductDocument.unscoped.filter(pk__in=[link.pk for pk, link in links.items() if pk not in wanted]).delete()
    for pk, required in wanted.items():
        ProductDocument.unscoped.update_or_create(
            tenant_id=product.tenant_id, product=product, document_type_id=pk, defaults={"required": required}
        )
    _forget(product)


def _forget(product: Product) -> None:
    """Let the product read anew what refers to it."""
    product.__dict__.pop("_prefetched_objects_cache", None)


def _document_ids(product: Product) -> dict[str, list[int]]:
    return {
        name: [document_type.pk for document_type in getattr(product, name)]
        for name in ("required_documents", "optional_documents")
    }


def _free_code(actor: Actor, name: str) -> str:
    stem = "-".join(search_words(name)).upper()[:40] or "PRODUCT"
    taken = set(
        Product.unscoped.filter(tenant_id=actor.acting_tenant_id, code_key__startswith=stem.casefold()).values_list(
            "code_key", flat=True
        )
    )
    codes = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in codes if code.casefold() not in taken)


def _check_document_type(document_type: DocumentType) -> None:
    document_type.name = " ".join(document_type.name.split())
    document_type.name_key = " ".join(search_words(document_type.name))[:200] or document_type.name.casefold()[:200]
    if not document_type.name:
        raise RuleViolation("This field may not be blank.", code="required", field="name")
    keywords = dict.fromkeys(" ".join(word.split()) for word in document_type.keywords)
    document_type.keywords = [word for word in keywords if word]
    if len(document_type.keywords) > MAX_KEYWORDS:
        raise RuleViolation(say("At most {most} keywords.", most=MAX_KEYWORDS), code="too_many", field="keywords")
    document_type.search_text = search_key(document_type.name, document_type.description, *document_type.keywords)
    twins = DocumentType.unscoped.filter(tenant_id=document_type.tenant_id, name_key=document_type.name_key)
    if twins.exclude(pk=document_type.pk).exists():
        raise RuleViolation("Another document type has this name.", code="taken", field="name")


def _refuse_referred(actor: Actor, row: Product | DocumentType) -> None:
    if references := references_to(row, actor):
        raise RuleViolation(
            say(
                "{row} is in use by {references}. Set deprecated to true instead, so that it is not used anew.",
                row=row,
                references=describe_references(references),
            ),
            code="in_use",
        )
