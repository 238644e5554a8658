"""All addresses of the site."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from scoring.accounts.views import ChangePassword

urlpatterns = [
    path("", include("scoring.urls")),
    path("accounts/login/", auth.LoginView.as_view(), name="login"),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path("accounts/password/", ChangePassword.as_view(), name="change-password"),
    # The admin's own page would let one guess
    path("admin/password_change/", admin.site.admin_view(ChangePassword.as_view())),
    path("admin/", admin.site.urls),
]

handler400 = "scoring.webservice.refusals.refused"
handler404 = "scoring.webservice.refusals.not_found"
handler500 = "scoring.site.unstored.failed"
