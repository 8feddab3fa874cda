"""The generated part of `sdks/javascript`: types by openapi-typescript, operations and methods by this module."""

import json
import re
import subprocess
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.sdks.document import SDKS, Document, Operation, Schema, Unsupported, camel, name_of, pascal

PACKAGE = SDKS / "javascript"
MADE = "// Written by `make sdks` from docs/openapi.yaml; change it there.\n"
_SCALARS = {"integer": "number", "number": "number", "boolean": "boolean", "string": "string"}
_RESERVED = {"request", "wait", "withOptions", "constructor"}


def write_javascript(document: Document) -> None:
    schemas = _bare(document.inputs() | document.outputs() | document.queries)
    source = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}, "components": {"schemas": schemas}}
    made = subprocess.run(
        ["node", "generate.mjs"], cwd=PACKAGE, input=json.dumps(source), text=True, check=True, stdout=subprocess.PIPE
    )
    schema, operations, resources = written()
    schema.write_text(MADE + made.stdout)
    operations.write_text(_operations(document.operations))
    resources.write_text(_resources(document))


def written() -> list[Path]:
    return [PACKAGE / "src" / name for name in ("schema.d.ts", "operations.js", "resources.d.ts")]


def dotted(each: Operation) -> str:
    """The method as it is written after `client.`."""
    return ".".join(camel(word) for word in (*each.namespace, each.name) if word)


def _bare(node: Any) -> Any:
    """Schemas without what TypeScript has no type for and would only repeat as a comment."""
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    is_schema = isinstance(node.get("type"), (str, list))
    told = {"type", "properties", "required", "items", "additionalProperties", "description", "enum", "const"}
    told |= {"readOnly", "allOf", "anyOf", "oneOf"}
    kept = {key: value for key, value in node.items() if not is_schema or key in told or value == "binary"}
    return {key: _bare(value) for key, value in kept.items()}


def _operations(operations: Iterable[Operation]) -> str:
    """Rows of: method of the client, operation, HTTP method, path, what comes back, what goes in."""
    rows = []
    for each in sorted(operations, key=dotted):
        takes = each.forms or ("query" if each.query else "")
        row = [dotted(each), each.id, each.method, each.path, each.kind, takes, *([1] if each.takes_key else [])]
        rows.append(f"  {json.dumps(row)},")
    return "\n".join([MADE.strip(), "export const operations = [", *rows, "];", ""])


def _resources(document: Document) -> str:
    spaces: dict[tuple[str, ...], list[Operation]] = {(): []}
    for each in document.operations:
        for length in range(len(each.namespace) + 1):
            spaces.setdefault(each.namespace[:length], [])
        spaces[each.namespace].append(each)
    lines = [MADE.strip()]
    lines.append('import type { Answered, Download, EventStream, Options, PageRequest } from "./index.js";')
    lines.append('import type * as S from "./schema.js";')
    for words in sorted(spaces):
        lines += ["", f"export interface {pascal(*words) or 'Api'}{'Resource' if words else ''} {{"]
        for below in sorted(spaces):
            if below[:-1] == words and below:
                lines.append(f"  readonly {camel(below[-1])}: {pascal(*below)}Resource;")
                if not words and camel(below[-1]) in _RESERVED:
                    raise Unsupported(f"a namespace named {below[-1]}")
        for each in spaces[words]:
            lines += textwrap.indent(_method(each, document), "  ").splitlines()
        lines.append("}")
    return "\n".join(lines) + "\n"


def _method(each: Operation, document: Document) -> str:
    first = [
        f"{name}: {'number' if schema.get('type') == 'integer' else 'string'}"
        for name, schema in each.path_parameters.items()
    ]
    sent = each.body or each.query
    schema = document.schemas[each.body] if each.body else document.queries.get(each.query, {})
    mark = "" if schema.get("required") else "?"
    query = f"Options & {{ query?: S.{each.query} }}" if each.body and each.query else "Options"
    arguments = [
        *first,
        *([f"{'body' if each.body else 'query'}{mark}: S.{sent}"] if sent else []),
        f"options?: {query}",
    ]
    # fetch drops the body of a 205.
    shapes = " | ".join(
        dict.fromkeys("void" if status == 205 else _type(shape) for status, shape in each.answers.items())
    )
    answer = {
        "page": f"PageRequest<{shapes}>",
        "stream": "EventStream",
        "file": "Promise<Download>",
        "text": "Promise<string>",
        "nothing": "Promise<void>",
    }.get(each.kind, f"Promise<{shapes}>")
    name = camel(each.name)
    words = textwrap.wrap(re.sub(r"\s+", " ", each.description).replace("*/", "* /"), 110)
    lines = [f"/** {words[0]} */"] if len(words) == 1 else ["/**", *(f" * {line}" for line in words), " */"]
    if each.kind == "either":
        wanted = f"S.{each.query} & {{ format: 'csv' | 'excel' }}" if each.query else "{ format: 'csv' | 'excel' }"
        lines.append(f"{name}({', '.join([*first, f'query: {wanted}', 'options?: Options'])}): Promise<Download>;")
    lines.append(f"{name}({', '.join(arguments)}): {answer};")
    return "\n".join(lines)


def _type(schema: Schema) -> str:
    """The TypeScript type of an answer that stands in an operation."""
    if name := name_of(schema):
        return f"Answered<S.{name}>"
    match schema.get("type"):
        case "array":
            return f"{_type(schema['items'])}[]"
        case "object":
            return "Record<string, unknown>"
        case str(scalar) if scalar in _SCALARS:
            return _SCALARS[scalar]
    raise Unsupported(f"an answer of the shape {schema}")
