import django_filters

from apps.core.filters import TenantFilterSet, TenantModelFilter, YesNoFilter
from apps.integrations.models import Provider, WebhookDelivery, WebhookEndpoint, WebhookEvent


class ProviderFilter(TenantFilterSet):
    name = django_filters.CharFilter()
    is_active = YesNoFilter()

    class Meta:
        model = Provider
        fields = ["name", "is_active"]


class WebhookEventFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=WebhookEvent.Status.choices)
    event_type = django_filters.CharFilter()
    event_id = django_filters.CharFilter()
    provider = django_filters.CharFilter(field_name="provider__name", label="The provider's name")

    class Meta:
        model = WebhookEvent
        fields = ["status", "event_type", "event_id", "provider"]


class EndpointFilter(TenantFilterSet):
    is_active = YesNoFilter()

    class Meta:
        model = WebhookEndpoint
        fields = ["is_active"]


class DeliveryFilter(TenantFilterSet):
    endpoint = TenantModelFilter(WebhookEndpoint)
    status = django_filters.ChoiceFilter(choices=WebhookDelivery.Status.choices)
    event_type = django_filters.CharFilter()
    resource_type = django_filters.CharFilter()
    resource_id = django_filters.CharFilter()
    message_id = django_filters.CharFilter()

    class Meta:
        model = WebhookDelivery
        fields = ["endpoint", "status", "event_type", "resource_type", "resource_id", "message_id"]
