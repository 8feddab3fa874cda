"""The operations of the OpenAPI document as the SDKs name them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs" / "openapi.yaml"
SDKS = ROOT / "sdks"
VERBS = ("list", "create", "retrieve", "update", "partial_update", "destroy")
PAGE_FIELDS = {"count", "count_is_estimate", "next", "previous", "results"}
JSON = "application/json"
FORM = "multipart/form-data"
STREAM = "text/event-stream"
TEXTS = ("text/html", "text/plain", "application/vnd.oai.openapi", "application/yaml")
"""What an operation may answer instead of JSON, or as its only text: never asked for where there is JSON."""

Schema = dict[str, Any]


class Unsupported(Exception):
    """The document has a shape that the SDKs cannot name or send yet."""


@dataclass(frozen=True)
class Operation:
    """One operation and the method that stands for it: `client.<namespace>.<name>`."""

    id: str
    method: str
    path: str
    description: str
    namespace: tuple[str, ...]
    name: str
    """Empty where the namespace itself is called."""
    path_parameters: dict[str, Schema]
    query: str
    """The schema of the query's parameters; empty without any."""
    body: str
    forms: str
    """How the body travels: `json`, `form`, or `both` where it is a form once there are files."""
    kind: str
    """What comes back: `page`, `json`, `text`, `file`, `stream`, `nothing`, or `either` JSON or a file, by `format`."""
    answers: dict[int, Schema]
    """The JSON answers by status; of a page, its rows."""
    takes_key: bool
    takes_version: bool

    @property
    def answer(self) -> Schema | None:
        """The one shape of the JSON that is answered; None where there are several."""
        shapes = list(self.answers.values())
        return shapes[0] if all(shape == shapes[0] for shape in shapes) else None


class Document:
    """The OpenAPI document, its operations, and the schemas of what goes in and what comes out."""

    def __init__(self, path: Path = DOCUMENT) -> None:
        self.whole: dict[str, Any] = yaml.load(path.read_text(), yaml.CSafeLoader)
        self.schemas: dict[str, Schema] = self.whole["components"]["schemas"]
        self.queries: dict[str, Schema] = {}
        self._raw = [
            (method.upper(), path, operation)
            for path, item in self.whole["paths"].items()
            for method, operation in item.items()
        ]
        self._prefixes = self._namespaces()
        self.operations = sorted((self._read(*raw) for raw in self._raw), key=lambda each: (each.namespace, each.name))

    def follow(self, node: Any) -> Any:
        while "$ref" in node:
            target: Any = self.whole
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def reachable(self, *nodes: Any) -> dict[str, Schema]:
        """The named schemas that these mention, and those that they mention in turn."""
        found: dict[str, Schema] = {}
        waiting = [name for node in nodes for name in _mentioned(node)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self.schemas[name]
                waiting += _mentioned(found[name])
        return dict(sorted(found.items()))

    def inputs(self) -> dict[str, Schema]:
        bodies = [{"$ref": f"#/components/schemas/{each.body}"} for each in self.operations if each.body]
        return self.reachable(bodies)

    def outputs(self) -> dict[str, Schema]:
        answers = [list(each.answers.values()) for each in self.operations]
        return self.reachable(answers, self.whole.get("webhooks", {}))

    def _namespaces(self) -> set[tuple[str, ...]]:
        """The beginnings of paths that have methods below them."""
        found: set[tuple[str, ...]] = set()
        for _, path, operation in self._raw:
            words = path_words(path)
            is_verb = operation["operationId"].removeprefix("_".join(words)).removeprefix("_") in VERBS
            deepest = len(words) if is_verb else len(words) - 1
            found |= {words[:length] for length in range(1, deepest + 1)}
        return found

    def _read(self, method: str, path: str, raw: dict[str, Any]) -> Operation:
        name = raw["operationId"]
        try:
            parameters = [self.follow(each) for each in raw.get("parameters", ())]
            headers = {each["name"] for each in parameters if each["in"] == "header"}
            body, forms = self._body(raw)
            kind, answers = self._answer(raw)
            namespace, verb = self._place(name, path, method, kind, answers)
            return Operation(
                id=name,
                method=method,
                path=path,
                description=raw["description"].split("\n\n")[0].strip(),
                namespace=namespace,
                name=verb,
                path_parameters={
                    word: next(each["schema"] for each in parameters if each["in"] == "path" and each["name"] == word)
                    for word in re.findall(r"{(\w+)}", path)
                },
                query=self._query(
                    namespace, verb, parameters, {*self._fields(body), *_own_arguments(kind, parameters)}
                ),
                body=body,
                forms=forms,
                kind=kind,
                answers=answers,
                takes_key="Idempotency-Key" in headers,
                takes_version="If-Match" in headers,
            )
        except Unsupported as exc:
            raise Unsupported(f"{name}: {exc}") from exc

    def _place(
        self, name: str, path: str, method: str, kind: str, answers: dict[int, Schema]
    ) -> tuple[tuple[str, ...], str]:
        words = path_words(path)
        base = "_".join(words)
        rest = name.removeprefix(base)
        if rest.removeprefix("_") in VERBS:
            return words, rest.removeprefix("_")
        if name == base:
            if words not in self._prefixes:
                return words[:-1], words[-1]
            is_list = kind == "page" or any(each.get("type") == "array" for each in answers.values())
            return words, "list" if method == "GET" and is_list else ""
        for length in range(len(words), 0, -1):
            prefix = "_".join(words[:length]) + "_"
            if name.startswith(prefix):
                return words[:length], name.removeprefix(prefix)
        return (), name

    def _fields(self, name: str) -> set[str]:
        return set(self.schemas[name].get("properties", ())) if name else set()

    def _query(self, namespace: tuple[str, ...], verb: str, parameters: list[Schema], elsewhere: set[str]) -> str:
        """The name of the schema that holds the query's parameters; operations with the same ones share it."""
        fields = {
            each["name"]: _plain(each["schema"]) | {key: each[key] for key in ("description",) if key in each}
            for each in parameters
            if each["in"] == "query" and each["name"] not in elsewhere
        }
        if not fields:
            return ""
        required = [each["name"] for each in parameters if each["in"] == "query" and each.get("required")]
        schema: Schema = {"type": "object", "properties": fields} | ({"required": required} if required else {})
        for name, known in self.queries.items():
            if known == schema:
                return name
        name = pascal(*namespace, *(() if verb in ("list", "") else (verb,))) + "Query"
        while name in self.queries or name in self.schemas:
            name = name.removesuffix("Query") + pascal(verb or "call") + "Query"
        self.queries[name] = schema
        return name

    def _body(self, raw: dict[str, Any]) -> tuple[str, str]:
        content = raw.get("requestBody", {}).get("content", {})
        if not content:
            return "", ""
        if unknown := content.keys() - {JSON, FORM}:
            raise Unsupported(f"a body of type {', '.join(sorted(unknown))}")
        names = {media["schema"].get("$ref", "").rpartition("/")[2] for media in content.values()}
        name = names.pop()
        if names or self.schemas.get(name, {}).get("type") != "object":
            raise Unsupported("a body that is not one named object")
        forms = "both" if len(content) == 2 else "json" if JSON in content else "form"
        return name, forms

    def _answer(self, raw: dict[str, Any]) -> tuple[str, dict[int, Schema]]:
        shapes: dict[int, Schema] = {}
        others: set[str] = set()
        for status, response in raw["responses"].items():
            if status.startswith("2"):
                content = response.get("content", {})
                if JSON in content:
                    shapes[int(status)] = content[JSON]["schema"]
                others |= content.keys() - {JSON, "*/*"}
        if STREAM in others:
            return "stream", {}
        files = {media for media in others if not media.startswith(TEXTS)}
        if not shapes:
            return "file" if files else "text" if others else "nothing", {}
        if files:
            return "either", shapes
        rows = {status: self._rows(shape) for status, shape in shapes.items()}
        if all(rows.values()):
            return "page", {status: row for status, row in rows.items() if row}
        return "json", shapes

    def _rows(self, shape: Schema) -> Schema | None:
        """Of a page, what its rows are."""
        whole = self.follow(shape)
        candidates = [self.follow(each) for each in whole.get("oneOf", [whole])]
        pages = [each for each in candidates if {"next", "results"} <= each.get("properties", {}).keys()]
        if not pages:
            return None
        if more := pages[0]["properties"].keys() - PAGE_FIELDS:
            raise Unsupported(f"a page with {', '.join(sorted(more))}")
        rows: Schema = pages[0]["properties"]["results"]["items"]
        return rows


def _plain(schema: Schema) -> Schema:
    """A boolean of an address is told as a list of texts, too."""
    return {key: value for key, value in schema.items() if not (key == "enum" and schema.get("type") == "boolean")}


def _own_arguments(kind: str, parameters: list[Schema]) -> set[str]:
    """Of an operation that answers JSON or a file, the parameter that decides: an argument of its own."""
    if kind != "either":
        return set()
    if not any(each["name"] == "format" for each in parameters):
        raise Unsupported("JSON or a file, and no parameter `format` to choose")
    return {"format"}


def path_words(path: str) -> tuple[str, ...]:
    words = [word.replace("-", "_") for word in path.strip("/").split("/") if not word.startswith("{")]
    return tuple(words[1:] if words[0] == "api" else words)


def pascal(*words: str) -> str:
    return "".join(part[:1].upper() + part[1:] for word in words for part in word.split("_"))


def camel(word: str) -> str:
    joined = pascal(word)
    return joined[:1].lower() + joined[1:]


def name_of(schema: Schema) -> str:
    """The name of a schema that is mentioned; empty for one written in place."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _mentioned(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str) and "/schemas/" in node["$ref"]:
            yield name_of(node)
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _mentioned(item)
