"""Write a rigged figure as FBX: the joints as limbs, a skin with a cluster for each, the pose of the binding, clips.

The mesh and the limbs lie side by side below the root, in metres, as in the GLB.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from attrs import evolve

from ..mesh import Floats
from ..writers.fbx import add_material, add_model, add_part
from ..writers.fbx_document import Document, Object
from .fbx_clips import add_clip, rate_of
from .figure import FIGURE, Figure
from .posing import Clip
from .skeleton import NAMES, PARENTS, PLACES, Skeleton
from .weighting import Binding


def write_rigged_fbx(figure: Figure, path: Path, clips: Sequence[Clip] = ()) -> None:
    """Write a figure that plays clips; without any, it stands."""
    document = Document(rate_of(clips))
    limbs = _add_limbs(document, figure.skeleton)
    (part,) = figure.model.objects()
    material = add_material(document, figure.model.textures)
    mesh, geometry = add_part(document, evolve(part, name=FIGURE), material)
    _add_skin(document, geometry, limbs, figure.binding, figure.skeleton)
    _add_pose(document, {mesh: np.zeros(3)} | dict(zip(limbs, figure.skeleton.places, strict=True)))
    for clip in clips:
        add_clip(document, limbs, clip)
    document.write(path)


def motion_fbx(skeleton: Skeleton, clip: Clip, path: Path) -> None:
    """Write a skeleton without a mesh that plays a clip."""
    write_armature_fbx(skeleton, path, [clip])


def write_armature_fbx(skeleton: Skeleton, path: Path, clips: Sequence[Clip]) -> None:
    """Write a skeleton without a mesh that plays clips."""
    document = Document(rate_of(clips))
    limbs = _add_limbs(document, skeleton)
    _add_pose(document, dict(zip(limbs, skeleton.places, strict=True)))
    for clip in clips:
        add_clip(document, limbs, clip)
    document.write(path)


def _add_limbs(document: Document, skeleton: Skeleton) -> list[Object]:
    limbs: list[Object] = []
    for name, offset in zip(NAMES, skeleton.offsets().tolist(), strict=True):
        limb = add_model(document, name, "LimbNode", tuple(offset))
        attribute = document.add("NodeAttribute", name, "LimbNode")
        attribute.add("TypeFlags", "Skeleton")
        document.connect(attribute, limb)
        document.connect(limb, limbs[PLACES[PARENTS[name]]] if PARENTS[name] else None)
        limbs.append(limb)
    return limbs


def _add_skin(
    document: Document, geometry: Object, limbs: Sequence[Object], binding: Binding, skeleton: Skeleton
) -> None:
    skin = document.add("Deformer", "", "Skin")
    skin.add("Version", 101)
    skin.add("Link_DeformAcuracy", 50.0)  # the format spells it so
    document.connect(skin, geometry)
    for place, limb in enumerate(limbs):
        vertices, slots = np.nonzero((binding.joints == place) & (binding.weights > 0))
        if not len(vertices):
            continue
        cluster = document.add("Deformer", NAMES[place], "Cluster", "SubDeformer")
        cluster.add("Version", 100)
        cluster.add("UserData", "", "")
        cluster.add("Indexes", vertices.astype(np.int32))
        cluster.add("Weights", binding.weights[vertices, slots].astype(np.float64))
        cluster.add("Transform", _matrix(-skeleton.places[place]))
        cluster.add("TransformLink", _matrix(skeleton.places[place]))
        document.connect(cluster, skin)
        document.connect(limb, cluster)


def _add_pose(document: Document, places: dict[Object, Floats]) -> None:
    """Append the pose in which the mesh was bound: the place of each node in the world."""
    pose = document.add("Pose", "", "BindPose")
    pose.add("Type", "BindPose")
    pose.add("Version", 100)
    pose.add("NbPoseNodes", len(places))
    for model, place in places.items():
        node = pose.add("PoseNode")
        node.add("Node", model.id)
        node.add("Matrix", _matrix(place))


def _matrix(place: Floats) -> Floats:
    """Return a shift as the format's 16 numbers, columns first."""
    matrix = np.eye(4)
    matrix[3, :3] = place
    return matrix.ravel()
