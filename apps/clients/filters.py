import django_filters

from apps.accounts.models import User
from apps.clients.models import Client, Interaction
from apps.core.filters import TenantFilterSet, TenantModelFilter, YesNoFilter


class PartyFilter(TenantFilterSet):
    """The filters of every door to the party table; who looks after a party goes by the name of each document."""

    stage = django_filters.ChoiceFilter(choices=Client.Stage.choices)
    source = django_filters.CharFilter()
    assigned_to = TenantModelFilter(User)
    assigned_sales_person = TenantModelFilter(User, field_name="assigned_to")
    sales_person = TenantModelFilter(User, field_name="assigned_to")


_PARTY = ["status", "stage", "source", "assigned_to", "assigned_sales_person", "sales_person"]


class ClientFilter(PartyFilter):
    status = django_filters.ChoiceFilter(choices=[*Client.ProspectStatus.choices, *Client.CustomerStatus.choices])

    class Meta:
        model = Client
        fields = _PARTY


class ProspectFilter(PartyFilter):
    status = django_filters.ChoiceFilter(choices=Client.ProspectStatus.choices)

    class Meta:
        model = Client
        fields = _PARTY


class CustomerFilter(PartyFilter):
    status = django_filters.ChoiceFilter(choices=Client.CustomerStatus.choices)
    active = YesNoFilter()

    class Meta:
        model = Client
        fields = [*_PARTY, "active"]


class InteractionFilter(TenantFilterSet):
    client = TenantModelFilter(Client)
    interaction_type = django_filters.ChoiceFilter(choices=Interaction.Type.choices)

    class Meta:
        model = Interaction
        fields = ["client", "interaction_type"]
