"""Save the files of a request in the task's own folder; the request keeps their names in place of their content, which
can be large.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Collection
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
from .model_limits import check_model
from .picture_limits import check_picture
from .siblings import embed_siblings
from .source_tasks import FindTask, TaskRules, files_of, inherited, require, require_items, source_task


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

    preceding: list[Json] = field(factory=list["Json"])
    """Kind and request of the tasks that the request names."""

    async def bring(
        self, shape: Shape, rules: TaskRules, find: FindTask, files: Path, effective: Collection[str] = ()
    ) -> None:
        """Save all files; raises Refused and NoSuchTask.

        Pictures of ``effective`` parameters, which answers show again, are inputs too, after the others.
        """
        named = [name for name in shape.tasks() if name in self.request]
        for name in named:
            kinds = shape.tasks()[name]
            task = source_task(name, shape.taken[name], find(self.request[name]), self._now())
            require(rules.get(name, ()), self.request, task, find)
            require_items(shape.taken, self.request, task)
            await self._take(files_of(task, kinds, files))
            await self._check(name, shape.taken[name])
            self.request |= inherited(shape, self.request, task)
            self.preceding.append({"kind": task.kind, "request": task.request})
        for name, types in shape.sources().items():
            given = self.request.pop(name, None)
            if given is not None and not _gives_way(shape.taken[name], named):
                for where, url in _numbered(name, given):
                    self.inputs.append(f"input_{len(self.inputs)}")
                    await self._fetch(where, url, self.inputs[-1], types)
                    await self._check(where, shape.taken[name])
        for name, types in shape.references().items():
            if name in self.request:
                self.request[name] = await self._kept(name, self.request[name], types)
                if name in effective:
                    await self._guide(name, self.request[name], types)

    def _now(self) -> float:
        return self.settings.clock.now()

    async def _check(self, where: str, parameter: Json) -> None:
        """Refuse the input that was saved last if the spec's limits forbid it."""
        check = check_picture if "x-least-side" in parameter else check_model
        await asyncio.to_thread(check, where, parameter, self.folder / self.inputs[-1])

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

    async def _guide(self, name: str, kept: Any, types: list[str]) -> None:
        """Add pictures that answers show again to the inputs, after fetching those at URLs."""
        for where, each in _numbered(name, kept):
            if each not in self.references:
                await self._fetch(where, each, f"input_{len(self.inputs)}", types)
            self.inputs.append(each if each in self.references else f"input_{len(self.inputs)}")


def _gives_way(parameter: Json, named: list[str]) -> bool:
    """Return whether a task that the request names takes the place of a file: the file then has no effect."""
    return any(parameter.get("x-effect-when") == {"not": {"required": [name]}} for name in named)


def _numbered(name: str, given: str | list[str]) -> list[tuple[str, str]]:
    return [(name, given)] if isinstance(given, str) else [(f"{name}[{n}]", url) for n, url in enumerate(given)]


def _require_picture(field: str, beginning: bytes, types: list[str]) -> None:
    kind = format_of(beginning)
    if kind is None or kind.media_type not in types:
        found = f"; by its content it is {kind.name}" if kind else ""
        taken = ".jpg, .jpeg, .png and .webp" if "image/webp" in types else ".jpg, .jpeg and .png"
        raise Refused(f"{field}: invalid image format, only {taken} are supported{found}")
