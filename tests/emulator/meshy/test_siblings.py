"""A .gltf by its URL: the files beside it are fetched within bounds and become part of it, or it is refused."""

from __future__ import annotations

import base64
import json
import struct
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from helpers.api import Api, picture
from helpers.other_server import other_server, send

pytestmark = pytest.mark.usefixtures("no_certificates")
POINTS = struct.pack("<9f", 0, 0, 0, 3, 0, 0, 0, 2, 0)
DOCUMENT: dict[str, Any] = {
    "asset": {"version": "2.0"},
    "scene": 0,
    "scenes": [{"nodes": [0]}],
    "nodes": [{"mesh": 0}],
    "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
    "accessors": [{"bufferView": 0, "componentType": 5126, "type": "VEC3", "count": 3}],
    "bufferViews": [{"buffer": 0, "byteLength": 36}],
    "buffers": [{"byteLength": 36, "uri": "my%20data.bin"}],
    "images": [{"uri": "maps/skin.png"}, {"uri": "maps/skin.png?again"}],
}


def served(files: dict[str, bytes]) -> Any:
    """Answer each path with its file, others with 404."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        found = files.get(handler.path)
        send(handler, 404) if found is None else send(handler, 200, found)

    return other_server(answer)


def refusal(api: Api, url: str) -> str:
    before = set(api.emulator.meshy.folder.iterdir())
    response = api.post("resize", {"model_url": url, "resize_height": 1.0})
    assert response.status_code == 400, response.text
    assert set(api.emulator.meshy.folder.iterdir()) == before
    message: str = response.json()["message"]
    return message


@pytest.mark.parametrize("padding", [b"", b"\0\0\0"])
def test_the_files_beside_it_become_part_of_it(shared: Api, padding: bytes) -> None:
    """Buffers are measured, and the result names no file that is not in it; NUL bytes at the end do not matter."""
    files = {
        "/a/model.gltf": json.dumps(DOCUMENT).encode() + padding,
        "/a/my%20data.bin": POINTS,
        "/a/maps/skin.png": picture(),
        "/a/maps/skin.png?again": picture(),
    }
    with served(files) as other:
        task = shared.done("resize", {"model_url": f"{other.url}/a/model.gltf", "resize_height": 1.0})
    assert task["status"] == "SUCCEEDED", task
    result = shared.http.get(task["model_urls"]["gltf"]).json()
    assert result["nodes"][-1]["scale"] == [0.5] * 3
    (buffer,), images = result["buffers"], result["images"]
    assert base64.b64decode(buffer["uri"].partition(",")[2]) == POINTS
    assert {image["uri"].partition(",")[0] for image in images} == {"data:image/png;base64"}


def test_files_that_cannot_be_had(shared: Api) -> None:
    """A sentence names the file and what to do, and nothing is left behind."""
    with served({"/model.gltf": json.dumps(DOCUMENT).encode()}) as other:
        message = refusal(shared, f"{other.url}/model.gltf")
    assert "'my%20data.bin' next to the .gltf: URL not reachable, HTTP 404" in message
    assert message.endswith("embed its files in the .gltf as data URIs, or use a .glb")


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("file:///etc/passwd", "only http, https and data URLs are"),
        ("//[", "not a valid URL"),
        ("a\0.bin", "not reachable"),
    ],
)
def test_names_that_lead_elsewhere(shared: Api, uri: str, words: str) -> None:
    """A URI that is not an http URL is not followed."""
    document = DOCUMENT | {"buffers": [{"byteLength": 36, "uri": uri}]}
    with served({"/model.gltf": json.dumps(document).encode()}) as other:
        assert words in refusal(shared, f"{other.url}/model.gltf")
    assert len(other.received) == 1


def test_too_many_and_too_large(started: Any) -> None:
    """At most 64 files, and together no more than a request may hold."""
    api = started(max_body=10_000)
    many = DOCUMENT | {"images": [{"uri": f"{number}.png"} for number in range(64)]}
    large = {
        "/model.gltf": json.dumps(DOCUMENT).encode(),
        "/my%20data.bin": bytes(9_000),
        "/maps/skin.png": bytes(2000),
    }
    with served(large | {"/many.gltf": json.dumps(many).encode()}) as other:
        assert "names 65 other files, but at most 64" in refusal(api, f"{other.url}/many.gltf")
        assert "'maps/skin.png' next to the .gltf: larger than 1000 bytes" in refusal(api, f"{other.url}/model.gltf")


def test_private_networks_stay_closed(started: Any) -> None:
    """What may not be fetched as a model may not be fetched beside one."""
    api = started(private_urls=False)
    with served({"/model.gltf": b"{}"}) as other:
        assert "private network" in refusal(api, f"{other.url}/model.gltf")


@pytest.mark.parametrize(
    "content",
    [b"{", b"{" * 5000, b'{"buffers": 7, "images": [1, {"uri": 2}]}', b'\xef\xbb\xbf{"a": "\xff"}'],
    ids=range(4),
)
def test_what_is_no_gltf_fails_in_the_engine(shared: Api, content: bytes) -> None:
    """Broken and senseless JSON is the engine's to judge: the task fails with a sentence."""
    with served({"/model.gltf": content}) as other:
        task = shared.done("resize", {"model_url": f"{other.url}/model.gltf", "resize_height": 1.0})
    assert task["status"] == "FAILED"
    assert task["task_error"]["message"]
