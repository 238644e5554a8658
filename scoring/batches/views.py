"""Pages of imports: a file is sent, its columns are looked at, and it is watched being read."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from scoring.accounts.people import person_asking
from scoring.batches import answers, mending, steps, uploading
from scoring.batches.limits import file_limits
from scoring.batches.page import chosen_mapping, draft_of, missing, progress_of
from scoring.collections.changing import CollectionError
from scoring.collections.exports import note_export
from scoring.collections.rights import editable_by, rights_in
from scoring.collections.scopes import scope_of
from scoring.models import Collection, Import, ImportRow
from scoring.pages import downloads
from scoring.pages.uploads import IgnoreFiles, OneFile
from scoring.tables.choices import encoding_choices
from scoring.tables.encodings import FileError
from scoring.tables.layouts import Layout

State = Import.State
NEW = "new"
PASTED_NAME = "Pasted table"
BAD_SHOWN = 20
MOST_EARLIER = 50
# Bytes of a form
MOST_BESIDE_FILE = 512 * 1024
View = Callable[..., HttpResponseBase]


def takes_a_file(view: View) -> View:
    """Let the form of a view bring a file; its token is looked at once the file is on the disk."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def with_file(
        request: HttpRequest,
        *args: object,
        **kwargs: object,
    ) -> HttpResponseBase:
        limits = file_limits()
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
        if announced > limits.bytes + MOST_BESIDE_FILE:
            # The server has read none of it, the token neither
            messages.error(request, limits.said_of_bytes())
            return redirect(request.path)
        is_member = person_asking(request).is_member
        # Of a visitor nothing is put on the disk
        request.upload_handlers = [OneFile(limits.bytes) if is_member else IgnoreFiles()]
        return protected(request, *args, **kwargs)

    return with_file


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@takes_a_file
def new_import(request: HttpRequest) -> HttpResponse:
    """The form from anywhere: a member says into which collection, others how to sign in."""
    person = person_asking(request)
    if request.method != "POST":
        return _form_page(request, None)
    if person.account is None:
        return _form_page(request, None, status=403)
    into = request.POST.get("into", NEW)
    by_key = {str(each.pk): each for each in editable_by(person)}
    if into != NEW and into not in by_key:
        return _form_page(request, None, "Choose a collection.", 422)
    return _uploaded(request, by_key.get(into))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@takes_a_file
def import_into(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one collection; there is none for whoever may not change it."""
    collection = _editable(request, pk)
    if request.method != "POST":
        return _form_page(request, collection)
    return _uploaded(request, collection)


def _editable(request: HttpRequest, pk: int) -> Collection:
    rights = rights_in(request, pk)
    if not rights.may_edit:
        raise Http404("There is no such collection of yours.")
    return rights.collection


def _uploaded(request: HttpRequest, collection: Collection | None) -> HttpResponse:
    """Keep what was sent, in a new collection where none is given."""
    account = person_asking(request).account
    assert account
    # Read before the files: only then is it known whether there were too many bytes
    pasted = request.POST.get("pasted", "")
    file = request.FILES.get("file")
    [handler] = request.upload_handlers
    try:
        if isinstance(handler, OneFile) and handler.is_too_large:
            raise FileError(file_limits().said_of_bytes())
        if file is None and not pasted.strip():
            raise FileError("Choose a file, or paste a table.")
        name = PASTED_NAME
        if file:
            name = file.name or ""
        stem = name.rpartition(".")[0] or name
        title = " ".join(stem.split())[:100] or PASTED_NAME
        into = collection or Collection(owner=account, name=title)
        if file and file.file:
            made = uploading.upload(into, account, file.file, name)
        else:
            made = uploading.paste(into, account, pasted)
    except (FileError, CollectionError) as error:
        return _form_page(request, collection, str(error), 422)
    return redirect(made)


def _form_page(
    request: HttpRequest,
    collection: Collection | None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    person = person_asking(request)
    earlier = Import.objects.select_related("collection").order_by("-pk")
    if collection:
        earlier = earlier.filter(collection=collection)
    else:
        kept = Q(collection__deleted_at__isnull=True)
        earlier = earlier.filter(kept, made_by=person.account, collection__owner=person.account)
    # What was typed stays in a form that is shown again
    asked = request.GET if status == 200 else request.POST
    context = {
        "collection": collection,
        "earlier": earlier[:MOST_EARLIER] if person.account else [],
        "person": person,
        "choices": [] if collection else editable_by(person),
        "into": asked.get("into", ""),
        "pasted": request.POST.get("pasted", "") if request.method == "POST" else "",
        "trouble": trouble,
        "most_mb": settings.IMPORT_MOST_MB,
        "most_rows": settings.IMPORT_MOST_ROWS,
    }
    return render(request, "batches/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def one_import(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One import as it stands: its columns, how far it is, or what became of it and its file."""
    collection = _editable(request, pk)
    made = Import.objects.filter(pk=number, collection=collection).first()
    if made is None:
        raise Http404("There is no such import.")
    made.collection = collection
    if request.method == "POST":
        return _done(request, made)
    if wanted := answers.asked_format(request):
        scope = scope_of(request)
        note_export(request, [pk])
        is_bad = request.GET.get("rows") == "bad"
        table = answers.bad_table(made) if is_bad else answers.table_of(made, scope)
        return downloads.reply(table, wanted)
    is_polled = bool(request.headers.get("HX-Request"))
    if is_polled and made.state != State.RUNNING:
        return HttpResponseClientRefresh()
    context: dict[str, object] = {"made": made, "collection": collection}
    if made.state != State.DRAFT:
        bad = made.rows.filter(outcome=ImportRow.Outcome.BAD)
        # One that was moved may be where whoever looks at this may not look
        still_there = made.rows.filter(submission__collection=made.collection_id)
        stored = still_there.filter(outcome=ImportRow.Outcome.STORED).select_related("submission")
        twins = stored.exclude(problem="")
        context["progress"] = progress_of(made)
        context["bad_rows"] = bad.order_by("number")[:BAD_SHOWN]
        context["twins"] = twins.order_by("number")[:BAD_SHOWN]
    elif made.encoding:
        context["draft"] = draft_of(made)
    else:
        context["choices"] = encoding_choices(made.content())
    row = mending.bad_row(made, request.GET.get("mend", ""))
    if row:
        context["row"] = row
        context["cells"] = mending.cells_to_mend(made, row)
    template = "batches/_progress.html" if is_polled else "batches/import.html"
    return render(request, template, context)


def _done(request: HttpRequest, made: Import) -> HttpResponse:
    """Do what a button of the page says."""
    is_draft = made.state == State.DRAFT
    match request.POST.get("do"):
        case "delete":
            return _deleted(request, made)
        case "cancel":
            steps.cancel(made)
        case "mend" if made.state != State.RUNNING:
            row = mending.bad_row(made, request.POST.get("row", ""))
            page = made.get_absolute_url()
            if row and mending.mend(made, row, request.POST.dict()):
                messages.success(request, f"Line {row.line} is stored.")
                return redirect(f"{page}#bad")
            if row:
                return redirect(f"{page}?mend={row.number}#mend")
        case "encoding" | "sheet" as wanted if is_draft:
            _read_otherwise(request, made, wanted)
        case "look" | "start" as wanted if is_draft and made.encoding:
            _take_mapping(request, made, is_start=wanted == "start")
    return redirect(made)


def _deleted(request: HttpRequest, made: Import) -> HttpResponse:
    if uploading.forget(made):
        messages.success(request, "The table and its empty collection have been deleted.")
        return redirect("new-import")
    messages.success(request, "The import has been deleted. Companies that it stored stay.")
    return redirect("collection", made.collection_id)


def _read_otherwise(request: HttpRequest, made: Import, wanted: str) -> None:
    """In the encoding, or of the sheet, that somebody chose."""
    chosen = request.POST.get(wanted, "")
    sheets = {str(place): place for place, *_ in made.sheets}
    try:
        if wanted == "sheet" and chosen in sheets:
            uploading.choose_sheet(made, sheets[chosen])
        elif wanted == "encoding" and not made.encoding:
            offered = encoding_choices(made.content())
            if chosen in {choice.encoding for choice in offered}:
                uploading.choose_encoding(made, chosen)
    except FileError as error:
        messages.error(request, str(error))


def _take_mapping(request: HttpRequest, made: Import, *, is_start: bool) -> None:
    columns = Layout(**made.layout).columns
    mapping = chosen_mapping(list(request.POST.lists()), columns)
    made.mapping = mapping.as_names()
    again = request.POST.get("again")
    if again in Import.Again.values:
        made.again = again
    lacking = missing(mapping)
    if is_start and not lacking:
        steps.start(made)
        return
    uploading.as_looked_at(made).update(mapping=made.mapping, again=made.again)
    if is_start:
        names = " and ".join(lacking)
        messages.error(request, f"Choose a column for {names}.")
