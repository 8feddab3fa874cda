from typing import Any, Final

from apps.audit.event_types import EVENT_TYPES, RESOURCE_TYPES
from apps.audit.models import AuditLog
from apps.core import serializers
from apps.core.texts import say

MOST_WAITED: Final = 30
"""Seconds; proxies and clients give up soon after."""


class EventUserSerializer(serializers.Serializer[Any]):
    """Who it was; of a user who is gone, the id alone."""

    id = serializers.IntegerField()
    email = serializers.CharField(allow_null=True)


class AuditLogSerializer(serializers.ModelSerializer[AuditLog]):
    """One event: who did what to which record, and what changed of it. Secrets are masked."""

    user = EventUserSerializer(allow_null=True, help_text="Null for what the product did by itself.")
    impersonator = EventUserSerializer(allow_null=True, help_text="The superuser who acted as the user.")

    class Meta:
        model = AuditLog
        fields = [
            "id", "user", "impersonator", "action", "resource_type", "resource_id", "old_values", "new_values",
            "ip_address", "request_id", "timestamp",
        ]  # fmt: skip
        read_only_fields = fields


class ChangeSerializer(serializers.ModelSerializer[AuditLog]):
    """An event of the change feed. `id` rises from one change of a record to the next."""

    type = serializers.CharField(source="event_type", help_text="`<resource_type>.<action>`, such as `invoice.send`.")
    user = EventUserSerializer(allow_null=True, help_text="Null for what the product did by itself.")

    class Meta:
        model = AuditLog
        fields = [
            "id", "type", "resource_type", "resource_id", "action", "old_values", "new_values", "user", "timestamp",
        ]  # fmt: skip
        read_only_fields = fields


class WordsField(serializers.CharField):
    """Words separated by commas, each among those that are known."""

    def __init__(self, known: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = known

    def to_internal_value(self, data: Any) -> Any:
        words = {word.strip() for word in super().to_internal_value(data).split(",") if word.strip()}
        if unknown := sorted(words - self.known):
            raise serializers.ValidationError(say("There is no {name!r}.", name=unknown[0]))
        return words


class ChangesQuerySerializer(serializers.Serializer[Any]):
    since = serializers.CharField(
        default="",
        max_length=200,
        help_text="`cursor` of the last answer; `now` for what comes from now on; nothing for the whole log.",
    )
    types = WordsField(
        EVENT_TYPES | {f"{kind}.*" for kind in RESOURCE_TYPES},
        required=False,
        help_text="Only events of these types, separated by commas; `invoice.*` for all of a resource.",
    )
    resource = WordsField(
        RESOURCE_TYPES, required=False, help_text="Only events about these, such as `invoice,client`."
    )
    page_size = serializers.IntegerField(min_value=1, max_value=1000, default=100)
    wait = serializers.IntegerField(
        min_value=0,
        max_value=MOST_WAITED,
        default=0,
        help_text="Seconds to wait for a change where there is none yet; the answer comes with the first.",
    )


class ChangesSerializer(serializers.Serializer[Any]):
    """A page of the change feed."""

    results = ChangeSerializer(many=True, source="events")
    cursor = serializers.CharField(source="position", help_text="To be given as `since` the next time.")
    has_more = serializers.BooleanField(help_text="Whether there is more to be had at once.")
