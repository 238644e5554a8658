"""All addresses of the site."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from scoring.accounts import sign_in
from scoring.accounts import urls as accounts
from scoring.accounts.senders import adopting
from scoring.accounts.views import ChangePassword

log_in = adopting(sign_in.one_at_a_time(auth.LoginView.as_view()))
change_password = sign_in.one_at_a_time(ChangePassword.as_view())

urlpatterns = [
    path("", include("scoring.urls")),
    path(
        "accounts/login/",
        adopting(sign_in.one_at_a_time(auth.LoginView.as_view())),
        name="login",
    ),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path("accounts/password/", change_password, name="change-password"),
    *accounts.urlpatterns,
    # The admin's own page would let one guess
    path(
        "admin/password_change/",
        sign_in.one_at_a_time(admin.site.admin_view(ChangePassword.as_view())),
    ),
    path("admin/", admin.site.urls),
]

handler400 = "scoring.site.unstored.refused"
handler404 = "scoring.webservice.refusals.not_found"
handler500 = "scoring.site.unstored.failed"
