"""The folder that files are fetched into, and which of its files are ours: nothing else there is ever replaced.

What was fetched is written down in the folder itself, one line of JSON a file in ``.meshwright.jsonl``: the task, the
name, the size and the SHA-256. So fetching a task again brings what is missing and is not an overwrite, wherever the
folder was moved to, and a file that was edited since is not ours any more. Lines that cannot be read count as none.
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
"""What the files of any task may be called."""


FOREIGN = "was not fetched for this task, or was changed since"


def in_use(folder: Path, files: Mapping[str, str]) -> FolderInUse:
    """Return the error for files that would be overwritten; ``files`` says by name whose they are."""
    shown = ", ".join(f"{name} {whose}" for name, whose in islice(files.items(), 3))
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return FolderInUse(
        f"{folder} is in use: {shown}{more}. Nothing was overwritten; "
        "name another folder, one for each task, or overwrite the files (overwrite=True, --overwrite)",
        missing=files,
    )


@frozen
class Entry:
    """What was written down of one file."""

    task: str
    name: str
    asked: str
    """The name before its suffix followed its content."""
    size: int
    sha256: str


@define
class TargetFolder:
    """Where the files of one task go; ``shared`` if files of other tasks may lie there under names of their own."""

    path: Path
    task: str
    overwrite: bool = False
    shared: bool = False
    _taken: dict[str, str] = field(factory=dict[str, str])
    """Names in lower case, each with the file that it is for; not every file system tells A from a."""

    def check(self, names: Iterable[str] = ()) -> None:
        """Raise FolderInUse if files under these names, or of another task, would be replaced or mixed with."""
        wanted = list(names)
        self._taken |= {name.casefold(): name for name in wanted}
        if found := self._in_the_way(wanted, self._entries()):
            raise in_use(self.path, found)

    def _in_the_way(self, names: Iterable[str], entries: dict[str, Entry]) -> dict[str, str]:
        """Return the files that must not be replaced or mixed with, and whose they are."""
        if self.overwrite:
            return {}
        others = [] if self.shared else [each for each in entries.values() if each.task != self.task]
        found = {each.name: f"is of task {each.task}" for each in others if os.path.lexists(self.path / each.name)}
        for name in names:
            if name not in found and os.path.lexists(self.path / name) and not self._is_ours(entries, name):
                found[name] = FOREIGN
        return found

    def check_unused(self, formats: Collection[str] | None = None) -> None:
        """Raise FolderInUse if what a task may bring would replace something: with ``formats`` these models, else
        everything that is called like a file of a task. For what is not bought yet, or has not ended.
        """
        if formats:
            self.check(map(model_name, formats))
        else:
            try:
                self.check(sorted(each.name for each in self.path.iterdir() if _may_be_ours(each)))
            except FileNotFoundError:
                return

    def kept(self, name: str, max_bytes: int | None = None) -> Path | None:
        """Return the path of a file of this task that is here already, unchanged; None if there is none."""
        entries = self._entries()
        found = next((each for each in entries.values() if each.asked == name and each.task == self.task), None)
        if found is None or (max_bytes is not None and found.size > max_bytes):
            return None
        return self.path / found.name if self._is_ours(entries, found.name) else None

    def place(self, part: PartialFile, suffix: str | None = None) -> Path:
        """Give a file that has arrived its name, with the suffix that fits it; raises FolderInUse."""
        asked = part.target.name
        name = asked if suffix is None else self._unused(f"{part.target.stem}{suffix}", asked)
        path = self.path / name
        entries = self._entries()
        if found := self._in_the_way([name], entries):  # it may have come meanwhile
            part.restart()
            raise in_use(self.path, found)
        part.stream.seek(0)
        entry = Entry(self.task, name, asked, part.size, _digest(part.stream))
        if entries.get(name.casefold()) != entry:
            self._append(entry)  # first, so that a crash here leaves a file that is known
        part.finish(path)
        return path

    def _unused(self, name: str, asked: str) -> str:
        """Return the name, numbered if another file of the task has it; several threads may ask at once."""
        return next(each for each in numbered(name) if self._taken.setdefault(each.casefold(), asked) == asked)

    def _is_ours(self, entries: dict[str, Entry], name: str) -> bool:
        """Return whether a file is one that was fetched for this task and was not changed since."""
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
        """Write down a file, in one write: several processes may fetch into one folder."""
        members = {"task": entry.task, "name": entry.name, "size": entry.size, "sha256": entry.sha256}
        if entry.asked != entry.name:
            members["asked"] = entry.asked
        line = json.dumps(members).encode() + b"\n"
        path = self.path / RECORD
        try:
            with opened(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, "r+b") as file:
                if size := os.fstat(file.fileno()).st_size:
                    file.seek(size - 1)
                    line = line if file.read(1) == b"\n" else b"\n" + line  # after a line that was cut
                file.write(line)
        except OSError as error:
            raise DownloadFailed(
                f"{path}, which says whose files lie there, cannot be written: {error.strerror or error}; "
                "move it away, or name another folder"
            ) from error


def _may_be_ours(path: Path) -> bool:
    """Return whether a file is called like one of a task; ``model.jpg`` is a picture of the user's."""
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
