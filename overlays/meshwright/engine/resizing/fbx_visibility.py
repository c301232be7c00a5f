"""Which FBX models are switched off: by ``Show`` or ``Hidden`` alone, by ``Visibility`` or a layer with what is below.

The values at rest count, not the curves of an animation.
"""

from __future__ import annotations

from .fbx_connections import Key
from .fbx_properties import Properties
from .fbx_scene import FbxScene

_LAYER = "CollectionExclusive"


class Visibility:
    """Which models of a scene are hidden."""

    def __init__(self, scene: FbxScene) -> None:
        self._scene = scene
        layers = [key for key, node in scene.objects.items() if node.name == _LAYER]
        off = [key for key in layers if Properties(scene.objects[key]).number("Show", 1.0) == 0]
        self._switched_off = {model for layer in off for model in scene.attached(layer, "Model")}

    def is_hidden(self, model: Key) -> bool:
        """Return whether a model is hidden, itself or with one of its ancestors."""
        hidden = self._scene.models[model].child("Hidden")
        if self._scene.properties(model).number("Show", 1.0) == 0 or (
            hidden is not None and hidden.value(0) == b"True"
        ):
            return True
        seen = set[Key]()
        current: Key | None = model
        while current is not None and current not in seen:
            properties = self._scene.properties(current)
            if properties.number("Visibility", 1.0) == 0 or current in self._switched_off:
                return True
            seen.add(current)
            follows = properties.number("Visibility Inheritance", 1.0) != 0
            current = self._scene.parents.get(current) if follows else None
        return False
