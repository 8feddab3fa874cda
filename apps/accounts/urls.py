from django.urls import include, path

from apps.accounts.views import companies, pages, profile, second_factor, sessions, users
from apps.core.routers import ApiRouter

log_in, refresh = sessions.LogInView.as_view(), sessions.RefreshView.as_view()
log_out, me = sessions.LogOutView.as_view(), profile.ProfileView.as_view()
settings, set_password = profile.SettingsView.as_view(), sessions.LinkPasswordView.as_view()

router = ApiRouter()
router.register("users", users.UserViewSet, basename="user")
router.register("auth/users", users.UserViewSet, basename="auth-user")
router.register("auth/roles", users.RoleViewSet, basename="role")
router.register("auth/api-keys", profile.ApiKeyViewSet, basename="api-key")
router.register("auth/sessions", profile.SessionViewSet, basename="session")
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
    path("auth/menu/", profile.MenuView.as_view(), name="menu"),
    path("auth/password-reset/", sessions.ForgottenPasswordView.as_view(), name="password-reset"),
    path("auth/password-reset/confirm/", set_password, name="password-reset-confirm"),
    path("auth/invitations/accept/", set_password, name="invitation-accept"),
    path("auth/email/confirm/", sessions.ConfirmEmailView.as_view(), name="email-confirm"),
    path("auth/mfa/", second_factor.SecondFactorView.as_view(), name="mfa"),
    path("auth/mfa/setup/", second_factor.BeginSecondFactorView.as_view(), name="mfa-setup"),
    path("auth/mfa/confirm/", second_factor.ConfirmSecondFactorView.as_view(), name="mfa-confirm"),
    path("auth/mfa/verify/", second_factor.ProveSecondFactorView.as_view(), name="mfa-verify"),
    path("auth/mfa/recovery-codes/", second_factor.RecoveryCodesView.as_view(), name="mfa-recovery-codes"),
    path("auth/mfa/disable/", second_factor.DisableSecondFactorView.as_view(), name="mfa-disable"),
    path("users/invite/", users.InviteView.as_view(), name="invite"),
    path("user-profile/update_profile/", me, name="update-profile"),
    path("user-profile/upload_avatar/", profile.UploadAvatarView.as_view(), name="upload-avatar"),
    path("user-profile/change_password/", profile.ChangePasswordView.as_view(), name="change-password"),
    path("user-settings/me/", settings, name="user-settings"),
    path("users/<int:user_id>/avatar/", profile.AvatarView.as_view(), name="avatar"),
    path("mock-auth-config/", sessions.MockAuthConfigView.as_view(), name="mock-auth-config"),
    path("session-auth/login/", pages.LogInPage.as_view(), name="session-login"),
    path("session-auth/logout/", pages.LogOutPage.as_view(), name="session-logout"),
    path("session-auth/end-impersonation/", pages.end_impersonation_page, name="end-impersonation"),
    path("session-auth/password-reset/", pages.NewPasswordPage.as_view(), name="password-reset-page"),
    path("session-auth/invitation/", pages.NewPasswordPage.as_view(), name="invitation-page"),
    path("session-auth/confirm-email/", pages.ConfirmEmailPage.as_view(), name="confirm-email-page"),
    path("me/", me, name="me"),
    path("users/me/", me, name="users-me"),
    path("auth/users/me/", me, name="auth-users-me"),
    path("auth/profile/", me, name="auth-profile"),
    path("user-profile/me/", me, name="user-profile-me"),
    path("", include(router.urls)),
]
