"""The materials of an FBX file as paints: the diffuse colour, or the texture that is connected to it.

A texture is the content that the file holds, or a file of its name next to the model.
"""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from typing import Final

from attrs import define, field

from ..mesh import Pixels
from ..pictures import load_texture
from ..resizing.fbx_connections import Key
from ..resizing.fbx_properties import Properties
from ..resizing.fbx_scene import FbxScene
from .parts import GREY, Paint

_COLOUR_SLOTS: Final = (b"DiffuseColor", b"Maya|baseColor", b"3dsMax|Parameters|base_color_map")
_MAPS_LOST: Final = "Of each material only the base colour is used; its other maps were left out."
_NOT_FOUND: Final = "A texture of the FBX file is neither in it nor next to it; the colour of its material is used."


@define(eq=False)
class Paints:
    """The paints of one file, each read once."""

    scene: FbxScene
    folder: Path
    notes: list[str]
    _known: dict[Key, Paint] = field(factory=dict)
    _slots: dict[Key, dict[bytes, Key]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._slots = _textures_by_slot(self.scene)

    def of(self, model: Key) -> list[Paint]:
        """Return the paints of a model in the order in which its faces number them."""
        materials = self.scene.attached(model, "Material")
        textures = self.scene.attached(model, "Texture")  # before FBX 7
        if not materials and textures:
            return [Paint(image=self._image(textures[0]))]
        return [self._paint(key, textures[place : place + 1]) for place, key in enumerate(materials)] or [Paint()]

    def _paint(self, material: Key, textures: list[Key]) -> Paint:
        if material not in self._known:
            slots = self._slots.get(material, {})
            texture = next((slots[name] for name in _COLOUR_SLOTS if name in slots), next(iter(textures), None))
            if set(slots) - set(_COLOUR_SLOTS):
                self.notes.append(_MAPS_LOST)
            image = None if texture is None else self._image(texture)
            self._known[material] = Paint(self._colour(material), image)
        return self._known[material]

    def _colour(self, material: Key) -> tuple[int, int, int]:
        properties = Properties(self.scene.objects[material])
        red, green, blue = (value / 255 for value in GREY)
        for name in ("Diffuse", "DiffuseColor"):  # before FBX 7, and since
            red, green, blue = properties.vector(name, (red, green, blue)).tolist()
        return _byte(red), _byte(green), _byte(blue)

    def _image(self, texture: Key) -> Pixels | None:
        """Return the image of a texture, None where there is none that can be read."""
        clips = self.scene.attached(texture, "Video")
        nodes = [self.scene.objects[key] for key in (*clips, texture)]
        for node in nodes:
            content = node.child("Content")
            pieces = [] if content is None else [value for value in content.values if isinstance(value, bytes)]
            if any(pieces) and (pixels := load_texture(b"".join(pieces))) is not None:
                return pixels
        for name in ("RelativeFilename", "FileName", "Filename"):
            for node in nodes:
                child = node.child(name)
                value = child.value(0) if child is not None else None
                if isinstance(value, bytes) and value:
                    beside = self.folder / PureWindowsPath(value.decode("utf-8", "replace")).name
                    if beside.is_file() and (pixels := load_texture(beside.read_bytes())) is not None:
                        return pixels
        self.notes.append(_NOT_FOUND)
        return None


def _byte(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * 255)


def _textures_by_slot(scene: FbxScene) -> dict[Key, dict[bytes, Key]]:
    """Return the texture in each slot of each material: connections of objects to properties."""
    slots: dict[Key, dict[bytes, Key]] = {}
    document, connections = scene.document, scene.connections_node
    for link in connections.all("C", "Connect") if connections is not None else ():
        child, parent = (scene.table.key(document.object_id(link, place)) for place in (1, 2))
        slot, is_texture = link.value(3), child is not None and scene.objects[child].name == "Texture"
        if link.value(0) == b"OP" and child and parent and is_texture and isinstance(slot, bytes):
            slots.setdefault(parent, {})[slot] = child
    return slots
