"""What the monitoring page says, by the names under which its template and its script know it."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

WORDS: Final[dict[str, Any]] = {
    "monitoring": _("Monitoring"),
    "alerts": _("Alerts"),
    "workers": _("Workers"),
    "tasks_and_jobs": _("Tasks and jobs"),
    "figures": _("Figures of the last hours"),
    "no_figures": _(
        "No figures yet. The installation's own are sampled each minute and belong to the platform; a company sees "
        "what its programs report."
    ),
    "no_alerts": _("Nothing needs attention"),
    "alert_open": _("open, {time}"),
    "alert_acknowledged": _("acknowledged, {time}"),
    "celery_healthy": _("Workers answer"),
    "celery_degraded": _("Many tasks wait"),
    "celery_no_workers": _("No worker answers"),
    "celery_down": _("The broker is down"),
    "waiting": _("{count} waiting"),
    "active": _("{count} active"),
    "active_and_done": _("{count} active, {done} done"),
    "tasks": _("Tasks of the last hour"),
    "done": _("{count} done"),
    "failed_tasks": _("Tasks that failed"),
    "failed_and_retried": _("{failed} failed, {retried} tried again"),
    "jobs_at_work": _("Jobs at work"),
    "running_and_queued": _("{running} running, {queued} queued"),
    "jobs": _("Jobs of the last day"),
    "done_and_failed": _("{done} done, {failed} failed"),
    "as_of": _("As of {time}"),
    "not_fresh": _("No fresh figures ({status})"),
    "no_answer": _("The server does not answer"),
}
