"""Measure the rest pose of an FBX scene in its own units: what its models show, of every instance.

Unconnected and hidden models do not count; notes name them, and models with the same name.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import define, field

from ..errors import EngineError
from .box import Box
from .fbx_connections import Key
from .fbx_geometry import Geometry, read_geometry, shows_something
from .fbx_scene import FbxScene
from .fbx_skin import skinned_points
from .fbx_transforms import Transforms
from .fbx_visibility import Visibility
from .model import Progress

# Some 40 s of work; a small hostile file may ask for thousands of instances of one large mesh.
MOST_VISITS = 1_000_000_000
_MOST_NAMES = 3


@define
class Shown:
    """Which models show which geometries, and the models that were left out."""

    users: dict[Key, list[Key]] = field(factory=dict)
    hidden: dict[Key, list[Key]] = field(factory=dict)
    loose: list[Key] = field(factory=list)


def measure_scene(scene: FbxScene, transforms: Transforms, notes: list[str], progress: Progress) -> Box:
    """Return the box of all that the scene shows; of the hidden models where it shows nothing else."""
    shown = find_shown(scene)
    if shown.loose:
        names = _names(scene, shown.loose)
        if not (shown.users or shown.hidden):
            for model in shown.loose:
                scene.top(model)  # raises an error for a cycle of models
            raise EngineError(f"No mesh of the FBX file is connected to the root of its scene. Not connected: {names}.")
        notes.append(f"Not part of the scene, and neither measured nor resized: {names}. Some viewers show them.")
    doubled = [key for key in shown.users if scene.table.namesakes.get(key)]
    if doubled:
        notes.append(
            f"Several models are called {_names(scene, doubled)}. FBX 6 tells models apart by name, so those of one "
            "name were measured where the first of them stands; a program that keeps them apart may show another size."
        )
    box = _measure(scene, transforms, shown.users, notes, progress)
    hidden = _names(scene, [model for models in shown.hidden.values() for model in models])
    if hidden and not box.is_empty:
        notes.append(f"Hidden, and left out of the measured size: {hidden}.")
    elif hidden:
        notes.append(f"All models are hidden; they were measured as if they were not: {hidden}.")
        box = _measure(scene, transforms, shown.hidden, notes, progress)
    return box


def find_shown(scene: FbxScene) -> Shown:
    """Return which models show which geometries."""
    shown = Shown()
    visibility = Visibility(scene)
    for model in scene.models:
        geometries = _geometries(scene, model)
        if not geometries:
            continue
        if model not in scene.placed:
            shown.loose.append(model)
            continue
        users = shown.hidden if visibility.is_hidden(model) else shown.users
        for geometry in geometries:
            users.setdefault(geometry, []).append(model)
    return shown


def _geometries(scene: FbxScene, model: Key) -> list[Key]:
    """List what a model shows; before FBX 7 it may be its own geometry, and that of others of its name."""
    same = (model, *scene.table.namesakes.get(model, ()))
    return [key for key in (*same, *scene.attached(model, "Geometry")) if shows_something(scene, key)]


def _measure(
    scene: FbxScene, transforms: Transforms, users: dict[Key, list[Key]], notes: list[str], progress: Progress
) -> Box:
    box = Box()
    visits = 0
    for done, (key, models) in enumerate(users.items()):
        geometry = read_geometry(scene, key, notes)
        if geometry is not None:
            visits += geometry.cost * len(models)
            if visits > MOST_VISITS:
                raise EngineError(
                    f"The scene shows more than {MOST_VISITS} vertices, counting every copy.", code="timeout"
                )
            for model in models:
                _add(box, scene, transforms, key, model, geometry, notes)
        progress((done + 1) / len(users))
    return box


def _add(
    box: Box,
    scene: FbxScene,
    transforms: Transforms,
    key: Key,
    model: Key,
    geometry: Geometry,
    notes: list[str],
) -> None:
    moved = skinned_points(scene, transforms, key, model, geometry.points, notes)
    matrix = np.eye(4) if moved is not None else transforms.world(model) @ transforms.geometry(model)
    for points in geometry.visible_points(geometry.points if moved is None else moved, notes):
        box.add_moved(matrix, points)


def _names(scene: FbxScene, models: Sequence[Key]) -> str:
    names = [repr(scene.readable_name(model)) for model in dict.fromkeys(models)]
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
