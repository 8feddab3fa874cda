"""Traces, as a collector gets them from a process of the product."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from config.addresses import PROJECT

_CALLER = """
import config.wsgi
from django.test import Client
from opentelemetry import trace
from apps.jobs.tasks import requeue_lost
answer = Client().get("/api/health/", headers={"X-Request-ID": "known-by-name"})
assert answer.status_code == 200, answer.content
body = {"email": "secret-word@acme.example", "password": "secret-word"}
assert Client().post("/api/auth/login/", body, content_type="application/json").status_code == 401
requeue_lost.apply()
trace.get_tracer_provider().shutdown()
"""


class Collector(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.spans: list[Any] = []
        self.services: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            self.server.services |= {
                a.value.string_value for a in resource.resource.attributes if a.key == "service.name"
            }
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def collector(django_db_setup: None) -> Iterator[Collector]:
    made = Collector()
    thread = Thread(target=made.serve_forever, daemon=True)
    thread.start()
    names = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    code = f"from django.conf import settings; names = {json.dumps(names)}\n"
    code += "for alias, name in names.items(): settings.DATABASES[alias]['NAME'] = name\n"
    environment = os.environ | {"OTEL_EXPORTER_OTLP_ENDPOINT": made.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code + _CALLER], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def attributes(span: Any) -> dict[str, str]:
    return {a.key: a.value.string_value or str(a.value.int_value) for a in span.attributes}


def test_a_request_is_traced_by_its_route_with_its_id(collector: Collector) -> None:
    assert collector.services == {"senangkira-web"}
    (span,) = [span for span in collector.spans if span.name == "GET api/health/"]
    assert attributes(span)["senangkira.request_id"] == "known-by-name"
    below = [other for other in collector.spans if other.parent_span_id == span.span_id]
    assert {"SELECT", "PING"} <= {other.name for other in below}


def test_a_task_is_traced(collector: Collector) -> None:
    assert any("requeue_lost" in span.name for span in collector.spans)


def test_no_value_of_a_statement_is_told(collector: Collector) -> None:
    statements = [attributes(span).get("db.statement", "") for span in collector.spans]
    assert any("%s" in statement for statement in statements)
    assert "secret-word" not in str(collector.spans)


def test_without_a_collector_nothing_of_it_is_loaded() -> None:
    code = "import config.wsgi, sys; assert 'opentelemetry.exporter' not in sys.modules"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL")}
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
