"""The shapes of the figures of a tenant, as a caller and as the page reads them."""

from typing import Any

from apps.core import serializers
from apps.monitoring.models import Level
from apps.monitoring.serializers.celery import TaskCountsSerializer
from apps.monitoring.serializers.records import AlertSerializer


class LatestMetricSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    status = serializers.ChoiceField(Level.choices)
    recorded_at = serializers.DateTimeField()


class SystemMetricsSerializer(serializers.Serializer[Any]):
    """The newest value of every metric of the caller's tenant, and what is going on there."""

    metrics = LatestMetricSerializer(many=True)
    tasks_last_hour = TaskCountsSerializer()
    jobs = serializers.DictField(
        child=serializers.IntegerField(), help_text="Unfinished and of the last day, by status."
    )
    alerts = serializers.DictField(child=serializers.IntegerField(), help_text="By status, resolved ones left out.")
    timestamp = serializers.DateTimeField()


class SeriesSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField()
    status = serializers.ChoiceField(Level.choices)
    value = serializers.FloatField()
    points = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()), help_text="Unix seconds and value."
    )


class PageWorkerSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    active = serializers.IntegerField()
    processed = serializers.IntegerField(allow_null=True)


class PageSerializer(serializers.Serializer[Any]):
    """What the page shows, for the tenant that the caller acts in."""

    tenant = serializers.CharField()
    status = serializers.ChoiceField(["healthy", "degraded", "no_workers", "down"])
    series = SeriesSerializer(many=True)
    alerts = AlertSerializer(many=True)
    workers = PageWorkerSerializer(many=True)
    backlog = serializers.IntegerField()
    tasks_last_hour = TaskCountsSerializer()
    jobs = serializers.DictField(child=serializers.IntegerField())
    timestamp = serializers.DateTimeField()
