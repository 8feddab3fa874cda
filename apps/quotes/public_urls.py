from django.urls import path

from apps.quotes.pages import decision_page, document_page, pdf_page

urlpatterns = [
    path("<str:token>/", document_page, name="public-document"),
    path("<str:token>/pdf/", pdf_page, name="public-pdf"),
    path("<str:token>/decide/", decision_page, name="public-decision"),
]
