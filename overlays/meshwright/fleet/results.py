"""Where the files of an item go: a folder, or a bucket. Either way a file is there whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from attrs import evolve, frozen

from ..errors import ConfigurationError, ResultNotReady
from ..tasks.handles import AsyncTaskHandle

DESCRIPTION = "task.json"
"""The file for a task that has no files of its own, such as a measurement."""


class Results(Protocol):
    """A place for the files of all items."""

    def check(self) -> None:
        """Raise ConfigurationError if nothing can be written there; called before anything is bought."""
        ...

    async def fetch(self, name: str, handles: Sequence[AsyncTaskHandle[Any]]) -> list[str]:
        """Fetch the files of an item's tasks, any number of times; return where they are."""
        ...

    def read(self, place: str) -> bytes:
        """Return the content of a file that was fetched; raises OSError."""
        ...


@frozen
class FolderResults:
    """Results in a folder: one folder an item, and in it one folder a task of a chain."""

    root: Path

    def check(self) -> None:
        """Raise ConfigurationError if the folder cannot be written to."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            probe = self.root / ".meshwright"
            probe.touch()
            probe.unlink(missing_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"the results cannot be written to {self.root}: {error.strerror or error}. Nothing was bought"
            ) from None

    async def fetch(self, name: str, handles: Sequence[AsyncTaskHandle[Any]]) -> list[str]:
        """Fetch the files of an item's tasks."""
        return [str(path) for path in await fetched(self.root / name, handles)]

    def read(self, place: str) -> bytes:
        """Return the content of a file."""
        return Path(place).read_bytes()


async def fetched(folder: Path, handles: Sequence[AsyncTaskHandle[Any]]) -> list[Path]:
    """Fetch the files of a chain of tasks, of the last one first; a single task needs no folder of its own."""
    found: list[Path] = []
    for number, handle in reversed(list(enumerate(handles, 1))):
        into = folder if len(handles) == 1 else folder / f"{number}-{handle.kind.name}"
        plain = AsyncTaskHandle(handle.id, handle.kind, evolve(handle.session, ledger=None))
        try:
            found += await plain.download(into)
        except ResultNotReady:
            found.append(_described(into, await plain.get()))
    return found


def _described(folder: Path, task: Any) -> Path:
    """Write the members of a task that has no file."""
    folder.mkdir(parents=True, exist_ok=True)
    whole, part = folder / DESCRIPTION, folder / f"{DESCRIPTION}.part"
    part.write_text(json.dumps(task.to_dict(), indent=2, ensure_ascii=False) + "\n", "utf-8")
    return part.replace(whole)


def remove(folder: Path) -> None:
    """Remove a folder for partial files."""
    shutil.rmtree(folder, ignore_errors=True)
