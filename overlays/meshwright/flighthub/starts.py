"""Start models once: read the answer of a start, record it in the ledger, and look for lost starts.

One POST starts several models, so an entry of the ledger names all of them. FlightHub only lists the models in progress
(``models.running``), without their start times. A lost start can therefore only be found while its models are in
progress. One that is not found may have ended or may never have arrived, which cannot be distinguished, so it is never
reported as "not received". The other creating calls of FlightHub cost nothing: a lost credential or report is
requested again, and a stop is final.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from attrs import field, frozen
from meshwright_api._runtime import Operation
from meshwright_api.flighthub import api
from meshwright_api.flighthub.models import ModelDetails, ModelType, ReconstructionJob

from ..errors import InputError, NotFound, StartIncomplete
from ..tasks.ids import checked_id
from ..tasks.submitting import account, submit
from .envelope import FlightHubSession, converted, listed, unwrapped
from .reconstructions import ended

if TYPE_CHECKING:
    from ..ledger.journal import Submission
    from ..ledger.wanted_downloads import DownloadJournal

H = TypeVar("H")
G = TypeVar("G")

KIND = "flighthub-start"
"""Kind of the entries of starts in a ledger."""
TYPES = {
    "2d": ModelType.MODEL_2D,
    "3d": ModelType.MODEL_3D,
    "3dgs": ModelType.MODEL_3DGS,
    "lidar": ModelType.MODEL_LIDAR,
}
"""The ``model_type`` of each kind of model."""


@frozen
class Started:
    """The answer to a start: uuids by kind, and the refused models."""

    models: dict[str, str]
    refused: dict[str, ReconstructionJob]

    @property
    def result(self) -> str:
        """The uuids in the form that the ledger stores."""
        return json.dumps(self.models)


@frozen(kw_only=True)
class ResumedStarts(Generic[H]):
    """Starts in the ledger with models that are not known to have ended."""

    models: list[tuple[H, ModelDetails | None]]
    """Their models, with the current state of each; None for one that the service no longer has."""
    found: list[str] = field(factory=list[str])
    """Uuids of the models found for lost starts; ``models`` includes them."""
    unknown: list[Submission] = field(factory=list["Submission"])
    """Lost starts without a model in progress: ended, or never received; FlightHub does not show which."""

    def map(self, change: Callable[[H], G]) -> ResumedStarts[G]:
        """Return a copy with converted handles."""
        models = [(change(handle), details) for handle, details in self.models]
        return ResumedStarts(models=models, found=self.found, unknown=self.unknown)


async def start(session: FlightHubSession, operation: Operation[Any], kinds: Iterable[str]) -> Started:
    """Start models by one POST, and record it if there is a ledger.

    Raises SubmissionUnknown when the answer was lost, StartIncomplete when no model was started.
    """
    seen: list[Started] = []
    await submit(session, KIND, once(operation, kinds, seen.append))
    return seen[-1]


def once(
    operation: Operation[Any],
    kinds: Iterable[str],
    see: Callable[[Started], Any] = lambda started: None,  # noqa: ARG005
) -> Operation[Started]:
    """Return a start whose result can be recorded; ``see`` is called with it."""
    wanted = list(kinds)

    def parse(answer: Any) -> Started:
        started = _started(answer, wanted)
        see(started)
        return started

    return converted(operation, parse)


def _started(answer: Any, kinds: Iterable[str]) -> Started:
    """Return the uuids of an answer, even if other parts are malformed, because the models were paid for."""
    data = answer["data"]
    started: dict[str, str] = {}
    refused: dict[str, ReconstructionJob] = {}
    for kind in kinds:
        job: Any = data.get(f"model_{kind}")
        members = cast("dict[str, Any]", job) if isinstance(job, dict) else {}
        uuid: Any = members.get("uuid")
        code = members.get("sub_error_code") or 0
        if not code and _is_id(uuid):
            started[kind] = uuid
        else:
            refused[kind] = ReconstructionJob(uuid=uuid, sub_error_code=code)
    if started:
        return Started(started, refused)
    if unnamed := [f"model_{kind}.uuid" for kind, job in refused.items() if not job.sub_error_code]:
        raise ValueError(f"{', '.join(unnamed)} names no model")
    raise StartIncomplete(started={}, refused=refused)


def _is_id(value: Any) -> bool:
    try:
        return bool(checked_id(value)) and value.isprintable() and len(value) <= 200
    except InputError:
        return False


# ---------------------------------------------------------------------------------------------------- afterwards
async def resume(session: FlightHubSession) -> ResumedStarts[str]:
    """Find the models of lost starts among those in progress, and read all that are not known to have ended."""
    from ..ledger.resuming import ledger_of  # with SQLite, which few programs need

    ledger = ledger_of(session)
    who = account(session)
    lost = [submission for submission in ledger.lost(who) if submission.kind == KIND]
    found = await find_lost(session, ledger, lost) if lost else {}
    known: list[tuple[str, ModelDetails | None]] = []
    for submission in _of_this_kind(ledger, who, "created"):
        states = [(uuid, await _get(session, uuid)) for uuid in _uuids(submission)]
        known += states
        if all(state is None or ended(state) for _, state in states):
            ledger.ended(str(submission.task_id), "ENDED")
    unknown = [submission for submission in lost if submission.number not in found]
    return ResumedStarts(models=known, found=[uuid for uuids in found.values() for uuid in uuids], unknown=unknown)


async def find_lost(session: FlightHubSession, ledger: DownloadJournal, lost: list[Submission]) -> dict[int, list[str]]:
    """Look for the models of lost starts among those in progress, and record them; return them by submission."""
    running = await session.call(unwrapped(api.models.running(), listed))
    rows = [row if _is_whole(row) else await _get(session, str(row.model_uuid)) for row in running]
    return _find(ledger, lost, [row for row in rows if row is not None])


async def _get(session: FlightHubSession, model_uuid: str) -> ModelDetails | None:
    try:
        return await session.call(unwrapped(api.models.get(checked_id(model_uuid))))
    except NotFound:
        return None


def _is_whole(row: ModelDetails) -> bool:
    """Return whether a row of the running models has its resource and type, or has no id to read it by."""
    return bool(row.resource_uuid and row.model_type) or not _is_id(row.model_uuid)


def _of_this_kind(ledger: DownloadJournal, who: str | None, *states: str) -> list[Submission]:
    return [submission for submission in ledger.submissions(who, *states) if submission.kind == KIND]


def _find(ledger: DownloadJournal, lost: list[Submission], running: Iterable[ModelDetails]) -> dict[int, list[str]]:
    """Record the models of lost starts: those of the same resource and kinds that belong to no known start.

    If a model could belong to two lost starts, or two models to one start, nothing is recorded.
    """
    known = {uuid for submission in _of_this_kind(ledger, None) for uuid in _uuids(submission)}
    found: dict[int, list[str]] = {}
    for submission in lost:
        resource = submission.parameters.get("resource_uuid")
        alone = [other.parameters.get("resource_uuid") for other in lost].count(resource) == 1
        wanted = [kind for kind in TYPES if f"parameter_{kind}" in submission.parameters]
        models: dict[str, list[str]] = {kind: [] for kind in wanted}
        for model in running:
            kind = next((kind for kind in wanted if model.model_type == TYPES[kind]), None)
            if kind and model.resource_uuid == resource and _is_id(model.model_uuid) and model.model_uuid not in known:
                models[kind].append(str(model.model_uuid))
        one_each = {kind: uuids[0] for kind, uuids in models.items() if len(uuids) == 1}
        clear = alone and one_each and all(len(uuids) <= 1 for uuids in models.values())
        if clear and ledger.found(submission.number, json.dumps(one_each)):
            found[submission.number] = list(one_each.values())
    return found


def _uuids(submission: Submission) -> list[str]:
    """Return the models that an entry names."""
    try:
        members = json.loads(submission.task_id or "{}")
        return [str(uuid) for uuid in members.values()]
    except (ValueError, AttributeError):  # settled by hand
        return [str(submission.task_id)]
