from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.core.viewsets import ApiRequest, TenantViewSet
from apps.documents.filters import HolidayFilter
from apps.documents.models import Holiday
from apps.documents.serializers.holidays import HolidaySerializer, LoadedHolidaysSerializer, LoadHolidaysSerializer
from apps.documents.services import holidays


class HolidayViewSet(TenantViewSet):
    """The days on which the company does not work, besides its weekend: due dates in business days skip them."""

    model = Holiday
    serializer_class = HolidaySerializer
    filterset_class = HolidayFilter
    writes = {
        "create": holidays.create_holiday,
        "update": holidays.change_holiday,
        "destroy": holidays.delete_holiday,
    }
    action_permissions = {"load": "documents.add_holiday"}

    @extend_schema(request=LoadHolidaysSerializer, responses=LoadedHolidaysSerializer)
    @action(detail=False, methods=["post"])
    def load(self, request: ApiRequest) -> Response:
        """Add the public holidays of a country, by year; those that are there already are left alone."""
        body = LoadHolidaysSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(holidays.load_public_holidays(actor=request.user, **body.validated_data))
