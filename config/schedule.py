"""Everything that beat does and when, in one place, and the limits of its alerts; the environment changes both.

`SCHEDULES` holds `name=when` separated by semicolons; `when` is a number of seconds, the five fields of cron (minute,
hour, day of month, month, day of week; UTC) or `off`. `ALERT_LIMITS` holds `figure=warning/critical` likewise; a limit
left out never alarms.
"""

from typing import Any

from celery.schedules import crontab

from config.addresses import ConfigurationError

PERIODIC: dict[str, str] = {
    "jobs.requeue_lost": "15",
    "audit.relay_events": "1",
    "dashboard.take_snapshots": "1800",
    "quotes.expire_quotes": "3600",
    "invoices.mark_overdue": "3600",
    "invoices.send_reminders": "3600",
    "invoices.issue_recurring": "3600",
    "scheduling.send_reminders": "15",
    "notifications.offer_due": "15",
    "scheduling.sync_due_google": "15",
    "documents.remind_of_expiry": "3600",
    "documents.forget_categorizations": "3600",
    "integrations.process_due": "15",
    "integrations.deliver_due": "5",
    "integrations.forget_deliveries": "86400",
    "integrations.check_providers": "300",
    "currencies.fetch_rates": "15 16 * * *",
    "tenants.forget_answers": "3600",
    "accounts.delete_dead_sessions": "86400",
    "monitoring.sample_health": "60",
    "monitoring.forget": "3600",
    "monitoring.back_up": "30 2 * * *",
}
"""Task and when it runs unless SCHEDULES says otherwise."""


def beat_schedule(changes: str) -> dict[str, dict[str, Any]]:
    """What Celery beat is given. Raises ConfigurationError for a name or a time that does not exist."""
    whens = PERIODIC | _read(changes)
    schedule = {}
    for name, when in whens.items():
        if when == "off":
            continue
        entry: dict[str, Any] = {"task": name, "schedule": _time(name, when)}
        if when == "1":
            entry["options"] = {"expires": 1}  # what was late is done by the next
        schedule[name] = entry
    return schedule


def alert_limits(text: str) -> dict[str, tuple[float | None, float | None]]:
    """Warning and critical limit by figure. Raises ConfigurationError for what is no number."""
    limits = {}
    for part in filter(str.strip, text.split(";")):
        name, equals, pair = (piece.strip() for piece in part.partition("="))
        warning, slash, critical = (piece.strip() for piece in pair.partition("/"))
        try:
            limits[name] = (float(warning) if warning else None, float(critical) if critical else None)
        except ValueError:
            equals = ""
        if not equals or not slash:
            raise ConfigurationError(f"ALERT_LIMITS: {part.strip()!r} is not `figure=warning/critical` with numbers.")
    return limits


def _read(changes: str) -> dict[str, str]:
    found = {}
    for change in filter(str.strip, changes.split(";")):
        name, equals, when = (part.strip() for part in change.partition("="))
        if name not in PERIODIC or not equals:
            raise ConfigurationError(
                f"SCHEDULES: {change.strip()!r} is not `name=when` with a name among {', '.join(PERIODIC)}."
            )
        found[name] = when
    return found


def _time(name: str, when: str) -> float | crontab:
    fields = when.split()
    try:
        if len(fields) == 5:
            minute, hour, day_of_month, month_of_year, day_of_week = fields
            return crontab(minute, hour, day_of_week, day_of_month, month_of_year)
        seconds = float(when)
    except ValueError as exc:
        raise _wrong(name, when) from exc
    if seconds < 1:
        raise _wrong(name, when)
    return seconds


def _wrong(name: str, when: str) -> ConfigurationError:
    return ConfigurationError(
        f"SCHEDULES: {when!r} for {name} is neither seconds (1 and more), nor five fields of cron, nor off."
    )
