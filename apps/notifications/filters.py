import django_filters

from apps.accounts.models import User
from apps.clients.models import Client
from apps.core.filters import MomentFilter, TenantFilterSet, TenantModelFilter
from apps.documents.models import CustomerApplication
from apps.notifications.models import MessageTemplate, Notification


class NotificationFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=Notification.Status.choices)
    channel = django_filters.ChoiceFilter(choices=Notification.Channel.choices)
    kind = django_filters.CharFilter(label="What it is about, such as workflow.deadline")
    user = TenantModelFilter(User)
    client = TenantModelFilter(Client)
    customer_application = TenantModelFilter(CustomerApplication)
    scheduled_for__gte = MomentFilter(field_name="scheduled_for", lookup_expr="gte", label="To be sent from")
    scheduled_for__lte = MomentFilter(
        field_name="scheduled_for", lookup_expr="lte", end_of_day=True, label="To be sent until"
    )

    class Meta:
        model = Notification
        fields = ["status", "channel", "kind", "user", "client", "customer_application"]


class MessageTemplateFilter(TenantFilterSet):
    class Meta:
        model = MessageTemplate
        fields = ["kind"]
