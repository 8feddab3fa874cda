from django.urls import path

from apps.notifications.pages import unsubscribe_page

urlpatterns = [path("<str:token>/", unsubscribe_page, name="unsubscribe")]
