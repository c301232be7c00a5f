"""Upload files to a resource: get a credential, PUT in parallel, report at most 100 files at a time, and wait for the
import.

Every step is recorded in the journal before the next begins, so another run continues where this one ended. An upload
cannot continue with an expired credential (it is not known whether a new one works for the same resource), nor with a
resource that holds files which are no longer among the photos: they would become part of the model. An unreadable
file does not affect the others; a refusal by the store or the service ends the upload after the stored files were
reported.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from contextlib import aclosing, closing, suppress
from functools import partial
from threading import Lock
from typing import Any

from attrs import define, field, frozen
from meshwright_api.flighthub import api
from meshwright_api.flighthub.models import Resource, ResourceStatus

from ..core.retrying import delay_before_retry
from ..core.service_clock import ServiceClock
from ..errors import (
    ConnectionFailed,
    CredentialExpired,
    InputError,
    MeshwrightError,
    MeshwrightWarning,
    UnexpectedResponse,
    UploadIncomplete,
    WaitTimeout,
)
from ..tasks.waiting import Pace, polled
from .credentials import Credential, credential_from
from .envelope import FlightHubSession, unwrapped
from .manifest import Manifest
from .photos import FIELD, Photo
from .refusals import advice_for, has_expired
from .reports import LARGEST, Reporter, get_resource
from .store_sdks import StoreChoice, open_store
from .stores import ObjectStore, Sent, StoreRefused, StoreUnreachable, etag_of

PARALLEL = 8
"""Maximum number of concurrent PUTs."""
BATCH = 1000
"""Number of files that are scheduled at once, which limits memory."""
MARGIN = 60.0
"""A credential is no longer used this many seconds before it expires."""
IMPORT_TIMEOUT = 1800.0
IMPORT_PACE = Pace(first_poll=0.5, longest_poll=15.0)


@frozen(kw_only=True)
class UploadProgress:
    """Progress of an upload: that of one file, and the total. Sizes in bytes."""

    name: str
    sent: int
    size: int
    done: bool
    """Whether this file has arrived."""
    files_done: int
    files: int
    bytes_done: int
    """Total size of the files that have arrived."""
    bytes: int
    files_reported: int


OnProgress = Callable[[UploadProgress], Any]


async def put(session: FlightHubSession, credential: Credential, store: ObjectStore, photo: Photo, sent: Sent) -> str:
    """Put one file and return its ETag, with retries while the store is busy or unreachable.

    Raises StoreRefused, StoreUnreachable and OSError.
    """
    attempt, work = 0, partial(store.put, credential.key_for(photo.name), photo, sent)
    while True:
        attempt += 1
        try:
            return etag_of(await session.transport.in_thread(work))
        except StoreUnreachable as error:
            failed = ConnectionFailed(str(error), sent=True)
            if (delay := delay_before_retry("PUT", failed, attempt, session.retry)) is None:
                raise
            await session.transport.sleep(delay)


@define(eq=False)
class Upload:
    """One upload, from its photos to its resource."""

    session: FlightHubSession
    photos: list[Photo]
    name: str
    manifest: Manifest
    progress: OnProgress | None = None
    store: StoreChoice = None
    parallel: int = PARALLEL
    report_size: int = LARGEST
    import_timeout: float = IMPORT_TIMEOUT
    _missing: dict[str, str] = field(init=False, factory=dict[str, str])
    _stopped: Exception | None = field(init=False, default=None)
    """The error that stopped the upload."""
    _files_done: int = field(init=False, default=0)
    _bytes_done: int = field(init=False, default=0)
    _bytes: int = field(init=False, default=0)
    _talking: Lock = field(init=False, factory=Lock)

    @property
    def _clock(self) -> ServiceClock:
        """The service's clock, by which a credential expires and a store checks signatures."""
        return self.session.service_clock

    async def run(self) -> Resource:
        """Upload the remaining files and return the imported resource.

        Raises InputError for a resource that holds other files, UploadIncomplete, CredentialExpired, WaitTimeout,
        ConfigurationError and the errors of obtaining a credential.
        """
        credential = self.manifest.credential or await self._fresh_credential()
        reporter = Reporter(self.session, credential, self.manifest, self.name, self.report_size)
        await reporter.settle_doubts()
        await self._ask_the_time(credential)
        self._check_reported()
        left: list[Photo] = []
        for photo in self.photos:
            if (etag := self.manifest.etag(photo)) is None:
                left.append(photo)
            elif photo.name not in self.manifest.reported:
                reporter.waiting[photo.name] = etag
        self._files_done = len(self.photos) - len(left)
        self._bytes = sum(photo.size for photo in self.photos)
        self._bytes_done = self._bytes - sum(photo.size for photo in left)
        if left or reporter.waiting:
            await self._send(credential, reporter, left)
        resource = await self._imported(credential)
        self.manifest.remove()
        self._warn_of_others(resource)
        return resource

    async def _fresh_credential(self) -> Credential:
        operation = unwrapped(api.stores.obtain_token(), credential_from)
        reply = await self.session.perform(operation)
        credential = self.session.read(operation, reply)
        if self._has_ended(credential):
            said = f"the credential's expire_time has passed or leaves less than {MARGIN:g} s; nothing was uploaded"
            raise UnexpectedResponse(said, operation=operation.name, reply=reply)
        self.manifest.begin(credential)
        return credential

    async def _ask_the_time(self, credential: Credential) -> None:
        """Get the service's time if a credential seems to have expired by this machine's clock, which may be wrong."""
        if self._clock.ahead() is None and self._has_ended(credential):
            with suppress(MeshwrightError):  # the answer does not matter, its date does
                await self.session.call(get_resource(credential.resource_uuid))

    def _has_ended(self, credential: Credential) -> bool:
        return self._clock.now() > credential.expires - MARGIN

    def _check_reported(self) -> None:
        """Raise InputError if an earlier run uploaded files to the resource that are not among the photos."""
        if others := self._not_photos(self.manifest.reported):
            raise InputError(
                FIELD,
                f"the resource of the run that broke off holds {others}, not among the photos now; "
                "put that back, pass the same names= (--names) as then, or begin a new resource with restart=True "
                "(--restart)",
            )

    def _warn_of_others(self, resource: Resource) -> None:
        """Warn if the resource holds files that are not in the journal."""
        if others := self._not_photos(resource.file_names or ()):
            warnings.warn(
                f"resource {resource.resource_uuid} also holds {others}, not among the photos; a model would be made "
                "of that too. To leave it out, upload again: that begins a new resource",
                MeshwrightWarning,
                stacklevel=2,
            )

    def _not_photos(self, names: Iterable[str]) -> str:
        """Return the first names that are not among the photos; empty if all are."""
        others = sorted(set(names).difference(photo.name for photo in self.photos))
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        return ", ".join(others[:3]) + more

    async def _send(self, credential: Credential, reporter: Reporter, left: list[Photo]) -> None:
        """Put and report files; raises UploadIncomplete unless all were accepted."""
        self._check_time(credential)
        if self._stopped is None:
            with closing(open_store(credential, self.parallel, self.store)) as store:
                for start in range(0, len(left), BATCH):
                    jobs = [partial(self._bring, reporter, store, photo) for photo in left[start : start + BATCH]]
                    await self.session.transport.gather(jobs, self.parallel)
        if self._clock.now() < credential.expires:
            await reporter.flush()
        self._missing |= dict.fromkeys(reporter.refused, "the service did not take it")
        self._stop(reporter.failure)
        self._raise_if_incomplete(credential)

    # ------------------------------------------------------------------------------------------------ files
    async def _bring(self, reporter: Reporter, store: ObjectStore, photo: Photo) -> None:
        """Put one file and record it. Errors are collected, not raised."""
        credential = reporter.credential
        self._check_time(credential)
        if self._stopped is not None or reporter.failure is not None:
            return
        try:
            etag = await self._put(credential, store, photo)
            found = photo.path.stat()
            if (found.st_size, found.st_mtime_ns) != (photo.size, photo.changed):
                raise OSError("it changed while it was sent")
        except StoreRefused as error:
            self._clock.note({"date": error.date or ""})
            if error.for_all or self._clock.now() > credential.expires:
                self._stop(error)
            else:
                self._missing[photo.name] = str(error)
        except StoreUnreachable as error:
            self._stop(error)  # after all retries; the other files would fail too
        except OSError as error:
            self._missing[photo.name] = error.strerror or str(error)
        else:
            self.manifest.put(photo, etag)
            self._tell(photo, photo.size, done=True)
            await reporter.add(photo.name, etag)

    async def _put(self, credential: Credential, store: ObjectStore, photo: Photo) -> str:
        return await put(self.session, credential, store, photo, partial(self._tell, photo))

    # ------------------------------------------------------------------------------------------------ the end
    async def _imported(self, credential: Credential) -> Resource:
        """Wait until the service has imported every file."""
        names = {photo.name for photo in self.photos}
        get = unwrapped(get_resource(credential.resource_uuid))
        deadline = self.session.transport.now() + self.import_timeout
        absent: set[str] = names
        async with aclosing(polled(self.session, get, IMPORT_PACE, deadline)) as states:
            async for resource in states:
                absent = names.difference(resource.file_names or ())
                if resource.status == ResourceStatus.IMPORT_SUCCESS and not absent:
                    return resource
                if resource.status in (ResourceStatus.WAITING_DELETE, ResourceStatus.DELETED):
                    self._missing |= dict.fromkeys(sorted(absent), "the resource was deleted")
                    self._raise_if_incomplete(credential)
        self._missing |= dict.fromkeys(sorted(absent), "reported, but not imported")
        self._raise_if_incomplete(credential)
        raise WaitTimeout(credential.resource_uuid, None, self.import_timeout, state="still being imported")

    def _raise_if_incomplete(self, credential: Credential) -> None:
        reported = self.manifest.reported
        missing = {photo.name: "" for photo in self.photos if photo.name not in reported} | self._missing
        if not missing:
            return
        uploaded = [photo.name for photo in self.photos if photo.name not in missing]
        details: dict[str, Any] = {"resource_uuid": credential.resource_uuid, "uploaded": uploaded, "missing": missing}
        if has_expired(self._stopped, credential, self._clock):
            raise CredentialExpired(
                f"the upload credential has expired ({self._stopped})",
                advice="Only a new resource can take the rest; restart=True (--restart) sends everything again.",
                **details,
            ) from self._stopped
        reason = str(self._stopped) if self._stopped else f"{len(missing)} files did not arrive"
        raise UploadIncomplete(reason, advice=advice_for(self._stopped, self._clock), **details) from self._stopped

    def _check_time(self, credential: Credential) -> None:
        if self._stopped is None and self._has_ended(credential):
            self._stop(StoreRefused(f"it ends within {MARGIN:g} s or has ended", code="TokenExpired"))

    def _stop(self, error: Exception | None) -> None:
        if self._stopped is None:
            self._stopped = error

    def _tell(self, photo: Photo, sent: int, *, done: bool = False) -> None:
        """Call the listener, one event at a time."""
        with self._talking:
            if done:
                self._files_done += 1
                self._bytes_done += photo.size
            if self.progress is not None:
                self.progress(self._event(photo, sent, done))

    def _event(self, photo: Photo, sent: int, done: bool) -> UploadProgress:
        return UploadProgress(
            name=photo.name,
            sent=sent,
            size=photo.size,
            done=done,
            files_done=self._files_done,
            files=len(self.photos),
            bytes_done=self._bytes_done,
            bytes=self._bytes,
            files_reported=len(self.manifest.reported),
        )
