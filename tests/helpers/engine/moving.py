"""Poses of moving figures: as they should be, and as ufbx and three.js find them in FBX files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import frozen
from helpers.engine.judges import MODULES, lines_of_node
from helpers.places import TESTS
from meshwright.engine.mesh import Floats
from meshwright.engine.motion.figure import Figure
from meshwright.engine.motion.posing import FRAMES, Clip
from meshwright.engine.motion.skeleton import NAMES, Skeleton
from meshwright.engine.picturing.figure import standing_figure
from meshwright.engine.tasks import image_to_3d
from PIL import Image
from scipy.spatial.transform import Rotation

SHARES = 0.0, 0.2317, 0.5171, 0.7713, 1.0
"""The moments of a clip that are compared: the poses at these shares of it."""


@frozen(eq=False)
class Moment:
    """A pose: the places of the joints (24, 3), in their order, and of the vertices (n, 3), none without a mesh."""

    joints: Floats
    vertices: Floats


def drawn_model(pose: str, folder: Path) -> Path:
    """Make a textured model of a drawn figure, ``t-pose`` or ``a-pose``."""
    drawn = standing_figure(pose)
    Image.fromarray(np.dstack([drawn.rgb, drawn.alpha])).save(folder / "figure.png")
    image_to_3d.make([folder / "figure.png"], {"target_polycount": 3000, "target_formats": ["glb"]}, folder)
    return folder / "model.glb"


def expected(skeleton: Skeleton, clip: Clip, figure: Figure | None = None) -> list[Moment]:
    """Return the poses of a clip at all moments, those of a figure skinned by numpy."""
    moments = []
    for share in SHARES:
        frame = round(share * (len(clip.times) - 1))
        places, world = skeleton.posed(Rotation.from_quat(clip.turns[frame]).as_matrix(), clip.hips[frame])
        moments.append(Moment(places, skinned(figure, places, world) if figure else np.empty((0, 3))))
    return moments


def skinned(figure: Figure, places: Floats, world: Floats) -> Floats:
    """Return the vertices of a figure whose joints are at places, turned."""
    joints, weights, vertices = figure.binding.joints, figure.binding.weights, figure.model.mesh.vertices
    apart = vertices[:, None] - figure.skeleton.places[joints]
    moved = places[joints] + np.einsum("vkij,vkj->vki", world[joints], apart)
    return np.asarray((weights[..., None] * moved).sum(1))


@frozen(eq=False)
class Seen:
    """The content of a file by a reader: names, the durations and poses of clips, and the raw answer."""

    bones: list[str]
    meshes: list[str]
    durations: dict[str, float]
    clips: dict[str, list[Moment]]
    answer: Any


def seen_by_three(path: Path, rate: int = FRAMES) -> Seen:
    """Return what three.js finds in an FBX or a GLB; its vertices are the corners of its triangles."""
    script = TESTS / "helpers" / "engine" / "three_motion.mjs"
    (found,) = lines_of_node([str(script), str(MODULES), str(rate), json.dumps(SHARES), str(path)])
    return _seen(found)


def seen_by_ufbx(path: Path, rate: int = FRAMES) -> Seen:
    """Return what ufbx finds in an FBX, the vertices in their order; skips the test where it is not installed."""
    pytest.importorskip("ufbx")
    script = TESTS / "helpers" / "engine" / "ufbx_motion.py"
    command = [sys.executable, str(script), str(rate), json.dumps(SHARES), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return _seen(json.loads(done.stdout))


def _seen(found: Any) -> Seen:
    order = [found["bones"].index(name) for name in NAMES]
    clips = {
        name: [
            Moment(np.array(moment["bones"])[order], np.array(moment["vertices"]).reshape(-1, 3))
            for moment in clip["moments"]
        ]
        for name, clip in found["clips"].items()
    }
    durations = {name: clip["duration"] for name, clip in found["clips"].items()}
    return Seen(found["bones"], found["meshes"], durations, clips, found)


def apart(found: Sequence[Moment], wanted: Sequence[Moment]) -> float:
    """Return the largest distance between joints and between vertices of two rows of poses, in metres."""
    return max(
        float(np.linalg.norm(one - other, axis=1).max(initial=0.0))
        for left, right in zip(found, wanted, strict=True)
        for one, other in ((left.joints, right.joints), (left.vertices, right.vertices))
    )
