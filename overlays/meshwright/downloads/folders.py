"""The target folder of downloads, and a record of the files that we wrote to it: no other file is ever replaced.

Downloads are recorded in the folder itself, in ``.meshwright.jsonl``, one line of JSON per file: the task, the name,
the size and the SHA-256. So a second download of a task fetches the missing files and overwrites nothing, even if the
folder was moved, and a file that was edited since is no longer ours. Malformed lines are ignored.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any

from attrs import define, field, frozen

from ..errors import DownloadFailed, FolderInUse
from ..file_formats import PICTURE_SUFFIXES
from .names import is_portable, model_name, numbered
from .partial import PartialFile, content_of, opened

RECORD = ".meshwright.jsonl"
LARGEST_RECORD = 2**24
OUR_NAMES = re.compile(
    r"model\.\w+|pre_remeshed\.glb|(alpha_)?thumbnail(_.*)?\.\w+|(\d+_)?texture_\d.*\.\w+", re.IGNORECASE
)
"""Possible names of a task's files."""


FOREIGN = "was not fetched for this task, or was changed since"


def in_use(folder: Path, files: Mapping[str, str]) -> FolderInUse:
    """Return the error for files that would be overwritten; ``files`` maps names to owners."""
    shown = ", ".join(f"{name} {whose}" for name, whose in islice(files.items(), 3))
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return FolderInUse(
        f"{folder} is in use: {shown}{more}. Nothing was overwritten; "
        "name another folder, one for each task, or overwrite the files (overwrite=True, --overwrite)",
        missing=files,
    )


@frozen
class Entry:
    """The record of one file."""

    task: str
    name: str
    asked: str
    """The name before its suffix was adapted to the content."""
    size: int
    sha256: str


@define
class TargetFolder:
    """The folder for the files of one task; ``shared`` if it may also hold files of other tasks, under other names."""

    path: Path
    task: str
    overwrite: bool = False
    shared: bool = False
    _taken: dict[str, str] = field(factory=dict[str, str])
    """File for each name in lower case, as some file systems ignore case."""

    def check(self, names: Iterable[str] = ()) -> None:
        """Raise FolderInUse if files with these names would be replaced, or the folder holds files of another task."""
        wanted = list(names)
        self._taken |= {name.casefold(): name for name in wanted}
        if found := self._in_the_way(wanted, self._entries()):
            raise in_use(self.path, found)

    def _in_the_way(self, names: Iterable[str], entries: dict[str, Entry]) -> dict[str, str]:
        """Return the files that prevent the download, with their owners."""
        if self.overwrite:
            return {}
        others = [] if self.shared else [each for each in entries.values() if each.task != self.task]
        found = {each.name: f"is of task {each.task}" for each in others if os.path.lexists(self.path / each.name)}
        for name in names:
            if name not in found and os.path.lexists(self.path / name) and not self._is_ours(entries, name):
                found[name] = FOREIGN
        return found

    def check_unused(self, formats: Collection[str] | None = None) -> None:
        """Raise FolderInUse if the files of a task may replace others: with ``formats`` these models, else every file
        that has the name of a task's file. For a task that is not bought yet or has not ended.
        """
        if formats:
            self.check(map(model_name, formats))
        else:
            try:
                self.check(sorted(each.name for each in self.path.iterdir() if _may_be_ours(each)))
            except FileNotFoundError:
                return

    def kept(self, name: str, max_bytes: int | None = None) -> Path | None:
        """Return the path of an unchanged file of this task in the folder; None if there is none."""
        entries = self._entries()
        found = next((each for each in entries.values() if each.asked == name and each.task == self.task), None)
        if found is None or (max_bytes is not None and found.size > max_bytes):
            return None
        return self.path / found.name if self._is_ours(entries, found.name) else None

    def place(self, part: PartialFile, suffix: str | None = None) -> Path:
        """Rename a complete file to its final name, with the suffix of its content; raises FolderInUse."""
        asked = part.target.name
        name = asked if suffix is None else self._unused(f"{part.target.stem}{suffix}", asked)
        path = self.path / name
        entries = self._entries()
        if found := self._in_the_way([name], entries):  # one may have been created during the download
            part.restart()
            raise in_use(self.path, found)
        part.stream.seek(0)
        entry = Entry(self.task, name, asked, part.size, _digest(part.stream))
        if entries.get(name.casefold()) != entry:
            self._append(entry)  # before the rename, so that a file is recorded even after a crash
        part.finish(path)
        return path

    def _unused(self, name: str, asked: str) -> str:
        """Return the name, numbered if another file of the task has it. Several threads may call this at once."""
        return next(each for each in numbered(name) if self._taken.setdefault(each.casefold(), asked) == asked)

    def _is_ours(self, entries: dict[str, Entry], name: str) -> bool:
        """Return whether a file was fetched for this task and not changed since."""
        entry = entries.get(name.casefold())
        if entry is None or entry.task != self.task:
            return False
        try:
            with opened(self.path / name, os.O_RDONLY, "rb") as file:
                found = os.fstat(file.fileno())
                return stat.S_ISREG(found.st_mode) and found.st_size == entry.size and _digest(file) == entry.sha256
        except OSError:
            return False

    def _entries(self) -> dict[str, Entry]:
        """Return the last entry of each file, by its name in lower case."""
        return {entry.name.casefold(): entry for entry in _parsed(content_of(self.path / RECORD, LARGEST_RECORD))}

    def _append(self, entry: Entry) -> None:
        """Record a file, in a single write, as several processes may use the folder."""
        members = {"task": entry.task, "name": entry.name, "size": entry.size, "sha256": entry.sha256}
        if entry.asked != entry.name:
            members["asked"] = entry.asked
        line = json.dumps(members).encode() + b"\n"
        path = self.path / RECORD
        try:
            with opened(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, "r+b") as file:
                if size := os.fstat(file.fileno()).st_size:
                    file.seek(size - 1)
                    line = line if file.read(1) == b"\n" else b"\n" + line  # after a truncated line
                file.write(line)
        except OSError as error:
            raise DownloadFailed(
                f"{path}, the record of the files there, cannot be written: {error.strerror or error}; "
                "move it away, or name another folder"
            ) from error


def _may_be_ours(path: Path) -> bool:
    """Return whether a file has the name of a task's file; ``model.jpg`` does not, it is a picture of the user."""
    return bool(OUR_NAMES.fullmatch(path.name)) and not (path.stem == "model" and path.suffix in PICTURE_SUFFIXES)


def _parsed(content: bytes) -> Iterator[Entry]:
    for line in content.splitlines():
        try:
            found: dict[str, Any] = json.loads(line)
            name, asked = found["name"], found.get("asked", found["name"])
            entry = Entry(found["task"], name, asked, found["size"], found["sha256"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
        if all(isinstance(each, str) for each in (entry.task, name, asked)) and is_portable(name):
            yield entry


def _digest(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file does
