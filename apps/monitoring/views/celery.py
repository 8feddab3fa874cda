from datetime import UTC, datetime
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.response import Response

from apps.core.viewsets import ApiRequest, ApiView, TenantViewSet
from apps.jobs.models import Job
from apps.monitoring.filters import TaskExecutionFilter
from apps.monitoring.models import TaskExecution
from apps.monitoring.selectors import task_counts
from apps.monitoring.serializers.celery import (
    CeleryHealthSerializer,
    CeleryStatusSerializer,
    CeleryTaskSerializer,
    ExecutedSerializer,
    NoArgumentsSerializer,
    QueuesSerializer,
    WorkersSerializer,
)
from apps.monitoring.services.celery import Celery, ask_celery, check_celery, execute_task

UNAVAILABLE = OpenApiResponse(OpenApiTypes.OBJECT, description="The broker does not take the task.")
VIEW, EXECUTE = "monitoring.view_taskexecution", "monitoring.add_taskexecution"


class CeleryStatusView(ApiView):
    access = {"get": VIEW}

    @extend_schema(responses=CeleryStatusSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Broker, workers and tasks at this moment. Answers within seconds whatever is down, and says what is."""
        found = ask_celery()
        body = {
            "status": found.status,
            "broker": {
                "status": "down" if found.error else "ok",
                "error": found.error or None,
                "latency_ms": found.latency_ms,
            },
            "workers_online": len(found.workers),
            "active_tasks": sum(len(active_tasks(request, worker)) for worker in found.workers.values()),
            "backlog": backlog_of(request, found),
            "tasks_last_hour": task_counts(request.user),
            "timestamp": datetime.now(UTC),
        }
        return Response(CeleryStatusSerializer(body).data)


class CeleryWorkersView(ApiView):
    access = {"get": VIEW}

    @extend_schema(responses=WorkersSerializer)
    def get(self, request: ApiRequest) -> Response:
        """The workers that answer, and what they are at."""
        found = ask_celery()
        whole = ("concurrency", "processed", "reserved", "queues", "uptime_seconds", "pid")
        workers = [
            {
                "name": name,
                "status": "online",
                "active_tasks": active_tasks(request, worker),
                **{key: worker[key] if request.user.is_superuser else None for key in whole},
            }
            for name, worker in sorted(found.workers.items())
        ]
        body = {"count": len(workers), "workers": workers, "error": found.error or None}
        return Response(WorkersSerializer(body).data)


class CeleryQueuesView(ApiView):
    access = {"get": VIEW}

    @extend_schema(responses=QueuesSerializer)
    def get(self, request: ApiRequest) -> Response:
        """How many tasks wait in each queue, and how many workers read it."""
        found = ask_celery()
        read = [name for worker in found.workers.values() for name in worker["queues"]]
        if request.user.is_superuser:
            queues = [
                {"name": name, "backlog": size, "consumers": read.count(name)} for name, size in found.queues.items()
            ]
        else:
            queues = [{"name": "jobs", "backlog": backlog_of(request, found), "consumers": len(found.workers)}]
        body = {
            "count": len(queues),
            "backlog": backlog_of(request, found),
            "queues": queues,
            "error": found.error or None,
        }
        return Response(QueuesSerializer(body).data)


class CeleryTaskViewSet(TenantViewSet):
    """Tasks of the recent past, the tenant's own; those of the installation belong to the platform's tenant."""

    model = TaskExecution
    serializer_class = CeleryTaskSerializer
    filterset_class = TaskExecutionFilter
    lookup_field = "task_id"
    lookup_value_converter = "str"


class CeleryExecuteView(ApiView):
    access = {"post": EXECUTE}

    @extend_schema(request=NoArgumentsSerializer, responses={202: ExecutedSerializer, 503: UNAVAILABLE})
    def post(self, request: ApiRequest, task_name: str) -> Response:
        """Start a task of the allow-list, which takes the body `{}`; `ping` is on it. 404 for any other name."""
        NoArgumentsSerializer(data=request.data).is_valid(raise_exception=True)
        execution = execute_task(actor=request.user, name=task_name)
        if execution is None:
            raise Http404
        body = {"task_id": execution.task_id, "task_name": task_name, "status": execution.status}
        return Response(body, status=status.HTTP_202_ACCEPTED)


class CeleryHealthCheckView(ApiView):
    access = {"post": EXECUTE}

    @extend_schema(request=None, responses=CeleryHealthSerializer)
    def post(self, request: ApiRequest) -> Response:
        """Ask the broker and the workers, and send a task around. `unhealthy` where any of it did not answer."""
        return Response(CeleryHealthSerializer(check_celery(actor=request.user)).data)


def active_tasks(request: ApiRequest, worker: dict[str, Any]) -> list[dict[str, Any]]:
    """What a worker is at; for administrators of a tenant, of their own."""
    return [
        {"task_id": task["task_id"], "name": task["name"], "started_at": _moment(task["started_at"])}
        for task in worker["active"]
        if request.user.is_superuser or task["tenant_id"] == request.user.acting_tenant_id
    ]


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def backlog_of(request: ApiRequest, found: Celery) -> int:
    if request.user.is_superuser:
        return sum(found.queues.values())
    return int(Job.objects.visible_to(request.user).filter(status=Job.Status.QUEUED).count())
