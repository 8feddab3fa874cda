"""How the API behaves and describes itself, the same in every installation."""

from typing import Final

CORS_URLS_REGEX: Final = r"^/(api|health)/"
CORS_EXPOSE_HEADERS: Final = [
    "ETag",
    "Idempotent-Replayed",
    "Link",
    "Location",
    "Retry-After",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "X-Request-ID",
    "X-Total-Count",
]
CORS_ALLOW_HEADERS: Final = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "last-event-id",
    "x-request-id",
    "x-tenant",
]
REST_FRAMEWORK: Final = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["apps.core.permissions.DeclaredAccess"],
    "DEFAULT_THROTTLE_CLASSES": [],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "apps.core.negotiation.Negotiation",
    "DEFAULT_PARSER_CLASSES": ["apps.core.json.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["apps.core.json.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "apps.core.pagination.PageNumbers",
    "DEFAULT_FILTER_BACKENDS": [
        "apps.core.filters.FieldFilter",
        "apps.core.filters.WordSearch",
        "apps.core.filters.ShownFieldOrdering",
    ],
    "DEFAULT_SCHEMA_CLASS": "apps.core.schema.DomainSchema",
    "EXCEPTION_HANDLER": "apps.core.errors.answer_exception",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "apps.core.actors.Anonymous",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}
# Streams also take the single-use tickets of browsers, which cannot send a header there.
STREAM_AUTHENTICATION: Final = "apps.accounts.authentication.TicketAuthentication"
SPECTACULAR_SETTINGS: Final = {
    "TITLE": "SenangKira API",
    "DESCRIPTION": "The open back office: clients, quotes, invoices, payments, expenses and all that goes with them.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": True,
    "SERVE_PERMISSIONS": ["apps.core.permissions.DeclaredAccess"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": True, "displayRequestDuration": True, "filter": True},
    "GET_MOCK_REQUEST": "apps.core.schema.mock_request",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ApplicationStatusEnum": "apps.documents.models.CustomerApplication.Status",
        "ApplicationStepStatusEnum": "apps.documents.models.ApplicationWorkflow.Status",
        "DocumentStatusEnum": "apps.documents.models.Document.Status",
        "DeliveryStatusEnum": "apps.integrations.models.WebhookDelivery.Status",
        "JobStatusEnum": "apps.jobs.models.Job.Status",
        "CustomerStatusEnum": "apps.clients.models.Client.CustomerStatus",
        "ProspectStatusEnum": "apps.clients.models.Client.ProspectStatus",
        "LevelEnum": "apps.monitoring.models.Level",
        "AlertStatusEnum": "apps.monitoring.models.Alert.Status",
        "TaskStatusEnum": "apps.monitoring.models.TaskExecution.Status",
        "PartStatusEnum": ["ok", "down"],
        "CeleryHealthEnum": ["healthy", "unhealthy"],
        "CeleryStatusEnum": ["healthy", "degraded", "no_workers", "down"],
        "WorkerStatusEnum": ["online"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.core.schema.describe_product",
        "apps.integrations.described_webhooks.describe_webhooks",
    ],
}
