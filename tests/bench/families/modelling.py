"""The engine behind the emulator: huge models to a real size beside trimesh, pictures to models by themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..measuring import Sample, measured
from ..rows import Budget, Contender, Growth, Row

FACES = 30_000


@contextmanager
def model(kind: str, size: int) -> Iterator[dict[str, Any]]:
    """Make a model of so many megabytes."""
    from ..resize import model as made

    with made(kind, size) as met:
        yield dict(met)


def ours(size: int, source: str) -> Sample:
    """Resize it with the engine."""
    from ..resize import ours as resize

    return resize(source)


def trimesh(size: int, source: str) -> Sample:
    """Do the same with trimesh."""
    from ..resize import trimesh as resize

    return resize(source)


@contextmanager
def pictures(views: int) -> Iterator[dict[str, Any]]:
    """Draw a mug, or a duck from so many sides; with 0 a small mug."""
    from helpers.engine.pictures import save

    names = ["mug"] if views <= 1 else ["duck"] * views
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.png") for number in range(len(names))]
        paths = [save(name, file, side=1024 if views else 64) for name, file in zip(names, files, strict=True)]
        yield {"paths": [str(path) for path in paths], "faces": FACES if views else 100}


def image_to_3d(size: int, paths: list[str], faces: int) -> Sample:
    """Make a textured model of them, with all files, on one core."""
    from meshwright.engine.modelling.image_to_3d import ImageTo3DOptions
    from meshwright.engine.modelling.image_to_3d import image_to_3d as make

    with tempfile.TemporaryDirectory() as folder, measured() as found:
        result = make([Path(path) for path in paths], Path(folder), ImageTo3DOptions(target_polycount=faces))
    return {**found, "faces": result.faces}


def _resize(kind: str, title: str, megabytes: int, budgets: tuple[Budget, ...], growth: Growth | None = None) -> Row:
    return Row(
        name=f"resize-{kind}",
        title=title,
        size=megabytes,
        smoke=2,
        rounds=2,
        service=lambda size: model(kind, size),
        contenders=(
            Contender("ours", ours, "engine", "ours"),
            Contender("trimesh", trimesh, "engine", rounds=1),
        ),
        budgets=budgets,
        growth=growth,
        note="Memory counts the pages of the file that are mapped. Loading and saving with trimesh loses animations, "
        "skins and most extensions; ours keeps every byte that needs no change.",
    )


def _pictures(name: str, title: str, views: int) -> Row:
    return Row(
        name=name,
        title=title,
        size=views,
        smoke=0 if views == 1 else None,
        rounds=2,
        service=pictures,
        contenders=(Contender("ours", image_to_3d, "engine", "ours"),),
        budgets=(Budget("cpu", 4.0),),
        note="1,024 px, 30,000 faces, every file format. The row has no peer: libraries on a CPU do parts of it only.",
    )


TIME, MEMORY = "cpu", "memory"
ROWS = (
    _resize(
        "glb",
        "Resize a textured GLB of 500 MB",
        500,
        (Budget(TIME, 0.15, of="trimesh"), Budget(MEMORY, 150e6)),
        Growth("megabytes", (5, 50, 500)),
    ),
    _resize("stl", "Resize a binary STL of 400 MB", 400, (Budget(TIME, 0.1, of="trimesh"),)),
    _resize(
        "obj",
        "Resize an OBJ of 294 MB",
        294,
        (Budget(TIME, 0.5, of="trimesh"), Budget(MEMORY, 150e6)),
        Growth("megabytes", (3, 30, 294)),
    ),
    _pictures("image-to-3d-1", "One picture to a textured model", 1),
    _pictures("image-to-3d-4", "Four pictures to a textured model", 4),
)
