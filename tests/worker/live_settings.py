"""The product's settings for processes that the suite starts: on the suite's database, with a few kinds of jobs."""

import os

from config.settings import *  # noqa: F403
from config.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES

for database in DATABASES.values():
    database["NAME"] = os.environ["TEST_DATABASE"]
if queue := os.environ.get("TEST_QUEUE"):
    CELERY_TASK_DEFAULT_QUEUE = queue
    OCR_QUEUE = f"{queue}-reading"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_IMPORTS = ["tests.worker.tasks"]
CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {"unacked_restore_interval": 1}
EMAIL_TIMEOUT = 1
