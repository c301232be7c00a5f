"""Fetch the files of a finished task: whole or not at all, and never with the key.

A file arrives as ``name.part``, is continued there after a break (Range with If-Range), is checked for its length
and its first bytes, flushed to the disk and only then given its name. Signed URLs expire: on 403, 404 and 410 the
task is read once more for fresh ones.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from attrs import evolve, frozen

from .errors import ConnectionFailed, DownloadFailed, InputError, ResultNotReady
from .waiting import SUCCEEDED
from .wire import Request, Transport

PARALLEL = 4
EXPIRED = frozenset({403, 404, 410})
CUTS = 5
"""How often a broken download is continued before it is given up."""
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    ".glb": (b"glTF",),
    ".png": (b"\x89PNG",),
    ".jpg": (b"\xff\xd8\xff",),
    ".usdz": (b"PK\x03\x04",),
    ".3mf": (b"PK\x03\x04",),
}
PICTURES = ("thumbnail_url", "alpha_thumbnail_url")


@frozen
class RemoteFile:
    """One file of a task: ``key`` says where its URL stands in the task, ``name`` what it is called on disk."""

    key: tuple[str | int, ...]
    name: str
    url: str


def files_of(task: dict[str, Any], formats: Collection[str] | None = None) -> list[RemoteFile]:
    """List the files of a finished task; with ``formats`` only these models, else all of them with thumbnails and
    textures.

    Null and empty URLs count as absent. Raises ResultNotReady before the task SUCCEEDED, InputError for a format
    that it does not have.
    """
    if task.get("status") != SUCCEEDED:
        raise ResultNotReady(f"task {task.get('id')} is {task.get('status')}; it has files once it SUCCEEDED")
    models = _urls(task.get("model_urls"))
    if formats is not None:
        if missing := sorted(set(formats) - set(models)):
            raise InputError("formats", f"the task has no {', '.join(missing)}; it has {', '.join(models) or 'none'}")
        models = {key: url for key, url in models.items() if key in formats}
    found = [RemoteFile(("model_urls", key), _model_name(key), url) for key, url in models.items()]
    return _without_clashes(found if formats is not None else [*found, *_pictures(task)])


def _pictures(task: dict[str, Any]) -> Iterator[RemoteFile]:
    """Yield the thumbnails and textures of a task."""
    for key in PICTURES:
        if url := task.get(key):
            yield RemoteFile((key,), key.removesuffix("_url") + _suffix(url, ".png"), url)
    for view, url in _urls(task.get("thumbnail_urls")).items():
        yield RemoteFile(("thumbnail_urls", view), f"thumbnail_{_safe(view)}{_suffix(url, '.png')}", url)
    for index, maps in enumerate(task.get("texture_urls") or []):
        for kind, url in _urls(maps).items():
            # The service's own name: materials of the model (.mtl) refer to it.
            name = _own_name(url) or f"texture_{index}_{_safe(kind)}.png"
            yield RemoteFile(("texture_urls", index, kind), name, url)


def _urls(members: dict[str, Any] | None) -> dict[str, str]:
    """Keep the members that hold a URL."""
    return {key: url for key, url in (members or {}).items() if isinstance(url, str) and url}


def _own_name(url: str) -> str:
    """Return the last segment of a URL's path if it is a plain picture name, else nothing."""
    path = PurePosixPath(urlsplit(url).path)
    return path.name if path.suffix in SIGNATURES and _safe(path.stem) == path.stem else ""


def _without_clashes(found: list[RemoteFile]) -> list[RemoteFile]:
    """Number names that would stand for two files."""
    taken: dict[str, int] = {}
    result: list[RemoteFile] = []
    for file in found:
        count = taken[file.name] = taken.get(file.name, 0) + 1
        name = file.name if count == 1 else f"{count}_{file.name}"
        result.append(evolve(file, name=name))
    return result


def _model_name(key: str) -> str:
    return "pre_remeshed.glb" if key == "pre_remeshed_glb" else f"model.{_safe(key)}"


def _safe(text: str) -> str:
    """Keep what cannot leave the folder: letters, digits, dashes and underscores."""
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in text)[:80]


def _suffix(url: str, fallback: str) -> str:
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    return suffix if suffix in SIGNATURES else fallback


def url_at(task: dict[str, Any], key: tuple[str | int, ...]) -> str | None:
    """Return the URL that stands at a place of a task."""
    value: Any = task
    for step in key:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value if isinstance(value, str) and value else None


class UrlExpired(DownloadFailed):
    """The URL is no longer good; the task has fresh ones."""


async def fetch(transport: Transport, url: str, target: Path, *, max_bytes: int | None = None) -> Path:
    """Bring one URL to a file, whole or not at all; raises UrlExpired, DownloadFailed or ConnectionFailed."""
    part = target.with_name(target.name + ".part")
    tag = part.with_name(part.name + ".etag")
    for attempt in range(CUTS):
        try:
            await _continue(transport, url, part, tag, max_bytes)
            break
        except ConnectionFailed as error:
            if attempt == CUTS - 1:
                raise DownloadFailed(
                    f"{target.name}: broke off {CUTS} times; what came is in {part}: {error}"
                ) from error
            await transport.sleep(0.5 * 2**attempt)
    with part.open("rb") as stream:
        _check_signature(target, stream.read(16))
        os.fsync(stream.fileno())
    part.replace(target)
    tag.unlink(missing_ok=True)
    return target


async def _continue(transport: Transport, url: str, part: Path, tag: Path, max_bytes: int | None) -> None:
    have = part.stat().st_size if part.exists() else 0
    etag = tag.read_text() if have and tag.exists() else ""
    headers = {"range": f"bytes={have}-", "if-range": etag} if etag else {}
    async with transport.open(
        Request(method="GET", url=url, headers={"accept-encoding": "identity", **headers})
    ) as stream:
        head = stream.head
        if head.status == 416 and etag:  # all of it was there, or it changed: begin again
            part.unlink()
            raise ConnectionFailed("the kept part does not fit any more", sent=True)
        if head.status in EXPIRED:
            raise UrlExpired(f"{part.stem}: HTTP {head.status}; the URL is not good any more")
        if not head.ok:
            if head.status >= 500 or head.status == 429:
                raise ConnectionFailed(f"HTTP {head.status}", sent=True)
            raise DownloadFailed(f"{part.stem}: HTTP {head.status}")
        resumed = head.status == 206
        size = int(head.headers["content-length"]) if head.headers.get("content-length", "").isdigit() else None
        done = have if resumed else 0
        if not resumed and (fresh := head.headers.get("etag", "")) and not fresh.startswith("W/"):
            tag.write_text(fresh)
        expected = None if size is None else done + size
        _check_size(part, expected, max_bytes)
        with part.open("ab" if resumed else "wb") as out:
            async for chunk in stream.chunks():
                out.write(chunk)
                done += len(chunk)
                _check_size(part, done, max_bytes)
        if expected is not None and done != expected:
            raise ConnectionFailed(f"got {done} of {expected} bytes", sent=True)


def _check_size(part: Path, size: int | None, max_bytes: int | None) -> None:
    if max_bytes is not None and size is not None and size > max_bytes:
        part.unlink(missing_ok=True)
        raise DownloadFailed(f"{part.stem}: larger than the limit of {max_bytes} bytes")


def _check_signature(target: Path, head: bytes) -> None:
    expected = SIGNATURES.get(target.suffix.lower())
    if expected and not head.startswith(expected):
        target.with_name(target.name + ".part").unlink()
        raise DownloadFailed(
            f"{target.name}: what came is no {target.suffix[1:].upper()} file; it begins with {head[:8]!r}"
        )


def folder_for(folder: str | os.PathLike[str]) -> Path:
    """Make the folder if needed; raises InputError when that is not possible."""
    path = Path(folder).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("folder", f"{path} cannot be made: {error.strerror or error}") from None
    return path
