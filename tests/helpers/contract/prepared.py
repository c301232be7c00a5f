"""The emulator's engine work, prepared: hundreds of creates cost no engine job. For tests only."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from meshwright.contract.samples import MODEL, PICTURE, glb
from meshwright.contract.walks.bench import STANDING
from meshwright.emulator.flighthub.lifecycle import Outcome as FlightHubOutcome
from meshwright.emulator.flighthub.objects import StoredObject
from meshwright.emulator.jobs import JobRunner, Outcome, texts_in, with_texts
from meshwright.spec.shapes import shape_of


def content_of(uri: str) -> bytes:
    return base64.b64decode(uri.partition(",")[2])


CONTENTS = {".glb": content_of(MODEL), ".png": content_of(PICTURE)}
MOMENT = 0.003
"""Seconds that work takes nevertheless, so that a caller that does not wait for it is noticed."""
FORMATS = ("glb", "fbx", "obj", "usdz", "stl")


NO_FIGURE = {"message": "Pose estimation failed", "type": "invalid_input", "code": "pose_estimation_failed"}


async def make(_: object, kind: str, inputs: list[Path], request: dict[str, Any], folder: Path, **__: Any) -> Outcome:
    """Return what the engine would, its files a few bytes each."""
    await asyncio.sleep(MOMENT)
    if kind == "drone-photos":
        return _photos(request, folder)
    if kind in STANDING and inputs[0].read_bytes() == glb():
        return Outcome(error=NO_FIGURE)
    shape = shape_of("meshy", kind)
    files = generated(kind, request) if "target_formats" in shape.taken else MODEL_ONLY
    if shape.cancels or ("3mf" in (usual := shape.example.get("model_urls", {})) and "glb" not in usual):
        files = {**files, "model_urls": named(shape.example.get("model_urls", {}))}
    if shape.cancels:
        files |= {"texture_urls": [{"base_color": "texture.png"}]}
    files = {name: value for name, value in (files | {"image_urls": _pictures(request)}).items() if name in shape.shown}
    values = {
        name: shape.example[name] for name in ("printability", "part_count", "candidate_ids") if name in shape.shown
    }
    if "result" in shape.shown:
        urls = {name: url for name, url in shape.example["result"].items() if any(map(_is_url, texts_in(url)))}
        files["result"] = named(urls)
        values["result"] = {name: value for name, value in shape.example["result"].items() if name not in urls}
    outcome = Outcome(files=files, values=values)
    for name in outcome.names():
        (folder / name).write_bytes(CONTENTS.get(Path(name).suffix, b"prepared"))
    return outcome


def _photos(request: dict[str, Any], folder: Path) -> Outcome:
    """Write the photos of a flight, a few bytes each."""
    names = [shot["name"] for shot in request["shots"]]
    outcome = Outcome(files={"photos": names, "previews": [f"preview-{name}" for name in names]})
    folder.mkdir(parents=True, exist_ok=True)
    for name in outcome.names():
        (folder / name).write_bytes(b"\xff\xd8 prepared")
    return outcome


def named(urls: dict[str, Any]) -> Any:
    """Return the names of files in place of their URLs."""
    return with_texts(urls, lambda url: Path(urlsplit(url).path).name)


def _pictures(request: dict[str, Any]) -> list[str]:
    return [f"image_{number}.png" for number in range(3 if request.get("generate_multi_view") else 1)]


MODEL_ONLY: dict[str, Any] = {"model_urls": {"glb": "model.glb"}, "thumbnail_url": "thumbnail.png"}


def _is_url(text: str) -> bool:
    return "://" in text


def generated(kind: str, request: dict[str, Any]) -> dict[str, Any]:
    taken = shape_of("meshy", kind).taken
    textured = "enable_pbr" in taken and request.get("mode") != "preview" and request.get("should_texture", True)
    always = taken["target_formats"].get("x-always", [])
    models = {format: f"model.{format}" for format in [*request.get("target_formats", FORMATS), *always]}
    if request.get("save_pre_remeshed_model"):
        models["pre_remeshed_glb"] = "raw.glb"
    maps = ("base_color", "metallic", "normal", "roughness") if request.get("enable_pbr") else ("base_color",)
    sides = ("front", "right", "back", "left") if request.get("multi_view_thumbnails") else ()
    return {
        "model_urls": models,
        "thumbnail_url": "thumbnail.png",
        **({"alpha_thumbnail_url": "alpha.png"} if request.get("alpha_thumbnail") else {}),
        **({"thumbnail_urls": {side: f"{side}.png" for side in sides}} if sides else {}),
        **({"texture_urls": [{name: f"{name}.png" for name in maps}]} if textured else {}),
    }


async def make_zip(
    _: object, pictures: list[Path], folder: Path, __: object
) -> tuple[FlightHubOutcome, StoredObject | None]:
    """Return the zip of a model of FlightHub, a few bytes; nothing for files that are not pictures."""
    await asyncio.sleep(MOMENT)
    if any(path.read_bytes()[:2] != b"\xff\xd8" for path in pictures):
        return FlightHubOutcome(error="no pictures"), None
    path = folder.parent / f"object-{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.glb", CONTENTS[".glb"])
    content = path.read_bytes()
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return FlightHubOutcome(size=len(content)), StoredObject(path, digest, len(content))


def prepare(patch: pytest.MonkeyPatch) -> None:
    """Let every emulator of this process use it."""
    patch.setattr(JobRunner, "make", make)
    patch.setattr("meshwright.emulator.flighthub.reconstructions.make_zip", make_zip)
