"""The stored rows: the only truth once a request is over."""

from .accounts.browsers import SignedIn
from .accounts.invitations import Invitation
from .assignments import Assignment, Review, distances_to_all
from .batches.imports import Import, ImportPart, ImportRow
from .batches.own_columns import OwnColumn, OwnValue
from .collections import Collection, CollectionEvent, CollectionShare, Scope
from .companies.placements import Placement
from .companies.senders import Sender
from .companies.tags import CompanyNote, CompanyTag
from .executions import BatchExecution, FilePart, ServiceFile
from .feedback import PairFeedback
from .kept.figures import CellTally, ClusterSum
from .kinds import KindCorrection
from .model_versions import Cluster, ClusterChange, ModelArtefact, ModelVersion
from .operations import Heartbeat, RateWindow, RemoteEndpoint
from .readings import Reading
from .shown_clusters import ShownClusters
from .submissions import EarlierText, Submission
from .tallies import SegmentTally, Tally
from .webservices import ServiceUse, WebService
from .work import Job, Queued

__all__ = [
    "Assignment",
    "BatchExecution",
    "CellTally",
    "Cluster",
    "ClusterChange",
    "ClusterSum",
    "Collection",
    "CollectionEvent",
    "CollectionShare",
    "CompanyNote",
    "CompanyTag",
    "EarlierText",
    "FilePart",
    "Heartbeat",
    "Import",
    "ImportPart",
    "ImportRow",
    "Invitation",
    "Job",
    "KindCorrection",
    "ModelArtefact",
    "ModelVersion",
    "OwnColumn",
    "OwnValue",
    "PairFeedback",
    "Placement",
    "Queued",
    "RateWindow",
    "Reading",
    "RemoteEndpoint",
    "Review",
    "Scope",
    "SegmentTally",
    "Sender",
    "ServiceFile",
    "ServiceUse",
    "ShownClusters",
    "SignedIn",
    "Submission",
    "Tally",
    "WebService",
    "distances_to_all",
]
