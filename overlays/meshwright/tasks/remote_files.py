"""Find the files of a finished task and choose their names on disk. The spec lists the places of their URLs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from attrs import evolve, field, frozen

from ..core.dialect import OWN, Statuses
from ..downloads.names import format_in, is_portable, model_name, numbered, safe
from ..errors import InputError, ResultNotReady
from ..file_formats import MODEL_SUFFIXES, PICTURE_SUFFIXES
from ..texts import without_query
from .waiting import Key, Task, urls_of


@frozen
class RemoteFile:
    """One file of a task: ``key`` is the place of its URL in the task, ``name`` the file name on disk.

    A model has a ``format``, by which ``formats`` selects it. Other files are pictures: their suffix is that of the
    URL, until the content is known.
    """

    key: Key
    name: str
    url: str = field(repr=without_query)
    format: str = ""

    @property
    def picture(self) -> bool:
        """Whether the file is a picture: neither its place nor its URL names the format of a model."""
        return not self.format


def files_of(task: Task, formats: Collection[str] | None = None, statuses: Statuses = OWN) -> list[RemoteFile]:
    """Return the files of a finished task, models first; with ``formats`` only these models, else also thumbnails and
    textures.

    Null and empty URLs count as absent. Raises ResultNotReady before the task succeeded, InputError for a format
    that it does not have.
    """
    if task.status != statuses.succeeded:
        raise ResultNotReady(f"task {task.id} is {task.status}; it has files once it {statuses.succeeded}")
    found = named_files(task)
    if formats is not None:
        has = list(dict.fromkeys(file.format for file in found if not file.picture))
        if missing := sorted(set(formats) - set(has)):
            raise InputError("formats", f"the task has no {', '.join(missing)}; it has {', '.join(has) or 'none'}")
        found = [file for file in found if file.format in formats]
    return _without_clashes(found)


def named_files(task: Task) -> list[RemoteFile]:
    """Return the files that a task names in any state, models first; two may have the same name."""
    urls = urls_of(task)
    by_format = {key[:-1] for key in urls if key[:-1] and format_in(key[-1]) == key[-1]}
    found = [_model(key, url) if key[:-1] in by_format else _file(key, url) for key, url in urls.items()]
    return sorted(found, key=lambda file: file.picture)


def _model(key: Key, url: str) -> RemoteFile:
    """Return the model at a place where each URL is the value of its format."""
    *above, last = map(str, _steps(key))
    return RemoteFile(key, model_name(str(last), safe("_".join(above))), url, str(key[-1]))


def _file(key: Key, url: str) -> RemoteFile:
    """Return a file, named after the place of its URL; if that names no format, the suffix of the URL decides."""
    steps = _steps(key)
    suffix = _path(url).suffix.lower()
    if isinstance(steps[-1], str) and (format := format_in(steps[-1])):
        return RemoteFile(key, model_name(steps[-1]), url, format)
    stem = "_".join(safe(str(step)) for step in steps)
    if suffix in MODEL_SUFFIXES:
        return RemoteFile(key, stem + suffix, url, suffix[1:])
    if len(key) > 1 and isinstance(key[-2], int) and (own := _own_name(url)):
        return RemoteFile(key, own, url)  # the service's own name: materials of the model (.mtl) refer to it
    return RemoteFile(key, stem + (suffix if suffix in PICTURE_SUFFIXES else ".png"), url)


def _steps(key: Key) -> Sequence[str | int]:
    """Return the steps of a place that distinguish its files: those from the last ``..._url`` or ``..._urls`` on."""
    called = [number for number, step in enumerate(key) if str(step).endswith(("_url", "_urls"))]
    return [_bare(step) for step in key[called[-1] if called else 0 :]]


def _bare(step: str | int) -> str | int:
    return step.removesuffix("_urls").removesuffix("_url") if isinstance(step, str) else step


def _own_name(url: str) -> str:
    """Return the last segment of a URL's path if it is a portable name of a picture, else an empty string."""
    path = _path(url)
    usable = path.suffix.lower() in PICTURE_SUFFIXES and is_portable(path.name) and not path.name.startswith(".")
    return path.name if usable else ""


def _without_clashes(found: list[RemoteFile]) -> list[RemoteFile]:
    """Return the files with duplicate names numbered."""
    taken: set[str] = set()
    result: list[RemoteFile] = []
    for file in found:
        name = next(each for each in numbered(file.name) if each.casefold() not in taken)
        taken.add(name.casefold())  # some file systems ignore case
        result.append(evolve(file, name=name))
    return result


def _path(url: str) -> PurePosixPath:
    try:
        return PurePosixPath(unquote(urlsplit(url).path.rpartition("/")[2]))
    except ValueError:  # not a URL; the request will report that
        return PurePosixPath()
