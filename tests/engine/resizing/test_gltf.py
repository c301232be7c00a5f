from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.model_samples import (
    CUBE,
    CUBE_FACES,
    TURN_Z_45,
    GltfBuilder,
    Json,
    cube_glb,
    pack_glb,
    resized_glb,
    save,
    unpack_glb,
)
from hypothesis import given
from hypothesis import strategies as st
from meshwright.engine.resizing.resize import ResizeOptions, resize

HALF = 0.5**0.5


def read_bounds(path: Path) -> Any:
    """Measure a model with trimesh, which shares no code with the engine."""
    return trimesh.load_scene(path).bounds


@pytest.mark.parametrize("origin", ["bottom", "center"])
def test_height_and_origin_are_what_an_independent_reader_measures(tmp_path: Path, origin: Any) -> None:
    """A turned, shifted, mirrored cube gets the asked height, and its origin where it was asked for."""
    source = save(tmp_path, "a.glb", cube_glb(translation=[5, 6, 7], rotation=TURN_Z_45, scale=[1, -2, 3]))
    result = resize(source, tmp_path, ResizeOptions(resize_height=1.8, origin_at=origin))
    lower, upper = read_bounds(result.path)
    assert upper[1] - lower[1] == pytest.approx(1.8, rel=1e-6)
    assert (lower + upper)[[0, 2]] == pytest.approx(0, abs=1e-5)
    assert lower[1] == pytest.approx(0 if origin == "bottom" else -0.9, abs=1e-5)
    assert result.after.size[1] == pytest.approx(1.8, rel=1e-12)


def test_the_longest_side_decides_where_it_is_asked(tmp_path: Path) -> None:
    """resize_longest_side scales the largest of the three sides, along any axis."""
    source = save(tmp_path, "a.glb", cube_glb(scale=[3, 1, 2]))
    result = resize(source, tmp_path, ResizeOptions(resize_longest_side=6))
    assert result.after.size == pytest.approx((6, 2, 4))


def test_auto_size_is_a_labelled_constant(tmp_path: Path) -> None:
    """auto_size gives one metre, with a note that the object was not examined."""
    result = resize(save(tmp_path, "a.glb", cube_glb(scale=[9, 9, 9])), tmp_path, ResizeOptions(auto_size=True))
    assert result.after.size == pytest.approx((1, 1, 1))
    assert any("emulated" in note for note in result.notes)


def test_everything_after_the_json_keeps_its_bytes(tmp_path: Path) -> None:
    """BIN and unknown chunks are copied unchanged."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE, CUBE_FACES)
    builder.glb([{"mesh": 0}])
    content = pack_glb(builder.document, builder.binary, extra=b"\x04\0\0\0ABCDwxyz")
    path = resize(save(tmp_path, "a.glb", content), tmp_path, ResizeOptions(resize_height=9)).path
    before, after = (unpack_glb(data)[1] for data in (content, path.read_bytes()))
    assert hashlib.sha256(after).digest() == hashlib.sha256(before).digest()


def test_the_wrapper_is_appended_so_that_indices_keep_their_meaning(tmp_path: Path) -> None:
    """Old nodes keep place and content; only the scene refers to the new last one."""
    content = cube_glb(name="old", extras={"kept": [1, "ü"]})
    _, document = resized_glb(tmp_path, content)
    assert document["nodes"][0] == unpack_glb(content)[0]["nodes"][0]
    assert document["nodes"][1]["children"] == [0]
    assert document["scenes"] == [{"nodes": [1]}]


def test_scenes_that_share_roots_stay_trees(tmp_path: Path) -> None:
    """Roots are wrapped once for each set of scenes that lists them."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    nodes: list[Json] = [{"mesh": 0}, {"mesh": 0}, {"mesh": 0}]
    _, document = resized_glb(tmp_path, builder.glb(nodes, [{"nodes": [0, 1]}, {"nodes": [1, 2]}]))
    wrappers = {index: node["children"] for index, node in enumerate(document["nodes"]) if "children" in node}
    assert sorted(wrappers.values()) == [[0], [1], [2]]
    for scene, roots in zip(document["scenes"], ([0, 1], [1, 2]), strict=True):
        assert sorted(child for wrapper in scene["nodes"] for child in wrappers[wrapper]) == roots


def test_a_listed_child_is_not_shown_twice(tmp_path: Path) -> None:
    """A scene root that is also a child of another listed node stays below it only."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    content = builder.glb([{"children": [1], "scale": [2, 2, 2]}, {"mesh": 0}], [{"nodes": [0, 1]}])
    scale, document = resized_glb(tmp_path, content)
    assert scale == pytest.approx(1)
    assert document["nodes"][2]["children"] == [0]


def test_a_listed_child_of_an_unlisted_node_is_taken_from_it(tmp_path: Path) -> None:
    """A scene root whose parent the scene does not list loses that parent, as the scene shows it alone."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    scale, document = resized_glb(
        tmp_path, builder.glb([{"children": [1], "scale": [2, 2, 2]}, {"mesh": 0}], [{"nodes": [1]}])
    )
    assert scale == pytest.approx(2)
    assert document["nodes"][:2] == [{"scale": [2, 2, 2]}, {"mesh": 0}]


def test_a_file_without_scenes_is_wrapped_whole(tmp_path: Path) -> None:
    """Without scenes all parentless nodes count and are wrapped."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    _, document = resized_glb(tmp_path, builder.glb([{"mesh": 0}, {"mesh": 0, "translation": [0, 1, 0]}], []))
    assert document["nodes"][2]["children"] == [0, 1]
    assert document["nodes"][2]["scale"] == pytest.approx([1, 1, 1])


def test_vertices_that_no_triangle_names_do_not_count(tmp_path: Path) -> None:
    """Viewers do not show unreferenced vertices, so they give no height."""
    builder = GltfBuilder()
    builder.add_mesh(np.vstack([CUBE, [[0, 99, 0]]]), CUBE_FACES)
    assert resized_glb(tmp_path, builder.glb([{"mesh": 0}]))[0] == pytest.approx(2)


def test_sparse_and_normalised_positions_are_decoded(tmp_path: Path) -> None:
    """Quantised integers divide by their maximum, sparse rows replace their base."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    position = builder.add(CUBE * 127, "VEC3", "i1", 5120, normalized=True)
    places = builder.add([7], "SCALAR", "<u2", 5123)
    values = builder.add([[127, -127, 127]], "VEC3", "i1", 5120)
    builder.document["accessors"][position]["sparse"] = {
        "count": 1,
        "indices": {"bufferView": places, "componentType": 5123},
        "values": {"bufferView": values},
    }
    builder.document["meshes"][0]["primitives"][0]["attributes"]["POSITION"] = position
    assert resized_glb(tmp_path, builder.glb([{"mesh": 0}]))[0] == pytest.approx(1)


def test_default_morph_weights_are_part_of_the_rest_pose(tmp_path: Path) -> None:
    """A target with a default weight moves vertices; a node's own weights win over the mesh's."""
    builder = GltfBuilder()
    target = builder.add(CUBE * [0, 2, 0], "VEC3")
    builder.add_mesh(CUBE, targets=[{"POSITION": target}])
    builder.document["meshes"][0]["weights"] = [0.5]
    assert resized_glb(tmp_path, builder.glb([{"mesh": 0}]))[0] == pytest.approx(2 / 2)
    assert resized_glb(tmp_path, builder.glb([{"mesh": 0, "weights": [1.5]}]))[0] == pytest.approx(2 / 4)


def skinned_glb(joint: Json, weights: list[list[float]]) -> bytes:
    """Make a cube on two joints, the second of which lies under a given transform."""
    builder = GltfBuilder()
    joints = builder.add([[0, 1, 0, 0]] * 8, "VEC4", "u1", 5121)
    builder.add_mesh(CUBE, CUBE_FACES)
    builder.document["meshes"][0]["primitives"][0]["attributes"] |= {
        "JOINTS_0": joints,
        "WEIGHTS_0": builder.add(weights, "VEC4"),
    }
    matrices = builder.add(np.stack([np.eye(4).ravel()] * 2), "MAT4")
    skins = [{"joints": [1, 2], "inverseBindMatrices": matrices}]
    nodes = [{"mesh": 0, "skin": 0, "translation": [50, 50, 50]}, {}, joint]
    return builder.glb(nodes, [{"nodes": [0, 1, 2]}], skins=skins)


def test_skinned_meshes_follow_their_joints_and_not_their_node(tmp_path: Path) -> None:
    """Vertices go where joints take them: the upper four move up by three, the node's own shift is void."""
    weights = [[0, 1, 0, 0] if point[1] else [1, 0, 0, 0] for point in CUBE.tolist()]
    content = skinned_glb({"translation": [0, 3, 0]}, weights)
    assert resized_glb(tmp_path, content)[0] == pytest.approx(2 / 4)


def test_blended_weights_are_averaged(tmp_path: Path) -> None:
    """Half a weight on a joint moves half the way; weights that do not sum to one are normalised."""
    weights = [[1, 1, 0, 0] if point[1] else [2, 0, 0, 0] for point in CUBE.tolist()]
    assert resized_glb(tmp_path, skinned_glb({"translation": [0, 2, 0]}, weights))[0] == pytest.approx(2 / 2)


def test_instances_count_one_by_one(tmp_path: Path) -> None:
    """EXT_mesh_gpu_instancing spreads a mesh; a turned instance is measured by its vertices, not by a turned box."""
    builder = GltfBuilder()
    diamond = [[0.5, 0, 0], [0, 0.5, 0], [-0.5, 0, 0], [0, -0.5, 0]]
    builder.add_mesh(diamond)
    attributes = {
        "TRANSLATION": builder.add([[0, 0, 0], [10, 0, 0]], "VEC3"),
        "ROTATION": builder.add([TURN_Z_45, [0, 0, 0, 1]], "VEC4"),
        "SCALE": builder.add([[2, 2, 2], [1, 1, 1]], "VEC3"),
    }
    node = {"mesh": 0, "extensions": {"EXT_mesh_gpu_instancing": {"attributes": attributes}}}
    assert resized_glb(tmp_path, builder.glb([node]))[0] == pytest.approx(2 / (2 * HALF))


def test_lengths_outside_the_node_tree_are_scaled_too(tmp_path: Path) -> None:
    """Camera planes, light ranges and absorption lengths grow, intensities with the square."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    content = builder.glb(
        [{"mesh": 0}],
        materials=[{"extensions": {"KHR_materials_volume": {"attenuationDistance": 3, "thicknessFactor": 1}}}],
        cameras=[{"type": "perspective", "perspective": {"znear": 1, "zfar": 10, "yfov": 1}}],
        extensions={"KHR_lights_punctual": {"lights": [{"type": "point", "range": 5}, {"type": "directional"}]}},
        animations=[{"channels": [{"target": {"extensions": {"KHR_animation_pointer": {"pointer": "/x/0/range"}}}}]}],
    )
    _, document = resized_glb(tmp_path, content)
    volume = document["materials"][0]["extensions"]["KHR_materials_volume"]
    assert volume == {"attenuationDistance": pytest.approx(6), "thicknessFactor": 1}
    assert document["cameras"][0]["perspective"] == {"znear": pytest.approx(2), "zfar": pytest.approx(20), "yfov": 1}
    lights = document["extensions"]["KHR_lights_punctual"]["lights"]
    assert lights == [
        {"type": "point", "range": pytest.approx(10), "intensity": pytest.approx(4)},
        {"type": "directional"},
    ]


def test_sibling_buffers_are_read_from_the_folder_only(tmp_path: Path) -> None:
    """A .gltf may read files beside it; a URI that climbs out is not followed, and the declared bounds decide."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    builder.document["accessors"][0] |= {"max": [4, 4, 4]}
    builder.glb([{"mesh": 0}])
    scales = {}
    for name, uri in (("beside", "my%20data.bin"), ("outside", "../my%20data.bin")):
        builder.document["buffers"] = [{"byteLength": len(builder.binary), "uri": uri}]
        source = save(tmp_path / name, "a.gltf", json.dumps(builder.document))
        save(source.parent if name == "beside" else tmp_path, "my data.bin", builder.binary)
        result = resize(source, tmp_path / "out" / name, ResizeOptions(resize_height=2))
        assert result.format == "gltf"
        scales[name] = result.scale
    assert scales == {"beside": pytest.approx(2), "outside": pytest.approx(0.5)}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing in the output depends on when or where it was made."""
    source = save(tmp_path, "a.glb", cube_glb(rotation=TURN_Z_45))
    one, two = (resize(source, tmp_path / name, ResizeOptions(auto_size=True)).path for name in "xy")
    assert one.read_bytes() == two.read_bytes()


def test_progress_rises_to_a_hundred_and_nothing_else_is_left(tmp_path: Path) -> None:
    """Progress never falls, and the folder holds the result alone."""
    seen: list[int] = []
    source = save(tmp_path, "a.glb", cube_glb())
    resize(source, tmp_path / "out", ResizeOptions(resize_height=1), seen.append)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 100)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["model.glb"]


lengths = st.floats(1e-3, 1e4)
vectors = st.tuples(*[st.floats(-100, 100)] * 3)
quaternions = st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: np.linalg.norm(q) > 0.1)


@given(lengths, lengths, vectors, quaternions, st.sampled_from(["bottom", "center"]))
def test_the_last_resize_alone_decides(first: float, second: float, shift: Any, turn: Any, origin: Any) -> None:
    """Resizing twice gives the bounds of the second resize, within a part in a hundred thousand."""
    unit = (np.array(turn) / np.linalg.norm(turn)).tolist()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = save(folder, "a.glb", cube_glb(translation=list(shift), rotation=unit, scale=[1, 2, 3]))
        last = ResizeOptions(resize_height=second, origin_at=origin)
        once = resize(source, folder / "once", last)
        twice = resize(resize(source, folder / "one", ResizeOptions(resize_height=first)).path, folder / "two", last)
        assert once.path.suffix == twice.path.suffix
        measured = read_bounds(twice.path)
        expected = np.array([once.after.lower, once.after.upper])
        assert np.abs(measured - expected).max() < 1e-5 * max(once.after.size)
        assert abs((measured[1] - measured[0])[1] - second) < 1e-5 * second
