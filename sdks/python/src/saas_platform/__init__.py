"""The SDK of the SenangKira API.

from saas_platform import Client

client = Client(api_key="...", base_url="https://example.com")
for user in client.users.list():
    print(user.email)
"""

from saas_platform import inputs, models, webhooks
from saas_platform._client import AsyncClient, Client
from saas_platform._errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    IdempotencyKeyReusedError,
    JobFailedError,
    NotFoundError,
    PermissionDeniedError,
    PreconditionFailedError,
    RateLimitError,
    SaasPlatformError,
    ServerError,
    TooLargeError,
)
from saas_platform._events import AsyncEventStream, Event, EventStream
from saas_platform._files import AsyncDownload, Download, Upload
from saas_platform._pages import AsyncPage, Page
from saas_platform._transport import VERSION as __version__
from saas_platform.webhooks import WebhookVerificationError

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AsyncClient",
    "AsyncDownload",
    "AsyncEventStream",
    "AsyncPage",
    "AuthenticationError",
    "BadRequestError",
    "Client",
    "ConflictError",
    "Download",
    "Event",
    "EventStream",
    "IdempotencyKeyReusedError",
    "JobFailedError",
    "NotFoundError",
    "Page",
    "PermissionDeniedError",
    "PreconditionFailedError",
    "RateLimitError",
    "SaasPlatformError",
    "ServerError",
    "TooLargeError",
    "Upload",
    "WebhookVerificationError",
    "__version__",
    "inputs",
    "models",
    "webhooks",
]
