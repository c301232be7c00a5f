"""The models of FlightHub: started from a resource, listed, stopped, deleted; what follows one is its handle's.

The asynchronous classes hold the algorithms; the blocking ones drive them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from attrs import evolve, field, frozen
from meshwright_api._runtime import UNSET, Operation, Unset, path_segment
from meshwright_api.flighthub.api import models
from meshwright_api.flighthub.models import ModelDetails, Resource

from ..core.blocking import run
from ..errors import InputError, NotFound, StartIncomplete
from ..spec.limits import file_limits
from ..tasks.ids import checked_id
from . import starts
from .envelope import FlightHubSession, unwrapped
from .reconstructions import AsyncModelHandle, ModelHandle, json_text
from .starts import ResumedStarts

Parameters: TypeAlias = str | Mapping[str, Any]
"""What the service wants as a string that holds a JSON object; a dict will do."""


@frozen
class AsyncModels:
    """Models, made and being made, for asyncio."""

    session: FlightHubSession = field(repr=False)

    async def start(
        self,
        resource: Resource | str,
        *,
        parameter_2d: Parameters | Unset = UNSET,
        parameter_3d: Parameters | Unset = UNSET,
        parameter_3dgs: Parameters | Unset = UNSET,
        parameter_lidar: Parameters | Unset = UNSET,
        delete_resource_if_finish: bool | Unset = UNSET,
    ) -> dict[str, AsyncModelHandle]:
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

    async def resume(self) -> ResumedStarts[AsyncModelHandle]:
        """Find what a crash or a lost answer left behind, with the help of the ledger; starts nothing.

        Raises ConfigurationError without a ledger. A model whose end was seen here is not listed the next time.
        """

        async def get(model_uuid: str) -> ModelDetails | None:
            try:
                return await self.get(model_uuid)
            except NotFound:
                return None

        return (await starts.resume(self.session, self.running, get)).map(self.model)

    def model(self, model_uuid: str) -> AsyncModelHandle:
        """Return a handle for a model that exists; sends nothing."""
        return AsyncModelHandle(checked_id(model_uuid), self.session)

    async def running(self) -> list[ModelDetails]:
        """List the models under way; of these, fields may be missing."""
        return (await self.session.call(unwrapped(models.running()))).list_ or []

    async def get(self, model_uuid: str) -> ModelDetails:
        """Read a model; raises NotFound for one that was deleted."""
        return await self.model(model_uuid).get()

    async def stop(self, model_uuid: str) -> None:
        """Stop a model; see ``AsyncModelHandle.stop``."""
        await self.model(model_uuid).stop()

    async def delete(self, model_uuid: str) -> None:
        """Delete a model; see ``AsyncModelHandle.delete``."""
        await self.model(model_uuid).delete()

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


@frozen
class Models:
    """Models, made and being made."""

    _models: AsyncModels = field(alias="models", repr=False)

    def start(
        self,
        resource: Resource | str,
        *,
        parameter_2d: Parameters | Unset = UNSET,
        parameter_3d: Parameters | Unset = UNSET,
        parameter_3dgs: Parameters | Unset = UNSET,
        parameter_lidar: Parameters | Unset = UNSET,
        delete_resource_if_finish: bool | Unset = UNSET,
    ) -> dict[str, ModelHandle]:
        """Start a model for each parameter given, of one resource; return their handles as "2d", "3d", "3dgs", "lidar".

        One POST, which uses up picture quota and is never repeated once it may have arrived. With a ledger it is
        written down before it is sent, and the uuids after it. ``{}`` leaves the parameters to the service. Raises
        InputError, SubmissionUnknown when the answer was lost, and StartIncomplete, with the handles of the others,
        when a model was refused.
        """
        try:
            started = run(
                self._models.start(
                    resource,
                    parameter_2d=parameter_2d,
                    parameter_3d=parameter_3d,
                    parameter_3dgs=parameter_3dgs,
                    parameter_lidar=parameter_lidar,
                    delete_resource_if_finish=delete_resource_if_finish,
                )
            )
        except StartIncomplete as error:
            error.started = {kind: ModelHandle(handle) for kind, handle in error.started.items()}
            raise
        return {kind: ModelHandle(handle) for kind, handle in started.items()}

    def resume(self) -> ResumedStarts[ModelHandle]:
        """Find what a crash or a lost answer left behind, with the help of the ledger; starts nothing.

        Raises ConfigurationError without a ledger. A model whose end was seen here is not listed the next time.
        """
        return run(self._models.resume()).map(ModelHandle)

    def model(self, model_uuid: str) -> ModelHandle:
        """Return a handle for a model that exists; sends nothing."""
        return ModelHandle(self._models.model(model_uuid))

    def running(self) -> list[ModelDetails]:
        """List the models under way; of these, fields may be missing."""
        return run(self._models.running())

    def get(self, model_uuid: str) -> ModelDetails:
        """Read a model; raises NotFound for one that was deleted."""
        return run(self._models.get(model_uuid))

    def stop(self, model_uuid: str) -> None:
        """Stop a model; see ``ModelHandle.stop``."""
        run(self._models.stop(model_uuid))

    def delete(self, model_uuid: str) -> None:
        """Delete a model; see ``ModelHandle.delete``."""
        run(self._models.delete(model_uuid))

    def download_url(self, zip_file_key: str) -> str:
        """Ask for the URL of a zip where FlightHub's other models have theirs: a guess, for use as ``resolver=``.

        Nothing says that this endpoint takes a ``zip_file_key``; the emulator's does.
        """
        return run(self._models.download_url(zip_file_key))


def _uuid_of(resource: Resource | str) -> str:
    uuid = resource.resource_uuid if isinstance(resource, Resource) else resource
    return checked_id(uuid or "")


def _check_count(resource: Resource, parameters: Iterable[str]) -> None:
    count = len(resource.file_names or ())
    for name in parameters:
        fewest, most = file_limits(name)
        if count and not fewest <= count <= most:  # names that were not told are no names that are not there
            raise InputError(name, f"the resource holds {count} files; it takes {fewest} to {most}")
