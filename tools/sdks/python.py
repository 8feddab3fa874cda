"""The generated part of `sdks/python`: types by datamodel-code-generator, operations and methods by this module."""

import copy
import json
import keyword
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.sdks.document import SDKS, Document, Operation, Schema, Unsupported, name_of, pascal

PACKAGE = SDKS / "python" / "src" / "saas_platform"
MADE = '"""Written by `make sdks` from docs/openapi.yaml; change it there."""\n'
INPUTS = {"Upload": "_files", "Amount": "_types", "Number": "_types", "Day": "_types", "Moment": "_types"}
"""Types of what a caller may send where JSON has one form only, and the module that they stand in."""
_FORMATS = {"binary": "Upload", "decimal": "Amount", "date": "Day", "date-time": "Moment"}
_SCALARS = {"integer": "int", "boolean": "bool", "string": "str", "number": "Decimal"}
_RESERVED = {"close", "aclose", "request", "wait", "with_options"}


def write_python(document: Document) -> None:
    _write_models(PACKAGE / "models.py", document.outputs(), "dataclasses.dataclass")
    inputs = {name: _loosened(schema) for name, schema in (document.inputs() | document.queries).items()}
    _write_models(PACKAGE / "inputs.py", inputs | {name: {"type": "object"} for name in INPUTS}, "typing.TypedDict")
    (PACKAGE / "_operations.py").write_text(_operations(document.operations))
    (PACKAGE / "_sync_api.py").write_text(_methods(document.operations, is_async=False))
    (PACKAGE / "_async_api.py").write_text(_methods(document.operations, is_async=True))


def written() -> list[Path]:
    names = ("models", "inputs", "_operations", "_sync_api", "_async_api")
    return [PACKAGE / f"{name}.py" for name in names]


def _write_models(target: Path, schemas: dict[str, Schema], kind: str) -> None:
    is_input = kind == "typing.TypedDict"
    source = {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}, "components": {"schemas": schemas}}
    options = [
        *("--input-file-type", "openapi", "--output", str(target), "--output-model-type", kind),
        *("--target-python-version", "3.11", "--formatters", "builtin", "--disable-timestamp"),
        *("--enum-field-as-literal", "all", "--use-union-operator", "--use-standard-collections"),
        *("--output-datetime-class", "datetime", "--use-schema-description", "--use-single-line-docstring"),
        *("--custom-file-header", MADE.strip()),
    ]
    if is_input:
        overrides = {name: f"saas_platform.{module}.{name}" for name, module in INPUTS.items()}
        options += ["--type-overrides", json.dumps(overrides)]
    else:
        options += ["--keyword-only", "--base-class", "saas_platform._types.Model", "--type-mappings", "number=decimal"]
    subprocess.run(
        [str(Path(sys.executable).parent.parent / "sdk-tools" / "bin" / "datamodel-codegen"), *options],
        input=json.dumps(source),
        text=True,
        check=True,
    )


def _loosened(schema: Schema) -> Schema:
    """The schema with what Python has a better type for, such as Decimal, in the place of strings."""

    def loosen(node: Any) -> Any:
        if isinstance(node, list):
            return [loosen(item) for item in node]
        if not isinstance(node, dict):
            return node
        kinds = node.get("type", ())
        kinds = {kinds} if isinstance(kinds, str) else set(kinds)
        better = _FORMATS.get(node.get("format", "")) if "string" in kinds else None
        better = better or ("Number" if "number" in kinds else None)
        if better:
            named = {"$ref": f"#/components/schemas/{better}"}
            return {"oneOf": [named, {"type": "null"}]} if "null" in kinds else named
        return {key: loosen(value) for key, value in node.items()}

    loosened: Schema = loosen(copy.deepcopy(schema))
    return loosened


def _operations(operations: Iterable[Operation]) -> str:
    lines = [MADE, "from decimal import Decimal", "from typing import Any, Dict, List, Union", ""]
    lines += ["from saas_platform import models as m", "from saas_platform._operation import Operation", ""]
    for each in sorted(operations, key=lambda one: one.id):
        answers = {status: _type(shape) for status, shape in each.answers.items()}
        kind = _answer_type(each)
        answers |= {200: "str"} if each.kind == "text" else {}
        given = "{" + ", ".join(f"{status}: {shape}" for status, shape in answers.items()) + "}"
        arguments = [repr(each.method), repr(each.path), given if each.kind != "page" else f"{{200: {kind}}}"]
        arguments += [f"body={each.forms!r}"] if each.forms else []
        arguments += ["takes_key=True"] if each.takes_key else []
        lines.append(f"{each.id} = Operation[{kind}]({', '.join(arguments)})")
    return "\n".join(lines) + "\n"


def _answer_type(each: Operation) -> str:
    shapes = list(dict.fromkeys(_type(shape) for shape in each.answers.values()))
    if each.kind in ("nothing", "file", "stream"):
        return "None"
    if each.kind == "text":
        return "str"
    return shapes[0] if len(shapes) == 1 else f"Union[{', '.join(shapes)}]"


def _type(schema: Schema) -> str:
    """The Python type of an answer that stands in an operation."""
    if name := name_of(schema):
        return f"m.{name}"
    match schema.get("type"):
        case "array":
            return f"List[{_type(schema['items'])}]"
        case "object":
            return "Dict[str, Any]"
        case str(scalar) if scalar in _SCALARS:
            return _SCALARS[scalar]
    raise Unsupported(f"an answer of the shape {schema}")


class _Namespace:
    """A class of methods: those of one path, and the namespaces below it."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.operations: list[Operation] = []
        self.below: list[tuple[str, ...]] = []


def _methods(operations: Iterable[Operation], *, is_async: bool) -> str:
    spaces: dict[tuple[str, ...], _Namespace] = {(): _Namespace(())}
    for each in operations:
        for length in range(1, len(each.namespace) + 1):
            words = each.namespace[:length]
            if words not in spaces:
                spaces[words] = _Namespace(words)
                spaces[words[:-1]].below.append(words)
        spaces[each.namespace].operations.append(each)
    names = [pascal(*words) for words in spaces]
    if len(set(names)) != len(names):
        raise Unsupported("two namespaces with one name")
    prefix = "Async" if is_async else ""
    lines = [
        MADE,
        "from __future__ import annotations",
        "",
        "from functools import cached_property",
        "from typing import TYPE_CHECKING, Any, Dict, List, Literal, Union, Unpack, overload",
        "",
        "from saas_platform import _operations as o",
        f"from saas_platform._{prefix.lower() or 'sync'}_resource import {prefix}Resource",
        "",
        "if TYPE_CHECKING:",
        "    from saas_platform import inputs as i, models as m",
        f"    from saas_platform._events import {prefix}EventStream",
        f"    from saas_platform._files import {prefix}Download",
        f"    from saas_platform._pages import {prefix}Page",
    ]
    for words, space in sorted(spaces.items(), key=lambda pair: (not pair[0], pair[0])):
        lines += ["", "", f"class {prefix}{pascal(*words) or 'Api'}({prefix}Resource):"]
        members = [_namespace(prefix, below) for below in sorted(space.below)]
        members += [_method(each, prefix) for each in space.operations]
        lines.append(textwrap.indent("\n\n".join(members), "    "))
        taken = {_safe(each.name) for each in space.operations} & {below[-1] for below in space.below}
        if taken or (not words and _RESERVED & {below[-1] for below in space.below}):
            raise Unsupported(f"{'.'.join(words)}: two things named {', '.join(taken or _RESERVED)}")
    return "\n".join(lines) + "\n"


def _namespace(prefix: str, words: tuple[str, ...]) -> str:
    name = f"{prefix}{pascal(*words)}"
    return f"@cached_property\ndef {_safe(words[-1])}(self) -> {name}:\n    return {name}(self._transport)"


def _method(each: Operation, prefix: str) -> str:
    query, body = f"Unpack[i.{each.query}]", f"Unpack[i.{each.body}]"
    first = ["self", *(f"{name}: {_path_type(schema)}" for name, schema in each.path_parameters.items())]
    first += ["/"] if each.path_parameters else []
    options, passed = [], []
    if each.takes_key:
        options.append("idempotency_key: str | None = None")
        passed.append("key=idempotency_key")
    if each.takes_version:
        options.append("if_match: str | None = None")
        passed.append("version=if_match")
    if each.body:
        if each.query:
            options.append(f"query: i.{each.query} | None = None")
            passed.append("query=query")
        fields = [f"**body: {body}"]
        passed.append("body=body")
    else:
        fields = [f"**query: {query}"] if each.query else []
        passed += ["query=query"] if each.query else []
    signature = ", ".join([*first, *(["*", *options] if options else []), *fields])
    path = "(" + "".join(f"{name}, " for name in each.path_parameters).strip() + ")"
    call = f"o.{each.id}, {', '.join([path, *passed])}"
    return _definition(each, prefix, signature, call)


def _definition(each: Operation, prefix: str, signature: str, call: str) -> str:
    name = _safe(each.name) if each.name else "__call__"
    answer = _answer_type(each)
    called, answered = {
        "page": ("_list", f"{prefix}Page[{answer}]"),
        "stream": ("_stream", f"{prefix}EventStream"),
        "file": ("_file", f"{prefix}Download"),
        "either": ("_either", f"{answer} | {prefix}Download"),
    }.get(each.kind, ("_run", answer))
    is_coroutine = prefix and each.kind not in ("stream", "page")
    define, wait = ("async def", "await ") if is_coroutine else ("def", "")
    lines = []
    if each.kind == "either":
        before, _, query = signature.partition(", **")
        files, whole = "*, format: Literal['csv', 'excel']", "*, format: Literal['json'] = 'json'"
        for given, back in ((files, f"{prefix}Download"), (whole, answer)):
            lines += ["@overload", f"{define} {name}({before}, {given}, **{query}) -> {back}: ..."]
        signature = f"{before}, *, format: str = 'json', **{query}"
        call += ", format=format"
    lines.append(f"{define} {name}({signature}) -> {answered}:")
    words = textwrap.fill(re.sub(r"\s+", " ", each.description).replace("\\", "\\\\"), 108)
    lines += textwrap.indent(f'"""{words}"""', "    ").splitlines()
    lines.append(f"    return {wait}self.{called}({call})")
    return "\n".join(lines)


def _path_type(schema: Schema) -> str:
    return "int" if schema.get("type") == "integer" else "str"


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name
