"""Addresses of accounts, beside those of Django's own pages."""

from django.urls import path

from scoring.accounts import joining, owner_views, people_views
from scoring.accounts.resetting import AskForLink, ChooseNewPassword
from scoring.accounts.senders import adopting
from scoring.accounts.sign_in import one_at_a_time

choose_new_password = one_at_a_time(ChooseNewPassword.as_view())

urlpatterns = [
    path("accounts/owner/", adopting(owner_views.open_as_owner), name="owner"),
    path("accounts/join/", adopting(joining.join), name="join"),
    path("accounts/people/", people_views.people, name="people"),
    path("accounts/people/<int:pk>/revoke", people_views.revoke, name="revoke-invitation"),
    path("accounts/lost-password/", AskForLink.as_view(), name="lost-password"),
    path("accounts/reset/<uidb64>/<token>/", choose_new_password, name="reset-password"),
]
