"""Read a GLB, glTF, OBJ, FBX or STL file as one model: a mesh and one atlas, Y up, in metres, all transforms applied.

OBJ and STL have no unit: one counts as a metre. Notes name what is lost: skeletons, animations, the hierarchy, and
maps that do not fit a common texture.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from attrs import evolve, frozen

from ..errors import EngineError
from ..face_counts import MOST_FACES, check_faces, count_faces
from ..mesh import Atlas, Mesh, Model, Pixels
from ..resizing.formats import ModelFormat, detect_format
from ..resizing.gltf_container import read_glb, read_gltf
from .fbx import read_fbx
from .merging import merged
from .packing import has_paint, keeps_coordinates, kept_atlas, packed_atlas
from .parts import Part, named
from .scenes import read_scene

_JOINED: Final = "{} parts of the model were joined into one mesh; their names and their hierarchy were left out."
_FLAT: Final = "The model's {} parts are named objects side by side; their hierarchy was left out."
_MAPS: Final = "The metallic, normal and roughness maps of the materials were left out."
_PACKED: Final = "The materials were packed into one texture."
_MEMBERS: Final = {
    "skins": "Skeletons were left out; the meshes are in their rest pose.",
    "animations": "Animations were left out.",
}
_EXTENSIONS: Final = {
    "EXT_mesh_gpu_instancing": "Of meshes that EXT_mesh_gpu_instancing repeats, only one copy was read.",
    "KHR_node_visibility": "Hidden nodes were read as if they were shown.",
    "KHR_texture_transform": "KHR_texture_transform was ignored: textures may sit elsewhere.",
}
_SPARSE: Final = "Sparse changes of vertices were ignored."
_LARGEST: Final = 1e12
"""The largest coordinate in metres; beyond it single precision cannot hold an object."""


@frozen(eq=False)
class Loaded:
    """A model that was read; its textures are not written yet.

    ``has_coordinates``: whether all parts had texture coordinates. ``own_coordinates``: whether the atlas has just
    these, and not packed ones. ``textured``: whether the file has colours; ``pictured``: whether some are those of an
    image. ``maps`` are the metallic, normal and roughness map over these coordinates, where the file has them. Hard
    edges have separate points, which ``Mesh.welded`` merges.
    """

    model: Model
    has_coordinates: bool
    own_coordinates: bool
    textured: bool
    pictured: bool
    maps: Mapping[str, Pixels]
    notes: list[str]

    @property
    def atlas(self) -> Atlas | None:
        """Return the atlas."""
        return self.model.atlas


def load_model(path: Path, *, apart: bool = False, most: int = MOST_FACES) -> Loaded:
    """Read a model file; raises EngineError for one without faces, with more than ``most``, or that cannot be read.

    ``apart`` keeps the parts of the file as named objects of the model.
    """
    parts, notes = _parts(path, most, degenerate=False)
    names = named(parts)
    if len(names) > 1:
        notes.append((_FLAT if apart else _JOINED).format(len(names)))
    keeps = keeps_coordinates(parts)
    if not keeps and any(part.paint.maps for part in parts):
        notes.append(_MAPS)
    atlas = kept_atlas(parts) if keeps else packed_atlas(parts, notes) if has_paint(parts) else None
    if atlas is not None and len({part.paint.key for part in parts}) > 1:
        notes.append(_PACKED)
    return Loaded(
        Model(merged(parts), atlas, parts=names if apart and len(names) > 1 else ()),
        all(part.uv is not None for part in parts),
        keeps,
        has_paint(parts),
        any(part.paint.image is not None and part.uv is not None for part in parts),
        parts[0].paint.maps if keeps else {},
        list(dict.fromkeys(notes)),
    )


def load_mesh(path: Path, *, degenerate: bool = False, most: int = MOST_FACES) -> Mesh:
    """Read only the shape of a model file, with all points at one place merged; raises EngineError as ``load_model``.

    ``degenerate`` keeps the faces with two corners at one place, which are left out otherwise.
    """
    return merged(_parts(path, most, degenerate=degenerate)[0]).welded()


def _parts(path: Path, most: int, *, degenerate: bool) -> tuple[list[Part], list[str]]:
    """Read the parts of a file, and notes on what it holds besides."""
    kind = detect_format(path)
    check_faces(count_faces(path, kind), most)
    notes = _left_out(path, kind)
    parts = read_fbx(path, notes) if kind == "fbx" else read_scene(path, kind, notes)
    parts = [part for part in (_solid(part, degenerate) for part in parts) if len(part.triangles)]
    check_faces(sum(len(part.triangles) for part in parts), most)
    if not parts:
        raise EngineError("The model has no faces; the emulator makes nothing of points, lines or an empty scene.")
    reach = max(float(np.abs(part.points[part.triangles]).max()) for part in parts)
    if reach > _LARGEST:
        raise EngineError(f"The model reaches {reach:g} m from its origin; the emulator reads at most {_LARGEST:g} m.")
    return parts, notes


def _solid(part: Part, degenerate: bool) -> Part:
    """Return a part without faces that name missing points or are not finite, and without degenerate ones unless
    these are wanted.
    """
    inside = ((part.triangles >= 0) & (part.triangles < len(part.points))).all(1)
    triangles = part.triangles[inside]
    a, b, c = (part.points[triangles[:, corner]] for corner in range(3))
    distinct = (a != b).any(1) & (b != c).any(1) & (c != a).any(1)
    finite = np.isfinite(a + b + c).all(1)
    uv = part.uv if part.uv is None or np.isfinite(part.uv).all() else None
    normals = part.normals if part.normals is None or np.isfinite(part.normals).all() else None
    return evolve(part, triangles=triangles[(distinct | degenerate) & finite], normals=normals, uv=uv)


def _left_out(path: Path, kind: ModelFormat) -> list[str]:
    """Return what a glTF document holds that a mesh with an atlas does not; raises EngineError for coded geometry."""
    if kind not in ("glb", "gltf"):
        return []
    document = (read_glb if kind == "glb" else read_gltf)(path).document
    extensions = set(document.get("extensionsUsed", []))
    if "EXT_meshopt_compression" in extensions:
        raise EngineError("The model uses EXT_meshopt_compression; export it without compression.")
    found = [note for name, note in _MEMBERS.items() if document.get(name)]
    found += [note for name, note in _EXTENSIONS.items() if name in extensions]
    if any("sparse" in accessor for accessor in document.get("accessors", [])):
        found.append(_SPARSE)
    return found
