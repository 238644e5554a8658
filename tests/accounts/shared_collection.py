"""A collection that is shared in every way, and browsers of everybody who may come to it."""

from django.contrib.auth.models import User
from django.test import Client

from scoring.accounts.roles import make_reviewer
from scoring.collections.scopes import LINKS
from scoring.models import Collection, CollectionShare
from tests.collections.private import make_collection

TOKEN = "the-token-of-its-link"


def shared_collection() -> Collection:
    """Of the account “owner”, with a reader, an editor and a secret link."""
    owner = User.objects.create_user("owner")
    collection = make_collection(owner, visibility="link", link_token=TOKEN)
    for role in CollectionShare.Role.values:
        account = User.objects.create_user(role)
        CollectionShare.objects.create(collection=collection, account=account, role=role)
    return collection


def browser_of(who: str) -> Client:
    client = Client()
    if who == "visitor with its link":
        session = client.session
        session[LINKS] = [TOKEN]
        session.save()
        client.cookies["sessionid"] = session.session_key
    elif who == "admin":
        client.force_login(User.objects.create_superuser(who))
    elif who != "visitor":
        account, _ = User.objects.get_or_create(username=who)
        if who == "another reviewer":
            make_reviewer(account)
        client.force_login(account)
    return client
