"""The models of FlightHub: start them from a resource, list, stop and delete them. Handles follow single models.

Each call is defined once, for both clients.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import evolve
from meshwright_api._runtime import UNSET, Operation, Unset, path_segment
from meshwright_api.flighthub import api
from meshwright_api.flighthub.models import Resource

from ..core.methods import Awaited, Blocking, Both
from ..errors import InputError, StartIncomplete
from ..spec.limits import file_limits
from ..tasks.ids import checked_id
from . import starts
from .calls import Call, Calls
from .envelope import listed
from .reconstructions import AsyncModelHandle, Model, ModelHandle, json_text
from .starts import ResumedStarts

H = TypeVar("H", bound=Model)

Parameters: TypeAlias = str | Mapping[str, Any]
"""Parameters that the service expects as a string with a JSON object; a dict is accepted too."""


class ModelCalls(Calls, Generic[H]):
    """Models, finished and in progress."""

    _handle: type[H]

    running = Call(lambda: api.models.running, listed)
    get = Call(lambda: api.models.get)
    stop = Call(lambda: api.models.stop)
    delete = Call(lambda: api.models.delete)

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
        """Start a model of one resource for each given parameter; return handles under "2d", "3d", "3dgs", "lidar".

        One POST, which uses up picture quota and is never repeated once it may have arrived. With a ledger, the start
        is recorded before it is sent, and the uuids after it. ``{}`` uses the service's default parameters. Raises
        InputError, SubmissionUnknown if the answer was lost, and StartIncomplete, with the handles of the others, if
        a model was refused.
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
        operation = api.models.start(
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
        """Find models of starts after a crash or a lost answer, with the ledger; starts nothing.

        Raises ConfigurationError without a ledger. A model that is reported as ended is not listed the next time.
        """
        return (await starts.resume(self.session)).map(self.model)

    def model(self, model_uuid: str) -> H:
        """Return a handle for a model that exists; sends nothing."""
        return self._handle(checked_id(model_uuid), self.session)

    @Both
    async def download_url(self, zip_file_key: str) -> str:
        """Return the URL of a zip from the endpoint of FlightHub's other models: a guess, for use as ``resolver=``.

        It is not documented that this endpoint accepts a ``zip_file_key``; the emulator's does.
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
    """Models, finished and in progress, for asyncio."""

    _handle = AsyncModelHandle


class Models(ModelCalls[ModelHandle], Blocking):
    """Models, finished and in progress."""

    _handle = ModelHandle


def _uuid_of(resource: Resource | str) -> str:
    uuid = resource.resource_uuid if isinstance(resource, Resource) else resource
    return checked_id(uuid or "")


def _check_count(resource: Resource, parameters: Iterable[str]) -> None:
    count = len(resource.file_names or ())
    for name in parameters:
        fewest, most = file_limits(name)
        if count and not fewest <= count <= most:  # no names: the number is unknown
            raise InputError(name, f"the resource holds {count} files; it takes {fewest} to {most}")
