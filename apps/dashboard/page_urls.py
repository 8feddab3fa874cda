"""What is no part of the API's document: the page for people, and the WebSocket."""

from django.urls import path

from apps.accounts.page_authentication import SocketAuthentication
from apps.core.json import FILE_RENDERERS
from apps.dashboard.views import live, page

urlpatterns = [
    path("dashboard/", page.DashboardPage.as_view(), name="dashboard"),
    path(
        "ws/dashboard/",
        live.SocketView.as_view(authentication_classes=[SocketAuthentication], renderer_classes=FILE_RENDERERS),
        name="dashboard-socket",
    ),
]
