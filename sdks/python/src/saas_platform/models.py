"""Written by `make sdks` from docs/openapi.yaml; change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as date_aliased
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from saas_platform._types import Model

AcceptedStatusEnum: TypeAlias = Literal['accepted', 'duplicate']


@dataclass(kw_only=True)
class Access(Model):
    access: str
    refresh: str | None = None


@dataclass(kw_only=True)
class Action(Model):
    name: str
    method: str
    url: str
    description: str


@dataclass(kw_only=True)
class ActiveTask(Model):
    task_id: str
    name: str
    started_at: datetime | None


@dataclass(kw_only=True)
class Activity(Model):
    id: int
    action: str
    resource_type: str
    resource_id: str
    user: int | None
    username: str | None
    timestamp: datetime


@dataclass(kw_only=True)
class Advance(Model):
    """What a customer has paid ahead and no bill has used yet."""

    id: int
    customer: int
    customer_name: str
    currency: str
    balance: Decimal


AlertStatusEnum: TypeAlias = Literal['open', 'acknowledged', 'resolved']


@dataclass(kw_only=True)
class AmountChange(Model):
    first: Decimal
    second: Decimal
    difference: Decimal
    change: float


@dataclass(kw_only=True)
class ApiKey(Model):
    """A key for programs: `Authorization: Api-Key <key>`."""

    id: int
    name: str
    prefix: str
    last_used_at: datetime | None
    created_at: datetime
    permissions: list[str] | None = None
    expires_at: datetime | None = None


@dataclass(kw_only=True)
class AppConfig(Model):
    name: str
    version: str
    mode: str
    tenant: str
    timezone: str
    language: str
    currency: str
    currencies: list[str]
    max_body_bytes: int
    max_upload_bytes: int
    access_token_seconds: int


ApplicationStatusEnum: TypeAlias = Literal['pending', 'processing', 'completed', 'rejected', 'closed']


ApplicationStepStatusEnum: TypeAlias = Literal['pending', 'processing', 'completed', 'rejected']


@dataclass(kw_only=True)
class AskingProduct(Model):
    id: int
    code: str
    name: str
    required: bool


@dataclass(kw_only=True)
class Assignee(Model):
    """Who looks after a customer."""

    id: int
    username: str
    email: str
    first_name: str
    last_name: str


@dataclass(kw_only=True)
class Attachment(Model):
    """A receipt. `file` and `thumbnail` are addresses that only its tenant opens."""

    id: int
    expense: int
    file: str
    thumbnail: str | None
    filename: str
    content_type: str
    size: int
    uploaded_at: datetime
    owner: int | None


AuthTypeEnum: TypeAlias = Literal['api_key', 'oauth2', 'basic', 'none']


@dataclass(kw_only=True)
class BackTest(Model):
    """How far the projection of the last full months from those before would have been off."""

    months: int
    mean_absolute_error: Decimal
    error_percent: float


@dataclass(kw_only=True)
class Backup(Model):
    """An archive. What it holds is null where this installation has not signed it, or cannot read it."""

    filename: str
    size: int
    created_at: datetime
    encrypted: bool
    valid: bool
    files: int | None
    scheduled: bool | None = None
    rows: int | None = None
    versions: dict[str, Any] | None = None


@dataclass(kw_only=True)
class BillFigures(Model):
    number: int
    billed: Decimal
    received: Decimal
    due: Decimal


BlankEnum: TypeAlias = Literal['']


@dataclass(kw_only=True)
class Category(Model):
    """A category of expenses in figures. Its id means nothing in another company."""

    category: str
    total: Decimal
    number: int
    share: float
    id: int
    name: str
    change: float


CategoryEnum: TypeAlias = Literal['office', 'travel', 'meals', 'software', 'marketing', 'other']


@dataclass(kw_only=True)
class CategoryShare(Model):
    category: str
    total: Decimal
    number: int
    share: float


@dataclass(kw_only=True)
class CategorySum(Model):
    category: str
    total: Decimal


CeleryHealthEnum: TypeAlias = Literal['healthy', 'unhealthy']


CeleryStatusEnum: TypeAlias = Literal['healthy', 'degraded', 'no_workers', 'down']


ChannelEnum: TypeAlias = Literal['email', 'whatsapp', 'push', 'in_app']


ChannelsEnum: TypeAlias = Literal['email', 'push', 'whatsapp', 'in_app']


@dataclass(kw_only=True)
class ClientCounts(Model):
    total: int
    new: int


@dataclass(kw_only=True)
class ClientCredit(Model):
    """What a client has in a currency."""

    currency: str
    amount: Decimal


@dataclass(kw_only=True)
class ClientFigures(Model):
    """A client in figures."""

    id: int
    name: str
    email: str
    status: str
    revenue: Decimal
    collected: Decimal
    outstanding: Decimal
    collection_rate: float


@dataclass(kw_only=True)
class Comparison(Model):
    """The amounts of two snapshots side by side."""

    first: int
    second: int
    currency: str
    amounts: dict[str, AmountChange]


@dataclass(kw_only=True)
class Consent(Model):
    """Where the user allows the exchange."""

    authorization_url: str


@dataclass(kw_only=True)
class Country(Model):
    name: str
    alpha2: str
    alpha3: str
    numeric: str


CreditNoteStatusEnum: TypeAlias = Literal['draft', 'sent']


@dataclass(kw_only=True)
class Cron(Model):
    executed: list[str]
    not_due: list[str]
    timestamp: datetime


@dataclass(kw_only=True)
class CustomerBrief(Model):
    """The customer as a bill shows it."""

    id: int
    name: str
    email: str


@dataclass(kw_only=True)
class CustomerRevenue(Model):
    customer_id: int
    customerName: str
    email: str
    status: str
    joinDate: date_aliased | None
    leaveDate: date_aliased | None
    totalRevenue: float
    totalDue: float
    collectionRate: float
    kam: str | None


CustomerStatusEnum: TypeAlias = Literal['Active', 'Inactive']


DashboardHealthStatusEnum: TypeAlias = Literal['ok', 'behind']


@dataclass(kw_only=True)
class DashboardStats(Model):
    """Flat figures of a period, with the applications of it by status."""

    revenue: float
    revenue_change: float
    collected: Decimal
    outstanding: Decimal
    overdue: Decimal
    expenses: Decimal
    profit: Decimal
    average_invoice: Decimal
    invoices_issued: int
    total_customers: int
    active_customers: int
    new_clients: int
    collection_rate: float
    quote_acceptance_rate: float
    currency: str
    applications_pending: int
    applications_processing: int
    applications_completed: int
    applications_rejected: int
    applications_closed: int


DecisionEnum: TypeAlias = Literal['accepted', 'rejected']


@dataclass(kw_only=True)
class Deleted(Model):
    deleted: int


@dataclass(kw_only=True)
class DeletionPreview(Model):
    """What a forced deletion takes with it: lines and payments; quotes lose their invoice."""

    id: int
    invoice_number: str
    status: str
    total_amount: Decimal
    paid_amount: Decimal
    can_delete: bool
    line_items: int
    payments: int
    quotes: int
    credit_notes: int
    credit_entries: int


DeliveryStatusEnum: TypeAlias = Literal['pending', 'delivered', 'failed']


@dataclass(kw_only=True)
class DemoAccount(Model):
    username: str
    password: str
    exists: bool


@dataclass(kw_only=True)
class Detail(Model):
    detail: str


@dataclass(kw_only=True)
class Difference(Model):
    field: str
    printed: str
    computed: str


@dataclass(kw_only=True)
class Disk(Model):
    total_bytes: int
    free_bytes: int


DocumentStatusEnum: TypeAlias = Literal['pending', 'approved', 'rejected']


Keyword: TypeAlias = str


@dataclass(kw_only=True)
class DocumentType(Model):
    """A kind of document. Its keywords tell a document of the kind by its text."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    has_expiration_date: bool | None = None
    has_doc_number: bool | None = None
    keywords: list[Keyword] | None = None
    deprecated: bool | None = None


@dataclass(kw_only=True)
class Double(Model):
    id: int | None
    row: int | None
    name: str
    reasons: list[str]


@dataclass(kw_only=True)
class DueAmount(Model):
    """What an application's line comes to with its tax. Payments are shared out among an invoice's lines."""

    invoice_application_id: int
    customer_application: int
    invoice: int
    invoice_number: str
    status: str
    currency: str
    amount: Decimal
    paid_amount: Decimal
    due_amount: Decimal


EventType: TypeAlias = str


@dataclass(kw_only=True)
class EndpointWithSecret(Model):
    """An address that events are sent to."""

    id: int
    url: str
    disabled_reason: str
    failures: int
    failing_since: datetime | None
    retry_at: datetime | None
    created_at: datetime
    updated_at: datetime
    secret: str
    description: str | None = None
    event_types: list[EventType] | None = None
    is_active: bool | None = None


@dataclass(kw_only=True)
class Enrolment(Model):
    """What an authenticator app needs; shown this once."""

    secret: str
    otpauth_url: str


EntryKindEnum: TypeAlias = Literal['overpaid', 'released', 'applied', 'refunded']


@dataclass(kw_only=True)
class EventUser(Model):
    """Who it was; of a user who is gone, the id alone."""

    id: int
    email: str | None


@dataclass(kw_only=True)
class ExchangeRate(Model):
    """What one unit of `currency` is worth in the company's currency, from `date` until the next rate."""

    id: int
    currency: str
    base_currency: str
    rate: Decimal
    source: str
    created_at: datetime
    updated_at: datetime
    owner: int | None
    date: date_aliased | None = None


@dataclass(kw_only=True)
class Executed(Model):
    task_id: str
    task_name: str
    status: str


ExpenseStatusEnum: TypeAlias = Literal['pending', 'approved', 'rejected', 'reimbursed']


@dataclass(kw_only=True)
class Expenses(Model):
    total: Decimal
    by_category: list[CategorySum]


@dataclass(kw_only=True)
class Feed(Model):
    """The state of a calendar's address. The address itself is not kept."""

    is_open: bool
    created_at: datetime | None
    last_read_at: datetime | None


FrequencyEnum: TypeAlias = Literal['weekly', 'monthly', 'yearly']


GenderEnum: TypeAlias = Literal['F', 'M', 'X']


GoogleAccountStatusEnum: TypeAlias = Literal['connected', 'failing', 'broken', 'none']


@dataclass(kw_only=True)
class Holiday(Model):
    """A day on which the company does not work, besides its weekend."""

    id: int
    date: date_aliased
    name: str
    created_at: datetime
    updated_at: datetime
    country: str | None = None
    description: str | None = None


@dataclass(kw_only=True)
class ImportFormat(Model):
    format: str
    name: str
    extensions: list[str]
    exact: bool
    description: str


@dataclass(kw_only=True)
class ImportLimits(Model):
    max_files: int
    max_upload_bytes: int
    max_xml_bytes: int
    max_pdf_pages: int


InteractionTypeEnum: TypeAlias = Literal['CALL', 'EMAIL', 'MEETING', 'NOTE']


@dataclass(kw_only=True)
class InvoiceApplication(Model):
    """A line of an invoice that is for an application."""

    id: int
    invoice: int
    invoice_number: str
    status: str
    total: Decimal


InvoiceImportStatusEnum: TypeAlias = Literal['waiting', 'imported', 'duplicate', 'failed']


@dataclass(kw_only=True)
class InvoiceStatusCounts(Model):
    draft: int
    sent: int
    partial: int
    paid: int
    overdue: int
    cancelled: int


InvoiceStatusEnum: TypeAlias = Literal['draft', 'sent', 'partial', 'paid', 'overdue', 'cancelled']


@dataclass(kw_only=True)
class InvoiceableApplication(Model):
    """An application as it may be put on an invoice, with the invoices that it stands on."""

    id: int
    customer: int
    product: int
    product_code: str
    product_name: str
    price: Decimal
    currency: str
    tax_rate: Decimal | None
    doc_date: date_aliased
    due_date: date_aliased
    status: ApplicationStatusEnum
    notes: str
    invoice_applications: list[InvoiceApplication]


JobStatusEnum: TypeAlias = Literal['queued', 'running', 'succeeded', 'failed', 'cancelled']


KindEnum: TypeAlias = Literal['invoice', 'credit_note', 'payment', 'refund']


@dataclass(kw_only=True)
class KpisPeriod(Model):
    from_: date_aliased
    to: date_aliased


LanguageEnum: TypeAlias = Literal['af', 'ar', 'ar-dz', 'ast', 'az', 'bg', 'be', 'bn', 'br', 'bs', 'ca', 'ckb', 'cs', 'cy', 'da', 'de', 'dsb', 'el', 'en', 'en-au', 'en-gb', 'eo', 'es', 'es-ar', 'es-co', 'es-mx', 'es-ni', 'es-ve', 'et', 'eu', 'fa', 'fi', 'fr', 'fy', 'ga', 'gd', 'gl', 'he', 'hi', 'hr', 'hsb', 'hu', 'hy', 'ia', 'id', 'ig', 'io', 'is', 'it', 'ja', 'ka', 'kab', 'kk', 'km', 'kn', 'ko', 'ky', 'lb', 'lt', 'lv', 'mk', 'ml', 'mn', 'mr', 'ms', 'my', 'nb', 'ne', 'nl', 'nn', 'os', 'pa', 'pl', 'pt', 'pt-br', 'ro', 'ru', 'sk', 'sl', 'sq', 'sr', 'sr-latn', 'sv', 'sw', 'ta', 'te', 'tg', 'th', 'tk', 'tr', 'tt', 'udm', 'ug', 'uk', 'ur', 'uz', 'vi', 'zh-hans', 'zh-hant']


LevelEnum: TypeAlias = Literal['ok', 'warning', 'critical']


LineEnum: TypeAlias = Literal['iig_qt', 'fna', 'ggc', 'cdn', 'bdix', 'baishan']


@dataclass(kw_only=True)
class LoadedHolidays(Model):
    created: int
    skipped: int


@dataclass(kw_only=True)
class MadeApiKey(Model):
    """A key for programs: `Authorization: Api-Key <key>`."""

    id: int
    name: str
    prefix: str
    last_used_at: datetime | None
    created_at: datetime
    key: str
    permissions: list[str] | None = None
    expires_at: datetime | None = None


@dataclass(kw_only=True)
class Manager(Model):
    kam: str
    kam_id: int
    total_customers: int
    active_customers: int
    total_revenue: float
    avg_revenue_per_customer: float


@dataclass(kw_only=True)
class Match(Model):
    doc_type: int
    doc_type_name: str
    score: float
    reason: str


@dataclass(kw_only=True)
class Measurement(Model):
    """A figure that a caller's own program reports."""

    id: int
    name: str
    value: float
    labels: dict[str, str] | None = None
    recorded_at: datetime | None = None


@dataclass(kw_only=True)
class MenuEntry(Model):
    """An entry of the menu that the caller may follow."""

    id: int
    slug: str
    title: str
    path: str
    icon: str
    order: int
    children: list[dict[str, Any]]


@dataclass(kw_only=True)
class MessageKind(Model):
    """A kind of message that can be put in other words, as the product writes it."""

    kind: str
    title: str
    places: list[str]
    subject: str
    body: str


@dataclass(kw_only=True)
class MessageKinds(Model):
    results: list[MessageKind]


@dataclass(kw_only=True)
class MessageTemplate(Model):
    """
    A company's own words for one kind of message to its customers. `{name}` and other places are filled in; which
    ones a kind has, `kinds/` tells.
    """

    id: int
    kind: str
    subject: str
    body: str
    owner: int | None
    created_at: datetime
    updated_at: datetime


@dataclass(kw_only=True)
class Metric(Model):
    """A key figure. Its id means nothing in another company."""

    id: int
    name: str
    value: float
    unit: str
    change: float | None


@dataclass(kw_only=True)
class Migrations(Model):
    applied: int
    pending: list[str]


@dataclass(kw_only=True)
class MockAuthConfig(Model):
    """How to log in where the product is developed."""

    mode: str
    token_url: str
    claims: list[str]
    accounts: list[DemoAccount]


@dataclass(kw_only=True)
class MonthRevenue(Model):
    month: str
    revenue: float


@dataclass(kw_only=True)
class MonthTotal(Model):
    period: str
    total: Decimal


@dataclass(kw_only=True)
class NamedRow(Model):
    id: int
    name: str


@dataclass(kw_only=True)
class NewFeed(Model):
    """A calendar's new address, shown this once."""

    is_open: bool
    created_at: datetime | None
    last_read_at: datetime | None
    url: str
    webcal_url: str


NotificationStatusEnum: TypeAlias = Literal['pending', 'sent', 'delivered', 'read', 'failed', 'cancelled']


NullEnum: TypeAlias = None


@dataclass(kw_only=True)
class OtherCurrency(Model):
    invoiced: Decimal
    collected: Decimal
    outstanding: Decimal
    overdue: Decimal
    currency: str
    expenses: Decimal


@dataclass(kw_only=True)
class PageWorker(Model):
    name: str
    active: int
    processed: int | None


PartStatusEnum: TypeAlias = Literal['ok', 'down']


@dataclass(kw_only=True)
class Party(Model):
    name: str
    address: str
    email: str
    phone: str
    tax_number: str


@dataclass(kw_only=True)
class PaymentBrief(Model):
    """A payment as its invoice shows it."""

    id: int
    amount: Decimal
    currency: str
    invoice_amount: Decimal
    payment_date: date_aliased
    payment_method: str
    reference: str


PaymentMethodEnum: TypeAlias = Literal['bank_transfer', 'cash', 'card', 'credit_card', 'debit_card', 'direct_debit', 'paypal', 'stripe', 'cheque', 'online', 'other']


@dataclass(kw_only=True)
class Period(Model):
    from_: date_aliased
    to: date_aliased


@dataclass(kw_only=True)
class Periodic(Model):
    name: str
    when: str
    last_started_at: datetime | None


@dataclass(kw_only=True)
class Permission(Model):
    """A right that a role can give."""

    id: int
    codename: str
    name: str
    app: str
    model: str


PreferredChannelEnum: TypeAlias = Literal['email', 'whatsapp', 'none']


@dataclass(kw_only=True)
class Preview(Model):
    dates: list[date_aliased]


@dataclass(kw_only=True)
class ProductTask(Model):
    """A step of the work on a product. `duration` is in days."""

    id: int
    name: str
    step: int | None = None
    duration: int | None = None
    duration_is_business_days: bool | None = None
    notify_days_before: int | None = None
    notify_customer: bool | None = None


ProductTypeEnum: TypeAlias = Literal['visa', 'service', 'goods', 'other']


@dataclass(kw_only=True)
class ProjectedMonth(Model):
    period: str
    revenue: Decimal
    lower: Decimal
    upper: Decimal


@dataclass(kw_only=True)
class Projection(Model):
    """Revenue to come; without `series` where `reason` says that there is too little to go by."""

    currency: str
    months_of_data: int
    method: str
    confidence: float
    series: list[ProjectedMonth]
    back_test: BackTest | None
    reason: str


@dataclass(kw_only=True)
class Proof(Model):
    verified_at: datetime


@dataclass(kw_only=True)
class Proposal(Model):
    invoice_number: str
    invoice_date: date_aliased
    issue_date: date_aliased
    due_date: date_aliased
    currency: str


ProspectStatusEnum: TypeAlias = Literal['new', 'contacted', 'qualified', 'proposal', 'won', 'lost']


@dataclass(kw_only=True)
class Provider(Model):
    """A system that data is exchanged with. Secrets are written only."""

    id: int
    name: str
    has_secret_key: bool
    status: str
    response_time: int | None
    last_check: datetime | None
    created_at: datetime
    updated_at: datetime
    webhook_url: str | None = None
    api_base_url: str | None = None
    auth_type: AuthTypeEnum | None = None
    is_active: bool | None = None
    allowed_ips: list[str] | None = None
    rate_limit: int | None = None


@dataclass(kw_only=True)
class ProviderHealth(Model):
    status: str
    response_time: int | None
    last_check: datetime | None


@dataclass(kw_only=True)
class PublicKey(Model):
    public_key: str


@dataclass(kw_only=True)
class Queue(Model):
    name: str
    backlog: int
    consumers: int


@dataclass(kw_only=True)
class Queues(Model):
    """Administrators of a tenant see their own jobs as the queue `jobs`."""

    count: int
    backlog: int
    queues: list[Queue]
    error: str | None


@dataclass(kw_only=True)
class QueuesCheck(Model):
    status: PartStatusEnum
    error: str | None
    backlog: int


@dataclass(kw_only=True)
class QuoteStatusCounts(Model):
    draft: int
    sent: int
    accepted: int
    rejected: int
    expired: int


QuoteStatusEnum: TypeAlias = Literal['draft', 'sent', 'accepted', 'rejected', 'expired']


@dataclass(kw_only=True)
class Reading(Model):
    value: Any
    confidence: float
    source: str


ReasonsEnum: TypeAlias = Literal['email', 'phone', 'tax_number', 'name']


@dataclass(kw_only=True)
class RecoveryCodes(Model):
    recovery_codes: list[str]


RecurringInvoiceStatusEnum: TypeAlias = Literal['active', 'paused', 'ended']


@dataclass(kw_only=True)
class RecurringPeriod(Model):
    number: int
    date: date_aliased
    invoice: int | None


@dataclass(kw_only=True)
class Reference(Model):
    """Rows of one kind that refer to a row."""

    type: str
    count: int
    rows: list[NamedRow]


@dataclass(kw_only=True)
class Refresh(Model):
    refreshed: bool
    version: str


@dataclass(kw_only=True)
class RegisteredBrowser(Model):
    id: int
    endpoint: str
    user_agent: str
    created_at: datetime
    last_used_at: datetime | None


ReminderStatusEnum: TypeAlias = Literal['pending', 'sent', 'read']


@dataclass(kw_only=True)
class ReportLink(Model):
    name: str
    description: str
    url: str


@dataclass(kw_only=True)
class ReportPeriod(Model):
    from_: date_aliased
    to: date_aliased


@dataclass(kw_only=True)
class Revenue(Model):
    invoiced: Decimal
    collected: Decimal
    outstanding: Decimal
    overdue: Decimal


@dataclass(kw_only=True)
class Root(Model):
    clients: str
    quotes: str
    invoices: str
    payments: str
    dashboard: str
    jobs: str
    me: str
    health: str
    schema: str
    documentation: str


@dataclass(kw_only=True)
class RowDoubles(Model):
    row: int
    candidates: list[Double]


@dataclass(kw_only=True)
class RowError(Model):
    row: int
    field: str
    message: str


ScopeEnum: TypeAlias = Literal['all', 'own']


@dataclass(kw_only=True)
class SecondFactor(Model):
    """The caller's second factor."""

    enabled: bool
    asked_for: bool
    verified_at: datetime | None
    recovery_codes_left: int


@dataclass(kw_only=True)
class Series(Model):
    name: str
    title: str
    unit: str
    status: LevelEnum
    value: float
    points: list[list[float]]


@dataclass(kw_only=True)
class Server(Model):
    mode: str
    versions: dict[str, str]
    migrations: Migrations
    database_bytes: int
    disk: Disk
    periodic: list[Periodic]
    actions: list[Action]


@dataclass(kw_only=True)
class ServerAction(Model):
    action: str
    result: dict[str, Any]


@dataclass(kw_only=True)
class Session(Model):
    """A log-in of the caller's: from which device and address, and when."""

    id: int
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    is_current: bool
    user_agent: str | None = None
    address: str | None = None


SeverityEnum: TypeAlias = Literal['info', 'warning', 'critical']


@dataclass(kw_only=True)
class Skipped(Model):
    id: int
    message: str


@dataclass(kw_only=True)
class SkippedInvoice(Model):
    id: int
    message: str


@dataclass(kw_only=True)
class SkippedRow(Model):
    id: int
    message: str


@dataclass(kw_only=True)
class Snapshot(Model):
    """The overview as it was."""

    id: int
    first_day: date_aliased
    last_day: date_aliased
    currency: str
    figures: Any
    night: date_aliased | None
    owner: int | None
    created_at: datetime
    name: str | None = None


SourceEnum: TypeAlias = Literal['manual', 'application', 'google']


@dataclass(kw_only=True)
class StageCounts(Model):
    lead: int
    in_progress: int
    active: int


StageEnum: TypeAlias = Literal['LEAD', 'IN_PROGRESS', 'ACTIVE']


StateEnum: TypeAlias = Literal['PENDING', 'RUNNING', 'SUCCESS', 'RETRY', 'FAILURE']


@dataclass(kw_only=True)
class StatementEntry(Model):
    date: date_aliased
    kind: KindEnum
    number: str
    amount: Decimal
    balance: Decimal


@dataclass(kw_only=True)
class Statistics(Model):
    """The pipeline in figures, over the clients that the caller may see."""

    total_clients: int
    clients_by_stage: StageCounts
    recent_clients_30_days: int
    clients_by_staff: dict[str, int]
    total_interactions: int
    recent_interactions_30_days: int
    conversion_rate_percentage: float
    funnel: StageCounts


@dataclass(kw_only=True)
class Stats(Model):
    """Flat figures of a period."""

    revenue: float
    revenue_change: float
    collected: Decimal
    outstanding: Decimal
    overdue: Decimal
    expenses: Decimal
    profit: Decimal
    average_invoice: Decimal
    invoices_issued: int
    total_customers: int
    active_customers: int
    new_clients: int
    collection_rate: float
    quote_acceptance_rate: float
    currency: str


@dataclass(kw_only=True)
class StatusSum(Model):
    document: str
    status: str
    number: int
    total: Decimal


SyncStatusEnum: TypeAlias = Literal['local', 'pending', 'synced', 'failed']


SystemHealthStatusEnum: TypeAlias = Literal['healthy', 'degraded', 'down']


@dataclass(kw_only=True)
class Task(Model):
    """Something to do."""

    id: int
    title: str
    done_at: datetime | None
    google_task_id: str
    sync_status: SyncStatusEnum
    sync_error: str
    owner: int | None
    created_at: datetime
    updated_at: datetime
    notes: str | None = None
    due: datetime | None = None
    done: bool | None = None
    assigned_to: int | None = None
    customer_application: int | None = None


@dataclass(kw_only=True)
class TaskCounts(Model):
    pending: int
    running: int
    success: int
    retry: int
    failure: int


TaskStatusEnum: TypeAlias = Literal['pending', 'running', 'success', 'retry', 'failure']


@dataclass(kw_only=True)
class Tax(Model):
    name: str
    rate: Decimal


TaxModeEnum: TypeAlias = Literal['group', 'line']


@dataclass(kw_only=True)
class TaxTotal(Model):
    name: str
    rate: str
    taxable: str
    amount: str


@dataclass(kw_only=True)
class Tenant(Model):
    """A company, with its settings."""

    id: int
    name: str
    domain: str
    logo: str | None
    created_at: datetime
    updated_at: datetime
    is_active: bool | None = None
    settings: dict[str, Any] | None = None


@dataclass(kw_only=True)
class TenantBrief(Model):
    id: int
    name: str
    domain: str


ThemeEnum: TypeAlias = Literal['system', 'light', 'dark']


@dataclass(kw_only=True)
class Ticket(Model):
    ticket: str


@dataclass(kw_only=True)
class TimedCheck(Model):
    status: PartStatusEnum
    error: str | None
    latency_ms: float | None


@dataclass(kw_only=True)
class TokenPair(Model):
    detail: str
    access: str
    refresh: str


@dataclass(kw_only=True)
class Told(Model):
    """How much of it was new."""

    statuses: int
    messages: int


@dataclass(kw_only=True)
class Trend(Model):
    period: str
    revenue: Decimal
    collected: Decimal
    expenses: Decimal
    profit: Decimal


@dataclass(kw_only=True)
class Trends(Model):
    unit: str
    currency: str
    series: list[Trend]


@dataclass(kw_only=True)
class User(Model):
    """A user, as those see and change it who administrate the tenant."""

    id: int
    email: str
    role_id: int | None
    role_name: str
    last_login: datetime | None
    created_at: datetime
    updated_at: datetime
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    role: str | None = None
    is_active: bool | None = None


@dataclass(kw_only=True)
class Version(Model):
    """A file that the document had before."""

    version: int
    file: str
    filename: str
    content_type: str
    size: int
    created_at: datetime


@dataclass(kw_only=True)
class WebhookAttempt(Model):
    """A try to deliver, and what was answered: some of its headers, and the first 4 KiB of its body."""

    number: int
    attempted_at: datetime
    request_headers: Any
    status_code: int | None
    response_headers: Any
    response_body: str
    error: str
    milliseconds: int


@dataclass(kw_only=True)
class WebhookEndpoint(Model):
    """An address that events are sent to."""

    id: int
    url: str
    disabled_reason: str
    failures: int
    failing_since: datetime | None
    retry_at: datetime | None
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    event_types: list[EventType] | None = None
    is_active: bool | None = None


WebhookEventStatusEnum: TypeAlias = Literal['accepted', 'processed', 'ignored', 'unmatched', 'failed']


@dataclass(kw_only=True)
class WeekRevenue(Model):
    week: date_aliased
    revenue: float


@dataclass(kw_only=True)
class WhatsAppAccount(Model):
    """The number that the company writes from. Its token goes in and never comes out."""

    phone_number_id: str
    updated_at: datetime | None
    template: str | None = None
    template_language: str | None = None


@dataclass(kw_only=True)
class WhatsAppMessage(Model):
    """What somebody wrote to the company; `client` is null where no customer has the telephone."""

    id: int
    message_id: str
    client: int | None
    phone: str
    name: str
    message_type: str
    text: str
    received_at: datetime
    created_at: datetime


WorkerStatusEnum: TypeAlias = Literal['online']


@dataclass(kw_only=True)
class WorkersCheck(Model):
    status: PartStatusEnum
    error: str | None
    online: int


@dataclass(kw_only=True)
class Workflow(Model):
    """A step of the work on an application."""

    id: int
    step: int
    name: str
    duration: int
    duration_is_business_days: bool
    notify_days_before: int
    notify_customer: bool
    start_date: date_aliased | None
    due_date: date_aliased
    completion_date: date_aliased | None
    status: ApplicationStepStatusEnum
    notes: str
    is_current_step: bool


@dataclass(kw_only=True)
class YearRevenue(Model):
    year: int
    revenue: float


@dataclass(kw_only=True)
class Accepted(Model):
    status: AcceptedStatusEnum


@dataclass(kw_only=True)
class Alert(Model):
    """Something that a person should look at."""

    id: int
    title: str
    rule: str
    acknowledged_by: int | None
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    created_at: datetime
    updated_at: datetime
    message: str | None = None
    severity: SeverityEnum | None = None
    status: AlertStatusEnum | None = None
    source: str | None = None


@dataclass(kw_only=True)
class AuditLog(Model):
    """One event: who did what to which record, and what changed of it. Secrets are masked."""

    id: int
    user: EventUser | None
    impersonator: EventUser | None
    action: str
    resource_type: str
    resource_id: str
    old_values: Any
    new_values: Any
    ip_address: str
    request_id: str
    timestamp: datetime


@dataclass(kw_only=True)
class BillImportResult(Model):
    success: bool
    processed: int
    customers_created: int
    bills_created: int
    bills_updated: int
    bills_unchanged: int
    failed: int
    errors: list[RowError]
    possible_duplicates: list[RowDoubles]
    errors_url: str | None
    ignored_columns: list[str]


@dataclass(kw_only=True)
class BillSlice(Model):
    """Some days of a line that changed in mid-month."""

    line: LineEnum
    first_day: date_aliased
    last_day: date_aliased
    quantity: Decimal
    monthly_price: Decimal
    amount: Decimal


@dataclass(kw_only=True)
class Breakdown(Model):
    by_category: list[CategoryShare]
    by_status: list[StatusSum]
    by_client: list[ClientFigures]


@dataclass(kw_only=True)
class Broker(Model):
    status: PartStatusEnum
    error: str | None
    latency_ms: float


@dataclass(kw_only=True)
class BulkDeletion(Model):
    deleted: int
    skipped: int
    reasons: list[Skipped]


@dataclass(kw_only=True)
class CategorizedFile(Model):
    """A file and what it was taken for; null until it has been read."""

    file_id: int
    filename: str
    content_type: str
    size: int
    status: JobStatusEnum
    doc_type: int | None
    doc_type_name: str | None
    score: float | None
    reason: str
    matches: list[Match]
    error: str
    document: int | None


@dataclass(kw_only=True)
class CategoryDetail(Model):
    """A category of expenses in figures. Its id means nothing in another company."""

    category: str
    total: Decimal
    number: int
    share: float
    id: int
    name: str
    change: float
    series: list[MonthTotal]


@dataclass(kw_only=True)
class CeleryStatus(Model):
    """`tasks_last_hour` are the caller's tenant's."""

    status: CeleryStatusEnum
    broker: Broker
    workers_online: int
    active_tasks: int
    backlog: int
    tasks_last_hour: TaskCounts
    timestamp: datetime


@dataclass(kw_only=True)
class CeleryTask(Model):
    """A task of the recent past in Celery's own words."""

    task_id: str
    name: str
    state: StateEnum
    queue: str
    worker: str
    arguments: Any
    started_at: datetime | None
    finished_at: datetime | None
    duration_ms: float | None
    retries: int
    result: Any
    error: str
    created_at: datetime


@dataclass(kw_only=True)
class Change(Model):
    """An event of the change feed. `id` rises from one change of a record to the next."""

    id: int
    type: str
    resource_type: str
    resource_id: str
    action: str
    old_values: Any
    new_values: Any
    user: EventUser | None
    timestamp: datetime


@dataclass(kw_only=True)
class Changes(Model):
    """A page of the change feed."""

    results: list[Change]
    cursor: str
    has_more: bool


@dataclass(kw_only=True)
class Checks(Model):
    broker: TimedCheck
    workers: WorkersCheck
    queues: QueuesCheck
    round_trip: TimedCheck


@dataclass(kw_only=True)
class ClientDetail(Model):
    """A client in figures."""

    id: int
    name: str
    email: str
    status: str
    revenue: Decimal
    collected: Decimal
    outstanding: Decimal
    collection_rate: float
    series: list[MonthTotal]


@dataclass(kw_only=True)
class ClientList(Model):
    """A party, in whichever stage. Give `name`, or `first_name` and `last_name`; both are answered."""

    id: int
    email: str
    status: str
    unsubscribed_at: datetime | None
    owner: int | None
    created_by: int | None
    created_by_name: str | None
    assigned_to_name: str | None
    created_at: datetime
    updated_at: datetime
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    address: str | None = None
    company: str | None = None
    tax_number: str | None = None
    notes: str | None = None
    source: str | None = None
    stage: StageEnum | None = None
    active: bool | None = None
    preferred_channel: PreferredChannelEnum | BlankEnum | None = None
    assigned_to: int | None = None


@dataclass(kw_only=True)
class CreditEntry(Model):
    """A movement of a client's credit; `amount` is negative for what it loses."""

    id: int
    client: int
    client_name: str
    entry_kind: EntryKindEnum
    entry_date: date_aliased
    currency: str
    amount: Decimal
    invoice: int | None
    credit_note: int | None
    payment_method: str
    reference: str
    base_currency: str
    exchange_rate: Decimal | None
    base_amount: Decimal | None
    exchange_gain: Decimal | None
    created_at: datetime
    owner: int | None


@dataclass(kw_only=True)
class CreditNoteLine(Model):
    """A line of a credit note. Its figures follow from the invoice's line."""

    id: int
    description: str
    unit_price: Decimal
    total: Decimal
    invoice_line: int
    quantity: float | None = None
    discount: Decimal | None = None
    discount_percent: Decimal | None = None
    taxes: list[Tax] | None = None
    tax_rate: Decimal | None = None
    product: int | None = None
    customer_application: int | None = None


@dataclass(kw_only=True)
class Customer(Model):
    """A party that buys. `status` and `active` are the same fact."""

    id: int
    calculated_monthly_revenue: float
    join_date: date_aliased | None
    leave_date: date_aliased | None
    assigned_sales_person_details: Assignee | None
    unsubscribed_at: datetime | None
    owner: int | None
    created_at: datetime
    updated_at: datetime
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    contact_person: str | None = None
    tax_number: str | None = None
    source: str | None = None
    notes: str | None = None
    monthly_revenue: Decimal | None = None
    potential_revenue: Decimal | None = None
    status: CustomerStatusEnum | None = None
    active: bool | None = None
    assigned_sales_person: int | None = None
    passport_number: str | None = None
    passport_expiration_date: date_aliased | None = None
    nationality: str | None = None
    birthdate: date_aliased | None = None
    gender: GenderEnum | BlankEnum | None = None
    preferred_channel: PreferredChannelEnum | BlankEnum | None = None


@dataclass(kw_only=True)
class DashboardHealth(Model):
    status: DashboardHealthStatusEnum
    pending_events: int
    version: str


@dataclass(kw_only=True)
class Decision(Model):
    """Who accepted or rejected a quote by a link, when, from where, and the hash of what it said."""

    decision: DecisionEnum
    name: str
    decided_at: datetime
    ip_address: str
    user_agent: str
    content_hash: str


@dataclass(kw_only=True)
class Deletability(Model):
    can_delete: bool
    reason: str
    references: list[Reference]


@dataclass(kw_only=True)
class DeletedInvoices(Model):
    deleted: int
    skipped: int
    reasons: list[SkippedInvoice]


@dataclass(kw_only=True)
class DeletedRows(Model):
    deleted: int
    skipped: int
    reasons: list[SkippedRow]


@dataclass(kw_only=True)
class Delivery(Model):
    """An event on its way to an endpoint."""

    id: int
    endpoint: int
    message_id: str
    event_id: int
    event_type: str
    resource_type: str
    resource_id: str
    status: DeliveryStatusEnum
    attempts: int
    next_attempt_at: datetime | None
    created_at: datetime
    settled_at: datetime | None


@dataclass(kw_only=True)
class DeliveryWithLog(Model):
    """A delivery with what is sent and each try."""

    id: int
    endpoint: int
    message_id: str
    event_id: int
    event_type: str
    resource_type: str
    resource_id: str
    status: DeliveryStatusEnum
    attempts: int
    next_attempt_at: datetime | None
    created_at: datetime
    settled_at: datetime | None
    payload: dict[str, Any]
    log: list[WebhookAttempt]


@dataclass(kw_only=True)
class DeprecationImpact(Model):
    """What a document type is still asked by."""

    id: int
    name: str
    deprecated: bool
    products: list[AskingProduct]
    products_count: int
    open_documents: int
    open_applications: int
    references: list[Reference]


@dataclass(kw_only=True)
class Document(Model):
    """A document of an application. `file` is the address where its file is; only who may see the document opens it."""

    id: int
    customer_application: int
    doc_type: int
    doc_type_name: str
    filename: str
    content_type: str
    size: int
    version: int
    completed: bool
    status: DocumentStatusEnum
    status_reason: str
    reviewed_by: int | None
    reviewed_at: datetime | None
    ocr: Any
    owner: int | None
    created_at: datetime
    updated_at: datetime
    doc_number: str | None = None
    expiration_date: date_aliased | None = None
    file: str | None = None
    details: str | None = None
    required: bool | None = None


@dataclass(kw_only=True)
class DocumentBrief(Model):
    """A document as its application shows it."""

    id: int
    doc_type: int
    doc_type_name: str
    doc_number: str
    expiration_date: date_aliased | None
    filename: str
    details: str
    required: bool
    completed: bool
    status: DocumentStatusEnum


@dataclass(kw_only=True)
class Duplicate(Model):
    """A party that may be the same as another."""

    id: int
    name: str
    company: str
    email: str
    phone: str
    tax_number: str
    stage: StageEnum
    reasons: list[ReasonsEnum]


@dataclass(kw_only=True)
class Event(Model):
    """Something at a time. Times without an offset are those of `timezone`; a day alone is its midnight."""

    id: int
    title: str
    start: datetime
    recurs_until: date_aliased | None
    recurring_event: int | None
    original_date: date_aliased | None
    workflow: int | None
    source: SourceEnum
    google_event_id: str
    sync_status: SyncStatusEnum
    sync_error: str
    owner: int | None
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    end: datetime | None = None
    all_day: bool | None = None
    timezone: str | None = None
    rrule: str | None = None
    exdates: list[date_aliased] | None = None
    customer_application: int | None = None


@dataclass(kw_only=True)
class ExchangeRateImportResult(Model):
    success: bool
    processed: int
    created: int
    updated: int
    unchanged: int
    failed: int
    errors: list[RowError]
    possible_duplicates: list[RowDoubles]
    errors_url: str | None
    ignored_columns: list[str]


@dataclass(kw_only=True)
class Expense(Model):
    """Money spent: `amount` is what was paid, `tax_amount` the tax within it."""

    id: int
    description: str
    amount: Decimal
    invoice: int | None
    base_currency: str
    base_amount: Decimal | None
    base_tax_amount: Decimal | None
    created_at: datetime
    updated_at: datetime
    owner: int | None
    attachments: list[Attachment]
    currency: str | None = None
    category: CategoryEnum | None = None
    expense_date: date_aliased | None = None
    receipt_number: str | None = None
    vendor: str | None = None
    tax_amount: Decimal | None = None
    is_billable: bool | None = None
    client: int | None = None
    status: ExpenseStatusEnum | None = None
    notes: str | None = None
    exchange_rate: Decimal | None = None


@dataclass(kw_only=True)
class GoogleAccount(Model):
    """How the caller's Google account stands."""

    is_connected: bool
    email: str
    status: GoogleAccountStatusEnum
    error: str
    pending: int
    failed: int
    connected_at: datetime | None
    synced_at: datetime | None
    next_sync_at: datetime | None


@dataclass(kw_only=True)
class Health(Model):
    status: str
    providers: dict[str, ProviderHealth]


@dataclass(kw_only=True)
class HealthMetric(Model):
    """A figure at a moment."""

    id: int
    name: str
    value: float
    unit: str | None = None
    status: LevelEnum | None = None
    recorded_at: datetime | None = None


@dataclass(kw_only=True)
class ImportConfig(Model):
    """What can be imported."""

    formats: list[ImportFormat]
    limits: ImportLimits
    languages: list[str]


@dataclass(kw_only=True)
class ImportResult(Model):
    success: bool
    processed: int
    created: int
    updated: int
    unchanged: int
    failed: int
    errors: list[RowError]
    possible_duplicates: list[RowDoubles]
    errors_url: str | None
    ignored_columns: list[str]


@dataclass(kw_only=True)
class Interaction(Model):
    """A contact with a client: a call, an e-mail, a meeting, or a note."""

    id: int
    client: int
    interaction_type: InteractionTypeEnum
    subject: str
    description: str
    created_by: int | None
    created_by_name: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(kw_only=True)
class InvoiceCounts(Model):
    by_status: InvoiceStatusCounts


@dataclass(kw_only=True)
class InvoiceImport(Model):
    """
    A file that was imported, and what became of it; of a table of several invoices, one of them. `file/` below its
    address serves the file.
    """

    id: int
    job_id: str | None
    filename: str
    content_type: str
    size: int
    digest: str
    status: InvoiceImportStatusEnum
    error: str
    format: str
    invoice: int | None
    invoice_number: str | None
    document_number: str
    confidence: float | None
    readings: dict[str, Reading]
    differences: list[Difference]
    warnings: list[str]
    client_matched_by: str
    possible_duplicates: list[int]
    owner: int | None
    created_at: datetime
    updated_at: datetime


@dataclass(kw_only=True)
class Job(Model):
    """Work that takes long: how it stands, and where to poll it, stream it and fetch its file."""

    job_id: str
    kind: str
    status: JobStatusEnum
    progress: int
    message: str
    result: Any
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    status_url: str
    stream_url: str
    file_url: str | None


@dataclass(kw_only=True)
class Kpis(Model):
    """Key figures: bare numbers as isp-crm shows them, beside them amounts as everywhere."""

    total_revenue: float
    total_revenue_change: float
    total_customers: int
    total_customers_change: float
    active_customers: int
    active_customers_change: float
    collection_rate: float
    collection_rate_change: float
    period: KpisPeriod
    currency: str
    collected: Decimal
    outstanding: Decimal
    overdue: Decimal
    expenses: Decimal
    profit: Decimal
    average_invoice: Decimal
    invoices_issued: int
    new_clients: int
    quote_acceptance_rate: float


@dataclass(kw_only=True)
class LatestMetric(Model):
    name: str
    title: str
    value: float
    unit: str
    status: LevelEnum
    recorded_at: datetime


@dataclass(kw_only=True)
class Line(Model):
    """One line. `total` is quantity times price, rounded, less the discount."""

    id: int
    description: str
    unit_price: Decimal
    total: Decimal
    quantity: float | None = None
    discount: Decimal | None = None
    discount_percent: Decimal | None = None
    taxes: list[Tax] | None = None
    tax_rate: Decimal | None = None
    product: int | None = None
    customer_application: int | None = None


@dataclass(kw_only=True)
class LogInUser(Model):
    id: int
    email: str
    username: str
    first_name: str
    last_name: str
    role: str
    tenant: TenantBrief


@dataclass(kw_only=True)
class LoggedIn(Model):
    access: str
    refresh: str
    user: LogInUser


@dataclass(kw_only=True)
class Notification(Model):
    """
    A message on its way, or sent: `pending`, `sent`, `delivered`, `read`, `failed` (`error` says why), `cancelled`.

    How far beyond `sent` it gets depends on the channel: WhatsApp tells what arrived and what was read.
    """

    id: int
    kind: str
    channel: ChannelEnum
    recipient: str
    subject: str
    body: str
    status: NotificationStatusEnum
    customer_application: int | None
    client: int | None
    user: int | None
    language: str
    scheduled_for: datetime
    attempts: int
    next_attempt_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    external_reference: str
    error: str
    owner: int | None
    created_at: datetime
    updated_at: datetime


@dataclass(kw_only=True)
class Occurrence(Model):
    """One time at which an event takes place."""

    event: int
    recurring_event: int | None
    original_date: date_aliased | None
    title: str
    description: str
    start: datetime
    end: datetime
    all_day: bool
    timezone: str
    customer_application: int | None
    source: SourceEnum


@dataclass(kw_only=True)
class Page(Model):
    """What the page shows, for the tenant that the caller acts in."""

    tenant: str
    status: CeleryStatusEnum
    series: list[Series]
    alerts: list[Alert]
    workers: list[PageWorker]
    backlog: int
    tasks_last_hour: TaskCounts
    jobs: dict[str, int]
    timestamp: datetime


@dataclass(kw_only=True)
class PartHealth(Model):
    status: PartStatusEnum
    latency_ms: float
    error: str | None = None


@dataclass(kw_only=True)
class Payment(Model):
    """Money received for an invoice, perhaps in another currency, and what it was worth on its day."""

    id: int
    invoice: int
    invoice_number: str
    client: int
    amount: Decimal
    credited_amount: Decimal | None
    invoice_currency: str
    base_currency: str
    base_amount: Decimal | None
    exchange_gain: Decimal | None
    created_at: datetime
    updated_at: datetime
    owner: int | None
    currency: str | None = None
    payment_date: date_aliased | None = None
    payment_method: PaymentMethodEnum | None = None
    reference: str | None = None
    notes: str | None = None
    invoice_amount: Decimal | None = None
    exchange_rate: Decimal | None = None


@dataclass(kw_only=True)
class Product(Model):
    """Something that is sold, with the steps of the work on it and the document types it asks for, by their ids."""

    id: int
    code: str
    name: str
    owner: int | None
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    product_type: ProductTypeEnum | None = None
    base_price: Decimal | None = None
    retail_price: Decimal | None = None
    currency: str | None = None
    tax_rate: Decimal | None = None
    validity: int | None = None
    deprecated: bool | None = None
    required_documents: list[int] | None = None
    optional_documents: list[int] | None = None
    tasks: list[ProductTask] | None = None


@dataclass(kw_only=True)
class Profile(Model):
    """The caller's own profile, with the tenant they act in."""

    id: int
    email: str
    pending_email: str
    avatar: str | None
    role: str
    role_id: int | None
    role_name: str
    is_active: bool
    last_login: datetime | None
    created_at: datetime
    updated_at: datetime
    tenant: TenantBrief
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None


@dataclass(kw_only=True)
class Prospect(Model):
    """A party that is not a customer yet. Status `won` makes it one: it keeps its id and moves to the customers."""

    id: int
    sales_person_name: str | None
    created_at: datetime
    updated_at: datetime
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    contact_person: str | None = None
    source: str | None = None
    potential_revenue: Decimal | None = None
    follow_up_date: date_aliased | None = None
    notes: str | None = None
    status: ProspectStatusEnum | None = None
    stage: StageEnum | None = None
    sales_person: int | None = None


@dataclass(kw_only=True)
class PublicLink(Model):
    """A link to a sent quote or invoice. `url` is answered once, when the link is made."""

    id: int
    url: str | None
    revoked_at: datetime | None
    is_active: bool
    views: int
    last_viewed_at: datetime | None
    decisions: list[Decision]
    created_at: datetime
    owner: int | None
    quote: int | None = None
    invoice: int | None = None
    expires_at: datetime | None = None


@dataclass(kw_only=True)
class QuoteCounts(Model):
    by_status: QuoteStatusCounts
    acceptance_rate: float


@dataclass(kw_only=True)
class QuoteLine(Model):
    """One line. `total` is quantity times price, rounded, less the discount."""

    id: int
    description: str
    unit_price: Decimal
    total: Decimal
    quantity: float | None = None
    discount: Decimal | None = None
    discount_percent: Decimal | None = None
    taxes: list[Tax] | None = None
    tax_rate: Decimal | None = None
    product: int | None = None
    customer_application: int | None = None


@dataclass(kw_only=True)
class RecurringLine(Model):
    """One line. `total` is quantity times price, rounded, less the discount."""

    description: str
    unit_price: Decimal
    quantity: float | None = None
    discount: Decimal | None = None
    discount_percent: Decimal | None = None
    taxes: list[Tax] | None = None
    tax_rate: Decimal | None = None


@dataclass(kw_only=True)
class Registered(Model):
    """The new user at the top level and beside it; the tokens only of a company that signed up."""

    id: int
    email: str
    username: str
    first_name: str
    last_name: str
    role: str
    tenant: TenantBrief
    user: LogInUser
    access: str | None = None
    refresh: str | None = None


@dataclass(kw_only=True)
class Reminder(Model):
    """Something that a user is told at a time. A time without an offset is that of `timezone`."""

    id: int
    title: str
    remind_at: datetime
    automatic: bool
    status: ReminderStatusEnum
    sent_at: datetime | None
    read_at: datetime | None
    owner: int | None
    created_at: datetime
    updated_at: datetime
    timezone: str | None = None
    user: int | None = None
    calendar_event: int | None = None
    channels: list[ChannelsEnum] | None = None


@dataclass(kw_only=True)
class Report(Model):
    """A report: rows, all with the same names, and what they come to."""

    period: ReportPeriod
    currency: str
    series: list[dict[str, Any]]
    totals: dict[str, Any]


@dataclass(kw_only=True)
class Role(Model):
    """What a user may do (`permissions`), and on which rows (`scope`)."""

    id: int
    name: str
    is_built_in: bool
    slug: str | None = None
    scope: ScopeEnum | None = None
    permissions: list[str] | None = None


@dataclass(kw_only=True)
class Settings(Model):
    """The caller's own settings; null means the tenant's."""

    language: LanguageEnum | NullEnum | None = None
    timezone: str | None = None
    theme: ThemeEnum | None = 'system'
    email_notifications: bool | None = True
    push_notifications: bool | None = True
    quiet_hours: str | None = None
    whatsapp_number: str | None = None


@dataclass(kw_only=True)
class Statement(Model):
    """A client's account in one currency: what is owed less what the client has as credit."""

    client: int
    client_name: str
    currency: str
    to: date_aliased
    opening_balance: Decimal
    entries: list[StatementEntry]
    closing_balance: Decimal
    from_: date_aliased | None


@dataclass(kw_only=True)
class SystemHealth(Model):
    status: SystemHealthStatusEnum
    database: PartHealth
    cache: PartHealth
    broker: PartHealth
    worker: PartHealth


@dataclass(kw_only=True)
class SystemMetrics(Model):
    """The newest value of every metric of the caller's tenant, and what is going on there."""

    metrics: list[LatestMetric]
    tasks_last_hour: TaskCounts
    jobs: dict[str, int]
    alerts: dict[str, int]
    timestamp: datetime


@dataclass(kw_only=True)
class TaskExecution(Model):
    """A task as its worker noted it, or as a caller did."""

    id: int
    task_name: str
    arguments: Any
    created_at: datetime
    task_id: str | None = None
    status: TaskStatusEnum | None = None
    queue: str | None = None
    worker: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    duration_ms: float | None = None
    retries: int | None = None
    result: Any | None = None
    error: str | None = None


@dataclass(kw_only=True)
class WebhookEvent(Model):
    """An event that a provider sent, and what became of it."""

    id: int
    event_type: str
    event_id: str
    provider: str
    status: WebhookEventStatusEnum
    error: str
    data: Any
    attempts: int
    occurred_at: datetime
    next_attempt_at: datetime | None
    processed_at: datetime | None
    created_at: datetime


@dataclass(kw_only=True)
class Data(Change):
    is_shortened: bool | None = None


@dataclass(kw_only=True)
class WebhookMessage(Model):
    """What is posted to webhook endpoints. Of two messages about one record, the later change has the higher `data.id`."""

    type: str
    timestamp: datetime
    data: Data


@dataclass(kw_only=True)
class Worker(Model):
    """A worker that answered. Administrators of a tenant see only their own tasks and no figures of the machine."""

    name: str
    status: WorkerStatusEnum
    active_tasks: list[ActiveTask]
    concurrency: int | None
    processed: int | None
    reserved: int | None
    queues: list[str] | None
    uptime_seconds: int | None
    pid: int | None


@dataclass(kw_only=True)
class Workers(Model):
    """Those that answered within the wait; `error` says why nobody was asked."""

    count: int
    workers: list[Worker]
    error: str | None


@dataclass(kw_only=True)
class Application(Model):
    """What a customer has asked for, with the steps of the work on it and its documents."""

    id: int
    customer: int
    customer_name: str
    product: int
    product_code: str
    product_name: str
    status: ApplicationStatusEnum
    close_reason: str
    workflows: list[Workflow]
    documents: list[DocumentBrief]
    owner: int | None
    created_at: datetime
    updated_at: datetime
    doc_date: date_aliased | None = None
    due_date: date_aliased | None = None
    notes: str | None = None


@dataclass(kw_only=True)
class BandwidthBill(Model):
    """
    A bandwidth bill. Totals are the server's: `total_bill` is the sum of the prices less the discount, `total_due`
    what of it is open.
    """

    id: int
    customer: int
    customer_details: CustomerBrief
    month: date_aliased | None
    total_bill: Decimal
    total_due: Decimal
    advance_used: Decimal
    slices: list[BillSlice]
    base_currency: str
    exchange_rate: Decimal | None
    base_total_bill: Decimal | None
    base_total_received: Decimal | None
    base_total_due: Decimal | None
    created_at: datetime
    updated_at: datetime
    owner: int | None
    nttn_cap: str | None = None
    nttn_com: str | None = None
    billing_date: date_aliased | None = None
    currency: str | None = None
    iig_qt: Decimal | None = None
    iig_qt_price: Decimal | None = None
    fna: Decimal | None = None
    fna_price: Decimal | None = None
    ggc: Decimal | None = None
    ggc_price: Decimal | None = None
    cdn: Decimal | None = None
    cdn_price: Decimal | None = None
    bdix: Decimal | None = None
    bdix_price: Decimal | None = None
    baishan: Decimal | None = None
    baishan_price: Decimal | None = None
    discount: Decimal | None = None
    total_received: Decimal | None = None
    advance: Decimal | None = None
    status: CustomerStatusEnum | None = None
    remarks: str | None = None


@dataclass(kw_only=True)
class Categorization(Model):
    """Files that are sorted: how far it is, and what each was taken for."""

    job_id: str
    kind: str
    customer_application: int
    status: JobStatusEnum
    progress: int
    message: str
    announced: list[str]
    files: list[CategorizedFile]
    applied_at: datetime | None
    created_at: datetime
    status_url: str
    stream_url: str
    upload_url: str
    apply_url: str


@dataclass(kw_only=True)
class CeleryHealth(Model):
    status: CeleryHealthEnum
    checks: Checks
    timestamp: datetime


@dataclass(kw_only=True)
class Client(Model):
    """A party with its interactions, the newest first."""

    id: int
    email: str
    status: str
    unsubscribed_at: datetime | None
    owner: int | None
    created_by: int | None
    created_by_name: str | None
    assigned_to_name: str | None
    created_at: datetime
    updated_at: datetime
    interactions: list[Interaction]
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    address: str | None = None
    company: str | None = None
    tax_number: str | None = None
    notes: str | None = None
    source: str | None = None
    stage: StageEnum | None = None
    active: bool | None = None
    preferred_channel: PreferredChannelEnum | BlankEnum | None = None
    assigned_to: int | None = None


@dataclass(kw_only=True)
class CreatedClient(Model):
    """A new party, with those that it may double."""

    id: int
    email: str
    status: str
    unsubscribed_at: datetime | None
    owner: int | None
    created_by: int | None
    created_by_name: str | None
    assigned_to_name: str | None
    created_at: datetime
    updated_at: datetime
    interactions: list[Interaction]
    possible_duplicates: list[Duplicate]
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    address: str | None = None
    company: str | None = None
    tax_number: str | None = None
    notes: str | None = None
    source: str | None = None
    stage: StageEnum | None = None
    active: bool | None = None
    preferred_channel: PreferredChannelEnum | BlankEnum | None = None
    assigned_to: int | None = None


@dataclass(kw_only=True)
class CreatedCustomer(Model):
    """A new customer, with the parties that it may double."""

    id: int
    calculated_monthly_revenue: float
    join_date: date_aliased | None
    leave_date: date_aliased | None
    assigned_sales_person_details: Assignee | None
    unsubscribed_at: datetime | None
    owner: int | None
    created_at: datetime
    updated_at: datetime
    possible_duplicates: list[Duplicate]
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    contact_person: str | None = None
    tax_number: str | None = None
    source: str | None = None
    notes: str | None = None
    monthly_revenue: Decimal | None = None
    potential_revenue: Decimal | None = None
    status: CustomerStatusEnum | None = None
    active: bool | None = None
    assigned_sales_person: int | None = None
    passport_number: str | None = None
    passport_expiration_date: date_aliased | None = None
    nationality: str | None = None
    birthdate: date_aliased | None = None
    gender: GenderEnum | BlankEnum | None = None
    preferred_channel: PreferredChannelEnum | BlankEnum | None = None


@dataclass(kw_only=True)
class CreatedProspect(Model):
    """A new prospect, with the parties that it may double."""

    id: int
    sales_person_name: str | None
    created_at: datetime
    updated_at: datetime
    possible_duplicates: list[Duplicate]
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    contact_person: str | None = None
    source: str | None = None
    potential_revenue: Decimal | None = None
    follow_up_date: date_aliased | None = None
    notes: str | None = None
    status: ProspectStatusEnum | None = None
    stage: StageEnum | None = None
    sales_person: int | None = None


@dataclass(kw_only=True)
class CreditNote(Model):
    """What takes an invoice back, whole or by line."""

    id: int
    client: int
    client_name: str
    status: CreditNoteStatusEnum
    tax_mode: TaxModeEnum
    prices_include_tax: bool
    taxes: list[TaxTotal]
    subtotal: Decimal
    total_amount: Decimal
    sent_at: datetime | None
    created_at: datetime
    updated_at: datetime
    owner: int | None
    line_items: list[CreditNoteLine]
    emailed_at: datetime | None
    seller: Party | None
    buyer: Party | None
    content_hash: str
    base_currency: str
    exchange_rate: Decimal | None
    base_subtotal: Decimal | None
    base_tax_amount: Decimal | None
    base_total_amount: Decimal | None
    credit_note_number: str
    invoice: int
    invoice_number: str
    reason: str
    issue_date: date_aliased | None = None
    currency: str | None = None
    tax_amount: Decimal | None = None
    terms: str | None = None
    notes: str | None = None


@dataclass(kw_only=True)
class Invoice(Model):
    """A claim on a client, with its lines and what was paid on it."""

    id: int
    client: int
    client_name: str
    taxes: list[TaxTotal]
    subtotal: Decimal
    total_amount: Decimal
    sent_at: datetime | None
    created_at: datetime
    updated_at: datetime
    owner: int | None
    emailed_at: datetime | None
    seller: Party | None
    buyer: Party | None
    content_hash: str
    base_currency: str
    exchange_rate: Decimal | None
    base_subtotal: Decimal | None
    base_tax_amount: Decimal | None
    base_total_amount: Decimal | None
    invoice_number: str
    credited_amount: Decimal
    paid_amount: Decimal
    balance: Decimal
    is_credited: bool
    late_fee_for: int | None
    payments: list[PaymentBrief]
    base_credited_amount: Decimal | None
    base_paid_amount: Decimal | None
    base_balance: Decimal | None
    issue_date: date_aliased | None = None
    status: InvoiceStatusEnum | None = None
    currency: str | None = None
    tax_mode: TaxModeEnum | None = None
    prices_include_tax: bool | None = None
    tax_amount: Decimal | None = None
    terms: str | None = None
    notes: str | None = None
    line_items: list[Line] | None = None
    due_date: date_aliased | None = None


@dataclass(kw_only=True)
class Overview(Model):
    period: Period
    currency: str
    revenue: Revenue
    other_currencies: list[OtherCurrency]
    expenses: Expenses
    profit: Decimal
    exchange_gain: Decimal
    client_credit: Decimal
    invoices: InvoiceCounts
    bills: BillFigures
    quotes: QuoteCounts
    clients: ClientCounts
    recent_activity: list[Activity]


@dataclass(kw_only=True)
class Quote(Model):
    """An offer to a client. `invoice` is what it was converted to, null until then."""

    id: int
    client: int
    client_name: str
    taxes: list[TaxTotal]
    subtotal: Decimal
    total_amount: Decimal
    sent_at: datetime | None
    created_at: datetime
    updated_at: datetime
    owner: int | None
    emailed_at: datetime | None
    seller: Party | None
    buyer: Party | None
    content_hash: str
    base_currency: str
    exchange_rate: Decimal | None
    base_subtotal: Decimal | None
    base_tax_amount: Decimal | None
    base_total_amount: Decimal | None
    quote_number: str
    invoice: int | None
    deposit_invoice: int | None
    issue_date: date_aliased | None = None
    status: QuoteStatusEnum | None = None
    currency: str | None = None
    tax_mode: TaxModeEnum | None = None
    prices_include_tax: bool | None = None
    tax_amount: Decimal | None = None
    terms: str | None = None
    notes: str | None = None
    line_items: list[QuoteLine] | None = None
    expiry_date: date_aliased | None = None
    deposit_percent: Decimal | None = None


@dataclass(kw_only=True)
class RecurringInvoice(Model):
    """A schedule that issues an invoice for each period."""

    id: int
    client: int
    client_name: str
    status: RecurringInvoiceStatusEnum
    next_date: date_aliased | None
    line_items: list[RecurringLine]
    periods: list[RecurringPeriod]
    created_at: datetime
    updated_at: datetime
    owner: int | None
    name: str | None = None
    frequency: FrequencyEnum | None = None
    interval: int | None = None
    start_date: date_aliased | None = None
    end_date: date_aliased | None = None
    auto_send: bool | None = None
    due_days: int | None = None
    currency: str | None = None
    tax_mode: TaxModeEnum | None = None
    prices_include_tax: bool | None = None
    terms: str | None = None
    notes: str | None = None
