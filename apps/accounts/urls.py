from django.urls import path

from apps.accounts import views

log_in, refresh, log_out = views.LogInView.as_view(), views.RefreshView.as_view(), views.LogOutView.as_view()
profile = views.ProfileView.as_view()

urlpatterns = [
    path("auth/token/", log_in, name="token"),
    path("auth/login/", log_in, name="login"),
    path("token/", log_in, name="short-token"),
    path("api-token-auth/", log_in, name="api-token-auth"),
    path("auth/token/refresh/", refresh, name="token-refresh"),
    path("auth/refresh/", refresh, name="refresh"),
    path("token/refresh/", refresh, name="short-token-refresh"),
    path("auth/token/verify/", views.VerifyView.as_view(), name="token-verify"),
    path("auth/logout/", log_out, name="logout"),
    path("user-profile/logout/", log_out, name="profile-logout"),
    path("auth/register/", views.RegisterView.as_view(), name="register"),
    path("auth/stream-ticket/", views.StreamTicketView.as_view(), name="stream-ticket"),
    path("me/", profile, name="me"),
    path("users/me/", profile, name="users-me"),
    path("auth/users/me/", profile, name="auth-users-me"),
    path("auth/profile/", profile, name="auth-profile"),
    path("user-profile/me/", profile, name="user-profile-me"),
]
