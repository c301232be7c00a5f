"""Fetch the files next to a .gltf from a URL, by their relative names, and embed them in it as data URIs.

So the model can be measured, and the result does not refer to missing files. Files that cannot be fetched, are too many
or are too large are refused; a .glb holds everything in one file.
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
"""The most bytes of a .gltf that is parsed; one with separate files is far smaller."""
MOST_SIBLINGS = 64


async def embed_siblings(field: str, url: str, model: Path, settings: Settings) -> None:
    """Embed the files that a .gltf names in it; leave any other file unchanged. Raises Refused."""
    document = await asyncio.to_thread(_document, model)
    named = _named(document)
    if not named:
        return
    try:
        if len(named) > MOST_SIBLINGS:
            raise Refused(f"{field}: the .gltf names {len(named)} other files, but at most {MOST_SIBLINGS} are fetched")
        async with asyncio.timeout(settings.input_seconds):
            await _embed(field, url, named, model, settings)
    except TimeoutError:
        raise Refused(
            f"{field}: fetching the files next to the .gltf takes longer than {settings.input_seconds:g} s"
        ) from None
    except Refused as refused:
        raise Refused(f"{refused}; embed its files in the .gltf as data URIs, or use a .glb") from None
    await asyncio.to_thread(model.write_text, json.dumps(document), "utf-8")


async def _embed(field: str, url: str, named: list[tuple[Json, str]], model: Path, settings: Settings) -> None:
    beside, left = model.with_name(model.name + "_beside"), settings.max_body
    for entry, kind in named:
        name = f"{field}: {entry['uri'][:100]!r} next to the .gltf"
        try:
            address = urljoin(url, entry["uri"])
        except ValueError as error:
            raise Refused(f"{name}: not a valid URL: {error}") from None
        await bring(name, address, beside, evolve(settings, max_input=left))
        content = await asyncio.to_thread(beside.read_bytes)
        left -= len(content)
        entry["uri"] = f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
    beside.unlink()


def _document(model: Path) -> Json:
    """Return the JSON of a .gltf, or an empty result for another file, which the engine will refuse."""
    with model.open("rb") as stream:
        if stream.read(256).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"{":
            return {}
    if model.stat().st_size > LARGEST_JSON:
        return {}
    try:
        document = json.loads(
            model.read_bytes().rstrip(b"\0\x1a").decode("utf-8-sig")
        )  # padding, which the engine accepts too
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
    """Return the objects of a list; an empty result if the value is not a list."""
    if not isinstance(value, list):
        return []
    return [one for one in cast("list[Json | None]", value) if isinstance(one, dict)]
