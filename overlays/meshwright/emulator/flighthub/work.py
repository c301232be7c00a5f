"""Run a reconstruction as an engine job, from pictures to a zip in the store."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from pathlib import Path
from tempfile import mkstemp

from ..jobs import JobRunner
from .lifecycle import Model, Outcome
from .objects import StoredObject

RESULT = "result"
"""Name of the folder of the engine's files."""


def linked(pictures: dict[str, Path], folder: Path) -> list[Path]:
    """Link the pictures for a model, so that they outlive their resource."""
    folder.mkdir()
    numbered = enumerate(sorted(pictures.items()))
    return [_link(source, folder / f"{number:05}_{_plain(name)}") for number, (name, source) in numbered]


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in name)[-100:]


def _link(source: Path, target: Path) -> Path:
    try:
        target.hardlink_to(source)
    except OSError:  # the file system has no links
        shutil.copyfile(source, target)
    return target


async def make_zip(
    model: Model, pictures: list[Path], folder: Path, jobs: JobRunner
) -> tuple[Outcome, StoredObject | None]:
    """Make the zip of a model; a failure of its process is returned, not raised."""
    own = jobs.settings.flighthub
    method = "photogrammetry" if own.photogrammetry else "mosaic"
    request = {"kind": model.kind, "parameters": model.parameters, "method": method}
    seconds = own.photogrammetry_seconds if own.photogrammetry else None
    made = await jobs.make("open-model", pictures, request, folder / RESULT, seconds)
    if made.error is not None:
        return Outcome(error=made.error["message"]), None
    stored = await asyncio.to_thread(stored_file, folder / RESULT / made.files["zip"], folder.parent)
    return Outcome(size=stored.size), stored


def stored_file(made: Path, folder: Path) -> StoredObject:
    """Move a file to the objects of the store, which are in ``folder``."""
    _, name = mkstemp(dir=folder, prefix="object-")
    path = Path(shutil.move(made, name))
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False))
    return StoredObject(path, digest.hexdigest(), path.stat().st_size)
