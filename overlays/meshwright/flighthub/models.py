"""The models of FlightHub: started from a resource, listed, stopped, deleted; what follows one is its handle's.

Each call stands once, for both clients.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import evolve
from meshwright_api._runtime import UNSET, Operation, Unset, path_segment
from meshwright_api.flighthub.api import models
from meshwright_api.flighthub.models import Resource

from ..core.methods import Awaited, Blocking, Both
from ..errors import InputError, StartIncomplete
from ..spec.limits import file_limits
from ..tasks.ids import checked_id
from . import starts
from .calls import Call, Calls
from .reconstructions import AsyncModelHandle, Model, ModelHandle, json_text
from .starts import ResumedStarts, listed

H = TypeVar("H", bound=Model)

Parameters: TypeAlias = str | Mapping[str, Any]
"""What the service wants as a string that holds a JSON object; a dict will do."""


class ModelCalls(Calls, Generic[H]):
    """Models, made and being made."""

    _handle: type[H]

    running = Call(models.running, listed)
    get = Call(models.get)
    stop = Call(models.stop)
    delete = Call(models.delete)

    @Both
    async def start(
        self,
        resource: Resource | str,
        *,
        parameter_2d: Parameters | Unset = UNSET,
        parameter_3d: Parameters | Unset = UNSET,
        parameter_3dgs: Parameters | Unset = UNSET,
        parameter_lidar: Parameters | Unset = UNSET,
        delete_resource_if_finish: bool | Unset = UNSET,
    ) -> dict[str, H]:
        """Start a model for each parameter given, of one resource; return their handles as "2d", "3d", "3dgs", "lidar".

        One POST, which uses up picture quota and is never repeated once it may have arrived. With a ledger it is
        written down before it is sent, and the uuids after it. ``{}`` leaves the parameters to the service. Raises
        InputError, SubmissionUnknown when the answer was lost, and StartIncomplete, with the handles of the others,
        when a model was refused.
        """
        given = {
            "parameter_2d": parameter_2d,
            "parameter_3d": parameter_3d,
            "parameter_3dgs": parameter_3dgs,
            "parameter_lidar": parameter_lidar,
        }
        texts = {name: json_text(name, value) for name, value in given.items() if not isinstance(value, Unset)}
        if not texts:
            raise InputError("parameter_*", f"at least one of {', '.join(given)} must be given; {{}} will do")
        if isinstance(resource, Resource):
            _check_count(resource, texts)
        operation = models.start(
            resource_uuid=_uuid_of(resource), delete_resource_if_finish=delete_resource_if_finish, **texts
        )
        answer = await starts.start(self.session, operation, [name.removeprefix("parameter_") for name in texts])
        begun = self.session.transport.now()
        started = {kind: evolve(self.model(uuid), created=begun) for kind, uuid in answer.models.items()}
        if answer.refused:
            raise StartIncomplete(started=started, refused=answer.refused)
        return started

    @Both
    async def resume(self) -> ResumedStarts[H]:
        """Find what a crash or a lost answer left behind, with the help of the ledger; starts nothing.

        Raises ConfigurationError without a ledger. A model whose end was seen here is not listed the next time.
        """
        return (await starts.resume(self.session)).map(self.model)

    def model(self, model_uuid: str) -> H:
        """Return a handle for a model that exists; sends nothing."""
        return self._handle(checked_id(model_uuid), self.session)

    @Both
    async def download_url(self, zip_file_key: str) -> str:
        """Ask for the URL of a zip where FlightHub's other models have theirs: a guess, for use as ``resolver=``.

        Nothing says that this endpoint takes a ``zip_file_key``; the emulator's does.
        """
        return await self.session.call(
            Operation(
                name="models.download_url",
                method="GET",
                path=f"/openapi/v0.1/model/download-url/{path_segment(zip_file_key)}",
                parse=lambda answer: str(answer["data"]["url"]),
            )
        )


class AsyncModels(ModelCalls[AsyncModelHandle], Awaited):
    """Models, made and being made, for asyncio."""

    _handle = AsyncModelHandle


class Models(ModelCalls[ModelHandle], Blocking):
    """Models, made and being made."""

    _handle = ModelHandle


def _uuid_of(resource: Resource | str) -> str:
    uuid = resource.resource_uuid if isinstance(resource, Resource) else resource
    return checked_id(uuid or "")


def _check_count(resource: Resource, parameters: Iterable[str]) -> None:
    count = len(resource.file_names or ())
    for name in parameters:
        fewest, most = file_limits(name)
        if count and not fewest <= count <= most:  # names that were not told are no names that are not there
            raise InputError(name, f"the resource holds {count} files; it takes {fewest} to {most}")
