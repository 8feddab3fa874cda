"""Where files are kept, as the settings say."""

import json
import os
import subprocess
import sys
from typing import Any

from django.conf import settings

SHOW = "import json; from config import settings; print(json.dumps(settings.STORAGES))"


def storages_with(**environment: str) -> Any:
    shown = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        check=True,
    )
    return json.loads(shown.stdout)


def test_files_are_on_disk_unless_a_bucket_is_named() -> None:
    assert storages_with(STORAGE_BUCKET="")["default"]["BACKEND"].endswith("FileSystemStorage")


def test_a_bucket_of_any_s3_compatible_server_can_be_named() -> None:
    given = {
        "STORAGE_BUCKET": "files",
        "STORAGE_ENDPOINT": "https://s3.example.org",
        "STORAGE_REGION": "eu-1",
        "STORAGE_ACCESS_KEY": "key",
        "STORAGE_SECRET_KEY": "secret",
    }
    made = storages_with(**given)
    assert made["default"]["BACKEND"] == "storages.backends.s3.S3Storage"
    options = made["default"]["OPTIONS"]
    assert (options["bucket_name"], options["endpoint_url"]) == ("files", "https://s3.example.org")
    assert (options["access_key"], options["secret_key"], options["file_overwrite"]) == ("key", "secret", False)
    assert made["scratch"]["BACKEND"].endswith("FileSystemStorage")
