from rest_framework import serializers

from apps.tenants.models import Tenant


class TenantBriefSerializer(serializers.ModelSerializer[Tenant]):
    class Meta:
        model = Tenant
        fields = ["id", "name", "domain"]
        read_only_fields = fields
