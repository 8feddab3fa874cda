from apps.documents.admin import applications, documents  # noqa: F401 - they register their pages
