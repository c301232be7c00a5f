"""Resize GLB and glTF 2.0 by editing the JSON alone: geometry, animations, skins and textures keep their bytes."""

from __future__ import annotations

from typing import BinaryIO

from .box import Box
from .gltf_accessors import Accessors
from .gltf_bounds import SceneMeasure
from .gltf_container import GltfContainer
from .gltf_edit import animation_pointers, scale_world_lengths, wrap_scenes
from .gltf_nodes import VISIBILITY, make_scene_roots_parentless
from .model import Progress
from .placement import Axes, Placement


class GltfModel:
    """One opened .glb or .gltf file: metres, Y up by its standard."""

    def __init__(self, container: GltfContainer) -> None:
        self.notes = list(container.notes)
        self.axes = Axes(up=1)
        self._container = container
        make_scene_roots_parentless(container.document)

    def measure(self, progress: Progress) -> Box:
        """Measure the rest pose of the scene a viewer opens."""
        document = self._container.document
        scene = SceneMeasure(document, Accessors(self._container))
        box = scene.run(progress)
        if scene.declared_only:
            self.notes.append("Positions that cannot be read here were measured by the min and max the file declares.")
        if scene.hidden:
            self.notes.append("Meshes that the file hides were not measured; they were scaled with the rest.")
        if any(pointer.endswith(f"/{VISIBILITY}/visible") for pointer in animation_pointers(document)):
            self.notes.append("Meshes that an animation shows or hides were measured as they are at rest.")
        if any(not buffer.get("uri", "data:").startswith("data:") for buffer in document.get("buffers", ())):
            self.notes.append("The file still refers to its external buffers by their relative names.")
        return box

    def write(self, out: BinaryIO, placement: Placement, progress: Progress) -> None:
        """Write the wrapped document and the untouched rest."""
        document = self._container.document
        wrap_scenes(document, placement)
        self.notes.extend(scale_world_lengths(document, placement.scale))
        self._container.write(out, progress)
