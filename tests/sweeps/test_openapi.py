import io
import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse

from tests.contract import METHODS, check_answer, document, validator

OPERATIONS = [
    (method, path, operation)
    for path, item in document()["paths"].items()
    for method, operation in item.items()
    if method in METHODS
]


def answer(body: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(body), status=status, content_type="application/json")


def health(**changes: Any) -> dict[str, Any]:
    part = {"status": "ok", "latency_ms": 0.1}
    return {"status": "healthy", "database": part, "cache": part, "broker": part, "worker": part} | changes


def test_the_document_is_valid_and_made_without_a_warning() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=io.StringIO())


def test_every_operation_has_a_name_of_its_own_that_makes_a_good_method() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert sorted(set(names)) == sorted(names)
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)] == []
    assert [name for name in names if re.search(r"_\d+$", name)] == []


def test_every_operation_says_what_it_does() -> None:
    assert [f"{method} {path}" for method, path, operation in OPERATIONS if not operation.get("description")] == []


def test_every_operation_that_is_not_public_names_the_token_it_wants() -> None:
    schemes = document()["components"]["securitySchemes"]
    unnamed = [
        f"{method} {path}"
        for method, path, operation in OPERATIONS
        if not operation.get("security") or any(name not in schemes for one in operation["security"] for name in one)
    ]
    assert unnamed == []


EXAMPLES = [
    pytest.param(
        f"#/paths/{path.replace('/', '~1')}/{method}/{where}/content/application~1json/schema",
        example["value"],
        id=f"{method} {path} {where}",
    )
    for method, path, operation in OPERATIONS
    for where, holder in [
        ("requestBody", operation.get("requestBody", {})),
        *((f"responses/{status}", answer) for status, answer in operation["responses"].items()),
    ]
    for example in holder.get("content", {}).get("application/json", {}).get("examples", {}).values()
]


@pytest.mark.parametrize(("pointer", "example"), EXAMPLES)
def test_every_example_is_what_its_schema_describes(pointer: str, example: Any) -> None:
    assert list(validator(pointer).iter_errors(example)) == []


def test_takes_an_answer_as_documented() -> None:
    check_answer("get", "/api/health/", answer(health()))
    check_answer("get", "/api/health/", answer(health(status="down"), status=503))


@pytest.mark.parametrize(
    ("method", "path", "response", "complaint"),
    [
        ("get", "/api/health/", answer(health(surprise=1)), "surprise"),
        ("get", "/api/health/", answer(health(database={"status": "ok"})), "latency_ms"),
        ("get", "/api/health/", answer(health(status="fine")), "fine"),
        ("get", "/api/health/", answer({}, status=418), "418 is not documented"),
        ("get", "/api/health/", answer({"detail": "no"}, status=406), "message"),
        ("get", "/api/nowhere/", answer({}), "not in the document"),
        ("delete", "/api/health/", answer({}, status=204), "not in the document"),
        ("get", "/api/health/", HttpResponse("OK", content_type="text/plain"), "text/plain"),
    ],
)
def test_refuses_an_answer_that_is_not_as_documented(
    method: str, path: str, response: HttpResponse, complaint: str
) -> None:
    with pytest.raises(AssertionError, match=complaint) as refusal:
        check_answer(method, path, response)
    assert path.strip("/") in str(refusal.value)
