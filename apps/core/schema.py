"""The OpenAPI document: tags by domain, the error answers of every operation, the ways to log in."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_mock_request
from drf_spectacular.utils import Direction, OpenApiExample, extend_schema_serializer
from rest_framework.request import Request

from apps.core.actors import Anonymous
from apps.core.permissions import PUBLIC, requirement_of
from apps.core.viewsets import ResourceView

ERROR_REF = {"$ref": "#/components/schemas/Error"}
ERRORS = {
    "400": "The request is malformed or breaks a rule; `details` names the fields.",
    "401": "No token, or one that is invalid, expired or revoked.",
    "403": "The caller's role lacks the right.",
    "404": "There is no such thing, or not for this caller.",
    "409": "The present state does not allow it.",
    "412": "The resource has changed since the version that `If-Match` names.",
    "413": "The body is too large.",
    "415": "The body is of another content type than the operation reads.",
    "422": "The `Idempotency-Key` was used before, for another request.",
    "429": "Too many requests; `Retry-After` says when to come back.",
}
_ERROR = {
    "type": "object",
    "required": ["error", "message", "detail", "details", "timestamp", "request_id"],
    "properties": {
        "error": {"type": "string", "description": "The kind of error, for programs."},
        "message": {"type": "string", "description": "What was wrong, for people."},
        "detail": {"type": "string", "description": "The same as `message`."},
        "details": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "Messages by field; nested fields as `line_items.0.quantity`.",
        },
        "timestamp": {"type": "string", "format": "date-time"},
        "request_id": {"type": "string", "description": "As in the header `X-Request-ID`."},
    },
    "example": {
        "error": "validation_error",
        "message": "email: Enter a valid email address.",
        "detail": "email: Enter a valid email address.",
        "details": {"email": ["Enter a valid email address."]},
        "timestamp": "2024-01-01T00:00:00.000Z",
        "request_id": "6f1c2b9e0d5a4c7f9b3e8a1d2c4f6e80",
    },
}
_PARAMETERS = {
    "Idempotency-Key": "The same key and body are given the first answer again for 24 hours; another body is a 422.",
    "If-Match": "The `ETag` of the version to change; a 412 where the resource has another by now.",
    "If-None-Match": "The `ETag` of the version that the caller has; a 304 where it is still the one.",
}
_HEADERS = {
    "ETag": "The version of the resource.",
    "Idempotent-Replayed": "`true` where this is the first answer to the `Idempotency-Key` again.",
}
_TAGS = {"core": "system"}
DOMAINS = {
    "accounts": "Sign-up, log-in and sessions; users, their roles and rights.",
    "audit": "Who changed what, from what to what.",
    "bills": "The monthly bandwidth bills of internet providers.",
    "clients": "Everybody the company deals with, from lead to customer, and what was said to them.",
    "currencies": "What other currencies are worth in the company's own.",
    "dashboard": "How the company stands: revenue, receivables, what happened last.",
    "documents": "Customer applications, their steps and their documents.",
    "expenses": "What the company spent, with receipts.",
    "integrations": "Other systems: providers, webhooks in and out.",
    "invoices": "Claims on clients, numbered without gaps and frozen when sent.",
    "jobs": "Whatever takes long: poll it, stream it, cancel it, fetch its file.",
    "monitoring": "Tasks, health, alerts and backups of the installation.",
    "notifications": "Messages to customers and colleagues.",
    "payments": "Money received for invoices.",
    "products": "What is sold, and the documents it requires.",
    "quotes": "Offers to clients, which become invoices once.",
    "scheduling": "Calendar, tasks, reminders and holidays.",
    "system": "What the installation says of itself.",
    "tenants": "The company and its settings.",
}
"""What each tag is about; an app without a line here cannot be documented."""
Shape = TypeVar("Shape", bound=type)
_VERBS = ("list", *AutoSchema.method_mapping.values())


class DomainSchema(AutoSchema):
    """An operation is tagged by the app that owns it, named by its path and lists the errors it can answer."""

    def get_tags(self) -> list[str]:
        app = type(self.view).__module__.split(".")[1]
        return [_TAGS.get(app, app)]

    def get_operation_id(self) -> str:
        """`invoices_list`, `invoices_create`, `invoices_send`: the path's words, and the verb where they need one.

        The path says it alone where it is a single operation (an action, a view of one method). These are the names of
        the methods of the SDKs.
        """
        words = [part.replace("-", "_") for part in self.path.strip("/").split("/") if not part.startswith("{")]
        name = "_".join(words[1:] if words[0] == "api" else words) or "root"
        if len(self._methods()) == 1 and getattr(self.view, "action", None) not in _VERBS:
            return name
        return f"{name}_{self._verb()}"

    def _verb(self) -> str:
        return "list" if self.method == "GET" and self._is_list_view() else self.method_mapping[self.method.lower()]

    def get_request_serializer(self) -> Any:
        serializer: Any = super().get_request_serializer()
        if self.method == "PUT" and getattr(self.view, "put_is_partial", False):
            serializer.partial = True
        return serializer

    def get_response_serializers(self) -> Any:
        created = getattr(self.view, "created_serializer_class", None)
        if created and getattr(self.view, "action", None) == "create":
            return {201: created}
        return super().get_response_serializers()

    def _methods(self) -> set[str]:
        mapped = getattr(self.view, "action_map", None)
        return {
            method for method in self.method_mapping if (method in mapped if mapped else hasattr(self.view, method))
        }

    def get_auth(self) -> list[dict[str, list[str]]]:
        # An empty alternative: whoever has no token gets in, too.
        anybody: list[dict[str, list[str]]] = [{}] if requirement_of(self.view) == PUBLIC else []
        ways = super().get_auth()
        header: list[dict[str, list[str]]] = [{"bearer": []}] if {"ticket": []} in ways else []
        return [*header, *ways, *anybody]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for status in self._error_statuses(operation):
            operation["responses"].setdefault(
                status, {"description": ERRORS[status], "content": {"application/json": {"schema": ERROR_REF}}}
            )
        self._add_headers(operation)
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def _add_headers(self, operation: dict[str, Any]) -> None:
        """The request headers that the operation heeds and the ones that it answers with."""
        responses = operation["responses"]
        heeded = {"412": "If-Match", "422": "Idempotency-Key"}
        names = [name for status, name in heeded.items() if status in responses]
        if self._is_resource():
            shown: dict[str, Any] = {"ETag": {"$ref": "#/components/headers/ETag"}}
            if self.method == "GET":
                names.append("If-None-Match")
                responses["304"] = {"description": "The caller has this version (`If-None-Match`).", "headers": shown}
            responses["200"]["headers"] = shown
        if self.method == "POST" and "422" in responses:
            replayed = {"Idempotent-Replayed": {"$ref": "#/components/headers/Idempotent-Replayed"}}
            for status in responses.keys() - ERRORS.keys():
                responses[status].setdefault("headers", {}).update(replayed)
        if names:
            parameters = [{"$ref": f"#/components/parameters/{name}"} for name in sorted(names)]
            operation["parameters"] = [*operation.get("parameters", ()), *parameters]

    def _is_resource(self) -> bool:
        """Whether the operation answers one resource in its present version."""
        if isinstance(self.view, ResourceView):
            return self.method in ("GET", "PUT", "PATCH")
        return getattr(self.view, "action", None) in ("retrieve", "update", "partial_update")

    def _error_statuses(self, operation: dict[str, Any]) -> set[str]:
        statuses = {"400"}
        if self.view.authentication_classes:
            statuses |= {"401", "429"}
        if requirement_of(self.view) != PUBLIC:
            statuses.add("403")
        if "{" in self.path or "page" in {parameter["name"] for parameter in operation.get("parameters", ())}:
            statuses.add("404")
        if self.method != "GET":
            statuses.add("409")
        if self.method == "POST" and self.view.authentication_classes:
            statuses.add("422")
        if self.method != "GET" and ("{" in self.path or isinstance(self.view, ResourceView)):
            statuses.add("412")
        if self.method in ("POST", "PUT", "PATCH"):
            statuses |= {"413", "415"}
        return statuses


_DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"


class AmountSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "apps.core.fields.AmountField"
    match_subclasses = True
    priority = -1

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        kind = ["string", "number"] if direction == "request" else "string"
        return {"type": kind, "format": "decimal", "pattern": _DECIMAL, "examples": ["1250.00"]}


class QuantitySchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "apps.core.fields.QuantityField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        if direction == "request":
            return {"type": ["number", "string"], "pattern": _DECIMAL, "examples": [2.5]}
        return {"type": "number", "examples": [2.5]}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "apps.accounts.authentication.TokenAuthentication"
    name = "bearer"
    match_subclasses = True

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The `access` token that POST /api/auth/token/ answers; or `Api-Key <key>` with a key from "
            "POST /api/auth/api-keys/.",
        }


class TicketScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "apps.accounts.authentication.TicketAuthentication"
    name = "ticket"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "query",
            "name": "ticket",
            "description": "A ticket that POST /api/auth/stream-ticket/ answers; good once, for 30 seconds.",
        }

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        return [{"bearer": []}, {"ticket": []}]


def mock_request(method: str, path: str, view: Any, original_request: Request | None, **kwargs: Any) -> Request:
    """The request that views see while the document is made: nobody's, so that it is the same for everybody."""
    request: Request = build_mock_request(method, path, view, None, **kwargs)  # type: ignore[no-untyped-call]
    request.user = Anonymous()
    return request


def with_example(*, request: dict[str, Any], answer: dict[str, Any] | None = None) -> Callable[[Shape], Shape]:
    """Show a body to send with the serializer and, where given, one that is answered."""
    examples = [OpenApiExample("Request", request, request_only=True)]
    if answer:
        examples.append(OpenApiExample("Answer", answer, response_only=True))
    return extend_schema_serializer(examples=examples)


def describe_product(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add the one error body, the headers and the domains' names."""
    result = _with_any_json(result)
    text = {"schema": {"type": "string"}}
    result["components"]["parameters"] = {
        name: {"name": name, "in": "header", "description": description} | text
        for name, description in _PARAMETERS.items()
    }
    result["components"]["headers"] = {
        name: {"description": description} | text for name, description in _HEADERS.items()
    }
    result["components"].setdefault("schemas", {})["Error"] = _ERROR
    tags = {tag for path in result["paths"].values() for operation in path.values() for tag in operation["tags"]}
    result["tags"] = [{"name": tag, "description": DOMAINS[tag]} for tag in sorted(tags)]
    return result


def _with_any_json(node: Any) -> Any:
    """JSON of any shape or null is JSON of any shape; as "one of" both, null would be refused for being both."""
    if isinstance(node, list):
        return [_with_any_json(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("oneOf") == [{}, {"type": "null"}]:
        node = {name: value for name, value in node.items() if name != "oneOf"}
    return {name: _with_any_json(value) for name, value in node.items()}
