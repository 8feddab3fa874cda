from django.urls import path

from apps.core.sse import stream_options
from apps.monitoring.views import backups

urlpatterns = [
    path("backups/", backups.BackupListView.as_view(), name="backup-list"),
    path("backups/start/", backups.BackupStartView.as_view(**stream_options()), name="backup-start"),
    path("backups/restore/", backups.BackupRestoreView.as_view(**stream_options()), name="backup-restore"),
    path("backups/upload/", backups.BackupUploadView.as_view(), name="backup-upload"),
    path("backups/delete-all/", backups.BackupDeleteAllView.as_view(), name="backup-delete-all"),
    path("backups/download/<str:filename>/", backups.BackupFileView.as_view(), name="backup-download"),
]
