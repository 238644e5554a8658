"""The stored rows: the only truth once a request is over."""

from .assignments import Assignment, Review
from .model_versions import Cluster, ModelArtefact, ModelVersion
from .operations import Heartbeat, RateWindow, RemoteEndpoint
from .queue import Job, Queued
from .submissions import Submission
from .tallies import Tally
from .webservices import ServiceUse, WebService

__all__ = [
    "Assignment",
    "Cluster",
    "Heartbeat",
    "Job",
    "ModelArtefact",
    "ModelVersion",
    "Queued",
    "RateWindow",
    "RemoteEndpoint",
    "Review",
    "ServiceUse",
    "Submission",
    "Tally",
    "WebService",
]
