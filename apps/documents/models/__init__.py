from apps.documents.models.applications import ApplicationWorkflow, CustomerApplication
from apps.documents.models.documents import Document, DocumentVersion
from apps.documents.models.holidays import Holiday

__all__ = ["ApplicationWorkflow", "CustomerApplication", "Document", "DocumentVersion", "Holiday"]
