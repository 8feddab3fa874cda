"""Archives that come in: larger than any other file, written where they will stay."""

from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from apps.monitoring.backups.store import upload_place


class ArchiveUpload(FileUploadHandler):
    """Streams a file into the directory of the archives; 413 beyond MAX_BACKUP_BYTES."""

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = NamedTemporaryFile(dir=upload_place())  # noqa: SIM115 - closed, and so deleted, with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.MAX_BACKUP_BYTES:
            self.file.close()
            raise RequestDataTooBig
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.file.flush()
        return UploadedFile(self.file, self.file_name, self.content_type, file_size)

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
