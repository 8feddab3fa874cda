from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.jobs.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    """Work that takes long: how it stands, and where to poll it, stream it and fetch its file."""

    status_url = serializers.SerializerMethodField(help_text="Answers this body, anew.")
    stream_url = serializers.SerializerMethodField(help_text="Server-sent events until the job ends.")
    file_url = serializers.SerializerMethodField(help_text="The file the job made; null while there is none.")

    class Meta:
        model = Job
        fields = [
            "job_id", "kind", "status", "progress", "message", "result", "error", "created_at", "started_at",
            "finished_at", "status_url", "stream_url", "file_url",
        ]  # fmt: skip
        read_only_fields = fields

    def _url(self, name: str, job: Job) -> str:
        return reverse(name, args=[job.job_id], request=self.context.get("request"))

    def get_status_url(self, job: Job) -> str:
        return self._url("job-detail", job)

    def get_stream_url(self, job: Job) -> str:
        return self._url("job-stream", job)

    def get_file_url(self, job: Job) -> str | None:
        return self._url("job-file", job) if job.file else None
