"""Save the files of a request in the task's own folder; the request keeps their names in place of their content, which
can be large.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from attrs import define, field

from ...file_formats import format_of
from ...spec.reading import Json
from ...spec.shapes import MODEL, Shape
from ..contract import Refused
from ..folders import private_file
from ..inputs import bring
from ..settings import Settings
from .siblings import embed_siblings
from .tasks import SUCCEEDED, Task

ANY = "any"
"""The value of ``x-task-input`` that means all kinds of task."""


class NoSuchTask(Exception):
    """A request names a task that does not exist or has the wrong kind."""


FindTask = Callable[[str], Task | None]


@define
class Sources:
    """Saves the files of one request in a folder."""

    request: Json
    """The request without its files; pictures that are shown again keep their names."""
    folder: Path
    settings: Settings
    inputs: list[str] = field(factory=list[str])
    """Names of the input files of the task."""
    references: list[str] = field(factory=list[str])
    """Names of the pictures that answers show again."""

    async def bring(self, shape: Shape, find: FindTask, files: Path) -> None:
        """Save all files; raises Refused and NoSuchTask."""
        named = [name for name in shape.tasks() if name in self.request]
        for name in named:
            await self._take(source_files(name, find(self.request[name]), shape.tasks()[name], self._now(), files))
        for name, types in shape.sources().items():
            given = self.request.pop(name, None)
            if given is not None and not named:  # a task takes precedence over a file
                for where, url in _numbered(name, given):
                    self.inputs.append(f"input_{len(self.inputs)}")
                    await self._fetch(where, url, self.inputs[-1], types)
        for name, types in shape.references().items():
            if name in self.request:
                self.request[name] = await self._kept(name, self.request[name], types)

    def _now(self) -> float:
        return self.settings.clock.now()

    async def _take(self, paths: list[Path]) -> None:
        for path in paths:
            self.inputs.append(f"input_{len(self.inputs)}")
            await asyncio.to_thread(shutil.copyfile, path, private_file(self.folder / self.inputs[-1]))

    async def _fetch(self, where: str, url: str, name: str, types: list[str]) -> None:
        beginning = await bring(where, url, self.folder / name, self.settings)
        if MODEL not in types:
            _require_picture(where, beginning, types)
        elif url[:5].lower() != "data:":
            await embed_siblings(where, url, self.folder / name, self.settings)

    async def _kept(self, name: str, given: Any, types: list[str]) -> Any:
        """Save pictures that only answers show again, to free their memory; keep URLs unchanged."""
        if isinstance(given, list):
            return [await self._kept(where, url, types) for where, url in _numbered(name, cast("list[str]", given))]
        if not given.startswith("data:"):
            return given
        self.references.append(f"reference_{len(self.references)}")
        _require_picture(name, await bring(name, given, self.folder / self.references[-1], self.settings), types)
        return self.references[-1]


def source_files(name: str, task: Task | None, kinds: list[str], now: float, folder: Path) -> list[Path]:
    """Return the files of a task that is the input of another: its GLB, or its pictures; raises Refused and
    NoSuchTask.
    """
    if kinds != [ANY] and (task is None or task.kind not in kinds):
        raise NoSuchTask(f"{name} must name a {' or '.join(kinds)} task")
    if task is None or task.status(now) != SUCCEEDED or task.outcome is None:
        raise Refused(f"invalid input task: {name} must refer to a succeeded task")
    files = task.outcome.files
    names = [files["model_urls"]["glb"]] if "glb" in files.get("model_urls", {}) else files.get("image_urls")
    if not names:
        raise Refused("invalid input task: it has no GLB")
    return [folder / task.id / each for each in names]


def _numbered(name: str, given: str | list[str]) -> list[tuple[str, str]]:
    return [(name, given)] if isinstance(given, str) else [(f"{name}[{n}]", url) for n, url in enumerate(given)]


def _require_picture(field: str, beginning: bytes, types: list[str]) -> None:
    kind = format_of(beginning)
    if kind is None or kind.media_type not in types:
        found = f"; by its content it is {kind.name}" if kind else ""
        raise Refused(f"{field}: invalid image format, only .jpg, .jpeg and .png are supported{found}")
