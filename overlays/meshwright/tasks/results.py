"""Download the files of a task, models first. A file that cannot be fetched does not prevent the others."""

from __future__ import annotations

import mmap
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from mimetypes import guess_extension
from pathlib import Path

from attrs import frozen

from ..core.session import Session
from ..downloads.contents import archive_suffix, is_text, picture_suffix
from ..downloads.fetching import UrlExpired, check_content, fetch, not_a
from ..downloads.folders import TargetFolder
from ..downloads.partial import PartialFile
from ..errors import DownloadFailed, MeshwrightError
from ..file_formats import HEAD, PICTURE_SUFFIXES, UNSIGNED
from .remote_files import RemoteFile
from .waiting import Task, urls_of

PARALLEL = 4
"""Maximum number of concurrent downloads."""
Reading = Callable[[], Awaitable[Task]]
Arrived = Path | MeshwrightError


@frozen
class Results:
    """A download of a task's files into a folder."""

    session: Session
    folder: TargetFolder
    read_again: Reading
    """Reads the task, for fresh URLs."""
    max_bytes: int | None = None

    async def fetch(self, files: Sequence[RemoteFile]) -> list[Path]:
        """Download files and return their paths in order.

        Raises DownloadFailed after all other files have arrived. The caller has checked the folder.
        """
        models = [file for file in files if not file.picture]
        pictures = [file for file in files if file.picture]
        arrived = await self._side_by_side(models, ())
        arrived += await self._side_by_side(pictures, [path for path in arrived if isinstance(path, Path)])
        paths = [path for path in arrived if isinstance(path, Path)]
        errors = {
            file.name: error
            for file, error in zip([*models, *pictures], arrived, strict=True)
            if isinstance(error, MeshwrightError)
        }
        if errors:
            raise self._failure(paths, errors)
        return paths

    async def _side_by_side(self, files: Sequence[RemoteFile], models: Sequence[Path]) -> list[Arrived]:
        jobs = [partial(self._one, file, models) for file in files]
        return await self.session.transport.gather(jobs, PARALLEL)

    async def _one(self, file: RemoteFile, models: Sequence[Path]) -> Arrived:
        """Download one file; return its path or the error."""
        try:
            if kept := self.folder.kept(file.name, self.max_bytes):
                return kept
            try:
                return await self._from(file.url, file, models)
            except UrlExpired:
                fresh = urls_of(await self.read_again()).get(file.key)
                if fresh is None:
                    raise DownloadFailed(f"{file.name}: the task has no such file any more") from None
                return await self._from(fresh, file, models)
        except MeshwrightError as error:
            return error

    async def _from(self, url: str, file: RemoteFile, models: Sequence[Path]) -> Path:
        def place(part: PartialFile) -> Path:
            if file.picture:
                return self.folder.place(part, _suffix_of(part, models))
            check_content(part)
            return self.folder.place(part, archive_suffix(part.head(HEAD), part.target.suffix.lower()))

        return await fetch(
            self.session.transport,
            url,
            self.folder.path / file.name,
            timeout=self.session.timeout,
            max_bytes=self.max_bytes,
            source=f"{self.folder.task} {'/'.join(map(str, file.key))}",
            place=place,
        )

    def _failure(self, paths: list[Path], errors: dict[str, MeshwrightError]) -> DownloadFailed:
        """Return one error for all files that did not arrive."""
        first = next(iter(errors.values()))
        missing = {name: self.session.redact.text(str(error)) for name, error in errors.items()}
        text = "; ".join(why if why.startswith(name) else f"{name}: {why}" for name, why in missing.items())
        if paths:
            count = f"{len(paths)} of {len(paths) + len(errors)} files"
            text = (
                f"{count} of task {self.folder.task} arrived in {self.folder.path}; missing: {text}. "
                "Download the task again to fetch only what is missing"
            )
        failure = DownloadFailed(text, paths=paths, missing=missing)
        failure.__cause__ = first
        return failure


def _suffix_of(part: PartialFile, models: Sequence[Path]) -> str | None:
    """Return the suffix that fits a picture, None to keep its name; raises DownloadFailed if it is not a picture.

    A name that a model of the task refers to (a texture in a .mtl or .gltf) is kept for any format.
    """
    head, suffix = part.head(HEAD), part.target.suffix.lower()
    fitting = picture_suffix(head, suffix)
    if not fitting and suffix not in UNSIGNED:
        if is_text(head) or not part.media_type.startswith("image/"):
            part.restart()
            raise not_a(part.target.name, "picture", head)
        guessed = guess_extension(part.media_type) or ".bin"  # a future format
        fitting = ".bin" if guessed in PICTURE_SUFFIXES else guessed
    if fitting in ("", suffix) or any(_mentions(model, part.target.name) for model in models):
        return None
    return fitting


def _mentions(model: Path, name: str) -> bool:
    """Return whether a file holds a name, byte for byte."""
    with model.open("rb") as file:
        if not model.stat().st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(name.encode()) >= 0
