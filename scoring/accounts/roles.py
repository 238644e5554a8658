"""Who may review: those in a group of the admin's, which is made when it is first needed."""

from django.contrib.auth.models import Group, Permission, User

REVIEWERS = "Reviewers"
# To review companies, and to rename, hide and merge clusters
MAY = ("change_submission", "change_cluster")


def make_reviewer(account: User) -> None:
    group, is_new = Group.objects.get_or_create(name=REVIEWERS)
    if is_new:
        of_site = Permission.objects.filter(content_type__app_label="scoring")
        group.permissions.set(of_site.filter(codename__in=MAY))
    account.groups.add(group)
