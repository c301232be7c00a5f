"""A raw HTTP client of an emulator whose clock stands still."""

from __future__ import annotations

import base64
import io
import json
import socket
from typing import Any

import httpx
from attrs import define
from meshwright.emulator import Clock, Emulator, Settings
from PIL import Image, ImageDraw

KEY = {"authorization": "Bearer msy_test"}
DONE = 10.0
"""Seconds after which a task of the default plan has ended."""


def picture(size: int = 96) -> bytes:
    """A red ball on white, PNG."""
    image = Image.new("RGB", (size, size), "white")
    ImageDraw.Draw(image).ellipse((size // 5, size // 5, size - size // 5, size - size // 5), fill="crimson")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def data_uri(content: bytes, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


SMALL: dict[str, Any] = {
    "image_url": data_uri(picture()),
    "target_polycount": 300,
    "should_texture": False,
    "target_formats": ["glb"],
}
"""A request whose work is quick."""


@define
class Api:
    """The tools of a developer with curl."""

    emulator: Emulator
    http: httpx.Client

    def post(self, kind: str = "image-to-3d", body: Any = SMALL, **options: Any) -> httpx.Response:
        return self.http.post(f"/openapi/v1/{kind}", json=body, **options)

    def create(self, kind: str = "image-to-3d", body: Any = SMALL, **options: Any) -> str:
        response = self.post(kind, body, **options)
        assert response.status_code == 202, response.text
        result: str = response.json()["result"]
        return result

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.http.get(f"/openapi/v1/{path}", **options)

    def task(self, id: str, kind: str = "image-to-3d") -> dict[str, Any]:
        task: dict[str, Any] = self.get(f"{kind}/{id}").json()
        return task

    def done(self, kind: str = "image-to-3d", body: Any = SMALL) -> dict[str, Any]:
        """Create a task and let the time pass that it takes."""
        id = self.create(kind, body)
        self.emulator.advance(seconds=DONE)
        return self.task(id, kind)

    def events(self, id: str, kind: str = "image-to-3d", **options: Any) -> list[tuple[str, Any]]:
        """Read an event stream to its end."""
        text = self.get(f"{kind}/{id}/stream", **options).text
        found = [block.split("\n", 1) for block in text.strip().split("\n\n")]
        return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in found]

    def balance(self) -> int:
        balance: int = self.get("balance").json()["balance"]
        return balance


def opened(**settings: Any) -> Api:
    """Start an emulator with a clock that stands still."""
    emulator = Emulator(
        Settings(**{"clock": Clock(rate=0, real=lambda: 0.0), "strict": True, "seed": 1, **settings})
    ).start()
    return Api(emulator, httpx.Client(base_url=emulator.url, headers=KEY, timeout=60))


def raw(api: Api, content: bytes) -> bytes:
    """Send bytes over a socket of their own and return all that is answered."""
    with socket.create_connection(("127.0.0.1", api.emulator.port), timeout=60) as connection:
        answered = b""
        try:
            connection.sendall(content)
            while block := connection.recv(65536):
                answered += block
        except ConnectionError:
            pass
        return answered
