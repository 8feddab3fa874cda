"""Written by `make sdks` from docs/openapi.yaml; change it there."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from saas_platform._files import Upload
from saas_platform._types import Amount, Day, Moment, Number


class AdvanceRequest(TypedDict):
    workflow: NotRequired[int]


AlertStatusEnum: TypeAlias = Literal['open', 'acknowledged', 'resolved']


File: TypeAlias = str


class AnnouncementRequest(TypedDict):
    files: list[File]


ApplicationStepStatusEnum: TypeAlias = Literal['pending', 'processing', 'completed', 'rejected']


class AssignRoleRequest(TypedDict):
    role: str | int


class AssignmentRequest(TypedDict):
    file_id: int
    doc_type: int


class AssignmentsRequest(TypedDict):
    assignments: list[AssignmentRequest]


AuthTypeEnum: TypeAlias = Literal['api_key', 'oauth2', 'basic', 'none']


class BillRequest(TypedDict):
    expenses: list[int]
    invoice: NotRequired[int | None]


BlankEnum: TypeAlias = Literal['']


Id: TypeAlias = int


class BulkDeleteRequest(TypedDict):
    ids: list[Id]


CategoryEnum: TypeAlias = Literal['office', 'travel', 'meals', 'software', 'marketing', 'other']


class ChangePasswordRequest(TypedDict):
    old_password: str
    new_password: str


ChannelsEnum: TypeAlias = Literal['email', 'push', 'whatsapp', 'in_app']


class CodeRequest(TypedDict):
    code: str


CustomerStatusEnum: TypeAlias = Literal['Active', 'Inactive']


DegreesEnum: TypeAlias = Literal[90, 180, 270]


Keyword: TypeAlias = str


class DocumentTypeRequest(TypedDict):
    """A kind of document. Its keywords tell a document of the kind by its text."""

    name: str
    description: NotRequired[str]
    has_expiration_date: NotRequired[bool]
    has_doc_number: NotRequired[bool]
    keywords: NotRequired[list[Keyword]]
    deprecated: NotRequired[bool]


class EndpointRequest(TypedDict):
    endpoint: str


class EventAssignmentRequest(TypedDict):
    """What an event is about that matched nothing."""

    invoice: NotRequired[int]
    recurring_invoice: NotRequired[int]


ExpenseStatusEnum: TypeAlias = Literal['pending', 'approved', 'rejected', 'reimbursed']


FileFormatEnum: TypeAlias = Literal['pdf', 'docx']


class ForceCloseRequest(TypedDict):
    reason: NotRequired[str]


class ForgottenPasswordRequest(TypedDict):
    email: str


FormatEnum: TypeAlias = Literal['csv', 'excel']


FrequencyEnum: TypeAlias = Literal['weekly', 'monthly', 'yearly']


GenderEnum: TypeAlias = Literal['F', 'M', 'X']


class GenerationRequest(TypedDict):
    """Which month to lay out."""

    month: NotRequired[str]


InteractionTypeEnum: TypeAlias = Literal['CALL', 'EMAIL', 'MEETING', 'NOTE']


class InvitationRequest(TypedDict):
    email: str
    role: NotRequired[str | int]
    first_name: NotRequired[str]
    last_name: NotRequired[str]


class InvoiceIdsRequest(TypedDict):
    ids: list[int]


InvoiceStatusEnum: TypeAlias = Literal['draft', 'sent', 'partial', 'paid', 'overdue', 'cancelled']


class KeysRequest(TypedDict):
    p256dh: str
    auth: str


LanguageEnum: TypeAlias = Literal['af', 'ar', 'ar-dz', 'ast', 'az', 'bg', 'be', 'bn', 'br', 'bs', 'ca', 'ckb', 'cs', 'cy', 'da', 'de', 'dsb', 'el', 'en', 'en-au', 'en-gb', 'eo', 'es', 'es-ar', 'es-co', 'es-mx', 'es-ni', 'es-ve', 'et', 'eu', 'fa', 'fi', 'fr', 'fy', 'ga', 'gd', 'gl', 'he', 'hi', 'hr', 'hsb', 'hu', 'hy', 'ia', 'id', 'ig', 'io', 'is', 'it', 'ja', 'ka', 'kab', 'kk', 'km', 'kn', 'ko', 'ky', 'lb', 'lt', 'lv', 'mk', 'ml', 'mn', 'mr', 'ms', 'my', 'nb', 'ne', 'nl', 'nn', 'os', 'pa', 'pl', 'pt', 'pt-br', 'ro', 'ru', 'sk', 'sl', 'sq', 'sr', 'sr-latn', 'sv', 'sw', 'ta', 'te', 'tg', 'th', 'tk', 'tr', 'tt', 'udm', 'ug', 'uk', 'ur', 'uz', 'vi', 'zh-hans', 'zh-hant']


LevelEnum: TypeAlias = Literal['ok', 'warning', 'critical']


class LinkPasswordRequest(TypedDict):
    token: str
    password: str
    code: NotRequired[str]


class LinkRequest(TypedDict):
    token: str


Year: TypeAlias = int


class LoadHolidaysRequest(TypedDict):
    country: str
    years: NotRequired[list[Year]]
    subdivision: NotRequired[str]


class LogInRequest(TypedDict):
    """Who wants in: a username or an e-mail, under either name."""

    username: NotRequired[str]
    email: NotRequired[str]
    password: str
    code: NotRequired[str]


class LogOutRequest(TypedDict):
    refresh: NotRequired[str]


Permission1: TypeAlias = str


Permission2: TypeAlias = int


Permission: TypeAlias = Permission1 | Permission2


DocumentId: TypeAlias = int


class MergeDocumentsRequest(TypedDict):
    document_ids: list[DocumentId]


class MergeRequest(TypedDict):
    duplicate: int


class MessageTemplateRequest(TypedDict):
    """
    A company's own words for one kind of message to its customers. `{name}` and other places are filled in; which
    ones a kind has, `kinds/` tells.
    """

    kind: str
    subject: str
    body: str


NullEnum: TypeAlias = None


OverpaymentEnum: TypeAlias = Literal['refuse', 'credit']


class PasswordAndCodeRequest(TypedDict):
    password: str
    code: str


class PasswordRequest(TypedDict):
    password: str


class PatchedDocumentTypeRequest(TypedDict):
    """A kind of document. Its keywords tell a document of the kind by its text."""

    name: NotRequired[str]
    description: NotRequired[str]
    has_expiration_date: NotRequired[bool]
    has_doc_number: NotRequired[bool]
    keywords: NotRequired[list[Keyword]]
    deprecated: NotRequired[bool]


class PatchedInteractionRequest(TypedDict):
    """A contact with a client: a call, an e-mail, a meeting, or a note."""

    client: NotRequired[int]
    interaction_type: NotRequired[InteractionTypeEnum]
    subject: NotRequired[str]
    description: NotRequired[str]


class PatchedMessageTemplateRequest(TypedDict):
    """
    A company's own words for one kind of message to its customers. `{name}` and other places are filled in; which
    ones a kind has, `kinds/` tells.
    """

    kind: NotRequired[str]
    subject: NotRequired[str]
    body: NotRequired[str]


class PatchedProfileRequest(TypedDict):
    """The caller's own profile, with the tenant they act in."""

    username: NotRequired[str]
    email: NotRequired[str]
    first_name: NotRequired[str]
    last_name: NotRequired[str]


class PatchedProviderRequest(TypedDict):
    """A system that data is exchanged with. Secrets are written only."""

    name: NotRequired[str]
    webhook_url: NotRequired[str]
    api_base_url: NotRequired[str]
    auth_type: NotRequired[AuthTypeEnum]
    is_active: NotRequired[bool]
    allowed_ips: NotRequired[list[str]]
    rate_limit: NotRequired[int | None]
    secret_key: NotRequired[str]
    credentials: NotRequired[dict[str, str]]


Permission31: TypeAlias = str


Permission32: TypeAlias = int


Permission3: TypeAlias = Permission31 | Permission32


class PatchedTenantRequest(TypedDict):
    """A company, with its settings."""

    name: NotRequired[str]
    domain: NotRequired[str]
    is_active: NotRequired[bool]
    settings: NotRequired[dict[str, Any]]


class PatchedUserRequest(TypedDict):
    """A user, as those see and change it who administrate the tenant."""

    username: NotRequired[str]
    email: NotRequired[str]
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    role: NotRequired[str | int]
    password: NotRequired[str]
    is_active: NotRequired[bool]


EventType: TypeAlias = str


class PatchedWebhookEndpointRequest(TypedDict):
    """An address that events are sent to."""

    url: NotRequired[str]
    description: NotRequired[str]
    event_types: NotRequired[list[EventType]]
    is_active: NotRequired[bool]


PaymentMethodEnum: TypeAlias = Literal['bank_transfer', 'cash', 'card', 'credit_card', 'debit_card', 'direct_debit', 'paypal', 'stripe', 'cheque', 'online', 'other']


PreferredChannelEnum: TypeAlias = Literal['email', 'whatsapp', 'none']


class ProductExportRequest(TypedDict):
    """How to write the products. The list's filters go into the query, where `format` may stand, too."""

    format: NotRequired[FormatEnum]


class ProductTaskRequest(TypedDict):
    """A step of the work on a product. `duration` is in days."""

    step: NotRequired[int]
    name: str
    duration: NotRequired[int]
    duration_is_business_days: NotRequired[bool]
    notify_days_before: NotRequired[int]
    notify_customer: NotRequired[bool]


ProductTypeEnum: TypeAlias = Literal['visa', 'service', 'goods', 'other']


ProspectStatusEnum: TypeAlias = Literal['new', 'contacted', 'qualified', 'proposal', 'won', 'lost']


class ProviderRequest(TypedDict):
    """A system that data is exchanged with. Secrets are written only."""

    name: str
    webhook_url: NotRequired[str]
    api_base_url: NotRequired[str]
    auth_type: NotRequired[AuthTypeEnum]
    is_active: NotRequired[bool]
    allowed_ips: NotRequired[list[str]]
    rate_limit: NotRequired[int | None]
    secret_key: NotRequired[str]
    credentials: NotRequired[dict[str, str]]


QuoteStatusEnum: TypeAlias = Literal['draft', 'sent', 'accepted', 'rejected', 'expired']


class RefreshRequest(TypedDict):
    refresh: str


class RegisterRequest(TypedDict):
    """A company that signs up (with `tenant_name`), or a colleague whom an administrator adds (without)."""

    email: str
    username: NotRequired[str]
    password: str
    password_confirm: NotRequired[str]
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    tenant_name: NotRequired[str]
    tenant_domain: NotRequired[str]
    role: NotRequired[str | int]


class RestoreRequest(TypedDict):
    filename: str


Permission41: TypeAlias = str


Permission42: TypeAlias = int


Permission4: TypeAlias = Permission41 | Permission42


class RotationRequest(TypedDict):
    overlap_hours: NotRequired[int]


class RowIdsRequest(TypedDict):
    ids: list[Id]


ScopeEnum: TypeAlias = Literal['all', 'own']


SeverityEnum: TypeAlias = Literal['info', 'warning', 'critical']


class SnapshotRequest(TypedDict):
    """The overview as it was."""

    name: NotRequired[str]


class SnoozeRequest(TypedDict):
    minutes: NotRequired[int]


StageEnum: TypeAlias = Literal['LEAD', 'IN_PROGRESS', 'ACTIVE']


class StepStatusRequest(TypedDict):
    status: ApplicationStepStatusEnum
    notes: NotRequired[str]


TaskStatusEnum: TypeAlias = Literal['pending', 'running', 'success', 'retry', 'failure']


TaxModeEnum: TypeAlias = Literal['group', 'line']


class TenantRequest(TypedDict):
    """A company, with its settings."""

    name: str
    domain: str
    is_active: NotRequired[bool]
    settings: NotRequired[dict[str, Any]]


class TestPushRequest(TypedDict):
    user: NotRequired[int]
    title: NotRequired[str]
    body: NotRequired[str]


class TestWhatsAppRequest(TypedDict):
    """Give `to` or `customer`."""

    to: NotRequired[str]
    customer: NotRequired[int]
    message: NotRequired[str]


ThemeEnum: TypeAlias = Literal['system', 'light', 'dark']


class UserRequest(TypedDict):
    """A user, as those see and change it who administrate the tenant."""

    username: NotRequired[str]
    email: str
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    role: NotRequired[str | int]
    password: str
    is_active: NotRequired[bool]


class VerifyRequest(TypedDict):
    token: str


class WebhookEndpointRequest(TypedDict):
    """An address that events are sent to."""

    url: str
    description: NotRequired[str]
    event_types: NotRequired[list[EventType]]
    is_active: NotRequired[bool]


class WhatsAppAccountRequest(TypedDict):
    """The number that the company writes from. Its token goes in and never comes out."""

    phone_number_id: str
    token: NotRequired[str]
    template: NotRequired[str]
    template_language: NotRequired[str]


class WhatsAppWebhookRequest(TypedDict):
    """As Meta sends it; what is not understood is skipped."""

    object: NotRequired[str]
    entry: NotRequired[Any]


class AuthApiKeysQuery(TypedDict):
    cursor: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class BackupsQuery(TypedDict):
    cursor: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class BillsDownloadQuery(TypedDict):
    file_format: NotRequired[Literal['pdf', 'docx']]


class BillsAdvancesQuery(TypedDict):
    currency: NotRequired[str]
    cursor: NotRequired[str]
    customer: NotRequired[int]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class CalendarGoogleCallbackQuery(TypedDict):
    code: NotRequired[str]
    error: NotRequired[str]
    state: NotRequired[str]


CalendarOccurrencesQuery = TypedDict(
    'CalendarOccurrencesQuery',
    {
        'after': NotRequired[str],
        'from': NotRequired[str],
        'to': NotRequired[str],
    },
)


class ChangesQuery(TypedDict):
    page_size: NotRequired[int]
    resource: NotRequired[str]
    since: NotRequired[str]
    types: NotRequired[str]
    wait: NotRequired[int]


class CountryCodesQuery(TypedDict):
    cursor: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    search: NotRequired[str]


DashboardStatsFlatQuery = TypedDict(
    'DashboardStatsFlatQuery',
    {
        'client': NotRequired[int],
        'currency': NotRequired[str],
        'from': NotRequired[str],
        'period': NotRequired[Literal['month', 'quarter', 'week', 'year']],
        'to': NotRequired[str],
    },
)


DashboardCategoriesQuery = TypedDict(
    'DashboardCategoriesQuery',
    {
        'client': NotRequired[int],
        'currency': NotRequired[str],
        'cursor': NotRequired[str],
        'from': NotRequired[str],
        'page': NotRequired[int],
        'page_size': NotRequired[int],
        'period': NotRequired[Literal['month', 'quarter', 'week', 'year']],
        'to': NotRequired[str],
    },
)


DashboardCustomerWiseRevenueQuery = TypedDict(
    'DashboardCustomerWiseRevenueQuery',
    {
        'client': NotRequired[int],
        'currency': NotRequired[str],
        'from': NotRequired[str],
        'limit': NotRequired[int],
        'offset': NotRequired[int],
        'period': NotRequired[Literal['month', 'quarter', 'week', 'year']],
        'to': NotRequired[str],
    },
)


DashboardExportQuery = TypedDict(
    'DashboardExportQuery',
    {
        'client': NotRequired[int],
        'currency': NotRequired[str],
        'format': NotRequired[Literal['csv', 'excel', 'pdf']],
        'from': NotRequired[str],
        'period': NotRequired[Literal['month', 'quarter', 'week', 'year']],
        'to': NotRequired[str],
    },
)


class DashboardProjectionsQuery(TypedDict):
    client: NotRequired[int]
    currency: NotRequired[str]
    months: NotRequired[int]


class DashboardSnapshotsCompareQuery(TypedDict):
    other: int


DashboardStreamingAggregateQuery = TypedDict(
    'DashboardStreamingAggregateQuery',
    {
        'client': NotRequired[int],
        'currency': NotRequired[str],
        'from': NotRequired[str],
        'period': NotRequired[Literal['month', 'quarter', 'week', 'year']],
        'since': NotRequired[str],
        'to': NotRequired[str],
    },
)


DashboardTrendsQuery = TypedDict(
    'DashboardTrendsQuery',
    {
        'client': NotRequired[int],
        'currency': NotRequired[str],
        'from': NotRequired[str],
        'period': NotRequired[Literal['month', 'quarter', 'week', 'year']],
        'to': NotRequired[str],
        'unit': NotRequired[Literal['day', 'month', 'week', 'year']],
    },
)


class IntegrationsWebhooksPaymentServiceQuery(TypedDict):
    tenant: NotRequired[str]


NotificationsWhatsappWebhookRetrieveQuery = TypedDict(
    'NotificationsWhatsappWebhookRetrieveQuery',
    {
        'hub.challenge': NotRequired[str],
        'hub.mode': NotRequired[str],
        'hub.verify_token': NotRequired[str],
    },
)


class RecurringInvoicesPreviewQuery(TypedDict):
    count: NotRequired[int]


class SchemaQuery(TypedDict):
    lang: NotRequired[Literal['af', 'ar', 'ar-dz', 'ast', 'az', 'be', 'bg', 'bn', 'br', 'bs', 'ca', 'ckb', 'cs', 'cy', 'da', 'de', 'dsb', 'el', 'en', 'en-au', 'en-gb', 'eo', 'es', 'es-ar', 'es-co', 'es-mx', 'es-ni', 'es-ve', 'et', 'eu', 'fa', 'fi', 'fr', 'fy', 'ga', 'gd', 'gl', 'he', 'hi', 'hr', 'hsb', 'hu', 'hy', 'ia', 'id', 'ig', 'io', 'is', 'it', 'ja', 'ka', 'kab', 'kk', 'km', 'kn', 'ko', 'ky', 'lb', 'lt', 'lv', 'mk', 'ml', 'mn', 'mr', 'ms', 'my', 'nb', 'ne', 'nl', 'nn', 'os', 'pa', 'pl', 'pt', 'pt-br', 'ro', 'ru', 'sk', 'sl', 'sq', 'sr', 'sr-latn', 'sv', 'sw', 'ta', 'te', 'tg', 'th', 'tk', 'tr', 'tt', 'udm', 'ug', 'uk', 'ur', 'uz', 'vi', 'zh-hans', 'zh-hant']]


class ActionRequest(TypedDict):
    reason: NotRequired[str]
    degrees: NotRequired[DegreesEnum]


class AlertRequest(TypedDict):
    """Something that a person should look at."""

    title: str
    message: NotRequired[str]
    severity: NotRequired[SeverityEnum]
    status: NotRequired[AlertStatusEnum]
    source: NotRequired[str]


class ApplicationRequest(TypedDict):
    """What a customer has asked for, with the steps of the work on it and its documents."""

    customer: int
    product: int
    doc_date: NotRequired[Day]
    due_date: NotRequired[Day]
    notes: NotRequired[str]


class ApplyingRequest(TypedDict):
    amount: NotRequired[Amount]


class AvatarRequest(TypedDict):
    avatar: Upload


class BackupUploadRequest(TypedDict):
    file: Upload


class BandwidthBillRequest(TypedDict):
    """
    A bandwidth bill. Totals are the server's: `total_bill` is the sum of the prices less the discount, `total_due`
    what of it is open.
    """

    customer: int
    nttn_cap: NotRequired[str]
    nttn_com: NotRequired[str]
    billing_date: NotRequired[Day]
    currency: NotRequired[str]
    iig_qt: NotRequired[Amount]
    iig_qt_price: NotRequired[Amount]
    fna: NotRequired[Amount]
    fna_price: NotRequired[Amount]
    ggc: NotRequired[Amount]
    ggc_price: NotRequired[Amount]
    cdn: NotRequired[Amount]
    cdn_price: NotRequired[Amount]
    bdix: NotRequired[Amount]
    bdix_price: NotRequired[Amount]
    baishan: NotRequired[Amount]
    baishan_price: NotRequired[Amount]
    discount: NotRequired[Amount]
    total_received: NotRequired[Amount]
    advance: NotRequired[Amount]
    status: NotRequired[CustomerStatusEnum]
    remarks: NotRequired[str]


class BandwidthChangeRequest(TypedDict):
    """Quantities and monthly prices that hold from a day on; what is not given stays."""

    iig_qt: NotRequired[Amount]
    iig_qt_price: NotRequired[Amount]
    fna: NotRequired[Amount]
    fna_price: NotRequired[Amount]
    ggc: NotRequired[Amount]
    ggc_price: NotRequired[Amount]
    cdn: NotRequired[Amount]
    cdn_price: NotRequired[Amount]
    bdix: NotRequired[Amount]
    bdix_price: NotRequired[Amount]
    baishan: NotRequired[Amount]
    baishan_price: NotRequired[Amount]
    effective_date: Day


class BrowserRequest(TypedDict):
    """A `PushSubscription` as the browser's `toJSON()` writes it."""

    endpoint: str
    keys: KeysRequest


class BulkDownloadRequest(TypedDict):
    """Which invoices to put into one archive, and in which format."""

    ids: list[int]
    file_format: NotRequired[FileFormatEnum]


class ChangeOccurrenceRequest(TypedDict):
    """What one occurrence of an event that recurs shall be."""

    original_date: Day
    title: NotRequired[str]
    description: NotRequired[str]
    start: NotRequired[Moment]
    end: NotRequired[Moment]
    all_day: NotRequired[bool]


class ClientRequest(TypedDict):
    """A party with its interactions, the newest first."""

    name: NotRequired[str]
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    email: str
    phone: NotRequired[str]
    address: NotRequired[str]
    company: NotRequired[str]
    tax_number: NotRequired[str]
    notes: NotRequired[str]
    source: NotRequired[str]
    stage: NotRequired[StageEnum]
    active: NotRequired[bool]
    preferred_channel: NotRequired[PreferredChannelEnum | BlankEnum]
    assigned_to: NotRequired[int | None]


class CreditedLineRequest(TypedDict):
    """What to credit of a line: a quantity or an amount as printed; all that is left without either."""

    invoice_line: int
    quantity: NotRequired[Number]
    amount: NotRequired[Amount]


class CreditingRequest(TypedDict):
    """An invoice to credit; all that is left of it unless lines are named."""

    invoice: int
    line_items: NotRequired[list[CreditedLineRequest]]
    issue_date: NotRequired[Day]
    reason: NotRequired[str]
    terms: NotRequired[str]
    notes: NotRequired[str]


class CustomerRequest(TypedDict):
    """A party that buys. `status` and `active` are the same fact."""

    name: NotRequired[str]
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    company_name: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    address: NotRequired[str]
    contact_person: NotRequired[str]
    tax_number: NotRequired[str]
    source: NotRequired[str]
    notes: NotRequired[str]
    monthly_revenue: NotRequired[Amount | None]
    potential_revenue: NotRequired[Amount | None]
    status: NotRequired[CustomerStatusEnum]
    active: NotRequired[bool]
    assigned_sales_person: NotRequired[int | None]
    passport_number: NotRequired[str]
    passport_expiration_date: NotRequired[Day | None]
    nationality: NotRequired[str]
    birthdate: NotRequired[Day | None]
    gender: NotRequired[GenderEnum | BlankEnum]
    preferred_channel: NotRequired[PreferredChannelEnum | BlankEnum]


class DocumentRequest(TypedDict):
    """A document of an application. `file` is the address where its file is; only who may see the document opens it."""

    customer_application: int
    doc_type: int
    doc_number: NotRequired[str]
    expiration_date: NotRequired[Day | None]
    file: NotRequired[Upload | None]
    details: NotRequired[str]
    required: NotRequired[bool]


class DownloadQueryRequest(TypedDict):
    file_format: NotRequired[FileFormatEnum]


class EventRequest(TypedDict):
    """Something at a time. Times without an offset are those of `timezone`; a day alone is its midnight."""

    title: str
    description: NotRequired[str]
    start: Moment
    end: NotRequired[Moment]
    all_day: NotRequired[bool]
    timezone: NotRequired[str]
    rrule: NotRequired[str]
    exdates: NotRequired[list[Day]]
    customer_application: NotRequired[int | None]


class ExchangeRateRequest(TypedDict):
    """What one unit of `currency` is worth in the company's currency, from `date` until the next rate."""

    currency: str
    date: NotRequired[Day]
    rate: Amount


class ExpenseRequest(TypedDict):
    """Money spent: `amount` is what was paid, `tax_amount` the tax within it."""

    description: str
    amount: Amount
    currency: NotRequired[str]
    category: NotRequired[CategoryEnum]
    expense_date: NotRequired[Day]
    receipt_number: NotRequired[str]
    vendor: NotRequired[str]
    tax_amount: NotRequired[Amount]
    is_billable: NotRequired[bool]
    client: NotRequired[int | None]
    status: NotRequired[ExpenseStatusEnum]
    notes: NotRequired[str]
    exchange_rate: NotRequired[Amount | None]


class FileRequest(TypedDict):
    file: Upload


class FilesRequest(TypedDict):
    files: list[Upload]


class HealthMetricRequest(TypedDict):
    """A figure at a moment."""

    name: str
    value: Number
    unit: NotRequired[str]
    status: NotRequired[LevelEnum]
    recorded_at: NotRequired[Moment]


class HolidayRequest(TypedDict):
    """A day on which the company does not work, besides its weekend."""

    date: Day
    name: str
    country: NotRequired[str]
    description: NotRequired[str]


class ImportFileRequest(TypedDict):
    """One invoice to import."""

    client: NotRequired[int | None]
    create_client: NotRequired[bool]
    file: Upload


class ImportFilesRequest(TypedDict):
    """Invoices to import, one in each file, or several in a table."""

    client: NotRequired[int | None]
    create_client: NotRequired[bool]
    files: list[Upload]


class ImportRequest(TypedDict):
    """A table to import."""

    file: Upload
    dry_run: NotRequired[bool]
    columns: NotRequired[str]


class InboundEventRequest(TypedDict):
    """A webhook's body."""

    event_id: NotRequired[str]
    event_type: str
    occurred_at: NotRequired[Moment]
    data: NotRequired[dict[str, Any]]


class InteractionRequest(TypedDict):
    """A contact with a client: a call, an e-mail, a meeting, or a note."""

    client: int
    interaction_type: InteractionTypeEnum
    subject: str
    description: str


class LogoRequest(TypedDict):
    logo: Upload


class MadeApiKeyRequest(TypedDict):
    """A key for programs: `Authorization: Api-Key <key>`."""

    name: str
    permissions: NotRequired[list[Permission] | None]
    expires_at: NotRequired[Moment | None]


class MeasurementRequest(TypedDict):
    """A figure that a caller's own program reports."""

    name: str
    value: Number
    labels: NotRequired[dict[str, str]]
    recorded_at: NotRequired[Moment]


class OccurrenceDayRequest(TypedDict):
    """Names one occurrence of an event that recurs."""

    original_date: Day


class PatchedAlertRequest(TypedDict):
    """Something that a person should look at."""

    title: NotRequired[str]
    message: NotRequired[str]
    severity: NotRequired[SeverityEnum]
    status: NotRequired[AlertStatusEnum]
    source: NotRequired[str]


class PatchedApplicationRequest(TypedDict):
    """What a customer has asked for, with the steps of the work on it and its documents."""

    customer: NotRequired[int]
    product: NotRequired[int]
    doc_date: NotRequired[Day]
    due_date: NotRequired[Day]
    notes: NotRequired[str]


class PatchedBandwidthBillRequest(TypedDict):
    """
    A bandwidth bill. Totals are the server's: `total_bill` is the sum of the prices less the discount, `total_due`
    what of it is open.
    """

    customer: NotRequired[int]
    nttn_cap: NotRequired[str]
    nttn_com: NotRequired[str]
    billing_date: NotRequired[Day]
    currency: NotRequired[str]
    iig_qt: NotRequired[Amount]
    iig_qt_price: NotRequired[Amount]
    fna: NotRequired[Amount]
    fna_price: NotRequired[Amount]
    ggc: NotRequired[Amount]
    ggc_price: NotRequired[Amount]
    cdn: NotRequired[Amount]
    cdn_price: NotRequired[Amount]
    bdix: NotRequired[Amount]
    bdix_price: NotRequired[Amount]
    baishan: NotRequired[Amount]
    baishan_price: NotRequired[Amount]
    discount: NotRequired[Amount]
    total_received: NotRequired[Amount]
    advance: NotRequired[Amount]
    status: NotRequired[CustomerStatusEnum]
    remarks: NotRequired[str]


class PatchedClientRequest(TypedDict):
    """A party with its interactions, the newest first."""

    name: NotRequired[str]
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    address: NotRequired[str]
    company: NotRequired[str]
    tax_number: NotRequired[str]
    notes: NotRequired[str]
    source: NotRequired[str]
    stage: NotRequired[StageEnum]
    active: NotRequired[bool]
    preferred_channel: NotRequired[PreferredChannelEnum | BlankEnum]
    assigned_to: NotRequired[int | None]


class PatchedCustomerRequest(TypedDict):
    """A party that buys. `status` and `active` are the same fact."""

    name: NotRequired[str]
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    company_name: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    address: NotRequired[str]
    contact_person: NotRequired[str]
    tax_number: NotRequired[str]
    source: NotRequired[str]
    notes: NotRequired[str]
    monthly_revenue: NotRequired[Amount | None]
    potential_revenue: NotRequired[Amount | None]
    status: NotRequired[CustomerStatusEnum]
    active: NotRequired[bool]
    assigned_sales_person: NotRequired[int | None]
    passport_number: NotRequired[str]
    passport_expiration_date: NotRequired[Day | None]
    nationality: NotRequired[str]
    birthdate: NotRequired[Day | None]
    gender: NotRequired[GenderEnum | BlankEnum]
    preferred_channel: NotRequired[PreferredChannelEnum | BlankEnum]


class PatchedDocumentRequest(TypedDict):
    """A document of an application. `file` is the address where its file is; only who may see the document opens it."""

    customer_application: NotRequired[int]
    doc_type: NotRequired[int]
    doc_number: NotRequired[str]
    expiration_date: NotRequired[Day | None]
    file: NotRequired[Upload | None]
    details: NotRequired[str]
    required: NotRequired[bool]


class PatchedEventRequest(TypedDict):
    """Something at a time. Times without an offset are those of `timezone`; a day alone is its midnight."""

    title: NotRequired[str]
    description: NotRequired[str]
    start: NotRequired[Moment]
    end: NotRequired[Moment]
    all_day: NotRequired[bool]
    timezone: NotRequired[str]
    rrule: NotRequired[str]
    exdates: NotRequired[list[Day]]
    customer_application: NotRequired[int | None]


class PatchedExchangeRateRequest(TypedDict):
    """What one unit of `currency` is worth in the company's currency, from `date` until the next rate."""

    currency: NotRequired[str]
    date: NotRequired[Day]
    rate: NotRequired[Amount]


class PatchedExpenseRequest(TypedDict):
    """Money spent: `amount` is what was paid, `tax_amount` the tax within it."""

    description: NotRequired[str]
    amount: NotRequired[Amount]
    currency: NotRequired[str]
    category: NotRequired[CategoryEnum]
    expense_date: NotRequired[Day]
    receipt_number: NotRequired[str]
    vendor: NotRequired[str]
    tax_amount: NotRequired[Amount]
    is_billable: NotRequired[bool]
    client: NotRequired[int | None]
    status: NotRequired[ExpenseStatusEnum]
    notes: NotRequired[str]
    exchange_rate: NotRequired[Amount | None]


class PatchedHealthMetricRequest(TypedDict):
    """A figure at a moment."""

    name: NotRequired[str]
    value: NotRequired[Number]
    unit: NotRequired[str]
    status: NotRequired[LevelEnum]
    recorded_at: NotRequired[Moment]


class PatchedHolidayRequest(TypedDict):
    """A day on which the company does not work, besides its weekend."""

    date: NotRequired[Day]
    name: NotRequired[str]
    country: NotRequired[str]
    description: NotRequired[str]


class PatchedPaymentRequest(TypedDict):
    """Money received for an invoice, perhaps in another currency, and what it was worth on its day."""

    invoice: NotRequired[int]
    currency: NotRequired[str]
    amount: NotRequired[Amount]
    payment_date: NotRequired[Day]
    payment_method: NotRequired[PaymentMethodEnum]
    reference: NotRequired[str]
    notes: NotRequired[str]
    overpayment: NotRequired[OverpaymentEnum]
    invoice_amount: NotRequired[Amount]
    exchange_rate: NotRequired[Amount | None]


class PatchedProductRequest(TypedDict):
    """Something that is sold, with the steps of the work on it and the document types it asks for, by their ids."""

    code: NotRequired[str]
    name: NotRequired[str]
    description: NotRequired[str]
    product_type: NotRequired[ProductTypeEnum]
    base_price: NotRequired[Amount]
    retail_price: NotRequired[Amount]
    currency: NotRequired[str]
    tax_rate: NotRequired[Amount | None]
    validity: NotRequired[int | None]
    deprecated: NotRequired[bool]
    required_documents: NotRequired[list[int]]
    optional_documents: NotRequired[list[int]]
    tasks: NotRequired[list[ProductTaskRequest]]


class PatchedProspectRequest(TypedDict):
    """A party that is not a customer yet. Status `won` makes it one: it keeps its id and moves to the customers."""

    name: NotRequired[str]
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    company_name: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    address: NotRequired[str]
    contact_person: NotRequired[str]
    source: NotRequired[str]
    potential_revenue: NotRequired[Amount | None]
    follow_up_date: NotRequired[Day | None]
    notes: NotRequired[str]
    status: NotRequired[ProspectStatusEnum]
    stage: NotRequired[StageEnum]
    sales_person: NotRequired[int | None]


class PatchedReminderRequest(TypedDict):
    """Something that a user is told at a time. A time without an offset is that of `timezone`."""

    title: NotRequired[str]
    remind_at: NotRequired[Moment]
    timezone: NotRequired[str]
    user: NotRequired[int]
    calendar_event: NotRequired[int | None]
    channels: NotRequired[list[ChannelsEnum]]


class PatchedRoleRequest(TypedDict):
    """What a user may do (`permissions`), and on which rows (`scope`)."""

    slug: NotRequired[str]
    name: NotRequired[str]
    scope: NotRequired[ScopeEnum]
    permissions: NotRequired[list[Permission3]]


class PatchedSettingsRequest(TypedDict):
    """The caller's own settings; null means the tenant's."""

    language: NotRequired[LanguageEnum | NullEnum]
    timezone: NotRequired[str | None]
    theme: NotRequired[ThemeEnum]
    email_notifications: NotRequired[bool]
    push_notifications: NotRequired[bool]
    quiet_hours: NotRequired[str | None]
    whatsapp_number: NotRequired[str | None]


class PatchedStageRequest(TypedDict):
    stage: NotRequired[StageEnum]


class PatchedTaskExecutionRequest(TypedDict):
    """A task as its worker noted it, or as a caller did."""

    task_id: NotRequired[str]
    task_name: NotRequired[str]
    status: NotRequired[TaskStatusEnum]
    queue: NotRequired[str]
    worker: NotRequired[str]
    started_at: NotRequired[Moment | None]
    finished_at: NotRequired[Moment | None]
    duration_ms: NotRequired[Number | None]
    retries: NotRequired[int]
    result: NotRequired[Any]
    error: NotRequired[str]


class PatchedTaskRequest(TypedDict):
    """Something to do."""

    title: NotRequired[str]
    notes: NotRequired[str]
    due: NotRequired[Moment | None]
    done: NotRequired[bool]
    assigned_to: NotRequired[int | None]
    customer_application: NotRequired[int | None]


class PaymentRequest(TypedDict):
    """Money received for an invoice, perhaps in another currency, and what it was worth on its day."""

    invoice: int
    currency: NotRequired[str]
    amount: Amount
    payment_date: NotRequired[Day]
    payment_method: NotRequired[PaymentMethodEnum]
    reference: NotRequired[str]
    notes: NotRequired[str]
    overpayment: NotRequired[OverpaymentEnum]
    invoice_amount: NotRequired[Amount]
    exchange_rate: NotRequired[Amount | None]


class ProductRequest(TypedDict):
    """Something that is sold, with the steps of the work on it and the document types it asks for, by their ids."""

    code: str
    name: str
    description: NotRequired[str]
    product_type: NotRequired[ProductTypeEnum]
    base_price: NotRequired[Amount]
    retail_price: NotRequired[Amount]
    currency: NotRequired[str]
    tax_rate: NotRequired[Amount | None]
    validity: NotRequired[int | None]
    deprecated: NotRequired[bool]
    required_documents: NotRequired[list[int]]
    optional_documents: NotRequired[list[int]]
    tasks: NotRequired[list[ProductTaskRequest]]


class ProspectRequest(TypedDict):
    """A party that is not a customer yet. Status `won` makes it one: it keeps its id and moves to the customers."""

    name: NotRequired[str]
    first_name: NotRequired[str]
    last_name: NotRequired[str]
    company_name: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    address: NotRequired[str]
    contact_person: NotRequired[str]
    source: NotRequired[str]
    potential_revenue: NotRequired[Amount | None]
    follow_up_date: NotRequired[Day | None]
    notes: NotRequired[str]
    status: NotRequired[ProspectStatusEnum]
    stage: NotRequired[StageEnum]
    sales_person: NotRequired[int | None]


class PublicLinkRequest(TypedDict):
    """A link to a sent quote or invoice. `url` is answered once, when the link is made."""

    quote: NotRequired[int | None]
    invoice: NotRequired[int | None]
    expires_at: NotRequired[Moment]


class QuickProductRequest(TypedDict):
    """A product from little more than a name; without a code it gets one made of the name."""

    code: NotRequired[str]
    name: str
    description: NotRequired[str]
    product_type: NotRequired[ProductTypeEnum]
    base_price: NotRequired[Amount]
    retail_price: NotRequired[Amount]
    currency: NotRequired[str]
    tax_rate: NotRequired[Amount | None]
    validity: NotRequired[int | None]
    deprecated: NotRequired[bool]
    required_documents: NotRequired[list[int]]
    optional_documents: NotRequired[list[int]]
    tasks: NotRequired[list[ProductTaskRequest]]


class RefundRequest(TypedDict):
    """What was paid back to a client out of the credit."""

    amount: Amount
    currency: NotRequired[str]
    entry_date: NotRequired[Day]
    exchange_rate: NotRequired[Amount | None]
    payment_method: NotRequired[str]
    reference: NotRequired[str]


class ReminderRequest(TypedDict):
    """Something that a user is told at a time. A time without an offset is that of `timezone`."""

    title: str
    remind_at: Moment
    timezone: NotRequired[str]
    user: NotRequired[int]
    calendar_event: NotRequired[int | None]
    channels: NotRequired[list[ChannelsEnum]]


class RoleRequest(TypedDict):
    """What a user may do (`permissions`), and on which rows (`scope`)."""

    slug: NotRequired[str]
    name: str
    scope: NotRequired[ScopeEnum]
    permissions: NotRequired[list[Permission4]]


class SettlementRequest(TypedDict):
    """How an invoice was paid in full."""

    payment_date: NotRequired[Day]
    payment_method: NotRequired[PaymentMethodEnum]
    reference: NotRequired[str]


class StepDueDateRequest(TypedDict):
    due_date: Day
    shift_following: NotRequired[bool]


class TaskExecutionRequest(TypedDict):
    """A task as its worker noted it, or as a caller did."""

    task_id: NotRequired[str]
    task_name: str
    status: NotRequired[TaskStatusEnum]
    queue: NotRequired[str]
    worker: NotRequired[str]
    started_at: NotRequired[Moment | None]
    finished_at: NotRequired[Moment | None]
    duration_ms: NotRequired[Number | None]
    retries: NotRequired[int]
    result: NotRequired[Any]
    error: NotRequired[str]


class TaskRequest(TypedDict):
    """Something to do."""

    title: str
    notes: NotRequired[str]
    due: NotRequired[Moment | None]
    done: NotRequired[bool]
    assigned_to: NotRequired[int | None]
    customer_application: NotRequired[int | None]


class TaxRequest(TypedDict):
    name: str
    rate: Amount


class UploadRequest(TypedDict):
    expense: int
    file: Upload


class AsyncJobsQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    kind: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    status: NotRequired[Literal['cancelled', 'failed', 'queued', 'running', 'succeeded']]


class AuditLogsQuery(TypedDict):
    action: NotRequired[str]
    cursor: NotRequired[str]
    date_from: NotRequired[Moment]
    date_to: NotRequired[Moment]
    impersonator_id: NotRequired[int]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    request_id: NotRequired[str]
    resource_id: NotRequired[str]
    resource_type: NotRequired[str]
    user_id: NotRequired[int]


class AuditLogsExportQuery(TypedDict):
    action: NotRequired[str]
    date_from: NotRequired[Moment]
    date_to: NotRequired[Moment]
    format: NotRequired[Literal['csv', 'excel']]
    impersonator_id: NotRequired[int]
    ordering: NotRequired[str]
    request_id: NotRequired[str]
    resource_id: NotRequired[str]
    resource_type: NotRequired[str]
    user_id: NotRequired[int]


class AuthUsersQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    is_active: NotRequired[bool]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    paginate: NotRequired[bool]
    role: NotRequired[str]
    search: NotRequired[str]


class BillsQuery(TypedDict):
    billing_date: NotRequired[Day]
    billing_date__gte: NotRequired[Day]
    billing_date__lte: NotRequired[Day]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    customer: NotRequired[int]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    search: NotRequired[str]
    status: NotRequired[Literal['Active', 'Inactive']]
    total_due__gt: NotRequired[Number]


class BillsExportQuery(TypedDict):
    billing_date: NotRequired[Day]
    billing_date__gte: NotRequired[Day]
    billing_date__lte: NotRequired[Day]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    customer: NotRequired[int]
    format: NotRequired[Literal['csv', 'excel']]
    ordering: NotRequired[str]
    search: NotRequired[str]
    status: NotRequired[Literal['Active', 'Inactive']]
    total_due__gt: NotRequired[Number]


class CalendarQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    customer_application: NotRequired[int]
    end__gte: NotRequired[Moment]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    source: NotRequired[Literal['application', 'google', 'manual']]
    start__gte: NotRequired[Moment]
    start__lte: NotRequired[Moment]


class CalendarRemindersQuery(TypedDict):
    calendar_event: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    status: NotRequired[Literal['pending', 'read', 'sent']]
    user: NotRequired[int]


class ClientCreditsQuery(TypedDict):
    client: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    entry_date: NotRequired[Day]
    entry_kind: NotRequired[Literal['applied', 'overpaid', 'refunded', 'released']]
    invoice: NotRequired[int]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    search: NotRequired[str]


class ClientsQuery(TypedDict):
    assigned_sales_person: NotRequired[int]
    assigned_to: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    sales_person: NotRequired[int]
    search: NotRequired[str]
    source: NotRequired[str]
    stage: NotRequired[Literal['ACTIVE', 'IN_PROGRESS', 'LEAD']]
    status: NotRequired[Literal['Active', 'Inactive', 'contacted', 'lost', 'new', 'proposal', 'qualified', 'won']]


ClientsStatementQuery = TypedDict(
    'ClientsStatementQuery',
    {
        'currency': NotRequired[str],
        'from': NotRequired[Day],
        'to': NotRequired[Day],
    },
)


class ClientsByStageQuery(TypedDict):
    assigned_sales_person: NotRequired[int]
    assigned_to: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    ordering: NotRequired[str]
    sales_person: NotRequired[int]
    search: NotRequired[str]
    source: NotRequired[str]
    stage: NotRequired[Literal['ACTIVE', 'IN_PROGRESS', 'LEAD']]
    status: NotRequired[Literal['Active', 'Inactive', 'contacted', 'lost', 'new', 'proposal', 'qualified', 'won']]


class CreditNotesQuery(TypedDict):
    client: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    credit_note_number: NotRequired[str]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    invoice: NotRequired[int]
    issue_date: NotRequired[Day]
    issue_date__gte: NotRequired[Day]
    issue_date__lte: NotRequired[Day]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    search: NotRequired[str]
    total_amount__gte: NotRequired[Number]
    total_amount__lte: NotRequired[Number]


class CustomerApplicationsQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    customer: NotRequired[int]
    doc_date: NotRequired[Day]
    doc_date__gte: NotRequired[Day]
    doc_date__lte: NotRequired[Day]
    due_date: NotRequired[Day]
    due_date__gte: NotRequired[Day]
    due_date__lte: NotRequired[Day]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    product: NotRequired[int]
    search: NotRequired[str]
    status: NotRequired[Literal['closed', 'completed', 'pending', 'processing', 'rejected']]


class CustomersQuery(TypedDict):
    active: NotRequired[bool]
    assigned_sales_person: NotRequired[int]
    assigned_to: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    sales_person: NotRequired[int]
    search: NotRequired[str]
    source: NotRequired[str]
    stage: NotRequired[Literal['ACTIVE', 'IN_PROGRESS', 'LEAD']]
    status: NotRequired[Literal['Active', 'Inactive']]


class CustomersExportQuery(TypedDict):
    active: NotRequired[bool]
    assigned_sales_person: NotRequired[int]
    assigned_to: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    format: NotRequired[Literal['csv', 'excel']]
    ordering: NotRequired[str]
    sales_person: NotRequired[int]
    search: NotRequired[str]
    source: NotRequired[str]
    stage: NotRequired[Literal['ACTIVE', 'IN_PROGRESS', 'LEAD']]
    status: NotRequired[Literal['Active', 'Inactive']]


class CustomersProspectsQuery(TypedDict):
    assigned_sales_person: NotRequired[int]
    assigned_to: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    sales_person: NotRequired[int]
    search: NotRequired[str]
    source: NotRequired[str]
    stage: NotRequired[Literal['ACTIVE', 'IN_PROGRESS', 'LEAD']]
    status: NotRequired[Literal['contacted', 'lost', 'new', 'proposal', 'qualified', 'won']]


class CustomersSearchQuery(TypedDict):
    active: NotRequired[bool]
    assigned_sales_person: NotRequired[int]
    assigned_to: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    q: NotRequired[str]
    sales_person: NotRequired[int]
    source: NotRequired[str]
    stage: NotRequired[Literal['ACTIVE', 'IN_PROGRESS', 'LEAD']]
    status: NotRequired[Literal['Active', 'Inactive']]


class DashboardCeleryTasksQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    queue: NotRequired[str]
    status: NotRequired[Literal['failure', 'pending', 'retry', 'running', 'success']]
    task_id: NotRequired[str]
    task_name: NotRequired[str]
    worker: NotRequired[str]


class DashboardSnapshotsQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    night: NotRequired[Day]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class DocumentTypesQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    deprecated: NotRequired[bool]
    has_doc_number: NotRequired[bool]
    has_expiration_date: NotRequired[bool]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    search: NotRequired[str]


class DocumentsQuery(TypedDict):
    completed: NotRequired[bool]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    customer: NotRequired[int]
    customer_application: NotRequired[int]
    doc_number: NotRequired[str]
    doc_type: NotRequired[int]
    expiration_date: NotRequired[Day]
    expiration_date__gte: NotRequired[Day]
    expiration_date__lte: NotRequired[Day]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    required: NotRequired[bool]
    search: NotRequired[str]
    status: NotRequired[Literal['approved', 'pending', 'rejected']]


class ExchangeRatesQuery(TypedDict):
    base_currency: NotRequired[str]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    date: NotRequired[Day]
    date__gte: NotRequired[Day]
    date__lte: NotRequired[Day]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    source: NotRequired[str]


class ExpensesQuery(TypedDict):
    category: NotRequired[Literal['marketing', 'meals', 'office', 'other', 'software', 'travel']]
    client: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    expense_date: NotRequired[Day]
    expense_date__gte: NotRequired[Day]
    expense_date__lte: NotRequired[Day]
    is_billable: NotRequired[bool]
    is_billed: NotRequired[bool]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    receipt_number: NotRequired[str]
    search: NotRequired[str]
    status: NotRequired[Literal['approved', 'pending', 'reimbursed', 'rejected']]
    vendor: NotRequired[str]


class ExpensesAttachmentsQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    expense: NotRequired[int]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class HolidaysQuery(TypedDict):
    country: NotRequired[str]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    date: NotRequired[Day]
    date__gte: NotRequired[Day]
    date__lte: NotRequired[Day]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class IntegrationsEventsQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    event_id: NotRequired[str]
    event_type: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    provider: NotRequired[str]
    status: NotRequired[Literal['accepted', 'failed', 'ignored', 'processed', 'unmatched']]


class IntegrationsProvidersQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    is_active: NotRequired[bool]
    name: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class InteractionsQuery(TypedDict):
    client: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    interaction_type: NotRequired[Literal['CALL', 'EMAIL', 'MEETING', 'NOTE']]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class InvoiceImportsQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    digest: NotRequired[str]
    document_number: NotRequired[str]
    format: NotRequired[Literal['cii', 'table', 'text', 'ubl']]
    invoice: NotRequired[int]
    job_id: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    status: NotRequired[Literal['duplicate', 'failed', 'imported', 'waiting']]


class InvoicesQuery(TypedDict):
    client: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    due_date: NotRequired[Day]
    due_date__gte: NotRequired[Day]
    due_date__lte: NotRequired[Day]
    invoice_number: NotRequired[str]
    issue_date: NotRequired[Day]
    issue_date__gte: NotRequired[Day]
    issue_date__lte: NotRequired[Day]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    search: NotRequired[str]
    status: NotRequired[Literal['cancelled', 'draft', 'overdue', 'paid', 'partial', 'sent']]
    total_amount__gte: NotRequired[Number]
    total_amount__lte: NotRequired[Number]


class InvoicesProposeQuery(TypedDict):
    invoice_date: NotRequired[Day]


class MessageTemplatesQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    kind: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class MonitoringApiAlertsQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    rule: NotRequired[str]
    severity: NotRequired[Literal['critical', 'info', 'warning']]
    source: NotRequired[str]
    status: NotRequired[Literal['acknowledged', 'open', 'resolved']]


class MonitoringApiHealthMetricsQuery(TypedDict):
    cursor: NotRequired[str]
    name: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    recorded_at__gte: NotRequired[Moment]
    recorded_at__lte: NotRequired[Moment]
    status: NotRequired[Literal['critical', 'ok', 'warning']]
    unit: NotRequired[str]


class MonitoringApiMonitoringQuery(TypedDict):
    cursor: NotRequired[str]
    name: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    recorded_at__gte: NotRequired[Moment]
    recorded_at__lte: NotRequired[Moment]


class PaymentsQuery(TypedDict):
    client: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    invoice: NotRequired[int]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    payment_date: NotRequired[Day]
    payment_date__gte: NotRequired[Day]
    payment_date__lte: NotRequired[Day]
    payment_method: NotRequired[Literal['bank_transfer', 'card', 'cash', 'cheque', 'credit_card', 'debit_card', 'direct_debit', 'online', 'other', 'paypal', 'stripe']]
    reference: NotRequired[str]
    search: NotRequired[str]


class ProductsQuery(TypedDict):
    code: NotRequired[str]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    deprecated: NotRequired[bool]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    product_type: NotRequired[Literal['goods', 'other', 'service', 'visa']]
    search: NotRequired[str]


class ProductsExportStartQuery(TypedDict):
    code: NotRequired[str]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    deprecated: NotRequired[bool]
    ordering: NotRequired[str]
    product_type: NotRequired[Literal['goods', 'other', 'service', 'visa']]
    search: NotRequired[str]


class PublicLinksQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    invoice: NotRequired[int]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    quote: NotRequired[int]


class QuotesQuery(TypedDict):
    client: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    expiry_date: NotRequired[Day]
    expiry_date__gte: NotRequired[Day]
    expiry_date__lte: NotRequired[Day]
    issue_date: NotRequired[Day]
    issue_date__gte: NotRequired[Day]
    issue_date__lte: NotRequired[Day]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    quote_number: NotRequired[str]
    search: NotRequired[str]
    status: NotRequired[Literal['accepted', 'draft', 'expired', 'rejected', 'sent']]
    total_amount__gte: NotRequired[Number]
    total_amount__lte: NotRequired[Number]


class RecurringInvoicesQuery(TypedDict):
    client: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    currency: NotRequired[str]
    cursor: NotRequired[str]
    frequency: NotRequired[Literal['monthly', 'weekly', 'yearly']]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    search: NotRequired[str]
    status: NotRequired[Literal['active', 'ended', 'paused']]


class TasksQuery(TypedDict):
    assigned_to: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    customer_application: NotRequired[int]
    done: NotRequired[bool]
    due__gte: NotRequired[Moment | None]
    due__lte: NotRequired[Moment | None]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class WebhooksDeliveriesQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    endpoint: NotRequired[int]
    event_type: NotRequired[str]
    message_id: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    resource_id: NotRequired[str]
    resource_type: NotRequired[str]
    status: NotRequired[Literal['delivered', 'failed', 'pending']]


class WebhooksEndpointsQuery(TypedDict):
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    is_active: NotRequired[bool]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]


class WorkflowNotificationsQuery(TypedDict):
    channel: NotRequired[Literal['email', 'in_app', 'push', 'whatsapp']]
    client: NotRequired[int]
    created_at__gte: NotRequired[Moment]
    created_at__lte: NotRequired[Moment]
    cursor: NotRequired[str]
    customer_application: NotRequired[int]
    kind: NotRequired[str]
    ordering: NotRequired[str]
    page: NotRequired[int]
    page_size: NotRequired[int]
    scheduled_for__gte: NotRequired[Moment]
    scheduled_for__lte: NotRequired[Moment]
    status: NotRequired[Literal['cancelled', 'delivered', 'failed', 'pending', 'read', 'sent']]
    user: NotRequired[int]


class LineRequest(TypedDict):
    """One line. `total` is quantity times price, rounded, less the discount."""

    description: str
    quantity: NotRequired[Number]
    unit_price: Amount
    discount: NotRequired[Amount]
    discount_percent: NotRequired[Amount | None]
    taxes: NotRequired[list[TaxRequest]]
    tax_rate: NotRequired[Amount | None]
    product: NotRequired[int | None]
    customer_application: NotRequired[int | None]


class PatchedInvoiceRequest(TypedDict):
    """A claim on a client, with its lines and what was paid on it."""

    client: NotRequired[int]
    issue_date: NotRequired[Day]
    status: NotRequired[InvoiceStatusEnum]
    currency: NotRequired[str]
    tax_mode: NotRequired[TaxModeEnum]
    prices_include_tax: NotRequired[bool]
    tax_amount: NotRequired[Amount]
    terms: NotRequired[str]
    notes: NotRequired[str]
    line_items: NotRequired[list[LineRequest]]
    due_date: NotRequired[Day]


class QuoteLineRequest(TypedDict):
    """One line. `total` is quantity times price, rounded, less the discount."""

    description: str
    quantity: NotRequired[Number]
    unit_price: Amount
    discount: NotRequired[Amount]
    discount_percent: NotRequired[Amount | None]
    taxes: NotRequired[list[TaxRequest]]
    tax_rate: NotRequired[Amount | None]
    product: NotRequired[int | None]
    customer_application: NotRequired[int | None]


class QuoteRequest(TypedDict):
    """An offer to a client. `invoice` is what it was converted to, null until then."""

    client: int
    issue_date: NotRequired[Day]
    status: NotRequired[QuoteStatusEnum]
    currency: NotRequired[str]
    tax_mode: NotRequired[TaxModeEnum]
    prices_include_tax: NotRequired[bool]
    tax_amount: NotRequired[Amount]
    terms: NotRequired[str]
    notes: NotRequired[str]
    line_items: NotRequired[list[QuoteLineRequest]]
    expiry_date: NotRequired[Day]
    deposit_percent: NotRequired[Amount]


class RecurringLineRequest(TypedDict):
    """One line. `total` is quantity times price, rounded, less the discount."""

    description: str
    quantity: NotRequired[Number]
    unit_price: Amount
    discount: NotRequired[Amount]
    discount_percent: NotRequired[Amount | None]
    taxes: NotRequired[list[TaxRequest]]
    tax_rate: NotRequired[Amount | None]


class InvoiceRequest(TypedDict):
    """A claim on a client, with its lines and what was paid on it."""

    client: int
    issue_date: NotRequired[Day]
    status: NotRequired[InvoiceStatusEnum]
    currency: NotRequired[str]
    tax_mode: NotRequired[TaxModeEnum]
    prices_include_tax: NotRequired[bool]
    tax_amount: NotRequired[Amount]
    terms: NotRequired[str]
    notes: NotRequired[str]
    line_items: NotRequired[list[LineRequest]]
    due_date: NotRequired[Day]


class PatchedQuoteRequest(TypedDict):
    """An offer to a client. `invoice` is what it was converted to, null until then."""

    client: NotRequired[int]
    issue_date: NotRequired[Day]
    status: NotRequired[QuoteStatusEnum]
    currency: NotRequired[str]
    tax_mode: NotRequired[TaxModeEnum]
    prices_include_tax: NotRequired[bool]
    tax_amount: NotRequired[Amount]
    terms: NotRequired[str]
    notes: NotRequired[str]
    line_items: NotRequired[list[QuoteLineRequest]]
    expiry_date: NotRequired[Day]
    deposit_percent: NotRequired[Amount]


class PatchedRecurringInvoiceRequest(TypedDict):
    """A schedule that issues an invoice for each period."""

    client: NotRequired[int]
    name: NotRequired[str]
    frequency: NotRequired[FrequencyEnum]
    interval: NotRequired[int]
    start_date: NotRequired[Day]
    end_date: NotRequired[Day | None]
    auto_send: NotRequired[bool]
    due_days: NotRequired[int | None]
    currency: NotRequired[str]
    tax_mode: NotRequired[TaxModeEnum]
    prices_include_tax: NotRequired[bool]
    line_items: NotRequired[list[RecurringLineRequest]]
    terms: NotRequired[str]
    notes: NotRequired[str]


class RecurringInvoiceRequest(TypedDict):
    """A schedule that issues an invoice for each period."""

    client: int
    name: NotRequired[str]
    frequency: NotRequired[FrequencyEnum]
    interval: NotRequired[int]
    start_date: NotRequired[Day]
    end_date: NotRequired[Day | None]
    auto_send: NotRequired[bool]
    due_days: NotRequired[int | None]
    currency: NotRequired[str]
    tax_mode: NotRequired[TaxModeEnum]
    prices_include_tax: NotRequired[bool]
    line_items: list[RecurringLineRequest]
    terms: NotRequired[str]
    notes: NotRequired[str]
