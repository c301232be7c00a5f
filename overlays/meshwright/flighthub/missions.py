"""Handles for flights: read one, wait for its end and for its files, download them, and read its path."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Any

from attrs import field, frozen
from meshwright_api.flighthub import api
from meshwright_api.flighthub.models import FlightDetails, FlightFolder, FlightTrack, MediaFile

from ..core.blocking import iterate
from ..core.methods import Awaited, Blocking, Both
from ..downloads.fetching import fetch, folder_for
from ..downloads.names import is_portable, safe
from ..errors import DownloadFailed, TaskFailed, WaitTimeout
from ..tasks.oddities import check_status
from ..tasks.waiting import Absence, polled
from .envelope import FlightHubSession, listed, unwrapped

DEADLINE = 24 * 3600.0
"""Default timeout of a wait in seconds; a planned flight may begin much later."""
MEDIA_DEADLINE = 2 * 3600.0
"""Default timeout of a wait for the files of a flight that has ended."""
PARALLEL = 4
"""Maximum number of concurrent downloads."""
SUCCEEDED = "success"
FAILED = frozenset({"terminated", "starting_failure", "timeout"})

OnUpdate = Callable[[FlightDetails], Any]


def ended(flight: FlightDetails) -> bool:
    """Return whether a flight has ended; one with an unknown status has not, and one held back can still take off."""
    return flight.status == SUCCEEDED or flight.status in FAILED


def verdict(flight: FlightDetails) -> str:
    """Return the end of a flight in the words of the ledger."""
    return "SUCCEEDED" if flight.status == SUCCEEDED else "FAILED"


def uploads_of(flight: FlightDetails) -> tuple[int, int] | None:
    """Return how many files have come, and how many are to come; None if the service has not counted them."""
    folder = flight.folder_info
    if not isinstance(folder, FlightFolder):
        return None
    done, expected = folder.uploaded_file_count, folder.expected_file_count
    return (done, expected) if isinstance(done, int) and isinstance(expected, int) else None


def state_of(flight: FlightDetails | None) -> str:
    """Return the state of a flight for a person."""
    if flight is None or not flight.status:
        return "not seen yet"
    counted = uploads_of(flight)
    return f"{flight.status}, {counted[0]} of {counted[1]} files" if counted else str(flight.status)


@frozen
class Mission:
    """One flight of the service; the base of both handles."""

    id: str
    """Uuid of the flight; store it, and ``flights.flight(id)`` returns a handle for the flight in any process."""
    session: FlightHubSession = field(repr=False, eq=False)

    @Both
    async def get(self) -> FlightDetails:
        """Read the flight; raises NotFound for an unknown one."""
        return await self._read()

    @Both
    async def media(self) -> list[MediaFile]:
        """List the files of the flight that have come; ``original_url`` of each is signed and expires."""
        return await self._media()

    @Both
    async def track(self) -> FlightTrack:
        """Read the path of the flight; times in milliseconds since 1970, of which ``time_of`` makes datetimes."""
        return await self.session.call(unwrapped(api.flights.track(self.id)))

    async def _read(self) -> FlightDetails:
        return await self.session.call(unwrapped(api.flights.get(self.id)))

    async def _media(self) -> list[MediaFile]:
        return await self.session.call(unwrapped(api.flights.media(self.id), listed))

    async def _updates(
        self, timeout: float | None, until: Callable[[FlightDetails], bool]
    ) -> AsyncGenerator[FlightDetails]:
        deadline = None if timeout is None else self.session.transport.now() + timeout
        seen: FlightDetails | None = None
        get, pace = unwrapped(api.flights.get(self.id)), self.session.pace
        async with aclosing(polled(self.session, get, pace, deadline, Absence(self.session, self.id, pace))) as states:
            async for flight in states:
                if flight != seen:
                    if flight.status:
                        check_status(flight, self.id, get.name)
                    seen = flight
                    yield flight
                if ended(flight) and self.session.ledger is not None:
                    self.session.ledger.ended(self.id, verdict(flight))
                if until(flight):
                    return
        raise WaitTimeout(self.id, seen, timeout or 0.0, state=state_of(seen))

    async def _last(
        self, timeout: float | None, until: Callable[[FlightDetails], bool], on_update: OnUpdate | None
    ) -> FlightDetails:
        last: FlightDetails | None = None
        async with aclosing(self._updates(timeout, until)) as updates:
            async for last in updates:
                if on_update is not None:
                    on_update(last)
        assert last is not None  # it either yields or raises
        return last

    @Both
    async def wait(
        self, *, timeout: float | None = DEADLINE, on_update: OnUpdate | None = None, check: bool = True
    ) -> FlightDetails:
        """Wait until the flight has ended, at most ``timeout`` seconds (None: for ever).

        Raises TaskFailed for a flight that was broken off or never began, unless ``check`` is False, and WaitTimeout.
        Stopping the wait, also by Ctrl-C, does not affect the flight.
        """
        last = await self._last(timeout, ended, on_update)
        if check and last.status in FAILED:
            raise TaskFailed(f"flight {self.id} ended as {last.status}", task=last, task_id=self.id)
        return last

    @Both
    async def wait_for_media(
        self, *, timeout: float | None = MEDIA_DEADLINE, on_update: OnUpdate | None = None
    ) -> list[MediaFile]:
        """Wait until all files of a flight that has ended have come, and return them.

        A service that does not count them is asked until two lists, a poll apart, are the same. Raises WaitTimeout.
        """
        before: list[list[str]] = []

        def complete(flight: FlightDetails) -> bool:
            counted = uploads_of(flight)
            return ended(flight) and (counted is None or counted[0] >= counted[1])

        deadline = None if timeout is None else self.session.transport.now() + timeout
        while True:
            left = None if deadline is None else max(0.0, deadline - self.session.transport.now())
            flight = await self._last(left, complete, on_update)
            found = await self._media()
            names = [str(file.uuid) for file in found]
            if uploads_of(flight) is not None or (names and names in before):
                return found
            if left == 0:
                raise WaitTimeout(self.id, flight, timeout or 0.0, state=f"{flight.status}, {len(found)} files")
            before.append(names)
            await self.session.transport.sleep(self.session.pace.first_poll)

    @Both
    async def download(
        self,
        folder: str | os.PathLike[str],
        *,
        files: list[MediaFile] | None = None,
        suffixes: tuple[str, ...] = (),
        overwrite: bool = False,
    ) -> list[Path]:
        """Download the files of the flight, or those given, into a folder, and return their paths.

        ``suffixes`` limits them, such as ``("jpg",)``. A file that is there with the same size is kept; another one is
        only replaced with ``overwrite``. Raises DownloadFailed, which names what is missing.
        """
        target = folder_for(folder)
        wanted = {suffix.lower().lstrip(".") for suffix in suffixes}
        paths: dict[Path, MediaFile] = {}
        missing: dict[str, str] = {}
        for file in await self._media() if files is None else files:
            path = target / _name(file)
            if wanted and path.suffix.lower().lstrip(".") not in wanted:
                continue
            if path in paths:
                missing[path.name] = "two files of the flight have this name"
            paths[path] = file

        async def bring(path: Path, file: MediaFile) -> None:
            try:
                await self._bring(path, file, overwrite=overwrite)
            except DownloadFailed as error:
                missing[path.name] = str(error)

        jobs = [partial(bring, path, file) for path, file in paths.items()]
        await self.session.transport.gather(jobs, PARALLEL)
        arrived = [path for path in paths if path.name not in missing]
        if missing:
            shown = ", ".join(f"{name} ({reason})" for name, reason in missing.items())
            raise DownloadFailed(f"flight {self.id}: missing {shown}", paths=arrived, missing=missing)
        return arrived

    async def _bring(self, path: Path, file: MediaFile, *, overwrite: bool) -> None:
        if path.is_file() and path.stat().st_size == file.size:
            return
        if path.exists() and not overwrite:
            raise DownloadFailed("another file has this name; overwrite=True (--overwrite) replaces it")
        url = file.original_url
        if not isinstance(url, str) or not url.startswith(("https://", "http://")):
            raise DownloadFailed("the service names no URL")
        timeout = self.session.timeout
        await fetch(self.session.transport, url, path, timeout=timeout, source=f"{self.id} {file.uuid}")


def _name(file: MediaFile) -> str:
    """Return the name of a file, which may not lead out of the folder."""
    name = str(file.name or file.uuid or "")
    return name if is_portable(name) else safe(name)


class AsyncFlightHandle(Mission, Awaited):
    """One flight of the service, for asyncio."""

    def updates(
        self, *, timeout: float | None = DEADLINE, until: Callable[[FlightDetails], bool] = ended
    ) -> AsyncIterator[FlightDetails]:
        """Yield the flight at every change, at last the one for which ``until`` holds; raises WaitTimeout."""
        return self._updates(timeout, until)


class FlightHandle(Mission, Blocking):
    """One flight of the service."""

    def updates(
        self, *, timeout: float | None = DEADLINE, until: Callable[[FlightDetails], bool] = ended
    ) -> Iterator[FlightDetails]:
        """Yield the flight at every change, at last the one for which ``until`` holds; raises WaitTimeout."""
        return iterate(self._updates(timeout, until))
