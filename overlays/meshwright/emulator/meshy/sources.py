"""The files that a request names, brought to the task's own folder; the request keeps their names in place of the
content, which can be large.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...engine.picture_kinds import foreign_kind
from ..contract import Refused
from ..folders import private_file
from ..inputs import bring
from ..settings import Settings
from .siblings import embed_siblings
from .tasks import SUCCEEDED, Task

Json = dict[str, Any]
SOURCES = ("image_url", "image_urls", "model_url")
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class NoSuchTask(Exception):
    """``input_task_id`` names no task that could be the source of this kind."""


async def bring_sources(
    kind: str, request: Json, folder: Path, settings: Settings, model_of: Callable[[str], Path]
) -> list[str]:
    """Bring the sources of a task and return their names; raises Refused and NoSuchTask."""
    names = await _sources(kind, request, folder, settings, model_of)
    for name in SOURCES:
        request.pop(name, None)
    await _keep_references(request, folder, settings)
    return names


def model_of(task: Task | None, now: float, folder: Path) -> Path:
    """Return the GLB of a task that is the source of another; raises Refused."""
    if task is None or task.status(now) != SUCCEEDED or task.outcome is None:
        raise Refused("invalid input task: input_task_id must refer to a succeeded task")
    if "glb" not in task.outcome.models:
        raise Refused("invalid input task: it has no GLB")
    return folder / task.id / task.outcome.models["glb"]


async def _sources(
    kind: str, request: Json, folder: Path, settings: Settings, model_of: Callable[[str], Path]
) -> list[str]:
    if kind == "resize":
        if "input_task_id" in request:  # wins over model_url
            await asyncio.to_thread(shutil.copyfile, model_of(request["input_task_id"]), private_file(folder / "input"))
        else:
            url = request["model_url"]
            await bring("model_url", url, folder / "input", settings)
            if url[:5].lower() != "data:":
                await embed_siblings("model_url", url, folder / "input", settings)
        return ["input"]
    if "input_task_id" in request:  # pictures are not made here, so no task can be the source of one
        raise NoSuchTask("input_task_id must name a text-to-image or image-to-image task")
    urls = {"image_url": request["image_url"]} if kind == "image-to-3d" else _numbered(request["image_urls"])
    for number, (field, url) in enumerate(urls.items()):
        _require_picture(field, await bring(field, url, folder / f"input_{number}", settings))
    return [f"input_{number}" for number in range(len(urls))]


async def _keep_references(request: Json, folder: Path, settings: Settings) -> None:
    """Move pictures that only come back in answers out of memory; those that are URLs stay what they are."""

    async def kept(field: str, url: str, name: str) -> str:
        if not url.startswith("data:"):
            return url
        _require_picture(field, await bring(field, url, folder / name, settings))
        return name

    if url := request.get("texture_image_url"):
        request["texture_image_url"] = await kept("texture_image_url", url, "texture_reference")
    if urls := request.get("texture_image_urls"):
        request["texture_image_urls"] = [
            await kept(f"texture_image_urls[{number}]", url, f"texture_reference_{number}")
            for number, url in enumerate(urls)
        ]


def _require_picture(field: str, beginning: bytes) -> None:
    if not beginning.startswith(PICTURES):
        kind = foreign_kind(beginning)
        found = f"; by its content it is {kind}" if kind else ""
        raise Refused(f"{field}: invalid image format, only .jpg, .jpeg and .png are supported{found}")


def _numbered(urls: list[str]) -> dict[str, str]:
    return {f"image_urls[{number}]": url for number, url in enumerate(urls)}
