"""The generated part of the SDKs: complete, and made from the present document."""

import json
import re
from pathlib import Path

import pytest
from saas_platform import _operations
from saas_platform._operation import Operation

from tools.sdks import __main__ as sdks
from tools.sdks import javascript, python
from tools.sdks.document import Document, Unsupported

DOCUMENT = Document()
IDS = {each.id for each in DOCUMENT.operations}


def test_every_operation_of_the_document_has_a_method() -> None:
    documented = {
        operation["operationId"]: (method.upper(), path)
        for path, item in DOCUMENT.whole["paths"].items()
        for method, operation in item.items()
    }
    in_python = {
        name: (each.method, each.path) for name, each in vars(_operations).items() if isinstance(each, Operation)
    }
    rows = re.findall(r"^  (\[.*\]),$", (javascript.PACKAGE / "src" / "operations.js").read_text(), re.MULTILINE)
    in_javascript = {row[1]: (row[2], row[3]) for row in map(json.loads, rows)}
    assert in_python == documented
    assert in_javascript == documented


@pytest.mark.parametrize("api", ["_sync_api.py", "_async_api.py"])
def test_every_operation_is_called_by_one_method(api: str) -> None:
    called = re.findall(r"\(o\.(\w+), ", (python.PACKAGE / api).read_text())
    assert sorted(called) == sorted(IDS)


def test_the_methods_are_those_of_the_present_document() -> None:
    assert sdks.stale_files() == []


def test_a_change_of_the_document_or_of_a_generated_file_makes_them_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = tmp_path / "openapi.yaml"
    changed.write_text(sdks.DOCUMENT.read_text().replace("operationId: users_list", "operationId: users_all", 1))
    monkeypatch.setattr(sdks, "DOCUMENT", changed)
    assert "docs/openapi.yaml" in sdks.stale_files()


def test_refuses_an_operation_that_it_cannot_send(tmp_path: Path) -> None:
    form = {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    operation = {"operationId": "things_create", "description": "A thing.", "responses": {}}
    paths = {"/api/things/": {"post": operation | {"requestBody": {"content": form}}}}
    document = tmp_path / "openapi.yaml"
    document.write_text(json.dumps({"paths": paths, "components": {"schemas": {"Thing": {"type": "object"}}}}))
    with pytest.raises(Unsupported, match="things_create: a body of type application/x-www-form-urlencoded"):
        Document(document)
