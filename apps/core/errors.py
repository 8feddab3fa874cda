"""The one error body, for every refusal and failure:

{"error": "<type slug>", "message": "<for people>", "detail": "<the message>", "details": {"field": ["..."]},
 "timestamp": "<ISO 8601, UTC>", "request_id": "<as in X-Request-ID>"}
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from psycopg2 import errors as pg
from rest_framework import exceptions
from rest_framework.response import Response

from apps.core import json
from apps.core.conflicts import CONFLICTS
from apps.core.logs import current_request_id
from apps.core.texts import say

log = logging.getLogger(__name__)


class RuleViolation(Exception):
    """A rule of the business refuses. The one exception that services raise.

    With `field`, the request's body is at fault: 400, the field named in `details`. Without, the state of things is:
    409. `status` overrides either.
    """

    def __init__(self, message: str, *, code: str, field: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.message, self.code = say(message), code
        self.details = {field: [self.message]} if field else {}
        self.status = status or (HTTPStatus.BAD_REQUEST if field else HTTPStatus.CONFLICT)


def error_body(error: str, message: str, details: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """The one error body. A message without values may be given in English."""
    message = say(message)
    return {
        "error": error,
        "message": message,
        "detail": message,
        "details": details or {},
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "request_id": current_request_id(),
    }


def error_response(status: int, error: str, message: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """The one error body as a plain response, for refusals outside of any API view."""
    return HttpResponse(
        json.dumps(error_body(error, message)), status=status, content_type="application/json", headers=headers
    )


def answer_exception(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception in a view; None for one that nobody foresaw, which then is a 500."""
    answer = _rule_answer(exc) or _database_answer(exc) or _framework_answer(exc)
    if answer is None:
        return None
    status, body, headers = answer
    # Refusals are JSON also where a view answers text, files or streams.
    request = context["request"]
    request.accepted_renderer, request.accepted_media_type = json.JSONRenderer(), json.JSONRenderer.media_type
    return Response(body, status=status, headers=headers)


Answer = tuple[int, dict[str, Any], dict[str, str]]


def _rule_answer(exc: Exception) -> Answer | None:
    if not isinstance(exc, RuleViolation):
        return None
    headers = {"WWW-Authenticate": 'Bearer realm="api"'} if exc.status == HTTPStatus.UNAUTHORIZED else {}
    return exc.status, error_body(exc.code, exc.message, exc.details), headers


def _database_answer(exc: Exception) -> Answer | None:
    """Conflicts that a retry may solve are 409, an absent database 503; a constraint that refuses is the last word."""
    cause = exc.__cause__
    if isinstance(cause, CONFLICTS):
        message = "Somebody else is changing the same record. Try again in a moment."
        return 409, error_body("conflict", message), {"Retry-After": "1"}
    if isinstance(exc, IntegrityError) and isinstance(
        cause, pg.UniqueViolation | pg.CheckViolation | pg.ForeignKeyViolation
    ):
        name = cause.diag.constraint_name or "a constraint"
        log.warning("constraint_refused", extra={"constraint": name})
        return 409, error_body("conflict", say("The change would break {name}; nothing was stored.", name=name)), {}
    if isinstance(exc, DataError):
        return 400, error_body("invalid", "A value is out of the range that can be stored."), {}
    if isinstance(exc, OperationalError | InterfaceError):
        log.error("database_unavailable", exc_info=exc)
        message = "The database does not answer. Try again shortly."
        return 503, error_body("unavailable", message), {"Retry-After": "5"}
    return None


def _framework_answer(exc: Exception) -> Answer | None:
    match exc:
        case Http404():
            exc = exceptions.NotFound()
        case PermissionDenied():
            exc = exceptions.PermissionDenied()
        case RequestDataTooBig():
            return 413, error_body("too_large", "The request body is larger than this server accepts."), {}
        case SuspiciousOperation():
            return 400, error_body("invalid", "The request is malformed."), {}
    if not isinstance(exc, exceptions.APIException):
        return None
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if allowance := getattr(exc, "allowance", None):
        headers |= allowance.headers()
    if isinstance(exc, exceptions.ValidationError):
        details = dict(_flatten(exc.get_full_details()))
        field, messages = next(iter(details.items()))
        message = messages[0] if field == "non_field_errors" else ": ".join((field, messages[0]))
        return exc.status_code, error_body("validation_error", message, details), headers
    return exc.status_code, error_body(str(exc.default_code), str(exc.detail), {}), headers


def _flatten(details: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """DRF's nested errors as `line_items.0.quantity: [messages]`."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        yield path or "non_field_errors", [say(str(details["message"]))]
    elif isinstance(details, dict):
        for key, value in details.items():
            yield from _flatten(value, f"{path}.{key}" if path else str(key))
    elif details and all(isinstance(item, dict) and "code" in item for item in details):
        yield path or "non_field_errors", [say(str(item["message"])) for item in details]
    else:
        for index, item in enumerate(details):
            yield from _flatten(item, f"{path}.{index}" if path else str(index))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_response(404, "not_found", say("There is nothing at {path}.", path=request.path))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_response(400, "invalid", "The request is malformed.")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_response(403, "permission_denied", "You do not have permission to perform this action.")


def server_error(request: HttpRequest) -> HttpResponse:
    return error_response(500, "server_error", "Something went wrong on our side; it has been logged.")
