from django.urls import include, path

from apps.accounts.views import companies, sessions, users
from apps.core.routers import ApiRouter

log_in, refresh = sessions.LogInView.as_view(), sessions.RefreshView.as_view()
log_out, profile = sessions.LogOutView.as_view(), sessions.ProfileView.as_view()

router = ApiRouter()
router.register("users", users.UserViewSet, basename="user")
router.register("auth/users", users.UserViewSet, basename="auth-user")
router.register("auth/roles", users.RoleViewSet, basename="role")
router.register("tenants", companies.CompanyViewSet, basename="tenant")

urlpatterns = [
    path("auth/token/", log_in, name="token"),
    path("auth/login/", log_in, name="login"),
    path("token/", log_in, name="short-token"),
    path("api-token-auth/", log_in, name="api-token-auth"),
    path("auth/token/refresh/", refresh, name="token-refresh"),
    path("auth/refresh/", refresh, name="refresh"),
    path("token/refresh/", refresh, name="short-token-refresh"),
    path("auth/token/verify/", sessions.VerifyView.as_view(), name="token-verify"),
    path("auth/logout/", log_out, name="logout"),
    path("user-profile/logout/", log_out, name="profile-logout"),
    path("auth/register/", sessions.RegisterView.as_view(), name="register"),
    path("auth/stream-ticket/", sessions.StreamTicketView.as_view(), name="stream-ticket"),
    path("auth/permissions/", users.PermissionsView.as_view(), name="permissions"),
    path("auth/assign-role/<int:user_id>/", users.AssignRoleView.as_view(), name="assign-role"),
    path("me/", profile, name="me"),
    path("users/me/", profile, name="users-me"),
    path("auth/users/me/", profile, name="auth-users-me"),
    path("auth/profile/", profile, name="auth-profile"),
    path("user-profile/me/", profile, name="user-profile-me"),
    path("", include(router.urls)),
]
