"""The resources of FlightHub: upload, report and import photos, and the two calls of an upload.

Each call is defined once, for both clients.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from meshwright_api.flighthub import api
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
"""Maximum length of a resource's name in characters."""

LocalPath: TypeAlias = str | os.PathLike[str]
Photos: TypeAlias = LocalPath | Iterable[LocalPath]
"""A folder, or files and folders."""


class StoreCalls(Calls):
    """The two calls of an upload; ``resources.upload`` performs them for you."""

    obtain_token = Call(lambda: api.stores.obtain_token, credential_from)
    upload_callback = Call(lambda: upload_callback)


class AsyncStores(StoreCalls, Awaited):
    """The two calls of an upload, for asyncio."""


class Stores(StoreCalls, Blocking):
    """The two calls of an upload."""


class ResourceCalls(Calls):
    """The files that models are made from."""

    get = Call(lambda: get_resource)
    delete = Call(lambda: api.resources.delete)

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
        """Upload a folder and its subfolders, or files and folders, as one resource; return it once it is imported.

        Links are followed, and each file is sent once. ``names="folder"`` prefixes each name with the folder, for
        files with the same name (``100MEDIA_DJI_0001.JPG``); a run that continues needs the same ``names``.

        Continues an earlier run with the same files, from a journal in the user's state folder (or ``manifest``);
        ``restart=True`` starts over. ``parallel`` files are sent concurrently, reports hold ``report_size`` files.
        ``store`` overrides the kind of store derived from the credential's ``cloud_name``. ``progress`` is called
        from several threads, one at a time. Raises InputError before anything is sent, UploadIncomplete,
        CredentialExpired, WaitTimeout, and ConfigurationError without the SDK of the store.
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
