"""The shapes of what the installation says of itself."""

from typing import Any

from apps.core import serializers


class CronSerializer(serializers.Serializer[Any]):
    executed = serializers.ListField(child=serializers.CharField(), help_text="Jobs that were put on the queue now.")
    not_due = serializers.ListField(child=serializers.CharField())
    timestamp = serializers.DateTimeField()


class PeriodicSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    when = serializers.CharField(help_text="Seconds, a crontab, or `off`.")
    last_started_at = serializers.DateTimeField(allow_null=True)


class MigrationsSerializer(serializers.Serializer[Any]):
    applied = serializers.IntegerField()
    pending = serializers.ListField(child=serializers.CharField())


class DiskSerializer(serializers.Serializer[Any]):
    total_bytes = serializers.IntegerField()
    free_bytes = serializers.IntegerField()


class ActionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    method = serializers.CharField()
    url = serializers.URLField()
    description = serializers.CharField()


class ServerSerializer(serializers.Serializer[Any]):
    mode = serializers.CharField()
    versions = serializers.DictField(child=serializers.CharField())
    migrations = MigrationsSerializer()
    database_bytes = serializers.IntegerField()
    disk = DiskSerializer()
    periodic = PeriodicSerializer(many=True)
    actions = ActionSerializer(many=True)


class ServerActionSerializer(serializers.Serializer[Any]):
    action = serializers.CharField()
    result = serializers.DictField()
