import django_filters

from apps.accounts.models import User
from apps.clients.models import Client, Interaction
from apps.core.filters import TenantFilterSet, TenantModelFilter


class ClientFilter(TenantFilterSet):
    stage = django_filters.ChoiceFilter(choices=Client.Stage.choices)
    status = django_filters.ChoiceFilter(choices=[*Client.ProspectStatus.choices, *Client.CustomerStatus.choices])
    source = django_filters.CharFilter()
    assigned_to = TenantModelFilter(User)

    class Meta:
        model = Client
        fields = ["stage", "status", "source", "assigned_to"]


class InteractionFilter(TenantFilterSet):
    client = TenantModelFilter(Client)
    interaction_type = django_filters.ChoiceFilter(choices=Interaction.Type.choices)

    class Meta:
        model = Interaction
        fields = ["client", "interaction_type"]
