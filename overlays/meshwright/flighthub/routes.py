"""The flight routes of a project: list and read them, and upload one.

An upload is three calls: get access to the project's store, PUT the KMZ file there, and report it. A file
that was not reported is not a route yet, so an upload that broke off is begun again.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

from meshwright_api.flighthub import api
from meshwright_api.flighthub.models import RouteUploaded, StorageCredential, StorageKeys, UploadCredential

from ..core.methods import Awaited, Blocking, Both
from ..errors import ConnectionFailed, InputError, RouteRefused
from .calls import Call, Calls
from .credentials import PLACEHOLDER, Credential, credential_from
from .envelope import listed, unwrapped
from .photos import Photo
from .store_sdks import StoreChoice, open_store
from .stores import StoreRefused, StoreUnreachable
from .uploads import put

ROUTE = ".wpml"
"""Suffix of the file within a KMZ that an aircraft flies by."""
LASTS = 900
"""Seconds that keys last if the answer does not name them; 900 has been seen."""
NAMES = {"secret_access_key": "access_key_secret", "session_token": "security_token", "cloud_bucket_name": "bucket"}
NAMES |= {"cloud_name": "provider", "end_point": "endpoint", "store_path": "object_key_prefix"}
"""The members of the credential of open modeling, and those of a project's."""


class RouteCalls(Calls):
    """Flight routes, KMZ files of DJI's WPML."""

    list = Call(lambda: api.routes.list_, listed)
    get = Call(lambda: api.routes.get)
    finish_upload = Call(lambda: api.routes.finish_upload)

    @Both
    async def upload(
        self, path: str | os.PathLike[str], *, name: str | None = None, store: StoreChoice = None
    ) -> RouteUploaded:
        """Upload a KMZ file as a route of the project, and return its uuid: ``wayline_uuid`` of a flight.

        ``name`` is that of the file by default. ``store`` overrides the kind of store that follows from the provider.
        Raises InputError for a file that is not a KMZ with a .wpml file, before anything is sent; RouteRefused,
        ConnectionFailed and ConfigurationError (without the SDK of the store); SubmissionUnknown if the answer to the
        report was lost.
        """
        file = Path(path)
        photo = checked_route(file)
        title = name if name is not None else file.stem
        credential = await self.session.call(unwrapped(api.projects.storage_credential(), self._credential))
        try:
            with closing(open_store(credential, 1, store)) as opened:
                await put(self.session, credential, opened, photo, lambda _: None)
        except StoreRefused as error:
            raise RouteRefused(f"{file}: {error}; nothing was reported") from error
        except StoreUnreachable as error:
            raise ConnectionFailed(f"{file}: {error}; nothing was reported", sent=True) from error
        except OSError as error:
            raise InputError("path", f"{file} cannot be read: {error.strerror or error}") from error
        operation = api.routes.finish_upload(object_key=credential.key_for(photo.name), name=title)
        return await self.session.call(unwrapped(operation))

    def _credential(self, found: StorageCredential) -> Credential:
        return credential_of_project(found, self.session.service_clock.now())


def credential_of_project(found: StorageCredential, now: float) -> Credential:
    """Return the checked access to the store of a project; raises ValueError, which names the member."""
    keys = found.credentials if isinstance(found.credentials, StorageKeys) else StorageKeys()
    try:
        return credential_from(
            UploadCredential(
                cloud_name=found.provider,
                access_key_id=keys.access_key_id,
                secret_access_key=keys.access_key_secret,
                session_token=keys.security_token,
                region=found.region,
                cloud_bucket_name=found.bucket,
                end_point=found.endpoint,
                store_path=f"{found.object_key_prefix or ''}/{PLACEHOLDER}",
                callback_param="-",  # a route is reported by its key alone
                expire_time=int(now) + (keys.expire or LASTS),
            )
        )
    except ValueError as error:
        said = str(error)
        for name, own in NAMES.items():
            said = said.replace(name, own)
        raise ValueError(said) from None


def checked_route(path: Path) -> Photo:
    """Return a KMZ file with a route, under a name of its own; raises InputError."""
    try:
        status = path.stat()
        with ZipFile(path) as archive:
            held = archive.namelist()
    except BadZipFile:
        raise InputError("path", f"{path} is not a KMZ file: it is not a zip archive; nothing was sent") from None
    except OSError as error:
        raise InputError("path", f"{path} cannot be read: {error.strerror or error}; nothing was sent") from None
    if not any(name.lower().endswith(ROUTE) for name in held):
        shown = ", ".join(held[:3]) or "nothing"
        raise InputError(
            "path", f"{path} is not a flight route: it holds no {ROUTE} file, but {shown}; nothing was sent"
        )
    return Photo(path, status.st_size, status.st_mtime_ns, f"{uuid4()}.kmz")


class AsyncRoutes(RouteCalls, Awaited):
    """Flight routes, for asyncio."""


class Routes(RouteCalls, Blocking):
    """Flight routes."""
