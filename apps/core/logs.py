"""Structured logs: one JSON object a line in production and in files, coloured text on a terminal."""

import logging
import logging.config
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import structlog


def current_request_id() -> str:
    """The id of the request being answered, as in its `X-Request-ID`; empty outside of one."""
    return current_origin().request_id


@dataclass(frozen=True)
class Origin:
    """Where the work at hand comes from; empty for what the product does by itself."""

    request_id: str = ""
    address: str = ""
    impersonator: int | None = None
    """The superuser who acts as the user, or inside the tenant."""


_ORIGIN: Final = {field.name for field in fields(Origin)}


def current_origin() -> Origin:
    """The origin of the request being answered, or of the request that started the job being done."""
    bound = structlog.contextvars.get_contextvars()
    return Origin(**{name: bound[name] for name in _ORIGIN & bound.keys()})


def bound_origin(origin: Origin) -> AbstractContextManager[None]:
    """Have what is done inside the block come from there."""
    return structlog.contextvars.bound_contextvars(**asdict(origin))


def configure(config: dict[str, Any]) -> None:
    """Route every logger through structlog. `config`: `level` a level's name, `json` whether to write JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: list[Any] = (
        # Without the frames' local variables, among which are passwords and tokens.
        [
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ]
        if config["json"]
        else [structlog.dev.ConsoleRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": config["level"]},
            "loggers": {
                "django.request": {"level": "ERROR"},
                # Beat has tasks for each second; what fails is logged as an error.
                "celery.app.trace": {"level": "WARNING"},
                "celery.beat": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
                "fontTools": {"level": "WARNING"},
                "img2pdf": {"level": "ERROR"},
                "pikepdf": {"level": "WARNING"},
            },
        }
    )
