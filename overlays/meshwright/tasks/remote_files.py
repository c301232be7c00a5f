"""Which files a finished task has, and what they are called on the disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from attrs import evolve, field, frozen

from ..core.dialect import OWN, Statuses
from ..downloads.contents import PICTURE_SUFFIXES
from ..downloads.names import is_portable, model_name, numbered, safe
from ..errors import InputError, ResultNotReady
from ..texts import without_query

PICTURES = ("thumbnail_url", "alpha_thumbnail_url")


@frozen
class RemoteFile:
    """One file of a task: ``key`` says where its URL stands in the task, ``name`` what it is called on disk.

    The suffix of a ``picture`` is the one of its URL; its content decides.
    """

    key: tuple[str | int, ...]
    name: str
    url: str = field(repr=without_query)
    picture: bool = False


def files_of(
    task: dict[str, Any], formats: Collection[str] | None = None, statuses: Statuses = OWN
) -> list[RemoteFile]:
    """Return the files of a finished task, models first; with ``formats`` only these models, else all of them with
    thumbnails and textures.

    Null and empty URLs count as absent. Raises ResultNotReady before the task succeeded, InputError for a format
    that it does not have.
    """
    if task.get("status") != statuses.succeeded:
        raise ResultNotReady(
            f"task {task.get('id')} is {task.get('status')}; it has files once it {statuses.succeeded}"
        )
    models = _urls(task.get("model_urls"))
    if formats is not None:
        if missing := sorted(set(formats) - set(models)):
            raise InputError("formats", f"the task has no {', '.join(missing)}; it has {', '.join(models) or 'none'}")
        models = {key: url for key, url in models.items() if key in formats}
    found = [RemoteFile(("model_urls", key), model_name(key), url) for key, url in models.items()]
    return _without_clashes(found if formats is not None else [*found, *_pictures(task)])


def _pictures(task: dict[str, Any]) -> Iterator[RemoteFile]:
    """Yield the thumbnails and textures of a task."""
    for key in PICTURES:
        if isinstance(url := task.get(key), str) and url:
            yield RemoteFile((key,), key.removesuffix("_url") + _suffix(url), url, picture=True)
    for view, url in _urls(task.get("thumbnail_urls")).items():
        yield RemoteFile(("thumbnail_urls", view), f"thumbnail_{safe(view)}{_suffix(url)}", url, picture=True)
    for index, maps in enumerate(task.get("texture_urls") or []):
        for kind, url in _urls(maps).items():
            # The service's own name: materials of the model (.mtl) refer to it.
            name = _own_name(url) or f"texture_{index}_{safe(kind)}{_suffix(url)}"
            yield RemoteFile(("texture_urls", index, kind), name, url, picture=True)


def _urls(members: dict[str, Any] | None) -> dict[str, str]:
    """Keep the members that hold a URL."""
    return {key: url for key, url in (members or {}).items() if isinstance(url, str) and url}


def _own_name(url: str) -> str:
    """Return the last segment of a URL's path if it is the plain name of a picture, else nothing."""
    path = _path(url)
    usable = path.suffix.lower() in PICTURE_SUFFIXES and is_portable(path.name) and not path.name.startswith(".")
    return path.name if usable else ""


def _without_clashes(found: list[RemoteFile]) -> list[RemoteFile]:
    """Number names that would stand for two files."""
    taken: set[str] = set()
    result: list[RemoteFile] = []
    for file in found:
        name = next(each for each in numbered(file.name) if each.casefold() not in taken)
        taken.add(name.casefold())  # not every file system tells A from a
        result.append(evolve(file, name=name))
    return result


def _suffix(url: str) -> str:
    suffix = _path(url).suffix.lower()
    return suffix if suffix in PICTURE_SUFFIXES else ".png"


def _path(url: str) -> PurePosixPath:
    try:
        return PurePosixPath(unquote(urlsplit(url).path.rpartition("/")[2]))
    except ValueError:  # not a URL; asking for it will say so
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
