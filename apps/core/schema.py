"""The OpenAPI document: tags by domain, the error answers of every operation, the ways to log in."""

from typing import Any

from django.utils.text import camel_case_to_spaces
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from apps.core.permissions import PUBLIC, requirement_of

ERROR_REF = {"$ref": "#/components/schemas/Error"}
ERRORS = {
    "400": "The request is malformed or breaks a rule; `details` names the fields.",
    "401": "No token, or one that is invalid, expired or revoked.",
    "403": "The caller's role lacks the right.",
    "404": "There is no such thing, or not for this caller.",
    "409": "The present state does not allow it.",
    "413": "The body is too large.",
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
_TAGS = {"core": "system"}


class DomainSchema(AutoSchema):
    """An operation is tagged by the app that owns it and lists the errors it can answer."""

    def get_tags(self) -> list[str]:
        app = type(self.view).__module__.split(".")[1]
        return [_TAGS.get(app, app)]

    def get_operation_id(self) -> str:
        # Several paths may lead to one view; each operation needs a name of its own.
        tokens = [part.strip("{}").replace("-", "_") for part in self.path.strip("/").split("/")]
        names = [token for token in tokens if token not in ("api", "id", "pk")]
        verb = self.method_mapping[self.method.lower()]
        if self.method == "GET" and self._is_list_view():
            verb = "list"
        if getattr(self.view, "action", None) in (action.__name__ for action in self._extra_actions()):
            return "_".join(names)
        return "_".join([*names, verb])

    def _extra_actions(self) -> list[Any]:
        return self.view.get_extra_actions() if hasattr(self.view, "get_extra_actions") else []

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for status in self._error_statuses(operation):
            operation["responses"].setdefault(
                status, {"description": ERRORS[status], "content": {"application/json": {"schema": ERROR_REF}}}
            )
        return operation

    def _error_statuses(self, operation: dict[str, Any]) -> list[str]:
        statuses = ["400", "429"]
        if requirement_of(self.view) != PUBLIC:
            statuses += ["401", "403"]
        if "{" in self.path or "page" in {parameter["name"] for parameter in operation.get("parameters", ())}:
            statuses.append("404")
        if self.method in ("POST", "PUT", "PATCH"):
            statuses += ["409", "413"]
        return sorted(set(statuses) | ({"409"} if self.method == "DELETE" else set()))


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "apps.accounts.authentication.TokenAuthentication"
    name = "bearer"
    match_subclasses = True

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The `access` token that POST /api/auth/token/ answers.",
        }


def describe_product(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add the one error body and the domains' names."""
    result["components"].setdefault("schemas", {})["Error"] = _ERROR
    tags = {tag for path in result["paths"].values() for operation in path.values() for tag in operation["tags"]}
    result["tags"] = [{"name": tag, "description": camel_case_to_spaces(tag).capitalize()} for tag in sorted(tags)]
    return result
