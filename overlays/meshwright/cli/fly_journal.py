"""The journal of ``flighthub fly``: a JSON file in the output folder that names what was done, so that a rerun goes on.

Each step that moves an aircraft or costs something is written down before it is sent. The name of the flight is unique,
so that a flight whose answer was lost is found in the list by its name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .. import system
from ..errors import InputError

FILE = ".meshwright-fly.json"


@dataclass
class Journal:
    """The steps that one run, or several of the same line, have done."""

    line: list[str]
    """The address, the project, the route and the dock."""
    route: str = ""
    name: str = ""
    """The unique name of the flight; it is being created, or was."""
    sent_at: float = 0.0
    """When the flight was sent, by this machine's clock."""
    flight: str = ""
    resource: str = ""
    starting: bool = False
    """Whether a start was sent whose models are not known."""
    models: dict[str, str] | None = None
    """The uuids of the models by kind."""


@contextmanager
def opened(folder: Path, line: list[str], *, again: bool) -> Generator[tuple[Journal, Any]]:
    """Yield the journal of a folder and the function that writes it; it is locked against other runs.

    Raises InputError for a folder of another line, or one that is in use.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    with path.open("a+b") as file:
        if system.try_lock(file.fileno()) is False:
            raise InputError("--output", f"{folder} is in use: the same command is running")
        file.seek(0)
        found = _read(path, file.read(), line, again=again)

        def write() -> None:
            file.truncate(0)
            file.write(json.dumps(asdict(found), indent=1).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

        yield found, write


def _read(path: Path, content: bytes, line: list[str], *, again: bool) -> Journal:
    if again or not content.strip():
        return Journal(line)
    try:
        found = Journal(**json.loads(content))
    except (ValueError, TypeError):
        raise InputError("--output", f"{path} is damaged; --again begins a new flight") from None
    if found.line != line:
        raise InputError("--output", f"{path} is of another flight ({' '.join(found.line)}); name another folder")
    return found
