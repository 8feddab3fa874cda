"""Traces by OpenTelemetry where `OTEL_EXPORTER_OTLP_ENDPOINT` says who takes them; elsewhere nothing of it is loaded.

Spans of requests, tasks, statements (never their values), Redis commands and calls to other systems, with the request's
id, tenant and user. Sampling, headers and further attributes follow OpenTelemetry's own environment variables.
"""

import os
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.signals import connection_created

_started = 0
"""The process that is traced."""
_NAMED = {"request_id": "senangkira.request_id", "tenant_id": "senangkira.tenant_id", "user_id": "enduser.id"}


def start_tracing(program: str) -> None:
    """Begin to trace this process, once: after a fork, and before Django's handler is made.

    Raises ImproperlyConfigured where the packages are missing.
    """
    global _started
    if _started == os.getpid() or not settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        return
    _started = os.getpid()
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.celery import CeleryInstrumentor
        from opentelemetry.instrumentation.django import DjangoInstrumentor
        from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
        from opentelemetry.instrumentation.redis import RedisInstrumentor
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as exc:
        raise ImproperlyConfigured(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, OpenTelemetry is missing: pip install -r requirements-otel.txt."
        ) from exc
    version = str(settings.SPECTACULAR_SETTINGS["VERSION"])
    resource = Resource.create({"service.name": f"senangkira-{program}", "service.version": version})
    provider = TracerProvider(resource=resource)
    address = f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    trace.set_tracer_provider(provider)
    DjangoInstrumentor().instrument(response_hook=_name_caller)
    CeleryInstrumentor().instrument()  # type: ignore[no-untyped-call]
    connection_created.connect(_trace_statements)
    RedisInstrumentor().instrument()
    HTTPXClientInstrumentor().instrument()


def _trace_statements(*, connection: Any, **kwargs: Any) -> None:
    # OpenTelemetry's own instrument replaces the connection's cursors, and ours carry the tenant's stamp.
    if _traced not in connection.execute_wrappers:
        connection.execute_wrappers.append(_traced)


def _traced(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    from opentelemetry import trace

    statement = str(sql)
    attributes = {"db.system": "postgresql", "db.statement": statement}
    with trace.get_tracer(__name__).start_as_current_span(
        statement.lstrip("( ").partition(" ")[0], kind=trace.SpanKind.CLIENT, attributes=attributes
    ):
        return execute(sql, params, many, context)


def _name_caller(span: Any, request: Any, response: Any) -> None:
    bound = structlog.contextvars.get_contextvars()
    for name, attribute in _NAMED.items():
        if value := bound.get(name):
            span.set_attribute(attribute, value)
