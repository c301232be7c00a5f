"""The files beside a .gltf that came from a URL: fetched by their relative names and put into it as data URIs.

So its bytes can be measured, and the result refers to nothing that is left behind. Refused: files that cannot be had,
too many or too large ones; a .glb holds everything in one file.
"""

from __future__ import annotations

import asyncio
import base64
import json
import mimetypes
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

from attrs import evolve

from ...spec.reading import Json
from ..contract import Refused
from ..inputs import bring
from ..settings import Settings

LARGEST_JSON = 16 * 2**20
"""Bytes of a .gltf that is looked into; one that has files beside it is far below."""
MOST_SIBLINGS = 64


async def embed_siblings(field: str, url: str, model: Path, settings: Settings) -> None:
    """Put the files that a .gltf names into it; leave any other file alone. Raises Refused."""
    document = await asyncio.to_thread(_document, model)
    named = _named(document)
    if not named:
        return
    try:
        if len(named) > MOST_SIBLINGS:
            raise Refused(f"{field}: the .gltf names {len(named)} other files, at most {MOST_SIBLINGS} are fetched")
        async with asyncio.timeout(settings.input_seconds):
            await _embed(field, url, named, model, settings)
    except TimeoutError:
        raise Refused(f"{field}: the files beside the .gltf take longer than {settings.input_seconds:g} s") from None
    except Refused as refused:
        raise Refused(f"{refused}; put its files into the .gltf as data URIs, or use a .glb") from None
    await asyncio.to_thread(model.write_text, json.dumps(document), "utf-8")


async def _embed(field: str, url: str, named: list[tuple[Json, str]], model: Path, settings: Settings) -> None:
    beside, left = model.with_name(model.name + "_beside"), settings.max_body
    for entry, kind in named:
        name = f"{field}: {entry['uri'][:100]!r} beside the .gltf"
        try:
            address = urljoin(url, entry["uri"])
        except ValueError as error:
            raise Refused(f"{name}: not an address, {error}") from None
        await bring(name, address, beside, evolve(settings, max_input=left))
        content = await asyncio.to_thread(beside.read_bytes)
        left -= len(content)
        entry["uri"] = f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
    beside.unlink()


def _document(model: Path) -> Json:
    """Return the JSON of a .gltf; nothing for what is none, which the engine will say."""
    with model.open("rb") as stream:
        if stream.read(256).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"{":
            return {}
    if model.stat().st_size > LARGEST_JSON:
        return {}
    try:
        document = json.loads(
            model.read_bytes().rstrip(b"\0\x1a").decode("utf-8-sig")
        )  # padding that the engine reads too
    except (ValueError, RecursionError):
        return {}
    return cast("Json", document) if isinstance(document, dict) else {}


def _named(document: Json) -> list[tuple[Json, str]]:
    """Return the entries of buffers and images that name other files, each with its media type."""
    found: list[tuple[Json, str]] = []
    for part in ("buffers", "images"):
        for entry in _objects(document.get(part)):
            uri = entry.get("uri")
            if isinstance(uri, str) and uri[:5].lower() != "data:":
                guessed = mimetypes.guess_type(uri.partition("?")[0])[0] if part == "images" else None
                found.append((entry, guessed or "application/octet-stream"))
    return found


def _objects(value: Any) -> list[Json]:
    """Return the objects of a list; nothing where it is none."""
    if not isinstance(value, list):
        return []
    return [one for one in cast("list[Json | None]", value) if isinstance(one, dict)]
