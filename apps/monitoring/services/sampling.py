"""A sample of the installation's health: stored as metrics, judged by the rules."""

from apps.core.tenancy import tenant_context
from apps.monitoring.health import Sample, gauge, sample_all
from apps.monitoring.models import HealthMetric
from apps.monitoring.services.alerts import judge
from apps.monitoring.services.system import system_actor


def sample_health() -> list[Sample]:
    """Take every figure, store it, and raise or resolve the alert of its rule."""
    system = system_actor()
    samples = sample_all()
    with tenant_context(system.acting_tenant_id):
        HealthMetric.unscoped.bulk_create(
            HealthMetric(
                tenant_id=system.acting_tenant_id,
                name=sample.name,
                value=sample.value,
                unit=sample.unit,
                status=sample.level,
            )
            for sample in samples
        )
        for sample in samples:
            known = gauge(sample.name)
            limit = known.critical if sample.level == "critical" else known.warning
            judge(
                actor=system,
                rule=sample.name,
                title=f"{known.title}: {sample.level}",
                message=f"{known.title} is at {sample.value.normalize():f} {sample.unit}; the limit is {limit}.",
                level=sample.level,
            )
    return samples
