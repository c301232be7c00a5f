"""Fetch the files of a finished task: whole or not at all, and never with the key.

A file arrives as ``name.part``, is continued there after a break (Range with If-Range), is checked for its length
and its first bytes, flushed to the disk and only then given its name. Signed URLs expire: on 403, 404 and 410 the
task is read once more for fresh ones.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import urlsplit

from attrs import evolve, frozen

from .errors import ConnectionFailed, DownloadFailed, InputError, ResultNotReady
from .waiting import SUCCEEDED
from .wire import Reply, Request, Transport

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
NO_MARKUP = frozenset({".fbx", ".obj", ".mtl", ".stl", ".zip"})
"""Files that may begin in many ways, but never as a page to sign in or a file host's error in XML does. A format that
is not known here may be XML; of that only a web page is told."""
PAGES = (b"<!doctype html", b"<html")
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
        if isinstance(url := task.get(key), str) and url:
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
    path = _path(url)
    return path.name if path.suffix in SIGNATURES and _safe(path.stem) == path.stem else ""


def _without_clashes(found: list[RemoteFile]) -> list[RemoteFile]:
    """Number names that would stand for two files."""
    taken: set[str] = set()
    result: list[RemoteFile] = []
    for file in found:
        numbered = (f"{number}_{file.name}" for number in count(2))
        name = next(name for name in chain([file.name], numbered) if name.casefold() not in taken)
        taken.add(name.casefold())  # not every file system tells A from a
        result.append(evolve(file, name=name))
    return result


def _model_name(key: str) -> str:
    return "pre_remeshed.glb" if key == "pre_remeshed_glb" else f"model.{_safe(key)}"


def _safe(text: str) -> str:
    """Keep what cannot leave the folder: letters, digits, dashes and underscores."""
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in text)[:80]


def _suffix(url: str, fallback: str) -> str:
    suffix = _path(url).suffix.lower()
    return suffix if suffix in SIGNATURES else fallback


def _path(url: str) -> PurePosixPath:
    try:
        return PurePosixPath(urlsplit(url).path)
    except ValueError:  # no URL; asking for it will say so
        return PurePosixPath()


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


async def fetch(
    transport: Transport, url: str, target: Path, *, timeout: float = 60.0, max_bytes: int | None = None
) -> Path:
    """Bring one URL to a file, whole or not at all; raises UrlExpired or DownloadFailed."""
    part = target.with_name(target.name + ".part")
    request = Request(method="GET", url=url, headers={"accept-encoding": "identity"}, timeout=timeout)
    try:
        with _alone(part):
            await _complete(transport, request, part, max_bytes)
            with part.open("r+b") as stream:
                _check_beginning(part, stream.read(64))
                os.fsync(stream.fileno())
            part.replace(target)
            _tag(part).unlink(missing_ok=True)
    except OSError as error:
        raise DownloadFailed(f"{target} cannot be written: {error.strerror or error}") from error
    return target


@contextmanager
def _alone(part: Path) -> Generator[None]:
    """Let nobody else write this part meanwhile; leaves none behind to which nothing came. Raises DownloadFailed."""
    with part.open("ab") as held:
        if not _locked(held):
            raise DownloadFailed(f"{part.stem}: somebody else is fetching it into this folder; wait, or name another")
        try:
            yield
        finally:
            with suppress(FileNotFoundError):
                if part.stat().st_size == 0:
                    part.unlink()


def _locked(held: IO[bytes]) -> bool:
    """Lock an open file until it is closed; True also where there are no such locks."""
    try:
        import fcntl

        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):  # Windows, or a file system without locks
        pass
    return True


async def _complete(transport: Transport, request: Request, part: Path, max_bytes: int | None) -> None:
    """Fetch the part, going on where it broke off."""
    for attempt in range(CUTS):
        try:
            await _continue(transport, request, part, max_bytes)
        except ConnectionFailed as error:
            if attempt == CUTS - 1:
                raise DownloadFailed(f"{part.stem}: broke off {CUTS} times; what came is in {part}: {error}") from error
            await transport.sleep(0.5 * 2**attempt)
        else:
            return


def _tag(part: Path) -> Path:
    """Name the file that remembers which edition a part belongs to."""
    return part.with_name(part.name + ".etag")


def _remember(tag: Path, etag: str) -> None:
    """Keep an etag that If-Range may carry, a strong one; else none."""
    if etag.startswith('"') and etag.isascii():
        tag.write_text(etag)
    else:
        tag.unlink(missing_ok=True)


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    _tag(part).unlink(missing_ok=True)


async def _continue(transport: Transport, request: Request, part: Path, max_bytes: int | None) -> None:
    tag = _tag(part)
    have = part.stat().st_size if part.exists() else 0
    etag = tag.read_text() if have and tag.exists() else ""
    rest = {"range": f"bytes={have}-", "if-range": etag} if etag else {}
    async with transport.open(evolve(request, headers={**request.headers, **rest})) as stream:
        head = stream.head
        resumed = head.status == 206
        encoded = head.headers.get("content-encoding", "identity") != "identity"
        same = head.headers.get("etag", etag) == etag and not encoded
        fits = etag and same and head.headers.get("content-range", "").startswith(f"bytes {have}-")
        if (head.status == 416 and etag) or (resumed and not fits):  # it was whole, or it changed: begin again
            _discard(part)
            raise ConnectionFailed("the kept part does not fit any more", sent=True)
        if head.status in EXPIRED:
            raise UrlExpired(f"{part.stem}: HTTP {head.status}; the URL is not good any more")
        if not head.ok:
            if head.status >= 500 or head.status == 429:
                raise ConnectionFailed(f"HTTP {head.status}", sent=True)
            raise DownloadFailed(f"{part.stem}: HTTP {head.status}")
        size = None if encoded else _length(head)
        done = have if resumed else 0
        expected = None if size is None else done + size
        _check_size(part, expected, max_bytes)
        with part.open("ab" if resumed else "wb") as out:
            if not resumed:  # not before: a tag must never stand beside bytes of another edition
                _remember(tag, "" if encoded else head.headers.get("etag", ""))
            async for chunk in stream.chunks():
                done += len(chunk)
                if max_bytes is not None:
                    _check_size(part, done, max_bytes)
                out.write(chunk)
        if expected is not None and done != expected:
            raise ConnectionFailed(f"got {done} of {expected} bytes", sent=True)


def _length(head: Reply) -> int | None:
    """Return the announced length of a body."""
    length = head.headers.get("content-length", "")
    return int(length) if length.isdigit() else None


def _check_size(part: Path, size: int | None, max_bytes: int | None) -> None:
    if max_bytes is not None and size is not None and size > max_bytes:
        _discard(part)
        raise DownloadFailed(f"{part.stem}: larger than the limit of {max_bytes} bytes")


def _check_beginning(part: Path, head: bytes) -> None:
    """Refuse a file that is not what its name says; whether it is whole is known by now."""
    suffix = Path(part.stem).suffix.lower()
    if not _may_begin(suffix, head):
        _discard(part)
        kind = suffix[1:].upper() or "such"
        raise DownloadFailed(f"{part.stem}: what came is no {kind} file; it begins with {head[:8]!r}")


def _may_begin(suffix: str, head: bytes) -> bool:
    if expected := SIGNATURES.get(suffix):
        return head.startswith(expected)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    markup = text.startswith(b"<" if suffix in NO_MARKUP else PAGES)
    return not markup and (head != b"" or suffix == ".mtl")  # a model without materials


def folder_for(folder: str | os.PathLike[str]) -> Path:
    """Make the folder if needed; raises InputError when that is not possible."""
    path = Path(folder).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("folder", f"{path} cannot be made: {error.strerror or error}") from None
    return path
