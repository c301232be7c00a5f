"""Meshes for tests of 3D printing: sound ones, and one for each way in which a mesh can be broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import trimesh

_trimesh: Any = trimesh


def ball(radius: float = 1.0, middle: tuple[float, float, float] = (0, 0, 0), rounds: int = 3) -> Any:
    """Return a sphere."""
    return _trimesh.creation.icosphere(rounds, radius=radius).apply_translation(middle)


def box(*extents: float, middle: tuple[float, float, float] = (0, 0, 0)) -> Any:
    """Return a cuboid."""
    return _trimesh.creation.box(extents).apply_translation(middle)


def together(*meshes: Any) -> Any:
    """Return meshes as one, vertices at one position merged."""
    whole = _trimesh.util.concatenate(meshes)
    whole.merge_vertices()
    return whole


def _without(mesh: Any, gone: Any) -> Any:
    mesh.update_faces(~gone)
    return mesh


def _flipped() -> Any:
    mesh = ball()
    faces = np.array(mesh.faces)
    faces[::3] = faces[::3, ::-1]
    return _trimesh.Trimesh(mesh.vertices, faces, process=False)


def _inverted(mesh: Any) -> Any:
    mesh.invert()
    return mesh


def _tube() -> Any:
    """A closed tube along a figure of eight, which passes through itself."""
    steps, sides = 120, 16
    along, around = (np.linspace(0, 2 * np.pi, count, endpoint=False) for count in (steps, sides))
    path = np.stack([np.sin(along), 0.8 * np.sin(2 * along), 0.05 * np.cos(3 * along)], 1)
    ahead = np.roll(path, -1, 0) - np.roll(path, 1, 0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    side = np.cross(ahead, [0, 0, 1.0])
    up = np.cross(side, ahead)
    rings = np.cos(around)[None, :, None] * side[:, None] + np.sin(around)[None, :, None] * up[:, None]
    a, b = np.divmod(np.arange(steps * sides), sides)
    at = [(a + i) % steps * sides + (b + j) % sides for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))]
    faces = np.concatenate([np.stack(at[:3], 1), np.stack([at[0], at[2], at[3]], 1)])
    return _trimesh.Trimesh((path[:, None] + 0.15 * rings).reshape(-1, 3), faces, process=False)


def _strip() -> Any:
    """A surface with one side."""
    steps = 60
    turn = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    edges = [
        np.stack(
            [
                (1 + w * np.cos(turn / 2)) * np.cos(turn),
                w * np.sin(turn / 2),
                (1 + w * np.cos(turn / 2)) * np.sin(turn),
            ],
            1,
        )
        for w in (-0.3, 0.3)
    ]
    here, number = np.stack([np.arange(steps), np.arange(steps) + steps], 1), np.arange(steps)
    there = here[(number + 1) % steps]
    there[-1] = there[-1, ::-1]
    faces = np.concatenate(
        [np.stack([here[:, 0], here[:, 1], there[:, 1]], 1), np.stack([here[:, 0], there[:, 1], there[:, 0]], 1)]
    )
    return _trimesh.Trimesh(np.concatenate(edges), faces, process=False)


def _soup() -> Any:
    points = np.random.default_rng(0).normal(size=(150, 3))
    return _trimesh.Trimesh(points, np.arange(150).reshape(-1, 3), process=False)


def _sheet(width: float, height: float) -> Any:
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * [width / 2, height / 2, 0]
    return _trimesh.Trimesh(corners, [[0, 1, 2], [0, 2, 3]], process=False)


def _holey() -> Any:
    mesh = ball()
    return _without(mesh, (mesh.triangles_center[:, 1] > 0.8) | (np.arange(len(mesh.faces)) % 97 == 0))


SOUND: dict[str, Callable[[], Any]] = {
    "ball": ball,
    "cavity": lambda: together(ball(), _inverted(ball(0.5))),
    "self-intersecting": _tube,
    "snowman": lambda: together(ball(0.5), ball(0.35, (0, 0.65, 0)), ball(0.22, (0, 1.1, 0))),
    "plate": lambda: box(1, 1, 0.003),
}
"""Closed ones; bodies may overlap, walls may be thin."""
BROKEN: dict[str, Callable[[], Any]] = {
    "holes": _holey,
    "flipped faces": _flipped,
    "inside out": lambda: _inverted(ball()),
    "shared edge": lambda: together(box(1, 1, 1), box(1, 1, 1, middle=(1, 1, 0))),
    "sheet": lambda: _sheet(1, 1),
    "fins": lambda: together(ball(0.8), _sheet(3, 1)),
    "one side": _strip,
    "soup": _soup,
}


def saved(folder: Path, mesh: Any, kind: str = "glb") -> Path:
    """Write a mesh into a folder."""
    path = folder / f"source.{kind}"
    mesh.export(path)
    return path


def read(path: Path) -> Any:
    """Return a file as trimesh reads it, vertices at one position merged, and scenes as one mesh."""
    mesh = _trimesh.load(path, force="mesh")
    mesh.merge_vertices(merge_tex=True, merge_norm=True)
    return mesh
