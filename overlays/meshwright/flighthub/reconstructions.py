"""Handles for models: read, stop and delete one, wait for its end and for its zip, and download the zip.

It is not documented how to get a URL from a ``zip_file_key``. A ``resolver`` does it; without one, a zip can only be
downloaded if its key is a URL.
"""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any, TypeAlias

from attrs import field, frozen
from meshwright_api.flighthub import api
from meshwright_api.flighthub.models import ModelDetails, ModelStatus, ZipStatus

from ..core.blocking import iterate
from ..core.methods import Awaited, Blocking, Both
from ..downloads.fetching import UrlExpired, check_content, fetch, folder_for
from ..downloads.folders import TargetFolder
from ..downloads.names import safe
from ..downloads.partial import PartialFile
from ..errors import (
    ConfigurationError,
    DownloadFailed,
    InputError,
    ResultNotReady,
    TaskCanceled,
    TaskFailed,
    WaitTimeout,
)
from ..tasks.waiting import Absence, polled
from .archives import check_free, unpack, unpacked_before
from .envelope import FlightHubSession, unwrapped

DEADLINE = 24 * 3600.0
"""Default timeout of a wait in seconds; large models take many hours."""

SUCCEEDED = frozenset({ModelStatus.MAP_RECONSTRUCTION_SUCCESS, ModelStatus.RECONSTRUCTION_SUCCESS})
FAILED = frozenset({ModelStatus.MAP_RECONSTRUCTION_FAILED, ModelStatus.REQUESTING_RESOURCE_FAILED})
CANCELED = frozenset({ModelStatus.RECONSTRUCTION_CANCELED})

OnUpdate = Callable[[ModelDetails], Any]
Resolver: TypeAlias = Callable[[str], str | Awaitable[str]]
"""Returns the URL for a ``zip_file_key``."""


def ended(model: ModelDetails) -> bool:
    """Return whether a model has ended; one with an unknown status has not."""
    return model.model_status in SUCCEEDED | FAILED | CANCELED


def zip_ended(model: ModelDetails) -> bool:
    """Return whether the zip of a model has reached its final state."""
    return (ended(model) and model.model_status not in SUCCEEDED) or has_zip(model) or _zip_failed(model)


def has_zip(model: ModelDetails) -> bool:
    """Return whether the zip of a model is ready to download."""
    return model.zip_status == ZipStatus.FINISH and bool(model.zip_file_key)


def _zip_failed(model: ModelDetails) -> bool:
    return ended(model) and model.zip_status == ZipStatus.FAILED


def checked(uuid: str, model: ModelDetails) -> ModelDetails:
    """Return a model that succeeded or is in progress; raises TaskFailed or TaskCanceled for the others."""
    if model.model_status in FAILED:
        raise TaskFailed(f"model {uuid} {_state(model)}, error_code {model.error_code}", task=model, task_id=uuid)
    if model.model_status in CANCELED:
        raise TaskCanceled(f"model {uuid} was stopped", task=model, task_id=uuid)
    return model


def _state(model: ModelDetails | None) -> str:
    if model is None or not isinstance(model.model_status, ModelStatus):
        return "not seen yet"
    return f"{model.model_status.name} at {model.reconstruction_progress or 0} %"


@frozen
class Model:
    """One model of the service; the base of both handles."""

    id: str
    """Uuid of the model; store it, and ``models.model(id)`` returns a handle for the model in any process."""
    session: FlightHubSession = field(repr=False, eq=False)
    created: float | None = field(default=None, repr=False, eq=False)
    """When this process started the model, by the transport's clock; None for a model that existed already."""

    @Both
    async def get(self) -> ModelDetails:
        """Read the model; raises NotFound for one that was deleted."""
        return await self._read()

    @Both
    async def stop(self) -> None:
        """Stop the model while it is waiting or in progress; its picture quota is refunded."""
        await self.session.call(api.models.stop(self.id))

    @Both
    async def delete(self) -> None:
        """Delete the model in any state; this also stops one that is in progress."""
        await self.session.call(api.models.delete(self.id))

    async def _read(self) -> ModelDetails:
        return await self.session.call(unwrapped(api.models.get(self.id)))

    async def _updates(
        self, timeout: float | None, until: Callable[[ModelDetails], bool]
    ) -> AsyncGenerator[ModelDetails]:
        deadline = None if timeout is None else self.session.transport.now() + timeout
        seen: ModelDetails | None = None
        absence = Absence(self.session, self.id, self.session.pace, self.created)
        get = unwrapped(api.models.get(self.id))
        async with aclosing(polled(self.session, get, self.session.pace, deadline, absence)) as states:
            async for model in states:
                if model != seen:
                    seen = model
                    yield model
                if until(model):
                    return
        raise WaitTimeout(self.id, seen, timeout or 0.0, state=_state(seen))

    @Both
    async def wait(
        self, *, timeout: float | None = DEADLINE, on_update: OnUpdate | None = None, check: bool = True
    ) -> ModelDetails:
        """Wait until the model succeeds (status 9 or 15), at most ``timeout`` seconds (None: for ever).

        Raises TaskFailed or TaskCanceled unless ``check`` is False, and WaitTimeout, which names the model. Stopping
        the wait, also by Ctrl-C, does not affect the model.
        """
        last = await self._last(timeout, ended, on_update)
        return checked(self.id, last) if check else last

    @Both
    async def wait_for_zip(
        self, *, timeout: float | None = DEADLINE, on_update: OnUpdate | None = None
    ) -> ModelDetails:
        """Wait until the model's zip is ready; raises as ``wait`` does, and TaskFailed also for a failed zip."""
        return await self._zipped(timeout, on_update)

    async def _zipped(self, timeout: float | None, on_update: OnUpdate | None = None) -> ModelDetails:
        model = checked(self.id, await self._last(timeout, zip_ended, on_update))
        if not has_zip(model):
            raise TaskFailed(f"model {self.id} was made, but its zip failed", task=model, task_id=self.id)
        return model

    async def _last(
        self, timeout: float | None, until: Callable[[ModelDetails], bool], on_update: OnUpdate | None
    ) -> ModelDetails:
        last: ModelDetails | None = None
        async with aclosing(self._updates(timeout, until)) as updates:
            async for last in updates:
                if on_update is not None:
                    on_update(last)
        assert last is not None  # it either yields or raises
        return last

    @Both
    async def download_zip(
        self,
        folder: str | os.PathLike[str],
        *,
        resolver: Resolver | None = None,
        unzip: bool = True,
        timeout: float | None = DEADLINE,
        max_bytes: int | None = None,
        overwrite: bool = False,
    ) -> list[Path]:
        """Wait for the zip, download it to ``folder/<uuid>.zip``, unpack it to ``folder/<uuid>/``; return the files.

        ``unzip=False`` only downloads the zip. ``max_bytes`` limits its size. Raises as ``wait_for_zip`` does,
        ConfigurationError for a key that is not a URL without a resolver, and DownloadFailed. A second download of a
        model fetches only the missing files; other files are only replaced with ``overwrite``, else FolderInUse is
        raised before anything is requested.
        """
        name = safe(self.id)
        target = TargetFolder(folder_for(folder), self.id, overwrite, shared=True)
        unpacked = target.path / name
        in_thread = self.session.transport.in_thread  # for work that reads gigabytes
        await in_thread(lambda: target.check([f"{name}.zip"]))
        archive = await in_thread(lambda: target.kept(f"{name}.zip", max_bytes))
        if unzip:
            if archive and (files := await in_thread(lambda: unpacked_before(archive, unpacked))):
                return files
            if not overwrite:
                check_free(unpacked)  # before a wait of hours and a download of gigabytes
        path = archive or await self._fetch_zip(target, f"{name}.zip", resolver, timeout, max_bytes)
        return await in_thread(lambda: unpack(path, unpacked, overwrite=overwrite)) if unzip else [path]

    async def _fetch_zip(
        self, folder: TargetFolder, name: str, resolver: Resolver | None, timeout: float | None, max_bytes: int | None
    ) -> Path:
        """Wait for the zip and download it, with a new URL if the first has expired."""

        def place(part: PartialFile) -> Path:
            check_content(part)
            return folder.place(part)

        model = await self._zipped(timeout)
        for attempt in (1, 2):
            url = await resolved(str(model.zip_file_key), resolver)
            try:
                return await fetch(
                    self.session.transport,
                    url,
                    folder.path / name,
                    timeout=self.session.timeout,
                    max_bytes=max_bytes,
                    source=self.id,
                    place=place,
                )
            except UrlExpired:
                if attempt == 2:
                    raise
                model = await self._read()
                if not has_zip(model):
                    raise ResultNotReady(f"model {self.id} has no zip any more") from None
        raise AssertionError("the second attempt returns or raises")


class AsyncModelHandle(Model, Awaited):
    """One model of the service, for asyncio."""

    def updates(
        self, *, timeout: float | None = DEADLINE, until: Callable[[ModelDetails], bool] = ended
    ) -> AsyncIterator[ModelDetails]:
        """Yield the model at every change, at last the one for which ``until`` holds; raises WaitTimeout."""
        return self._updates(timeout, until)


class ModelHandle(Model, Blocking):
    """One model of the service."""

    def updates(
        self, *, timeout: float | None = DEADLINE, until: Callable[[ModelDetails], bool] = ended
    ) -> Iterator[ModelDetails]:
        """Yield the model at every change, at last the one for which ``until`` holds; raises WaitTimeout."""
        return iterate(self._updates(timeout, until))


async def resolved(key: str, resolver: Resolver | None) -> str:
    """Return the URL of a zip; raises ConfigurationError if the key is not a URL and there is no resolver."""
    if resolver is None:
        if key.startswith(("https://", "http://")):
            return key
        raise ConfigurationError(
            "how a zip_file_key becomes a URL is not documented: pass resolver=, a function from the key to the URL; "
            "models.download_url tries the endpoint that another API of FlightHub has"
        )
    url = resolver(key)
    answer: Any = await url if inspect.isawaitable(url) else url
    if not isinstance(answer, str) or not answer.startswith(("https://", "http://")):
        raise DownloadFailed("the resolver did not return an http(s) URL for the zip_file_key")
    return answer


def json_text(field_name: str, value: str | Mapping[str, Any]) -> str:
    """Return the parameters of a model as a string; raises InputError if they are not a JSON object."""
    try:
        text = value if isinstance(value, str) else json.dumps(dict(value), allow_nan=False, ensure_ascii=False)
        parsed = json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(field_name, f"cannot be written as JSON: {error}") from None
    if not isinstance(parsed, dict):
        raise InputError(field_name, f"must be a JSON object, not {type(parsed).__name__}")
    return text
