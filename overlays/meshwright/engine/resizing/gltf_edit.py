"""Put the scenes of a glTF document under one new scaled node, and scale what is measured in world units beside it.

The node goes to the end of ``nodes``, so that every index in animations, skins and extensions keeps its meaning.
"""

from __future__ import annotations

from ..json_object import Json
from .gltf_nodes import top_nodes
from .placement import Placement

WRAPPER_NAME = "resize"
_WORLD_LENGTHS = ("/znear", "/zfar", "/xmag", "/ymag", "/attenuationDistance", "/range", "/intensity")


def wrap_scenes(document: Json, placement: Placement) -> None:
    """Move all scene roots under wrapper nodes; one wrapper for each set of scenes that roots are shared by."""
    nodes = document.setdefault("nodes", [])
    scenes = document.get("scenes", [])
    if not scenes:
        _append_wrapper(nodes, top_nodes(document), placement)
        return
    shown_in: dict[int, list[int]] = {}
    for position, scene in enumerate(scenes):
        for root in dict.fromkeys(scene.get("nodes", ())):
            shown_in.setdefault(root, []).append(position)
    groups: dict[tuple[int, ...], list[int]] = {}
    for root, positions in shown_in.items():
        groups.setdefault(tuple(positions), []).append(root)
    for scene in scenes:
        if "nodes" in scene:
            scene["nodes"] = []
    for positions_shared, roots in groups.items():
        wrapper = _append_wrapper(nodes, roots, placement)
        for position in positions_shared:
            scenes[position]["nodes"].append(wrapper)


def scale_world_lengths(document: Json, scale: float) -> list[str]:
    """Scale camera planes, light ranges and absorption lengths, which no node scale reaches; report what cannot be."""
    for material in document.get("materials", ()):
        volume = material.get("extensions", {}).get("KHR_materials_volume", {})
        _multiply(volume, ("attenuationDistance",), scale)
    for camera in document.get("cameras", ()):
        for lens in ("perspective", "orthographic"):
            _multiply(camera.get(lens, {}), ("znear", "zfar", "xmag", "ymag"), scale)
    for light in document.get("extensions", {}).get("KHR_lights_punctual", {}).get("lights", ()):
        if light.get("type") in ("point", "spot"):
            # candela: the same brightness on a surface that is now `scale` times as far away
            light["intensity"] = light.get("intensity", 1.0) * scale**2
            _multiply(light, ("range",), scale)
    if _animates_world_lengths(document):
        return ["Animated camera planes, light ranges or intensities keep their old values."]
    return []


def _append_wrapper(nodes: list[Json], roots: list[int], placement: Placement) -> int:
    nodes.append(
        {
            "name": WRAPPER_NAME,
            "children": roots,
            "translation": list(placement.shift),
            "scale": [placement.scale] * 3,
        }
    )
    return len(nodes) - 1


def _multiply(fields: Json, names: tuple[str, ...], factor: float) -> None:
    for name in names:
        if name in fields:
            fields[name] *= factor


def _animates_world_lengths(document: Json) -> bool:
    return any(pointer.endswith(_WORLD_LENGTHS) for pointer in animation_pointers(document))


def animation_pointers(document: Json) -> list[str]:
    """List KHR_animation_pointer targets; the schema guard leaves animations out, so nothing is taken for granted."""
    found: list[str] = []
    for animation in _dicts(document.get("animations")):
        for channel in _dicts(animation.get("channels")):
            step: object = channel
            for key in ("target", "extensions", "KHR_animation_pointer", "pointer"):
                step = step.get(key) if isinstance(step, dict) else None
            if isinstance(step, str):
                found.append(step)
    return found


def _dicts(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
