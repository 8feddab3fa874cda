"""The product's routes, and one beside them that has nothing to answer: what is left is what every answer costs."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.permissions import SIGNED_IN
from apps.core.viewsets import ApiView
from config import urls


class EmptyView(ApiView):
    access = SIGNED_IN

    def get(self, request: Request) -> Response:
        return Response(status=204)


urlpatterns = [path("api/empty/", EmptyView.as_view()), *urls.urlpatterns]
