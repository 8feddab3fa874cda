from apps.documents.urls import applications, documents

urlpatterns = [*applications.urlpatterns, *documents.urlpatterns]
