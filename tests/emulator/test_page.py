"""The live page: how it is served, what it may not contain, its GLB reader, and a look at it in a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from helpers.api import DONE, SMALL, Api
from helpers.browser import seen
from helpers.places import ROOT
from meshwright.emulator import explorer
from meshwright.emulator.page import CONTENT_TYPES, HERE, page_files

FILES = page_files()
SCRIPTS = {name: path.read_text("utf-8") for name, path in FILES.items() if path.suffix == ".js"}
HTML = FILES["index.html"].read_text("utf-8")
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
NODE = shutil.which("node")


def policy_of(header: str) -> dict[str, str]:
    """Return the directives of a Content-Security-Policy."""
    return dict(part.strip().partition(" ")[::2] for part in header.split(";"))


# ------------------------------------------------------------------------------------------------------- served
@pytest.mark.parametrize("name", FILES)
def test_files_are_served(api: Api, name: str) -> None:
    """Every file is served as what it is, whole, and under the policy."""
    path = "/" if name == "index.html" else f"/_emulator/page/{name}"
    response = api.http.get(path)
    assert response.status_code == 200
    assert response.content == FILES[name].read_bytes()
    assert response.headers["content-type"] == CONTENT_TYPES[FILES[name].suffix]
    assert response.headers["x-content-type-options"] == "nosniff"
    policy = policy_of(response.headers["content-security-policy"])
    assert policy.pop("default-src") == "'none'"
    assert policy.pop("require-trusted-types-for") == "'script'"
    assert set(policy.values()) <= {"'self'", "'none'"}


@pytest.mark.parametrize(
    "name",
    ["none.js", "__init__.py", "index.html", "..%2f__init__.py", "%2e%2e/app.py", "..%5capp.py", "%00", "a" * 5000],
)
def test_nothing_else_is_served(api: Api, name: str) -> None:
    """A name that is none of the page's files answers 404 as the service does."""
    response = api.http.get(f"/_emulator/page/{name}")
    assert response.status_code == 404
    assert response.json() == {"message": "NoMatchingRoute"}


# ------------------------------------------------------------------------------------------------------- contents
@pytest.mark.parametrize("name", FILES)
def test_nothing_comes_from_elsewhere(name: str) -> None:
    """No file names an address outside the emulator."""
    text = FILES[name].read_text("utf-8").replace(SVG_NAMESPACE, "")
    assert re.findall(r"(?:https?:|wss?:|data:(?!image/png;base64,%s)|[\"'(]//)\S*", text) == []


def test_files_and_references_agree() -> None:
    """Every referenced file exists, and every file is used."""
    own = r"_emulator/page/([\w.]+)"
    named = {
        "index.html",
        *re.findall(own, HTML),
        *re.findall(r"page/([\w.]+)", explorer.PAGE),
        *re.findall(r"url\(([\w.]+)\)", FILES["style.css"].read_text("utf-8")),
    }
    for script in SCRIPTS.values():
        named |= {*re.findall(own, script), *re.findall(r"from \"\./([\w.]+)\"", script)}
    assert named == set(FILES)
    assert {path.name for path in HERE.iterdir() if path.is_file()} == {*FILES, "__init__.py"}


def test_scripts_and_document_agree() -> None:
    """Every id that a script looks for is in the document, once."""
    ids = re.findall(r"\bid=\"([\w-]+)\"", HTML)
    wanted = {name for script in SCRIPTS.values() for name in re.findall(r"find\(\"([\w-]+)\"\)", script)}
    assert len(ids) == len(set(ids))
    assert wanted <= set(ids)
    labels = {
        name for names in re.findall(r"aria-(?:labelledby|describedby)=\"([\w -]+)\"", HTML) for name in names.split()
    }
    assert labels <= set(ids)


def test_text_never_becomes_markup() -> None:
    """No script has a sink that reads text as HTML or as code, and the document has nothing inline."""
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|setHTMLUnsafe"
    assert [name for name, script in SCRIPTS.items() if re.search(sinks, script)] == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", HTML) == []


def test_it_says_what_it_is() -> None:
    """The header states that this is not the service, that nothing costs anything, and how models are made."""
    header = re.search(r"<header.*?</header>", HTML, re.DOTALL)
    assert header is not None
    for words in ("emulator", "Neither Meshy nor FlightHub", "nothing here costs anything", "classical methods"):
        assert words in header[0]


def test_the_wheel_contains_the_page() -> None:
    """A wheel carries every file of the page."""
    wheel = pytest.importorskip("hatchling.builders.wheel")
    included = {file.distribution_path for file in wheel.WheelBuilder(str(ROOT)).recurse_included_files()}
    assert {f"meshwright/emulator/page/{name}" for name in FILES} <= included


# ------------------------------------------------------------------------------------------------------- GLB reader
TRIANGLE = [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)]
HALF_TURN_ABOUT_Z = [0.0, 0.0, 1.0, 0.0]


def glb(gltf: dict[str, Any], binary: bytes = b"") -> bytes:
    """Return a GLB of a document and its buffer."""
    text = json.dumps({"asset": {"version": "2.0"}, **gltf}).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks


def triangle(node: dict[str, Any] | None = None, **members: Any) -> bytes:
    """Return a GLB of one triangle without indices and normals."""
    gltf = {
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, **(node or {})}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"componentType": 5126, "type": "VEC3", "count": 3, "bufferView": 0}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"byteLength": 36}],
    }
    return glb({**gltf, **members}, b"".join(struct.pack("<3f", *point) for point in TRIANGLE))


def indexed_by_bytes() -> bytes:
    """Return a GLB of one triangle with byte indices, backwards, whose vertices lie 16 bytes apart."""
    points = b"".join(struct.pack("<3fI", *point, 0xFFFFFFFF) for point in TRIANGLE)
    gltf = {
        "nodes": [{"mesh": 0}],
        "meshes": [
            {"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}, {"attributes": {"POSITION": 0}, "mode": 1}]}
        ],
        "accessors": [
            {"componentType": 5126, "type": "VEC3", "count": 3, "bufferView": 0},
            {"componentType": 5121, "type": "SCALAR", "count": 3, "bufferView": 1},
        ],
        "bufferViews": [
            {"buffer": 0, "byteLength": 48, "byteStride": 16},
            {"buffer": 0, "byteOffset": 48, "byteLength": 3},
        ],
    }
    return glb(gltf, points + bytes([2, 1, 0, 0]))


RUN = """
import { readFileSync } from "node:fs";
globalThis.location = { href: "http://127.0.0.1:1/" };
const bytes = readFileSync(0);
const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
const plain = (key, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
try {
  console.log(JSON.stringify(run(buffer), plain));
} catch (error) {
  console.log(JSON.stringify({ error: error.message, kind: error.constructor.name }));
}
"""


@pytest.fixture(scope="module")
def in_node(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bytes], Any]:
    """Return what a function ``run`` of a script beside the page's makes of a file, or its error."""
    if NODE is None:
        pytest.skip("no node on this machine")
    folder = tmp_path_factory.mktemp("page")
    for name in SCRIPTS:
        shutil.copy(FILES[name], folder)
    (folder / "package.json").write_text('{"type": "module"}')

    def result(script: str, content: bytes) -> Any:
        (folder / "main.js").write_text(script + RUN)
        done = subprocess.run([NODE, "main.js"], cwd=folder, input=content, capture_output=True, timeout=60, check=True)
        return json.loads(done.stdout)

    return result


@pytest.fixture(scope="module")
def read_glb(in_node: Callable[[str, bytes], Any]) -> Callable[[bytes], Any]:
    """Return a function that lets the page's reader read a file: its parts as numbers, or its error."""
    return partial(in_node, 'import { readGlb } from "./glb.js"; const run = readGlb;')


def test_reader_computes_normals(read_glb: Any) -> None:
    """A triangle without indices and normals gets both; its figures are correct."""
    found = read_glb(triangle())
    assert (found["faces"], found["vertices"], found["low"], found["high"]) == (1, 3, [0, 0, 0], [1, 1, 0])
    assert found["parts"][0]["indices"] == [0, 1, 2]
    assert found["parts"][0]["normals"] == [0, 0, 1] * 3


@pytest.mark.parametrize(
    ("node", "low", "high"),
    [
        ({"translation": [1, 2, 3]}, [1, 2, 3], [2, 3, 3]),
        ({"scale": [2, 3, 1]}, [0, 0, 0], [2, 3, 0]),
        ({"rotation": HALF_TURN_ABOUT_Z}, [-1, -1, 0], [0, 0, 0]),
        ({"translation": [1, 0, 0], "rotation": HALF_TURN_ABOUT_Z, "scale": [2, 2, 2]}, [-1, -2, 0], [1, 0, 0]),
        ({"matrix": [0, 0, 5, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 7, 1]}, [0, 0, 7], [0, 1, 12]),
    ],
)
def test_reader_applies_nodes(read_glb: Any, node: dict[str, Any], low: list[float], high: list[float]) -> None:
    """Translation, rotation, scale and matrix of a node place its mesh in the world."""
    found = read_glb(triangle(node))
    assert (found["low"], found["high"]) == (pytest.approx(low), pytest.approx(high))


def test_reader_follows_indices_and_strides(read_glb: Any) -> None:
    """Indices of bytes and interleaved vertices are read; a primitive of lines is left out."""
    found = read_glb(indexed_by_bytes())
    assert (found["faces"], found["parts"][0]["indices"]) == (1, [2, 1, 0])
    assert found["parts"][0]["positions"] == [number for point in TRIANGLE for number in point]
    assert found["parts"][0]["normals"] == [0, 0, -1] * 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is not a GLB"),
        (b"glTF" + struct.pack("<II", 1, 20) + bytes(8), "the file is not a GLB of version 2"),
        (triangle()[:-4], "the GLB ends in the middle of a chunk"),
        (triangle(bufferViews=[{"byteOffset": 4, "byteLength": 36}]), "accessor 0 reaches beyond the file"),
        (triangle(bufferViews=[{"byteOffset": -999, "byteLength": 36}]), "accessor 0 reaches beyond the file"),
        (
            triangle(accessors=[{"componentType": 5126, "type": "VEC3", "count": 10**12, "bufferView": 0}]),
            "the model has more than 8000000 vertices",
        ),
        (triangle(accessors=[]), "accessor 0 is missing"),
        (triangle(nodes=[{"children": [0]}]), "the model's nodes are nested or repeated too often"),
        (triangle({"matrix": ["a"] * 16}), "the model has positions that are not numbers"),
        (triangle(meshes=[]), "the model has no triangles"),
        (
            triangle(extensionsRequired=["KHR_draco_mesh_compression"]),
            "the model needs KHR_draco_mesh_compression, which this view cannot read",
        ),
    ],
)
def test_reader_refuses(read_glb: Any, content: bytes, sentence: str) -> None:
    """A file that cannot be shown is refused with a sentence."""
    assert read_glb(content) == {"error": sentence, "kind": "Error"}


# ------------------------------------------------------------------------------------------------------- clips
def moving() -> bytes:
    """Return a GLB of a triangle: its first corner follows one joint, the others another, which turns and rises."""
    moments, turns = struct.pack("<2f", 0, 2), struct.pack("<8f", 0, 0, 0, 1, 0, 0, 1, 0)
    ways = struct.pack("<6f", 0, 0, 0, 0, 4, 0)
    joints, weights = bytes([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), struct.pack("<12f", *[1, 0, 0, 0] * 3)
    pieces = [b"".join(struct.pack("<3f", *point) for point in TRIANGLE), joints, weights, moments, turns, ways]
    starts = [sum(map(len, pieces[:place])) for place in range(len(pieces))]
    kinds = [
        (5126, "VEC3", 3),
        (5121, "VEC4", 3),
        (5126, "VEC4", 3),
        (5126, "SCALAR", 2),
        (5126, "VEC4", 2),
        (5126, "VEC3", 2),
    ]
    gltf = {
        "nodes": [{"mesh": 0, "skin": 0, "translation": [9, 9, 9]}, {"children": [2]}, {}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "JOINTS_0": 1, "WEIGHTS_0": 2}}]}],
        "skins": [{"joints": [2, 1]}],
        "animations": [
            {
                "name": "rise",
                "samplers": [{"input": 3, "output": 4}, {"input": 3, "output": 5}],
                "channels": [
                    {"sampler": 0, "target": {"node": 2, "path": "rotation"}},
                    {"sampler": 1, "target": {"node": 2, "path": "translation"}},
                ],
            }
        ],
        "accessors": [
            {"componentType": number, "type": type_, "count": count, "bufferView": place}
            for place, (number, type_, count) in enumerate(kinds)
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": start, "byteLength": len(piece)}
            for start, piece in zip(starts, pieces, strict=True)
        ],
    }
    return glb(gltf, b"".join(pieces))


def test_skins_follow_their_joints(in_node: Callable[[str, bytes], Any]) -> None:
    """Half-way through a clip the points of a joint have turned and risen half-way, and no others have; a skin is
    placed by its joints and not by its node.
    """
    script = """
        import { readGlb } from "./glb.js";
        import { followed, posed } from "./rig.js";
        const run = (buffer) => {
          const { parts, rig } = readGlb(buffer);
          return [0, 1, 2].map((time) => followed(parts[0], rig.skins[0], posed(rig, rig.clips[0], time)).positions);
        };
    """
    start, middle, end = in_node(script, moving())
    assert start == pytest.approx([0, 0, 0, 1, 0, 0, 0, 1, 0])
    assert middle == pytest.approx([0, 0, 0, 0, 3, 0, -1, 2, 0], abs=1e-6)
    assert end == pytest.approx([0, 0, 0, -1, 4, 0, 0, 3, 0], abs=1e-6)


def test_results_are_found_wherever_they_stand(in_node: Callable[[str, bytes], Any]) -> None:
    """Every file of a task is listed by the name of its place, inputs are not; models with a surface and pictures can
    be looked at.
    """

    def url(name: str) -> str:
        return f"http://127.0.0.1:1/files/x/{name}?Expires=1"

    task = {
        "image_url": url("input_0"),
        "model_urls": {"glb": url("model.glb"), "obj": ""},
        "texture_urls": [{"base_color": url("a.png")}, {"base_color": url("b.png")}],
        "image_urls": [url("image_0.png")],
        "result": {"basic_animations": {"walking_glb_url": url("w.glb"), "walking_armature_glb_url": url("wa.glb")}},
        "elsewhere": "https://example.com/x.glb",
        "request": {"image_url": "any"},
        "notes": [url("note.png")],
    }
    script = """
        import { filesOf, viewsOf } from "./results.js";
        const run = (buffer) => {
          const task = JSON.parse(new TextDecoder().decode(buffer));
          const files = filesOf(task);
          return [files.map(({ name, kind }) => [name, kind]), viewsOf(task, files).map(({ name }) => name)];
        };
    """
    files, views = in_node(script, json.dumps(task).encode())
    assert files == [
        ["glb", "model"],
        ["base color 1", "picture"],
        ["base color 2", "picture"],
        ["image", "picture"],
        ["walking glb", "model"],
        ["walking armature glb", "model"],
    ]
    assert views == ["glb", "walking glb", "picture"]


# ------------------------------------------------------------------------------------------------------- in a browser
def test_browser_shows_a_finished_task(api: Api, tmp_path: Path) -> None:
    """In a browser the page lists a finished task, and shows its model by the link that names it."""
    name = {"x-meshwright-input": "a%20cat%3Cb%3E.png"}
    id = api.http.post("/openapi/v1/image-to-3d", json=SMALL, headers=name).json()["result"]
    api.emulator.advance(seconds=DONE)
    task = api.task(id)
    dom = seen(f"{api.emulator.url}/#{task['id']}", tmp_path)
    assert f'href="#{task["id"]}"' in dom
    assert f'<code id="stage-id">{task["id"]}</code>' in dom
    assert '<span class="id"><span>a cat&lt;b&gt;.png</span>' in dom
    assert '<p id="stage-input">a cat&lt;b&gt;.png</p>' in dom
    assert re.search(r'<p id="stats">\d+ faces · \d+ vertices', dom) or "no WebGL 2" in dom


def test_browser_shows_hostile_text_as_text(api: Api, tmp_path: Path) -> None:
    """Markup in a request or in an error stays text."""
    hostile = "<img src=x onerror=document.title='broken'>"
    id = api.create(body={**SMALL, "should_texture": True, "texture_prompt": hostile})
    api.emulator.advance(seconds=DONE)
    dom = seen(f"{api.emulator.url}/#{id}", tmp_path)
    assert "&lt;img src=x onerror" in dom
    assert "<img src=x" not in dom.replace('"', "")
    assert "<title>Meshwright emulator</title>" in dom


def test_browser_explains_the_first_step(api: Api, tmp_path: Path) -> None:
    """Without a task the page says how to create one, with this emulator's address."""
    dom = seen(f"{api.emulator.url}/", tmp_path)
    assert re.search(r'<div id="nothing">', dom)
    assert f"{api.emulator.url}/openapi/v1/image-to-3d" in dom
    assert f"MESHY_BASE_URL={api.emulator.url}" in dom


FROM_A_ZIP = """
import sys
import httpx
import meshwright
from meshwright.emulator import Clock, Emulator, Settings
from tests.helpers.api import SMALL

assert ".zip" in meshwright.__file__, meshwright.__file__
with Emulator(Settings(clock=Clock(rate=0), strict=True)) as emulator:
    page = httpx.get(emulator.url + "/")
    script = httpx.get(emulator.url + "/_emulator/page/page.js")
    assert httpx.get(emulator.url + "/_emulator/page/__init__.py").status_code == 404
    headers = {"authorization": "Bearer msy_x"}
    id = httpx.post(emulator.url + "/openapi/v1/image-to-3d", json=SMALL, headers=headers).json()["result"]
    emulator.advance(seconds=10)
    task = httpx.get(f"{emulator.url}/openapi/v1/image-to-3d/{id}", headers=headers, timeout=60).json()
    print(page.status_code, script.status_code, len(page.content), len(script.content), task["status"])
"""


def test_from_a_zip(tmp_path: Path) -> None:
    """A package in a zip file has the whole emulator: its page, its scripts, its spec and its engine."""
    archive = tmp_path / "meshwright.zip"
    with ZipFile(archive, "w") as packed:
        for zone in ("overlays", "generated"):
            for path in (ROOT / zone).rglob("*"):
                if path.is_file() and path.suffix != ".pyc":
                    packed.write(path, path.relative_to(ROOT / zone))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(archive), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-P", "-c", FROM_A_ZIP], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    sizes = [len(FILES[name].read_bytes()) for name in ("index.html", "page.js")]
    assert done.stdout.split() == ["200", "200", *map(str, sizes), "SUCCEEDED"]
