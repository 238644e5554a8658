from scoring.models import Job
from scoring.worker.kinds import STEPS


def test_every_kind_of_job_has_a_step() -> None:
    assert set(STEPS) == set(Job.Kind)
