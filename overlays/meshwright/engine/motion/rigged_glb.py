"""Write a figure with its skeleton as GLB, read its skeleton again, and add clips."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ..errors import EngineError
from ..json_object import Json
from ..reading import load_model
from ..writers.glb import write_glb
from .figure import FIGURE, MOST_FACES, Figure, painted
from .glb_parts import Glb
from .posing import Clip
from .skeleton import NAMES, PARENTS, PLACES, Skeleton
from .weighting import Binding


def write_rigged(figure: Figure, path: Path) -> bytes:
    """Write a figure, return the bytes."""
    model, skeleton = figure.model, figure.skeleton
    write_glb(model, path)
    glb = Glb.read(path.read_bytes())
    glb.document["nodes"] = [*_joints(skeleton), {"name": FIGURE, "mesh": 0, "skin": 0}]
    glb.document["scenes"] = [{"nodes": [PLACES["Hips"], len(NAMES)]}]
    glb.document["scene"] = 0
    for attributes in _attributes(glb):
        binding = figure.binding.at(glb.values(attributes["POSITION"]), model.mesh.vertices)
        weights = binding.weights.astype(np.float32)
        weights /= weights.sum(1, keepdims=True)
        joints = np.where(weights > 0, binding.joints, 0).astype(np.uint8)
        attributes["JOINTS_0"] = glb.add(joints, "VEC4", vertices=True)
        attributes["WEIGHTS_0"] = glb.add(weights, "VEC4", vertices=True)
    binds = np.repeat(np.eye(4, dtype=np.float32)[None], len(NAMES), 0)
    binds[:, 3, :3] = -skeleton.places  # columns first
    glb.document["skins"] = [
        {
            "joints": list(range(len(NAMES))),
            "skeleton": PLACES["Hips"],
            "inverseBindMatrices": glb.add(binds, "MAT4"),
        }
    ]
    path.write_bytes(glb.written())
    return path.read_bytes()


def figure_of(path: Path, folder: Path) -> Figure:
    """Return a figure that ``write_rigged`` wrote, its textures in ``folder``; raises EngineError for another file."""
    rigged = path.read_bytes()
    skeleton = skeleton_of(rigged)
    glb, model = Glb.read(rigged), painted(load_model(path, most=MOST_FACES), folder)
    (attributes,) = _attributes(glb)
    joints, weights = glb.values(attributes["JOINTS_0"]), glb.values(attributes["WEIGHTS_0"])
    binding = Binding(joints.astype(np.int64), weights.astype(np.float64))
    return Figure(model, binding.at(model.mesh.vertices, glb.values(attributes["POSITION"])), skeleton)


def skeleton_of(rigged: bytes) -> Skeleton:
    """Return the skeleton of a figure that ``write_rigged`` wrote; raises EngineError for another file."""
    nodes: list[Json] = Glb.read(rigged).document.get("nodes", [])
    found = {node.get("name"): node.get("translation", [0.0, 0.0, 0.0]) for node in nodes}
    missing = [name for name in NAMES if name not in found]
    if missing:
        raise EngineError(
            f"The figure has another skeleton than the emulator's: it lacks the joint {missing[0]} and "
            f"{len(missing) - 1} of the {len(NAMES) - 1} others. Rig the model with the emulator."
        )
    places = np.array([found[name] for name in NAMES], np.float64)
    for name, parent in PARENTS.items():
        if parent:
            places[PLACES[name]] += places[PLACES[parent]]
    return Skeleton(places)


def with_clips(rigged: bytes, clips: Iterable[Clip]) -> bytes:
    """Return a rigged figure that plays clips."""
    glb = Glb.read(rigged)
    _add_clips(glb, clips)
    return glb.written()


def armature(skeleton: Skeleton, clips: Iterable[Clip]) -> bytes:
    """Return a GLB of the skeleton alone, which plays clips."""
    glb = Glb()
    glb.document |= {"nodes": _joints(skeleton), "scenes": [{"nodes": [PLACES["Hips"]]}], "scene": 0}
    _add_clips(glb, clips)
    return glb.written()


def _attributes(glb: Glb) -> list[Json]:
    """Return the accessors of each primitive by their names."""
    return [primitive["attributes"] for shape in glb.document.get("meshes", []) for primitive in shape["primitives"]]


def _joints(skeleton: Skeleton) -> list[Json]:
    nodes: list[Json] = []
    for name, offset in zip(NAMES, skeleton.offsets().tolist(), strict=True):
        children = [PLACES[child] for child, parent in PARENTS.items() if parent == name]
        nodes.append({"name": name, "translation": offset} | ({"children": children} if children else {}))
    return nodes


def _add_clips(glb: Glb, clips: Iterable[Clip]) -> None:
    animations: list[Json] = glb.document.setdefault("animations", [])
    for clip in clips:
        times = glb.add(clip.times.astype(np.float32), "SCALAR", bounded=True)
        samplers: list[Json] = [{"input": times, "output": glb.add(clip.hips.astype(np.float32), "VEC3")}]
        channels: list[Json] = [{"sampler": 0, "target": {"node": PLACES["Hips"], "path": "translation"}}]
        for place in clip.turned():
            turns = clip.turns[:, place]
            turns = turns / np.linalg.norm(turns, axis=1, keepdims=True)
            samplers.append({"input": times, "output": glb.add(turns.astype(np.float32), "VEC4")})
            channels.append({"sampler": len(samplers) - 1, "target": {"node": place, "path": "rotation"}})
        animations.append({"name": clip.name, "samplers": samplers, "channels": channels})
