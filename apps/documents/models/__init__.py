from apps.documents.models.applications import ApplicationWorkflow, CustomerApplication
from apps.documents.models.categorizing import Categorization, CategorizedFile
from apps.documents.models.documents import Document, DocumentVersion
from apps.documents.models.holidays import Holiday
from apps.documents.models.usage import ModelCall

__all__ = [
    "ApplicationWorkflow",
    "Categorization",
    "CategorizedFile",
    "CustomerApplication",
    "Document",
    "DocumentVersion",
    "Holiday",
    "ModelCall",
]
