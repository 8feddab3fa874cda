from typing import Any

from apps.core import serializers
from apps.core.fields import WholeNumberField
from apps.documents.models import Holiday


class HolidaySerializer(serializers.ModelSerializer[Holiday]):
    """A day on which the company does not work, besides its weekend."""

    description = serializers.CharField(max_length=10_000, required=False, allow_blank=True)

    class Meta:
        model = Holiday
        fields = ["id", "date", "name", "country", "description", "created_at", "updated_at"]
        extra_kwargs: dict[str, Any] = {"country": {"help_text": "Where it is kept; empty for one of your own."}}


class LoadHolidaysSerializer(serializers.Serializer[Any]):
    country = serializers.RegexField(r"^[A-Za-z]{2}\Z", help_text="ISO 3166 alpha-2, such as ID.")
    years = serializers.ListField(
        child=WholeNumberField(min_value=1900, max_value=2199),
        required=False,
        max_length=20,
        help_text="This year and the next unless given.",
    )
    subdivision = serializers.CharField(
        max_length=20,
        required=False,
        allow_blank=True,
        help_text="ISO 3166-2 without the country, such as 14 for Kuala Lumpur.",
    )


class LoadedHolidaysSerializer(serializers.Serializer[Any]):
    created = serializers.IntegerField()
    skipped = serializers.IntegerField(help_text="Days that were there already.")
