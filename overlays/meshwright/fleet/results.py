"""Where the files of an item go: a folder, or a bucket. Either way a file is there whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from attrs import frozen

from ..errors import ConfigurationError

Fetch = Callable[[Path], Awaitable[list[Path]]]
"""Fetches files into a folder, any number of times, and returns them."""


class Results(Protocol):
    """A place for the files of all items."""

    def check(self) -> None:
        """Raise ConfigurationError if nothing can be written there; called before anything is bought."""
        ...

    async def store(self, name: str, fetch: Fetch) -> list[str]:
        """Fetch the files of an item, any number of times; return where they are."""
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

    async def store(self, name: str, fetch: Fetch) -> list[str]:
        """Fetch the files of an item."""
        return [str(path) for path in await fetch(self.root / name)]

    def read(self, place: str) -> bytes:
        """Return the content of a file."""
        return Path(place).read_bytes()


def remove(folder: Path) -> None:
    """Remove a folder for partial files."""
    shutil.rmtree(folder, ignore_errors=True)
