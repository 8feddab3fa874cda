from django.urls import path

from apps.scheduling.feed_pages import feed_page

urlpatterns = [path("<str:token>.ics", feed_page, name="calendar-feed-file")]
