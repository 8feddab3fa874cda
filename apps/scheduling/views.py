from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from apps.core.filters import FieldFilter
from apps.core.live.following import HEARTBEAT_SECONDS
from apps.core.sse import Event, stream_response
from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.scheduling.filters import EventFilter, ReminderFilter, TaskFilter
from apps.scheduling.google.oauth import ask_for_sync
from apps.scheduling.models import CalendarEvent, Reminder, Task
from apps.scheduling.selectors import unread_reminders
from apps.scheduling.serializers import (
    ChangeOccurrenceSerializer,
    EventSerializer,
    GoogleAccountSerializer,
    OccurrenceDaySerializer,
    OccurrencesSerializer,
    ReminderSerializer,
    SnoozeSerializer,
    TaskSerializer,
)
from apps.scheduling.services import events, reminders, todo
from apps.scheduling.windows import AFTER, occurrences_in, window_of

WINDOW = [
    OpenApiParameter("from", str, description="A day, where the company is, or a time; today unless given."),
    OpenApiParameter("to", str, description="A day, included, or a time; 31 days later unless given, 400 at most."),
    OpenApiParameter("after", str, description="As `next` of an answer names it."),
]


class EventViewSet(TenantViewSet):
    """The calendar. Events of applications follow them by themselves; the others are made by people."""

    model = CalendarEvent
    serializer_class = EventSerializer
    filterset_class = EventFilter
    writes = {"create": events.create_event, "update": events.change_event, "destroy": events.delete_event}
    action_permissions = {
        "occurrences": "scheduling.view_calendarevent",
        "change_occurrence": "scheduling.change_calendarevent",
        "cancel_occurrence": "scheduling.change_calendarevent",
        "sync": "scheduling.change_calendarevent",
    }

    @extend_schema(parameters=WINDOW, responses=OccurrencesSerializer, filters=False)
    @action(detail=False, methods=["get"], filter_backends=[FieldFilter], pagination_class=None)
    def occurrences(self, request: ApiRequest) -> Response:
        """What takes place in a window of time, in order: events, and each occurrence of those that recur.

        At most 1,000 at once; `next` leads to the rest. Takes the list's filters too.
        """
        window = window_of(request.query_params, request.user)
        found, after = occurrences_in(self.filter_queryset(self.get_queryset()), window)
        following = replace_query_param(request.build_absolute_uri(), AFTER, after) if after else None
        return Response(OccurrencesSerializer({"next": following, "results": found}).data)

    @extend_schema(request=ChangeOccurrenceSerializer, responses=EventSerializer)
    @action(detail=True, methods=["post"], url_path="change-occurrence")
    def change_occurrence(self, request: ApiRequest, pk: int) -> Response:
        """Change one occurrence of an event that recurs; answers the event that it then is."""
        event = self.get_object()
        body = ChangeOccurrenceSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(events.change_occurrence(actor=request.user, calendarevent=event, **body.validated_data))

    @extend_schema(request=OccurrenceDaySerializer, responses=EventSerializer)
    @action(detail=True, methods=["post"], url_path="cancel-occurrence")
    def cancel_occurrence(self, request: ApiRequest, pk: int) -> Response:
        """Call off one occurrence of an event that recurs; its day joins the event's `exdates`."""
        event = self.get_object()
        body = OccurrenceDaySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(events.cancel_occurrence(actor=request.user, calendarevent=event, **body.validated_data))

    @extend_schema(request=None, responses={202: GoogleAccountSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def sync(self, request: ApiRequest) -> Response:
        """Bring the caller's Google account in step now, and try again what failed. 409 where none is connected."""
        return _sync(request)


class TaskViewSet(TenantViewSet):
    """What there is to do."""

    model = Task
    serializer_class = TaskSerializer
    filterset_class = TaskFilter
    writes = {"create": todo.create_task, "update": todo.change_task, "destroy": todo.delete_task}
    action_permissions = {"sync": "scheduling.change_task"}

    @extend_schema(request=None, responses={202: GoogleAccountSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def sync(self, request: ApiRequest) -> Response:
        """As `/api/calendar/sync/`: events and tasks go together."""
        return _sync(request)


def _sync(request: ApiRequest) -> Response:
    account = ask_for_sync(actor=request.user)
    return Response(GoogleAccountSerializer(account).data, status=status.HTTP_202_ACCEPTED)


class ReminderViewSet(TenantViewSet):
    """What people want to be told, and when."""

    model = Reminder
    serializer_class = ReminderSerializer
    filterset_class = ReminderFilter
    writes = {
        "create": reminders.create_reminder,
        "update": reminders.change_reminder,
        "destroy": reminders.delete_reminder,
    }
    action_permissions = {
        "snooze": "scheduling.view_reminder",
        "mark_read": "scheduling.view_reminder",
        "stream": "scheduling.view_reminder",
    }

    @extend_schema(request=SnoozeSerializer, responses=ReminderSerializer)
    @action(detail=True, methods=["post"])
    def snooze(self, request: ApiRequest, pk: int) -> Response:
        """Remind again in some minutes, ten unless given. The own reminders; whoever may change them, any."""
        reminder = self.get_object()
        body = SnoozeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(
            reminders.snooze_reminder(actor=request.user, reminder=reminder, minutes=body.validated_data["minutes"])
        )

    @extend_schema(request=None, responses=ReminderSerializer)
    @action(detail=True, methods=["post"], url_path="mark-read")
    def mark_read(self, request: ApiRequest, pk: int) -> Response:
        """Note that a reminder was seen. The own reminders; whoever may change them, any."""
        return self.answer(reminders.mark_read(actor=request.user, reminder=self.get_object()))

    @extend_schema(
        operation_id="calendar_reminders_stream",
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR, description="`reminders` with the unread ones as `data`, now and after each change."
            )
        },
    )
    def stream(self, request: ApiRequest) -> StreamingHttpResponse:
        """The caller's reminders that were sent and not read, as server-sent events, as long as the caller listens."""
        tenant_id, user_id = request.user.acting_tenant_id, request.user.pk

        def read() -> Event:
            unread = unread_reminders(tenant_id, user_id)
            version = "-".join(f"{reminder.pk}.{reminder.updated_at.timestamp()}" for reminder in unread)
            return version or "none", "reminders", ReminderSerializer(unread, many=True).data

        return stream_response(request, tenant_id, read, frozenset(), every=HEARTBEAT_SECONDS)
