"""Requests that schemathesis makes from the OpenAPI document: as it allows them, and as it forbids them."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema_rs
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test.client import encode_multipart
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from requests import Request
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode
from schemathesis.generation.stateful.control import TransitionController
from schemathesis.generation.stateful.state_machine import StepOutput

from tests.contract import document, find_path
from tests.sweeps.bodies import references
from tests.sweeps.routes import Route

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
"""How many requests of each kind and operation; 0 for the few of the suite."""
SEED = int(os.environ.get("FUZZ_SEED", "1"))
FEW = 2
_JSON, _EDGE = "application/json", "an-edge"
_BEFORE_THE_BODY = ("if-match", "if-none-match", "idempotency-key")
_HEADER = re.compile(r"[\x20-\x7e\x80-\xff]*")


@dataclass(frozen=True)
class Call:
    """One request. `names_a_row` says whether its path is that of a row that is there."""

    method: str
    path: str
    body: Any
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        headers = "".join(f" {name}: {value!r}" for name, value in self.headers.items())
        return f"{self.method.upper()} {self.path:.300}{headers} {self.body!r:.600}"


def calls_of(route: Route, url: str, good: dict[str, Any]) -> Iterator[Call]:
    """Requests to a route: the examples of the document, its corners, and by chance.

    Most go to `url`, where a row is, and say nothing of its version or of an earlier request, which would be answered
    before the body is read; what the document allows is sent once as it is and once over the `good` body, whose
    references name rows that are there.
    """
    for position, case in enumerate(_cases(find_path(route.url()) or "", route.method)):
        path = url if position % 4 else _made_path(route, case)
        bodies = [case.body]
        if isinstance(case.body, dict) and good and case.media_type == _JSON:
            bodies.append(_over_rows_that_are_there(route, case.body, good))
        left_out = () if position % 4 == 1 else _BEFORE_THE_BODY
        yield from (_call(route, case, path, body, left_out) for body in bodies)


def call_of_step(step: Any, route: Route, url: str, good: dict[str, Any], *, is_plain: bool) -> Call:
    """The request of a step: one that begins asks plainly at `url`, where a row is; one that follows asks for what it
    was told, with the `good` body or, unless `is_plain`, with what schemathesis makes over its references. What it was
    not told it takes from the first kind."""
    case, told = step.case, set(step.applied_parameters)
    body = {} if isinstance(case.body, NotSet) and route.method in ("post", "put", "patch") else case.body
    if isinstance(body, dict) and good:
        is_form = case.media_type == "multipart/form-data"
        made = good if is_plain or is_form or step.transition is None else _over_rows_that_are_there(route, body, good)
        body = made | {name: body[name] for location, name in told if location == ParameterLocation.BODY}
    if ParameterLocation.PATH in {location for location, _ in told}:
        url = _made_path(route, case)
    query = {name: _in_query(case.query[name]) for location, name in told if location == ParameterLocation.QUERY}
    path = f"{url}{'?' if query else ''}{urlencode(query, doseq=True, errors='surrogatepass')}"
    return Call(route.method, path, *_content(body, case.media_type))


def answer_of_step(step: Any, call: Call, response: Any) -> StepOutput:
    """What the state machine reads of an answer, to go on from it."""
    content = b"" if response.streaming else response.content
    headers = {name.lower(): [value] for name, value in response.headers.items()}
    request = Request(call.method, f"http://testserver{call.path}").prepare()
    return StepOutput(Response(response.status_code, headers, content, request, elapsed=0, verify=False), step.case)


class Following(TransitionController):
    """Begins anew only where nothing that was told is left to be asked for."""

    def allow_root_transition(self, source: str, bundles: Any) -> bool:
        told = [label for name, values in bundles.items() if values for label in self._tellers(name)]
        links = [link for label in told for link in self.transitions.operations[label].outgoing]
        return not any(self.allow_transition(link.source.label, link.target.label) for link in links)

    def _tellers(self, bundle: str) -> list[str]:
        return list(self.transitions.producer_labels_for_bundle(bundle))


@cache
def state_machine() -> Any:
    """The requests that follow from one another, as schemathesis infers them: what an answer tells, others ask for."""
    # It writes its links into the document.
    schema = schemathesis.openapi.from_dict(deepcopy(document()))
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    return seed(SEED)(schema.as_state_machine())


def _over_rows_that_are_there(route: Route, body: dict[str, Any], good: dict[str, Any]) -> dict[str, Any]:
    kept = {name.partition(".")[0] for name, _ in references(route.serializer)}
    return good | {name: value for name, value in body.items() if name not in kept}


def _call(route: Route, case: Any, path: str, body: Any, left_out: tuple[str, ...]) -> Call:
    query = {name: _in_query(value) for name, value in (case.query or {}).items()}
    if query:
        path = f"{path}?{urlencode(query, doseq=True, errors='surrogatepass')}"
    headers = {name: f"{value}" for name, value in (case.headers or {}).items() if _HEADER.fullmatch(f"{value}")}
    left_out = ("authorization", "x-api-key", *left_out)
    headers = {name: value for name, value in headers.items() if name.lower() not in left_out}
    content, content_type = _content(body, case.media_type)
    return Call(route.method, path, content, content_type, headers)


def is_valid(route: Route, call: Call) -> bool:
    """Whether the document allows the body; a body that is no JSON is not judged."""
    template = find_path(route.url()) or ""
    content = (route.operation or {}).get("requestBody", {}).get("content", {})
    if _JSON not in content or call.content_type != _JSON:
        return True
    if call.body is None:
        return True
    try:
        body = json.loads(call.body)
    except ValueError:
        return False
    pointer = "/".join(part.replace("/", "~1") for part in (template, route.method))
    schema = f"#/paths/{pointer}/requestBody/content/application~1json/schema"
    return bool(_validator(schema).is_valid(body))


@cache
def _validator(pointer: str) -> Any:
    # What the document does not name it does not forbid: nobody reads it.
    draft = jsonschema_rs.Draft202012
    registry = jsonschema_rs.Registry([("openapi:///document", document())], draft=draft)
    reference = {"$ref": f"openapi:///document{quote(pointer, safe='#/~')}"}
    return jsonschema_rs.Draft202012Validator(reference, validate_formats=True, registry=registry)


@cache
def _schema() -> Any:
    return schemathesis.openapi.from_dict(document())


@cache
def _cases(path: str, method: str) -> list[Any]:
    operation = _schema()[path][method.upper()]
    made = _by_chance(operation)
    config = _schema().config.generation_for(operation=operation, phase="coverage")
    corners = operation.schema.iter_coverage_cases(
        operation, generation_modes=list(GenerationMode), generation_config=config
    )
    corners = [case for case in corners if case.method.lower() == method]
    return [*made, *_spread(corners, EXAMPLES * 4 or FEW)]


def _spread(cases: list[Any], count: int) -> list[Any]:
    step = max(1, len(cases) // count)
    return list(islice(cases, SEED % step, None, step))[:count]


def _by_chance(operation: Any) -> list[Any]:
    found: list[Any] = []
    strategies = list(operation.get_strategies_from_examples())
    strategies += [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    for strategy in strategies:

        @seed(SEED)
        @settings(
            max_examples=EXAMPLES or (FEW if operation.body else 1),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def collect(case: Any) -> None:
            found.append(case)

        # An operation that takes nothing has nothing to be wrong in.
        with suppress(Unsatisfiable):
            collect()
    return found


def _made_path(route: Route, case: Any) -> str:
    values = iter((case.path_parameters or {}).values())
    made = {name: quote(_plain(next(values, 0)), safe="") or "%00" for name in route.parameters}
    return route.url(**made)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _in_query(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, list) else _plain(value)


def _content(body: Any, media_type: str | None) -> tuple[Any, str]:
    if isinstance(body, NotSet):
        return None, _JSON
    if media_type == "multipart/form-data" and isinstance(body, dict):
        form = {_plain(name): _in_form(value) for name, value in body.items() if value is not None}
        return encode_multipart(_EDGE, form), f"multipart/form-data; boundary={_EDGE}"
    if isinstance(body, bytes):
        return body, media_type or _JSON
    return json.dumps(body, default=str).encode(), _JSON


def _in_form(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_form(item) for item in value]
    if isinstance(value, UploadedFile):
        return value
    data = getattr(value, "data", value)
    return SimpleUploadedFile("file.bin", data) if isinstance(data, bytes) else _plain(value)
