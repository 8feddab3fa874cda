"""The settings, read once from the environment. `.env.example` explains each variable.

MODE is `development` (the default) or `production`; production refuses to start where a default would be unsafe.
"""

import shlex
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from environs import Env, validate

from config import addresses, api
from config.schedule import alert_limits, beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = addresses.DATA_DIR

django_stubs_ext.monkeypatch()
env = Env()

MODE = addresses.mode()
PRODUCTION = MODE == "production"
DEBUG: bool = env.bool("DEBUG", False)
if PRODUCTION and DEBUG:
    raise addresses.ConfigurationError("DEBUG must be off in production: set DEBUG=0 or leave it out.")
SECRET_KEY = addresses.secret_key()
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ENCRYPTION_KEYS: list[str] = [*env.list("ENCRYPTION_KEYS", []), SECRET_KEY, *SECRET_KEY_FALLBACKS]
"""The first seals what is kept secret in the database, each of them opens it; see `apps.core.sealing`."""

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
CORS_ALLOWED_ORIGINS: list[str] = env.list(
    "CORS_ALLOWED_ORIGINS", [] if PRODUCTION else ["http://localhost:3000", "http://localhost:5173"]
)
CORS_URLS_REGEX = api.CORS_URLS_REGEX
CORS_EXPOSE_HEADERS = api.CORS_EXPOSE_HEADERS
CORS_ALLOW_HEADERS = api.CORS_ALLOW_HEADERS
PUBLIC_URL: str = env.str("PUBLIC_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
"""Where this server is reached; links in e-mails begin with it."""
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "apps.core",  # before the theme, whose pages its templates extend
    "unfold.apps.BasicAppConfig",
    "apps.core.admin_app.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "apps.tenants",
    "apps.audit",
    "apps.jobs",
    "apps.currencies",
    "apps.accounts",
    "apps.clients",
    "apps.products",
    "apps.documents",
    "apps.notifications",
    "apps.invoices",
    "apps.quotes",
    "apps.payments",
    "apps.expenses",
    "apps.scheduling",
    "apps.bills",
    "apps.integrations",
    "apps.dashboard",
    "apps.monitoring",
]

MIDDLEWARE = [
    "apps.monitoring.middleware.request_counter",
    "apps.core.middleware.request_frame",
    "apps.core.middleware.CrossOrigin",
    "apps.core.middleware.PageSecurity",
    "apps.core.middleware.PageStatic",
    "apps.core.middleware.PageSession",
    "apps.core.middleware.PageCommon",
    "apps.core.middleware.PageCsrf",
    "apps.accounts.middleware.PageUser",
    "apps.core.middleware.PageMessages",
    "apps.core.middleware.PageFrames",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def database(url: str, **test: Any) -> dict[str, Any]:
    """A connection by the address of one of the three database roles; see `docs/operations.md`."""
    config: dict[str, Any] = dict(
        dj_database_url.parse(url, conn_max_age=env.int("CONN_MAX_AGE", 60), conn_health_checks=True)
    )
    config["ENGINE"] = "apps.core.postgresql"
    config["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("PGBOUNCER", False)
    config["TEST"] = test
    return config


_urls = addresses.database_urls()
DATABASES = {
    "default": database(_urls["app"], MIRROR="owner"),
    "owner": database(_urls["owner"], DEPENDENCIES=[]),
    "ops": database(_urls["ops"], MIRROR="owner"),
}
# A request that waits longer than this for somebody else's lock is a 409; migrations and operators wait on.
DATABASES["default"]["LOCK_TIMEOUT"] = env.int("LOCK_TIMEOUT_MS", 2_000)
REPORTS_DATABASE_URL: str = env.str("REPORTS_DATABASE_URL", "")
"""A replica, as the app role: reports and exports are read there while it has all that the primary has."""
REPORTS_PATIENCE: float = env.float("REPORTS_PATIENCE", 1.0)
if REPORTS_DATABASE_URL:
    DATABASES["reports"] = database(REPORTS_DATABASE_URL, MIRROR="owner")
    DATABASES["reports"].setdefault("OPTIONS", {})["connect_timeout"] = 2
DATABASE_ROUTERS = ["apps.core.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HOST: str = env.str("HOST", "127.0.0.1")
PORT: int = env.int("PORT", 8000, validate=validate.Range(1, 65535))
WEB_CONCURRENCY: int = env.int("WEB_CONCURRENCY", 1, validate=validate.Range(1))
WEB_THREADS: int = env.int("WEB_THREADS", 8, validate=validate.Range(1))
WEB_ONE_CORE: bool = env.bool("WEB_ONE_CORE", True)
"""Whether a web process keeps its threads on one core, which is quicker; WEB_CONCURRENCY is what uses several."""
DEMO: bool = env.bool("DEMO", not PRODUCTION)
"""Whether `manage.py up` loads demo data, whose passwords are known to all, at its first start."""

REDIS_URL = addresses.redis_url(env.int("REDIS_DATABASE", 1))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "sk",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

CELERY_BROKER_URL = addresses.broker_url(0)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 1800
CELERY_DB_REUSE_MAX = 2**62  # see `config.celery.keep_connections`
# How long tasks may go on after SIGQUIT; those that take longer are requeued.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    # A request that hands a task to an absent Redis waits this often, and so long; kombu's own pauses make it 6 s.
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.05,
    "interval_max": 0.1,
}
CELERY_BEAT_SCHEDULE = beat_schedule(env.str("SCHEDULES", ""))

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # usernames are unique by a constraint on their lower case, which the check does not see
    "security.W001",  # the security middleware is there, in forms for pages: PageSecurity,
    "security.W002",  # PageFrames
    "security.W003",  # and PageCsrf
]
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.TenantBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"max_similarity": 0.9},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "apps.accounts.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/api/session-auth/login/"
LOGIN_REDIRECT_URL = "/"

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=env.int("ACCESS_TOKEN_MINUTES", 10)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=env.int("REFRESH_TOKEN_DAYS", 14)),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": SECRET_KEY,
    "USER_ID_CLAIM": "user_id",
    "CHECK_REVOKE_TOKEN": False,
}
ROTATE_REFRESH_TOKENS: bool = env.bool("ROTATE_REFRESH_TOKENS", False)

RATE_LIMITS = {
    "anonymous": env.int("RATE_LIMIT_ANONYMOUS", 100),
    "user": env.int("RATE_LIMIT_USER", 1000),
    "admin": env.int("RATE_LIMIT_ADMIN", 5000),
    "tenant": env.int("RATE_LIMIT_TENANT", 50_000),
}
"""Requests an hour: by address, by user, by user with an administrating role, by tenant."""
OUTBOUND_ALLOWED_HOSTS: list[str] = env.list("OUTBOUND_ALLOWED_HOSTS", [])
"""`host:port` of addresses in the own network that may be called although users set them."""
AUDIT_LOG_MONTHS: int = env.int("AUDIT_LOG_MONTHS", 0, validate=validate.Range(0))
"""How many whole months of the audit log are kept besides the running one; 0 keeps all."""
WEBHOOK_LOG_DAYS: int = env.int("WEBHOOK_LOG_DAYS", 30, validate=validate.Range(4))
"""How long what was sent to webhook endpoints, and what they answered, is kept."""

EXCHANGE_RATE_SOURCE: str = env.str("EXCHANGE_RATE_SOURCE", "apps.currencies.sources.european_central_bank")
"""The function that answers the newest exchange rates; empty for none."""
ECB_RATES_URL: str = env.str("ECB_RATES_URL", "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml")
IDEMPOTENCY = "apps.tenants.idempotency.answer_once"
"""What keeps the answers to POSTs that carry an Idempotency-Key."""
LOGIN_FAILURES_ALLOWED = 10
LOGIN_FAILURES_PER_ADDRESS: int = env.int("LOGIN_FAILURES_PER_ADDRESS", 100)
PASSWORD_LINKS_ALLOWED = 5
LOGIN_FAILURE_WINDOW = timedelta(minutes=15)

REST_FRAMEWORK = api.REST_FRAMEWORK
STREAM_AUTHENTICATION = api.STREAM_AUTHENTICATION
SPECTACULAR_SETTINGS = api.SPECTACULAR_SETTINGS

EMAIL_BACKEND: str = env.str(
    "EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if PRODUCTION else 'filebased'}.EmailBackend"
)
EMAIL_HOST: str = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT: int = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER: str = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD: str = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS: bool = env.bool("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = env.bool("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", "SenangKira <no-reply@localhost>")

OTEL_EXPORTER_OTLP_ENDPOINT: str = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", "")
"""Who takes traces by OTLP over HTTP; empty: nobody, and OpenTelemetry need not be installed."""

NOTIFICATIONS_PRINTED: bool = env.bool("NOTIFICATIONS_PRINTED", not PRODUCTION)
"""Whether WhatsApp messages and pushes to browsers are written into the log instead of sent."""
VAPID_PRIVATE_KEY: str = env.str("VAPID_PRIVATE_KEY", "")
VAPID_SUBJECT: str = env.str("VAPID_SUBJECT", "mailto:no-reply@localhost.localdomain")
WHATSAPP_API_URL: str = env.str("WHATSAPP_API_URL", "https://graph.facebook.com/v23.0")
WHATSAPP_PHONE_NUMBER_ID: str = env.str("WHATSAPP_PHONE_NUMBER_ID", "")
WHATSAPP_TOKEN: str = env.str("WHATSAPP_TOKEN", "")
WHATSAPP_TEMPLATE: str = env.str("WHATSAPP_TEMPLATE", "")
WHATSAPP_TEMPLATE_LANGUAGE: str = env.str("WHATSAPP_TEMPLATE_LANGUAGE", "en")
WHATSAPP_APP_SECRET: str = env.str("WHATSAPP_APP_SECRET", "")
WHATSAPP_VERIFY_TOKEN: str = env.str("WHATSAPP_VERIFY_TOKEN", "")

LANGUAGE_CODE = "en"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = str(DATA_DIR / "static")
addresses.make_directory(Path(STATIC_ROOT))
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = str(DATA_DIR / "media")
STORAGE_BUCKET: str = env.str("STORAGE_BUCKET", "")
"""Set: files are kept in this bucket of an S3-compatible server, else in MEDIA_ROOT."""
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": STORAGE_BUCKET,
            "endpoint_url": env.str("STORAGE_ENDPOINT", "") or None,
            "region_name": env.str("STORAGE_REGION", "") or None,
            "access_key": env.str("STORAGE_ACCESS_KEY", "") or None,
            "secret_key": env.str("STORAGE_SECRET_KEY", "") or None,
            "addressing_style": "path",
            "default_acl": None,
            "file_overwrite": False,
        },
    }
    if STORAGE_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "scratch": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "apps.core.uploads.UploadCap",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE: int = env.int("MAX_BODY_BYTES", 2_000_000)
MAX_UPLOAD_BYTES: int = env.int("MAX_UPLOAD_BYTES", 25_000_000)

OCR_LANGUAGES: list[str] = env.list("OCR_LANGUAGES", ["en"])
"""What is read from images: ISO 639 codes of languages in the Latin and Greek scripts, Chinese and Japanese."""
OCR_THREADS: int = env.int("OCR_THREADS", 2, validate=validate.Range(1))
OCR_QUEUE = "reading"
"""Files are read by a worker of their own, one at a time: the models take the better part of a gigabyte."""
OCR_MEMORY_KB = 1_500_000
"""A reading process that has grown beyond this is replaced after the file at hand."""
OCR_PAGE_COST: Decimal = env.decimal("OCR_PAGE_COST", Decimal(0))
MAX_PDF_PAGES: int = env.int("MAX_PDF_PAGES", 300, validate=validate.Range(1))
VIRUS_SCAN_COMMAND: list[str] = shlex.split(env.str("VIRUS_SCAN_COMMAND", ""))
"""Gets each uploaded file on its standard input; 0 is clean, 1 is infected, anything else a failure."""
LANGUAGE_MODEL_URL: str = env.str("LANGUAGE_MODEL_URL", "")
LANGUAGE_MODEL_KEY: str = env.str("LANGUAGE_MODEL_KEY", "")
LANGUAGE_MODEL: str = env.str("LANGUAGE_MODEL", "")
LANGUAGE_MODEL_TIMEOUT: int = env.int("LANGUAGE_MODEL_TIMEOUT", 30)
LANGUAGE_MODEL_COSTS: tuple[Decimal, Decimal] = (
    env.decimal("LANGUAGE_MODEL_INPUT_COST", Decimal(0)),
    env.decimal("LANGUAGE_MODEL_OUTPUT_COST", Decimal(0)),
)
"""Of a million tokens read, and of a million written."""
READING_CURRENCY: str = env.str("READING_CURRENCY", "USD")

GOOGLE_CLIENT_ID: str = env.str("GOOGLE_CLIENT_ID", "")
GOOGLE_CLIENT_SECRET: str = env.str("GOOGLE_CLIENT_SECRET", "")
GOOGLE_CONSENT_URL: str = env.str("GOOGLE_CONSENT_URL", "https://accounts.google.com/o/oauth2/v2/auth")
GOOGLE_OAUTH_URL: str = env.str("GOOGLE_OAUTH_URL", "https://oauth2.googleapis.com").rstrip("/")
GOOGLE_CALENDAR_URL: str = env.str("GOOGLE_CALENDAR_URL", "https://www.googleapis.com/calendar/v3").rstrip("/")
GOOGLE_TASKS_URL: str = env.str("GOOGLE_TASKS_URL", "https://tasks.googleapis.com/tasks/v1").rstrip("/")
GOOGLE_TIMEOUT: float = env.float("GOOGLE_TIMEOUT", 20.0)
GOOGLE_SYNC_SECONDS: int = env.int("GOOGLE_SYNC_SECONDS", 300, validate=validate.Range(15))
"""How often an account is asked what changed there."""
GOOGLE_RETURN_URL: str = env.str("GOOGLE_RETURN_URL", "")
"""The page to which a user comes back from Google's consent; without one the answer is JSON."""

MONITORING_DAYS: int = env.int("MONITORING_DAYS", 7, validate=validate.Range(1))
"""How long task executions, metrics, measurements and resolved alerts are kept."""
ALERT_EMAILS: list[str] = env.list("ALERT_EMAILS", [])
ALERT_LIMITS = alert_limits(env.str("ALERT_LIMITS", ""))
CRON_TOKEN: str = env.str("CRON_TOKEN", "")
METRICS_TOKEN: str = env.str("METRICS_TOKEN", "")

BACKUP_DIR = str(DATA_DIR / "backups")
BACKUP_SIGNING_KEY: str = env.str("BACKUP_SIGNING_KEY", "") or SECRET_KEY
"""Archives signed with another key are not restored: a dump is code."""
BACKUP_ENCRYPTION_KEY: str = env.str("BACKUP_ENCRYPTION_KEY", "")
BACKUP_KEEP: int = env.int("BACKUP_KEEP", 7, validate=validate.Range(1))
MAX_BACKUP_BYTES: int = env.int("MAX_BACKUP_BYTES", 50_000_000_000)
DATABASE_BACKUP_URL: str = env.str("DATABASE_BACKUP_URL", "")
"""The ops role's address past a proxy that pools transactions; DATABASE_OPS_URL unless given."""
PG_BIN: str = env.str("PG_BIN", "")

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
APPEND_SLASH = False

LOG_LEVEL: str = env.str("LOG_LEVEL", "INFO")
LOGGING_CONFIG = "apps.core.logs.configure"
LOGGING: dict[str, Any] = {"level": LOG_LEVEL, "json": PRODUCTION or not sys.stderr.isatty()}

UNFOLD = {
    "SITE_TITLE": "SenangKira",
    "SITE_HEADER": "SenangKira",
    "SITE_SYMBOL": "receipt_long",
    "LOGIN": {"form": "apps.accounts.forms.LogInForm"},
}
