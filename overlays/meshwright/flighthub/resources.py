"""The resources of FlightHub: photos uploaded, reported and imported, and the two calls around an upload.

The asynchronous classes hold the algorithms; the blocking ones drive them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from attrs import field, frozen
from meshwright_api._runtime import UNSET, Unset
from meshwright_api.flighthub.api import resources, stores
from meshwright_api.flighthub.models import Resource, UploadedFile, UploadReceipt

from ..core.blocking import run
from ..errors import InputError
from ..tasks.ids import checked_id
from .credentials import Credential, credential_from
from .envelope import FlightHubSession, converted
from .manifest import Manifest, manifest_path
from .photos import Names, photos_in
from .reports import LARGEST, call_back, get_resource
from .store_sdks import StoreChoice
from .uploads import IMPORT_TIMEOUT, PARALLEL, OnProgress, Upload

LONGEST_NAME = 255
"""Characters of a resource's name."""

LocalPath: TypeAlias = str | os.PathLike[str]
Photos: TypeAlias = LocalPath | Iterable[LocalPath]
"""A folder, or files and folders."""


@frozen
class AsyncStores:
    """The two calls around an upload, for asyncio; ``resources.upload`` makes them for you."""

    session: FlightHubSession = field(repr=False)

    async def obtain_token(self) -> Credential:
        """Get temporary keys that may write into the store, for one new resource."""
        return await self.session.call(converted(stores.obtain_token(), credential_from))

    async def upload_callback(
        self,
        *,
        resource_uuid: str,
        callback_param: str,
        files: list[UploadedFile],
        resource_name: str | Unset = UNSET,
    ) -> UploadReceipt:
        """Report 1 to 100 files that are in the store; the reports for one resource follow each other."""
        return await self.session.call(
            call_back(
                resource_uuid=resource_uuid, callback_param=callback_param, files=files, resource_name=resource_name
            )
        )


@frozen
class AsyncResources:
    """The files that models are made from, for asyncio."""

    session: FlightHubSession = field(repr=False)

    async def upload(
        self,
        photos: Photos,
        *,
        name: str | None = None,
        names: Names = "file",
        progress: OnProgress | None = None,
        parallel: int = PARALLEL,
        store: StoreChoice = None,
        manifest: LocalPath | None = None,
        restart: bool = False,
        report_size: int = LARGEST,
        import_timeout: float = IMPORT_TIMEOUT,
    ) -> Resource:
        """Upload a folder with its subfolders, or files and folders, as one resource; return it once it is imported.

        Links are followed, and each file is sent once. ``names="folder"`` puts the folder before each name, for two
        files of one name (``100MEDIA_DJI_0001.JPG``); a run that goes on needs the same ``names``.

        Goes on where an earlier run with the same files ended, from a journal in the user's state folder (or
        ``manifest``); ``restart=True`` begins anew. ``parallel`` files are put at once, reports hold ``report_size``.
        ``store`` overrides what the credential's ``cloud_name`` means. ``progress`` is called from several threads,
        one at a time. Raises InputError before anything is sent, UploadIncomplete, CredentialExpired, WaitTimeout,
        ConfigurationError without the SDK of the store.
        """
        if parallel < 1 or not 1 <= report_size <= LARGEST:
            raise InputError("parallel, report_size", f"at least 1, and reports of at most {LARGEST} files")
        source = photos if isinstance(photos, (str, os.PathLike)) else list(photos)
        title = name if name is not None else _title(source)
        if not 1 <= len(title) <= LONGEST_NAME:
            raise InputError("name", f"must have 1 to {LONGEST_NAME} characters, not {len(title)}")
        found = photos_in(source, names)
        path = Path(manifest) if manifest is not None else manifest_path(self.session.base_url, source)
        journal = Manifest.open(path, restart=restart)
        try:
            return await Upload(
                self.session,
                found,
                title,
                journal,
                progress=progress,
                store=store,
                parallel=parallel,
                report_size=report_size,
                import_timeout=import_timeout,
            ).run()
        finally:
            journal.close()

    async def get(self, resource_uuid: str) -> Resource:
        """Read a resource; raises NotFound."""
        return await self.session.call(get_resource(checked_id(resource_uuid)))

    async def delete(self, resource_uuid: str) -> None:
        """Delete the files of a resource; models that are being made of it go on."""
        await self.session.call(resources.delete(checked_id(resource_uuid)))


@frozen
class Stores:
    """The two calls around an upload; ``resources.upload`` makes them for you."""

    _stores: AsyncStores = field(alias="stores", repr=False)

    def obtain_token(self) -> Credential:
        """Get temporary keys that may write into the store, for one new resource."""
        return run(self._stores.obtain_token())

    def upload_callback(
        self,
        *,
        resource_uuid: str,
        callback_param: str,
        files: list[UploadedFile],
        resource_name: str | Unset = UNSET,
    ) -> UploadReceipt:
        """Report 1 to 100 files that are in the store; the reports for one resource follow each other."""
        return run(
            self._stores.upload_callback(
                resource_uuid=resource_uuid, callback_param=callback_param, files=files, resource_name=resource_name
            )
        )


@frozen
class Resources:
    """The files that models are made from."""

    _resources: AsyncResources = field(alias="resources", repr=False)

    def upload(
        self,
        photos: Photos,
        *,
        name: str | None = None,
        names: Names = "file",
        progress: OnProgress | None = None,
        parallel: int = PARALLEL,
        store: StoreChoice = None,
        manifest: LocalPath | None = None,
        restart: bool = False,
        report_size: int = LARGEST,
        import_timeout: float = IMPORT_TIMEOUT,
    ) -> Resource:
        """Upload a folder with its subfolders, or files and folders, as one resource; return it once it is imported.

        Links are followed, and each file is sent once. ``names="folder"`` puts the folder before each name, for two
        files of one name (``100MEDIA_DJI_0001.JPG``); a run that goes on needs the same ``names``.

        Goes on where an earlier run with the same files ended, from a journal in the user's state folder (or
        ``manifest``); ``restart=True`` begins anew. ``parallel`` files are put at once, reports hold ``report_size``.
        ``store`` overrides what the credential's ``cloud_name`` means. ``progress`` is called from several threads,
        one at a time. Raises InputError before anything is sent, UploadIncomplete, CredentialExpired, WaitTimeout,
        ConfigurationError without the SDK of the store.
        """
        return run(
            self._resources.upload(
                photos,
                name=name,
                names=names,
                progress=progress,
                parallel=parallel,
                store=store,
                manifest=manifest,
                restart=restart,
                report_size=report_size,
                import_timeout=import_timeout,
            )
        )

    def get(self, resource_uuid: str) -> Resource:
        """Read a resource; raises NotFound."""
        return run(self._resources.get(resource_uuid))

    def delete(self, resource_uuid: str) -> None:
        """Delete the files of a resource; models that are being made of it go on."""
        run(self._resources.delete(resource_uuid))


def _title(source: Photos) -> str:
    return Path(source).resolve().name or "photos" if isinstance(source, (str, os.PathLike)) else "photos"
