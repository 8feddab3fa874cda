import django_filters

from apps.core.filters import TenantFilterSet
from apps.jobs.models import Job


class JobFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=Job.Status.choices)
    kind = django_filters.CharFilter()

    class Meta:
        model = Job
        fields = ["status", "kind"]
