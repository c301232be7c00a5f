"""The resources of FlightHub: photos uploaded, reported and imported, and the two calls around an upload.

Each call stands once, for both clients.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from meshwright_api.flighthub.api import resources, stores
from meshwright_api.flighthub.models import Resource

from ..core.methods import Awaited, Blocking, Both
from ..errors import InputError
from .calls import Call, Calls
from .credentials import credential_from
from .manifest import Manifest, manifest_path
from .photos import Names, photos_in
from .reports import LARGEST, get_resource, upload_callback
from .store_sdks import StoreChoice
from .uploads import IMPORT_TIMEOUT, PARALLEL, OnProgress, Upload

LONGEST_NAME = 255
"""Characters of a resource's name."""

LocalPath: TypeAlias = str | os.PathLike[str]
Photos: TypeAlias = LocalPath | Iterable[LocalPath]
"""A folder, or files and folders."""


class StoreCalls(Calls):
    """The two calls around an upload; ``resources.upload`` makes them for you."""

    obtain_token = Call(stores.obtain_token, credential_from)
    upload_callback = Call(upload_callback)


class AsyncStores(StoreCalls, Awaited):
    """The two calls around an upload, for asyncio."""


class Stores(StoreCalls, Blocking):
    """The two calls around an upload."""


class ResourceCalls(Calls):
    """The files that models are made from."""

    get = Call(get_resource)
    delete = Call(resources.delete)

    @Both
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


class AsyncResources(ResourceCalls, Awaited):
    """The files that models are made from, for asyncio."""


class Resources(ResourceCalls, Blocking):
    """The files that models are made from."""


def _title(source: Photos) -> str:
    return Path(source).resolve().name or "photos" if isinstance(source, (str, os.PathLike)) else "photos"
