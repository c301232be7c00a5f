"""The kinds of task, one job each on one core, as the worker of the emulator runs it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ..measuring import Sample, measured
from ..rows import Budget, Contender, Row

EVERY = ["glb", "obj", "fbx", "stl", "usdz", "3mf"]
MOST = 600e6
"""Bytes of memory that a job may take."""
_folders: list[tempfile.TemporaryDirectory[str]] = []
"""Folders of sources, removed when the program ends."""


@dataclass(frozen=True)
class Job:
    """A kind of task, what it is made of, and how long it may take."""

    kind: str
    source: str
    """A function below."""
    seconds: float | None = None
    request: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""


JOBS = (
    Job("convert", "model", 3.0, {"target_formats": EVERY}, "six formats"),
    Job("print-analyze", "model", 3.0),
    Job("retexture", "model", 3.0, {"text_style_prompt": "navy and gold", "target_formats": ["glb"]}, "by words, GLB"),
    Job("uv-unwrap", "model", 10.0),
    Job("remesh", "model", 6.0, {"target_polycount": 30_000, "target_formats": ["glb"]}, "30,000 triangles, GLB"),
    Job("print-repair", "model", 6.0),
    Job("print-multi-color", "model", 6.0),
    Job("print-split", "model", 6.0, {"mode": "by_height"}),
    Job("rigging", "figure", 6.0, {"height_meters": 1.7}, "with two clips"),
    Job("creative-lab-figure-build", "design", 6.0),
    Job("creative-lab-brick-figure-build", "design", 6.0),
    Job("creative-lab-keychain-build", "design", 6.0),
    Job("text-to-image", "nothing", None, {"prompt": "a red mug"}),
)


def make(size: int, kind: str, inputs: list[str], request: dict[str, Any]) -> Sample:
    """Make the result of one task; the imports of the kind are not counted, as the worker has done them before."""
    from helpers.making import made
    from meshwright.engine.tasks import maker

    maker(kind).load(request)
    with tempfile.TemporaryDirectory() as folder, measured() as found:
        made(kind, [Path(path) for path in inputs], Path(folder), **request)
    return found


@cache
def model() -> list[str]:
    """Make a textured model of 30,000 triangles of a drawn mug."""
    from helpers.engine.pictures import save
    from helpers.making import made

    folder = _folder()
    made("image-to-3d", [save("mug", folder / "mug.png", side=1024)], folder / "made", target_formats=["glb"])
    return [str(folder / "made/model.glb")]


@cache
def figure() -> list[str]:
    """Make a textured model of a drawn figure."""
    from helpers.engine.moving import drawn_model

    return [str(drawn_model("t-pose", _folder()))]


@cache
def design() -> list[str]:
    """Draw a duck, as a prototype does."""
    from helpers.engine.pictures import save

    return [str(save("duck", _folder() / "duck.png", side=1024))]


def nothing() -> list[str]:
    """Return no input."""
    return []


def _folder() -> Path:
    folder = tempfile.TemporaryDirectory()
    _folders.append(folder)
    return Path(folder.name)


SOURCES = {"model": model, "figure": figure, "design": design, "nothing": nothing}


def _row(job: Job) -> Row:
    @contextmanager
    def service(size: int) -> Iterator[dict[str, Any]]:
        yield {"inputs": SOURCES[job.source]()}

    words = f", {job.words}" if job.words else ""
    return Row(
        name=job.kind.removeprefix("creative-lab-"),
        title=f"Kind of task: {job.kind}{words}",
        rounds=2,
        quick=int(job.kind in ("convert", "remesh")),
        smoke=1 if job.source == "nothing" else None,
        service=service,
        contenders=(Contender("ours", make, "main", "ours", {"kind": job.kind, "request": dict(job.request)}),),
        budgets=() if job.seconds is None else (Budget("cpu", job.seconds), Budget("peak", MOST)),
        note="The input is a textured model of 30,000 triangles, a drawn figure or a drawn picture. The row has no "
        "peer: programs on a CPU do parts of it only.",
    )


ROWS = tuple(map(_row, JOBS))
