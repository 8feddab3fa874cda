"""What is sent to webhook endpoints, as the OpenAPI document describes it: one entry for each type of event."""

from typing import Any, Final

from apps.audit.event_types import EVENT_TYPES

_HEADERS: Final = {
    "webhook-id": "The message's id, the same each time it is sent; a receiver that has seen it answers 2xx.",
    "webhook-timestamp": "When it was sent, in unix seconds; refuse what is older than five minutes.",
    "webhook-signature": "`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` under the secret, which is base64 "
    "after `whsec_`; several, separated by blanks, while a secret is being replaced.",
}
_MESSAGE: Final = {
    "type": "object",
    "description": "What is posted to webhook endpoints. Of two messages about one record, the later change has the "
    "higher `data.id`.",
    "required": ["type", "timestamp", "data"],
    "properties": {
        "type": {"type": "string", "description": "`<resource_type>.<action>`."},
        "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
        "data": {
            "allOf": [
                {"$ref": "#/components/schemas/Change"},
                {
                    "type": "object",
                    "properties": {
                        "is_shortened": {
                            "type": "boolean",
                            "description": "True where old and new values were too large to be sent.",
                        }
                    },
                },
            ]
        },
    },
}


def describe_webhooks(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add what is sent to endpoints."""
    result["components"]["schemas"]["WebhookMessage"] = _MESSAGE
    result["components"]["parameters"] |= {
        name: {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
        for name, text in _HEADERS.items()
    }
    result["webhooks"] = {name: {"post": _operation(name)} for name in sorted(EVENT_TYPES)}
    return result


def _operation(name: str) -> dict[str, Any]:
    resource, _, action = name.partition(".")
    message = {
        "allOf": [
            {"$ref": "#/components/schemas/WebhookMessage"},
            {"type": "object", "properties": {"type": {"const": name}}},
        ]
    }
    return {
        "summary": f"{resource}: {action.replace('_', ' ')}",
        "tags": ["integrations"],
        "parameters": [{"$ref": f"#/components/parameters/{header}"} for header in _HEADERS],
        "requestBody": {"required": True, "content": {"application/json": {"schema": message}}},
        "responses": {"2XX": {"description": "Taken. Any other answer, and none within 10 seconds, is tried again."}},
    }
