"""What KHR_node_visibility hides has no size, and is moved with the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.model_samples import CUBE, CUBE_FACES, GltfBuilder, Json, resized_glb, save
from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.resize import ResizeOptions, ResizeResult, resize

HIDDEN = {"KHR_node_visibility": {"visible": False}}
SHOWN = {"KHR_node_visibility": {"visible": True}}
USED = {"extensionsUsed": ["KHR_node_visibility"]}


def measured(tmp_path: Path, nodes: list[Json], roots: list[int], **more: Any) -> ResizeResult:
    """Resize a scene of cubes to a height of 2."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE, CUBE_FACES)
    content = builder.glb(nodes, [{"nodes": roots}], **USED, **more)
    return resize(save(tmp_path, "a.glb", content), tmp_path / "out", ResizeOptions(resize_height=2))


TALL: Json = {"mesh": 0, "scale": [1, 10, 1]}


@pytest.mark.parametrize(
    ("nodes", "roots"),
    [
        ([{"mesh": 0}, {**TALL, "extensions": HIDDEN}], [0, 1]),
        ([{"mesh": 0, "children": [1]}, {**TALL, "extensions": HIDDEN}], [0]),
        ([{"mesh": 0}, {"children": [2], "extensions": HIDDEN}, TALL], [0, 1]),
        ([{"mesh": 0}, {"children": [2], "extensions": HIDDEN}, {**TALL, "extensions": SHOWN}], [0, 1]),
        ([{"mesh": 0}, {"children": [2], "extensions": HIDDEN}, {"children": [3]}, TALL], [0, 1]),
    ],
    ids=["root", "child", "inherited", "shown below hidden", "two levels"],
)
def test_hidden_nodes_and_those_below_them_do_not_count(tmp_path: Path, nodes: list[Json], roots: list[int]) -> None:
    """A node that is not visible is not rendered, nor are its children; the note says so."""
    result = measured(tmp_path, nodes, roots)
    assert result.scale == pytest.approx(2)
    assert any("hides were not measured" in note for note in result.notes)


@pytest.mark.parametrize("extension", [{}, SHOWN, {"KHR_node_visibility": {}}])
def test_nodes_are_visible_by_default(tmp_path: Path, extension: Json) -> None:
    """Without a word, or with the extension's default, a node counts and there is no note."""
    result = measured(tmp_path, [{"mesh": 0}, {**TALL, "extensions": extension}], [0, 1])
    assert (result.scale, result.notes) == (pytest.approx(0.2), ())


def test_what_is_hidden_is_moved_with_the_rest(tmp_path: Path) -> None:
    """The wrapper holds hidden roots too, as a viewer may show them later."""
    nodes = [{"mesh": 0}, {**TALL, "extensions": HIDDEN}]
    builder = GltfBuilder()
    builder.add_mesh(CUBE, CUBE_FACES)
    _, after = resized_glb(tmp_path, builder.glb(nodes, [{"nodes": [0, 1]}], **USED))
    assert after["nodes"][-1]["children"] == [0, 1]
    assert after["nodes"][1]["extensions"] == HIDDEN


def test_a_scene_that_shows_nothing_is_refused(tmp_path: Path) -> None:
    """The reason names the extension."""
    with pytest.raises(EngineError, match=r"All 2 meshes of the scene are hidden \(KHR_node_visibility"):
        measured(tmp_path, [{"mesh": 0, "extensions": HIDDEN, "children": [1]}, {"mesh": 0}], [0])


def test_a_hidden_skeleton_still_bends_its_mesh(tmp_path: Path) -> None:
    """Joints move the mesh whether they are shown or not; a hidden skinned mesh does not count."""
    builder = GltfBuilder()
    mesh = builder.add_mesh(CUBE, CUBE_FACES)
    builder.add_mesh(CUBE * 50, CUBE_FACES)
    upper = (CUBE[:, 1] > 0.5).astype(np.uint8)
    attributes = builder.document["meshes"][mesh]["primitives"][0]["attributes"]
    attributes["JOINTS_0"] = builder.add(np.stack([upper, *[upper * 0] * 3], axis=1), "VEC4", "u1", 5121)
    attributes["WEIGHTS_0"] = builder.add([[1, 0, 0, 0]] * 8, "VEC4")
    big = builder.document["meshes"][1]["primitives"][0]["attributes"]
    big |= {name: attributes[name] for name in ("JOINTS_0", "WEIGHTS_0")}
    nodes = [
        {"mesh": 0, "skin": 0},
        {"children": [2], "extensions": HIDDEN},
        {"translation": [0, 3, 0]},
        {"mesh": 1, "skin": 0, "extensions": HIDDEN},
    ]
    content = builder.glb(nodes, [{"nodes": [0, 1, 3]}], skins=[{"joints": [1, 2]}], **USED)
    assert resized_glb(tmp_path, content)[0] == pytest.approx(2 / 4)


def test_animated_visibility_is_noted(tmp_path: Path) -> None:
    """The rest pose counts; an animation that shows or hides a mesh is noted."""
    pointer = {"KHR_animation_pointer": {"pointer": "/nodes/1/extensions/KHR_node_visibility/visible"}}
    animation = {"channels": [{"sampler": 0, "target": {"path": "pointer", "extensions": pointer}}], "samplers": []}
    result = measured(tmp_path, [{"mesh": 0}, {**TALL, "extensions": HIDDEN}], [0, 1], animations=[animation])
    assert result.scale == pytest.approx(2)
    assert any("an animation shows or hides" in note for note in result.notes)


@pytest.mark.parametrize("visible", ["no", 0, None, 1.0])
def test_visibility_that_is_no_flag_is_refused(tmp_path: Path, visible: Any) -> None:
    """Nothing is guessed from another type."""
    with pytest.raises(EngineError, match=r"KHR_node_visibility\.visible must be true or false"):
        measured(tmp_path, [{"mesh": 0, "extensions": {"KHR_node_visibility": {"visible": visible}}}], [0])
