"""What the worker does for a collection that somebody wants divided.

Nobody sees a division before all of it is stored; a worker that was killed on the way begins anew.
"""

import logging
from datetime import timedelta

from scoring.markets.changing import parts
from scoring.markets.dividing.companies import are_waiting
from scoring.markets.dividing.earlier import Earlier
from scoring.markets.divisions import divisions_of
from scoring.models import Collection, Job, model_versions
from scoring.models.database.locks import BusyError, alone, refuse_to_wait
from scoring.pages import storage

logger = logging.getLogger(__name__)

# Longer than the slowest division: a worker that is killed meanwhile delays it by no more than this
SECONDS = 600
# Until companies that came in just now are read, or another division is done
WAIT = timedelta(seconds=3)
MOST_TRIES = 3
INSIDE = "Dividing failed. It is this site's fault, and it has been noted. Nothing was changed."


def carry_out(job: Job) -> None:
    """Divide the collection that a job is for, or one of its clusters."""
    # It loads scikit-learn, which an idle worker does without
    from clustering.market.errors import MarketError

    job.hold(SECONDS)
    collections = Collection.objects.kept()
    collection = collections.filter(pk=job.options["collection"]).first()
    try:
        with alone("divide", refuse_to_wait):
            is_done = collection is None or _divide(collection, job)
    except BusyError:
        is_done = False
    except MarketError as error:
        job.give_up(str(error))
        job.save()
        return
    except Exception as error:
        if storage.trouble_of(error):
            raise
        logger.exception("%s failed", job)
        if job.attempts + 1 < MOST_TRIES:
            job.postpone(INSIDE)
        else:
            job.give_up(INSIDE)
        job.save()
        return
    job.put_back()
    job.next_attempt_at += WAIT
    if is_done:
        job.status = Job.Status.DONE
    job.save()


def _divide(collection: Collection, job: Job) -> bool:
    """True when it is done, or there is nothing to do any more; false to wait a little."""
    from scoring.markets.dividing.fitting import fit
    from scoring.markets.dividing.storing import store

    version = model_versions.embedded()
    if version and are_waiting(collection, version):
        return False
    shown = divisions_of(collection).shown
    by, k = job.options["by"], job.options["k"]
    if "open" in job.options or "chosen" in job.options:
        if shown and "open" in job.options:
            parts.open_cluster(collection, shown, job.options["open"], k, by)
        elif shown:
            parts.divide_chosen(collection, shown, job.options["chosen"], k, by)
        return True
    earlier = Earlier.of(shown)
    fitted = fit(collection, earlier, k)
    store(collection, fitted, earlier, by)
    return True
