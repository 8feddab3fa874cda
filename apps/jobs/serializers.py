from apps.core import serializers
from apps.core.computed import AddressField
from apps.jobs.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    """Work that takes long: how it stands, and where to poll it, stream it and fetch its file."""

    status_url = AddressField("job-detail", lookup="job_id", help_text="Answers this body, anew.")
    stream_url = AddressField("job-stream", lookup="job_id", help_text="Server-sent events until the job ends.")
    file_url = AddressField(
        "job-file", lookup="job_id", of="file", help_text="The file the job made; null while there is none."
    )

    class Meta:
        model = Job
        fields = [
            "job_id", "kind", "status", "progress", "message", "result", "error", "created_at", "started_at",
            "finished_at", "status_url", "stream_url", "file_url",
        ]  # fmt: skip
        read_only_fields = fields
