"""The emulator's engine work, prepared: hundreds of creates cost no engine job. For tests only."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from meshwright.contract.samples import MODEL, PICTURE
from meshwright.emulator.flighthub.lifecycle import Outcome as FlightHubOutcome
from meshwright.emulator.flighthub.objects import StoredObject
from meshwright.emulator.jobs import Outcome
from meshwright.spec.shapes import shape_of


def content_of(uri: str) -> bytes:
    return base64.b64decode(uri.partition(",")[2])


CONTENTS = {".glb": content_of(MODEL), ".png": content_of(PICTURE)}
MOMENT = 0.003
"""Seconds that work takes nevertheless, so that a caller that does not wait for it is noticed."""
FORMATS = ("glb", "fbx", "obj", "usdz", "stl")


async def make(_: object, kind: str, __: list[Path], request: dict[str, Any], folder: Path) -> Outcome:
    """Return what the engine would, its files a few bytes each."""
    await asyncio.sleep(MOMENT)
    outcome = Outcome(
        files=generated(kind, request) if "target_formats" in shape_of("meshy", kind).taken else MODEL_ONLY
    )
    for name in outcome.names():
        (folder / name).write_bytes(CONTENTS.get(Path(name).suffix, b"prepared"))
    return outcome


MODEL_ONLY = {"model_urls": {"glb": "model.glb"}}


def generated(kind: str, request: dict[str, Any]) -> dict[str, Any]:
    can_texture = "enable_pbr" in shape_of("meshy", kind).taken and request.get("mode") != "preview"
    textured = can_texture and request.get("should_texture", True)
    models = {format: f"model.{format}" for format in request.get("target_formats", FORMATS)}
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
    """Return the zip of a model of FlightHub, a few bytes; nothing for what are no pictures."""
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
    from meshwright.emulator.jobs import JobRunner

    patch.setattr(JobRunner, "make", make)
    patch.setattr("meshwright.emulator.flighthub.service.make_zip", make_zip)
