from typing import Any

import django_filters
from django import forms
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from apps.audit.models import AuditLog
from apps.core.filters import AskedFilterSet, MomentFilter

LARGEST_ID = 2**63 - 1


@extend_schema_field(OpenApiTypes.INT64)
class UserIdFilter(django_filters.Filter):
    """The id of a user, of one who is gone as well."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)


class AuditLogFilter(AskedFilterSet):
    action = django_filters.CharFilter(label="create, update, delete or the verb")
    resource_type = django_filters.CharFilter(label="The kind of record, such as invoice")
    resource_id = django_filters.CharFilter(label="Its id")
    user_id = UserIdFilter(field_name="user_id", label="Who did it")
    impersonator_id = UserIdFilter(field_name="impersonator_id", label="The superuser who acted as the user")
    request_id = django_filters.CharFilter(label="As in `X-Request-ID`")
    date_from = MomentFilter(field_name="timestamp", lookup_expr="gte", label="At or after a date or time")
    date_to = MomentFilter(
        field_name="timestamp", lookup_expr="lte", end_of_day=True, label="At or before a date or time"
    )

    class Meta:
        model = AuditLog
        fields = [
            "action", "resource_type", "resource_id", "user_id", "impersonator_id", "request_id", "date_from",
            "date_to",
        ]  # fmt: skip
