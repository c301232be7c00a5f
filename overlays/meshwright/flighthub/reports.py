"""Report stored files to the service, at most 100 per call, one call after the other.

A report whose answer was lost, in this run or an earlier one, is looked up in the resource before it is sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from attrs import define, field
from meshwright_api._runtime import Operation
from meshwright_api.flighthub import api
from meshwright_api.flighthub.models import (
    GetResourceAnswer,
    Resource,
    UploadCallbackAnswer,
    UploadedFile,
    UploadReceipt,
)

from ..core.retrying import delay_before_retry
from ..errors import ConnectionFailed, MeshwrightError, NotFound, ServerError
from .credentials import Credential
from .envelope import FlightHubSession, converted, unwrapped
from .manifest import Manifest

Params = ParamSpec("Params")
T = TypeVar("T")

LARGEST = 100
"""Maximum number of files in one report, set by the service."""


def checking(
    builder: Callable[Params, Operation[T]], check: Callable[[T, Operation[T]], None]
) -> Callable[Params, Operation[T]]:
    """Return a builder of the same operation that checks the answers."""

    @wraps(builder)
    def build(*args: Params.args, **kwargs: Params.kwargs) -> Operation[T]:
        operation = builder(*args, **kwargs)

        def parse(value: Any) -> T:
            answer = operation.parse(value)
            check(answer, operation)
            return answer

        return converted(operation, parse)

    return build


def _check_resource(answer: GetResourceAnswer, _: Operation[GetResourceAnswer]) -> None:
    """Check the file names of a resource; null is read as an empty list."""
    if isinstance(answer.data, Resource):
        _check_names("file_names", answer.data.file_names)
        answer.data.file_names = answer.data.file_names or []


def _check_receipt(answer: UploadCallbackAnswer, sent: Operation[UploadCallbackAnswer]) -> None:
    """Check that a receipt is for the right resource, and that its count is a number."""
    if isinstance(receipt := answer.data, UploadReceipt):
        resource_uuid = (sent.body or {})["resource_uuid"]
        if (receipt.resource_uuid or resource_uuid) != resource_uuid:
            raise ValueError("the receipt's resource_uuid is that of another resource")
        count: Any = receipt.upload_count or 0
        if count.__class__ is not int or count < 0:
            raise ValueError("the receipt's upload_count is not a number of files")
        _check_names("file_name_list", receipt.file_name_list)


def _check_names(field_name: str, names: Any) -> None:
    if names and (names.__class__ is not list or any(name.__class__ is not str for name in names)):
        raise ValueError(f"{field_name} is not a list of names")


get_resource = checking(api.resources.get, _check_resource)
upload_callback = checking(api.stores.upload_callback, _check_receipt)


@define(eq=False)
class Reporter:
    """The reports of one upload. Several threads may add files."""

    session: FlightHubSession
    credential: Credential
    manifest: Manifest
    resource_name: str
    size: int = LARGEST
    waiting: dict[str, str] = field(factory=dict[str, str])
    """ETags of files that are in the store but not reported yet."""
    refused: list[str] = field(init=False, factory=list[str])
    """Files that the service did not accept."""
    failure: MeshwrightError | None = field(init=False, default=None)
    """The error that ended the reports; nothing is reported after it."""
    _talking: Lock = field(init=False, factory=Lock)

    async def add(self, name: str, etag: str) -> None:
        """Add a file, and send a report once there are enough."""
        self.waiting[name] = etag
        await self.flush(at_least=self.size)

    async def flush(self, *, at_least: int = 1) -> None:
        """Report in chunks while at least ``at_least`` files wait, unless another thread is reporting."""
        while len(self.waiting) >= at_least and self.failure is None and self._talking.acquire(blocking=False):
            try:
                await self._report_chunk()
            except MeshwrightError as error:
                self.failure = error
            finally:
                self._talking.release()

    async def _report_chunk(self) -> None:
        """Report the files that have waited longest, and remove them even if they were not accepted."""
        chunk = {name: self.waiting[name] for name in list(self.waiting)[: self.size]}
        self.manifest.reporting(chunk)
        taken = await self._call_back(chunk)
        self.manifest.report([name for name in chunk if name in taken])
        self.refused += [name for name in chunk if name not in taken]
        for name in chunk:
            del self.waiting[name]

    async def _call_back(self, etags: dict[str, str]) -> set[str]:
        """Report files and return those that were accepted; after a lost answer, look them up in the resource."""
        operation = upload_callback(
            resource_uuid=self.credential.resource_uuid,
            callback_param=self.credential.callback_param,
            files=[UploadedFile(name=name, etag=etag) for name, etag in etags.items()],
            resource_name=self.resource_name,
        )
        for attempt in range(1, self.session.retry.attempts + 1):
            try:
                receipt = await self.session.call(unwrapped(operation))
            except (ConnectionFailed, ServerError) as error:
                if etags.keys() <= (listed := await self._listed()):
                    return listed
                failed = ConnectionFailed(str(error), sent=False)  # the report has not arrived and may be sent again
                if (delay := delay_before_retry("POST", failed, attempt, self.session.retry)) is None:
                    raise
                await self.session.transport.sleep(delay)
            else:
                # If the list is null, assume that all were accepted; the import check finds missing ones.
                return set(receipt.file_name_list or etags)
        raise AssertionError  # the last attempt has returned or raised

    async def settle_doubts(self) -> None:
        """Look up in the resource the reports of an earlier run that ended before their answers."""
        if self.manifest.doubtful:
            listed = await self._listed()
            self.manifest.report(sorted(self.manifest.doubtful & listed))
            self.manifest.doubtful.clear()

    async def _listed(self) -> set[str]:
        try:
            resource = await self.session.call(unwrapped(get_resource(self.credential.resource_uuid)))
        except NotFound:  # nothing has been reported yet
            return set()
        return set(resource.file_names or ())
