import django_filters

from apps.accounts.models import User
from apps.core.filters import MomentFilter, TenantFilterSet, TenantModelFilter, YesNoFilter
from apps.documents.models import CustomerApplication
from apps.scheduling.models import CalendarEvent, Reminder, Task


class EventFilter(TenantFilterSet):
    start__gte = MomentFilter(field_name="start", lookup_expr="gte", label="Starts from")
    start__lte = MomentFilter(field_name="start", lookup_expr="lte", end_of_day=True, label="Starts until")
    end__gte = MomentFilter(field_name="end", lookup_expr="gte", label="Ends from")
    customer_application = TenantModelFilter(CustomerApplication)
    source = django_filters.ChoiceFilter(choices=CalendarEvent.Source.choices)

    class Meta:
        model = CalendarEvent
        fields = ["customer_application", "source"]


class TaskFilter(TenantFilterSet):
    due__gte = MomentFilter(field_name="due", lookup_expr="gte", label="Due from")
    due__lte = MomentFilter(field_name="due", lookup_expr="lte", end_of_day=True, label="Due until")
    done = YesNoFilter()
    assigned_to = TenantModelFilter(User)
    customer_application = TenantModelFilter(CustomerApplication)

    class Meta:
        model = Task
        fields = ["done", "assigned_to", "customer_application"]


class ReminderFilter(TenantFilterSet):
    status = django_filters.ChoiceFilter(choices=Reminder.Status.choices)
    user = TenantModelFilter(User)
    calendar_event = TenantModelFilter(CalendarEvent)

    class Meta:
        model = Reminder
        fields = ["status", "user", "calendar_event"]
