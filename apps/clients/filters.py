import django_filters

from apps.accounts.models import User
from apps.clients.models import Client, Interaction
from apps.core.filters import TenantFilterSet, TenantModelFilter, YesNoFilter


class ClientFilter(TenantFilterSet):
    stage = django_filters.ChoiceFilter(choices=Client.Stage.choices)
    status = django_filters.ChoiceFilter(choices=[*Client.ProspectStatus.choices, *Client.CustomerStatus.choices])
    source = django_filters.CharFilter()
    assigned_to = TenantModelFilter(User)

    class Meta:
        model = Client
        fields = ["stage", "status", "source", "assigned_to"]


class ProspectFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=Client.ProspectStatus.choices)
    stage = django_filters.ChoiceFilter(choices=Client.Stage.choices)
    source = django_filters.CharFilter()
    sales_person = TenantModelFilter(User, field_name="assigned_to")

    class Meta:
        model = Client
        fields = ["status", "stage", "source", "sales_person"]


class CustomerFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=Client.CustomerStatus.choices)
    active = YesNoFilter()
    source = django_filters.CharFilter()
    assigned_sales_person = TenantModelFilter(User, field_name="assigned_to")

    class Meta:
        model = Client
        fields = ["status", "active", "source", "assigned_sales_person"]


class InteractionFilter(TenantFilterSet):
    client = TenantModelFilter(Client)
    interaction_type = django_filters.ChoiceFilter(choices=Interaction.Type.choices)

    class Meta:
        model = Interaction
        fields = ["client", "interaction_type"]
