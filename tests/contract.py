"""Every answer to the suite's callers is held against the OpenAPI document, so that neither can lie alone."""

import json
import re
from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")
# Refusals that any operation may meet, on any path and whatever it does.
ANYWHERE = frozenset({"406"})
PAGES = ("/api/schema/swagger-ui/", "/api/schema/redoc/", "/api/session-auth/")
_writing = Lock()


def document() -> dict[str, Any]:
    """The OpenAPI document of the code as it stands."""
    # Callers that come at once must not write it at once: the generator's extensions are loaded as it goes.
    with _writing:
        return _document()


@cache
def _document() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    # As the reader of the published document gets it: without tuples, lazy texts and the like.
    return json.loads(json.dumps(made, default=str))  # type: ignore[no-any-return]


def check_answer(method: str, path: str, response: Any) -> None:
    """Raise AssertionError unless the document knows this operation, this status and the shape of this body."""
    path = path.partition("?")[0]
    if not path.startswith(("/api", "/health")) or path.startswith(PAGES):
        return
    status = str(response.status_code)
    template = find_path(path)
    name = f"{method.upper()} {template or path}"
    if template is None or method not in document()["paths"][template]:
        assert method in ("head", "options") or status in ("404", "405"), f"{name}: not in the document, yet {status}"
        return
    responses = document()["paths"][template][method]["responses"]
    if status in ANYWHERE and status not in responses:
        _check_body(name, status, "#/components/schemas/Error", response)
        return
    assert status in responses, (
        f"{name}: the status {status} is not documented (but {', '.join(responses)}): {_shown(response)}"
    )
    tag = responses[status].get("headers", {}).get("ETag")
    assert not tag or "ETag" in response.headers, f"{name}: {status} is documented with an ETag and has none"
    content = responses[status].get("content", {})
    if not content:
        assert _is_empty(response), f"{name}: {status} is documented without a body, yet: {_shown(response)}"
        return
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    assert media_type in content, f"{name}: {status} as {media_type!r} is not documented (but {', '.join(content)})"
    if media_type == "application/json":
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in ("paths", template, method))
        _check_body(name, status, f"#/{pointer}/responses/{status}/content/application~1json/schema", response)


@cache
def find_path(path: str) -> str | None:
    """The document's path that a request's path means; literal parts go before parameters."""
    path = f"{path.rstrip('/')}/"
    fitting = [template for template, pattern in _patterns().items() if pattern.fullmatch(path)]
    return min(fitting, key=lambda template: template.count("{"), default=None)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        template: re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))) for template in document()["paths"]
    }


@cache
def _closed_document() -> dict[str, Any]:
    """The document in which an object that declares properties has those and no others."""
    return _closed(document())  # type: ignore[no-any-return]


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    closed = {key: _closed(value) for key, value in node.items()}
    if isinstance(node.get("properties"), Mapping) and node.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


@cache
def validator(pointer: str) -> Any:
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"openapi:///document{quote(pointer, safe='#/~')}"}, validate_formats=True, registry=_registry()
    )


@cache
def _registry() -> Any:
    return jsonschema_rs.Registry([("openapi:///document", _closed_document())], draft=jsonschema_rs.Draft202012)


def _check_body(name: str, status: str, pointer: str, response: Any) -> None:
    body = json.loads(response.content)
    problems = [
        f"{'.'.join(map(str, error.instance_path)) or 'the body'}: {error.message}"
        for error in validator(pointer).iter_errors(body)
    ]
    assert not problems, f"{name}: the body of {status} is not as documented: {'; '.join(problems)}\n{_shown(response)}"


def _is_empty(response: Any) -> bool:
    return not response.streaming and response.content == b""


def _shown(response: Any) -> str:
    return "a stream" if response.streaming else response.content[:500].decode(errors="replace")
