"""The kinds of jobs, each with the function of its area that does one step of it.

A step saves the job as it leaves it: done, failed, or pending for the next step.
"""

from collections.abc import Callable

from scoring.accounts import reset_mails
from scoring.batches import steps as import_steps
from scoring.markets.dividing import steps as market_steps
from scoring.models import Job
from scoring.versions import jobs as version_jobs
from scoring.webservice import batch_steps

STEPS: dict[str, Callable[[Job], None]] = {
    Job.Kind.TRAIN: version_jobs.train,
    Job.Kind.PREPARE: version_jobs.add_rows,
    Job.Kind.EXECUTE: batch_steps.carry_out,
    Job.Kind.IMPORT: import_steps.carry_out,
    Job.Kind.MAIL: reset_mails.carry_out,
    Job.Kind.DIVIDE: market_steps.carry_out,
}

# What else follows when a job fails because workers died over it
AFTER_FAILURE: dict[str, Callable[[Job, str], None]] = {
    Job.Kind.EXECUTE: batch_steps.fail_with_job,
    Job.Kind.IMPORT: import_steps.fail_with_job,
}

# Once failed, such a job stays so: its program or person has been told
FAILED_FOR_GOOD = [Job.Kind.EXECUTE, Job.Kind.IMPORT, Job.Kind.MAIL, Job.Kind.DIVIDE]
