from django.db import models


class Overview(models.Model):
    """No table: it gives roles the right `dashboard.view_overview`. The figures themselves are computed."""

    class Meta:
        managed = False
        default_permissions = ("view",)
