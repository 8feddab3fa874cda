"""The audit log, which is the event log: one row for each change, written in the transaction of the change."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from apps.audit.event_types import event_type
from apps.tenants.models import Tenant, TenantOwned


class AuditLog(TenantOwned):
    """Who did what to which row, with old and new values. Append-only: the app role may neither update nor delete."""

    own_lookups = ("user",)
    append_only = True
    partitioned_by = "timestamp"

    # A log holds on to nothing: each constraint would cost every write of the product a look-up.
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_constraint=False, related_name="+", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    impersonator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    """The superuser who acted as the user."""
    action = models.CharField(max_length=60)
    resource_type = models.CharField(max_length=60)
    resource_id = models.CharField(max_length=40)
    old_values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    new_values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    ip_address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    timestamp = models.DateTimeField(auto_now_add=True)
    # Ids are given out before the commit, so they are not in commit order. The transaction's id, compared with the
    # oldest one still running, tells which rows nobody can slip in before any more.
    txid = models.BigIntegerField(
        db_default=Cast(Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()),
        editable=False,
    )

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["tenant", "resource_id", "resource_type"], name="audit_of_a_resource"),
            # Each filter of the list has its events in the list's order: months without any are passed by at once.
            models.Index(fields=["tenant", "resource_type", "timestamp", "id"], name="audit_by_resource_type"),
            models.Index(fields=["tenant", "action", "timestamp", "id"], name="audit_by_action"),
            models.Index(fields=["tenant", "user", "timestamp", "id"], name="audit_by_user"),
            # A tree, in which the many events of one import are one entry; in a hash each is written behind all others.
            models.Index(fields=["tenant", "request_id"], name="audit_by_request", condition=~Q(request_id="")),
            models.Index(fields=["txid", "id"], name="audit_commit_order"),
            models.Index(fields=["tenant", "txid", "id"], name="audit_feed"),
            models.Index(
                fields=["impersonator"], name="audit_by_impersonator", condition=Q(impersonator__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.resource_type} {self.resource_id}"

    @property
    def event_type(self) -> str:
        """`<resource_type>.<action>`, as the change feed and webhooks name it."""
        return event_type(self.resource_type, self.action)


class RelayPosition(models.Model):
    """How far a subscriber has read the event log, in commit order."""

    subscriber = models.CharField(max_length=60, unique=True)
    txid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.subscriber} at {self.txid}/{self.event_id}"
