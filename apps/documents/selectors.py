from apps.documents.models import Document
from apps.documents.services.reading import VALIDATE_CATEGORY
from apps.jobs.models import Job


def latest_validation(document: Document) -> Job | None:
    """The job that last validated a document's category, whoever started it; None where there was none."""
    jobs = Job.unscoped.filter(tenant_id=document.tenant_id, kind=VALIDATE_CATEGORY, arguments__document_id=document.pk)
    return jobs.order_by("-id").first()
