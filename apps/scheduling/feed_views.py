from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from apps.core.permissions import PERSON
from apps.core.viewsets import ApiRequest, ResourceView
from apps.scheduling.models import CalendarFeed
from apps.scheduling.serializers import FeedSerializer, NewFeedSerializer
from apps.scheduling.services.feeds import open_feed, revoke_feed


class FeedView(ResourceView):
    """The caller's calendar at a secret address, for other calendar programs."""

    access = PERSON

    def read(self, *, lock: bool) -> CalendarFeed:
        user: Any = self.request.user
        feeds = CalendarFeed.objects.visible_to(user).filter(user_id=user.pk)
        return (feeds.select_for_update(no_key=True) if lock else feeds).first() or CalendarFeed()

    def show(self, resource: CalendarFeed) -> Any:
        return FeedSerializer(resource).data

    @extend_schema(responses=FeedSerializer)
    def get(self, request: ApiRequest) -> Response:
        """Whether there is an address, since when, and when it was last read."""
        return self.answer(self.get_object())

    @extend_schema(request=None, responses={201: NewFeedSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Make an address, which is shown this once. One that there was is good no more."""
        self.get_object()  # refuses where the caller knows another version
        return Response(NewFeedSerializer(open_feed(actor=request.user)).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def delete(self, request: ApiRequest) -> Response:
        """End the address: who subscribed finds nothing there any more. Without one nothing happens."""
        feed = self.get_object()
        if feed.is_open:
            revoke_feed(actor=request.user, calendarfeed=feed)
        return Response(status=status.HTTP_204_NO_CONTENT)
