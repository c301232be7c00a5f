"""The addresses of files in an answer, and what a file at an address must be."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import urlsplit

from attrs import frozen

from ..spec.reading import Json

ENDINGS = ("_url", "_urls")
PLAIN = ("application/octet-stream", "binary/octet-stream")
"""The media types of stores for a file of unknown type."""


@frozen
class FileType:
    """The media types and the first bytes of a file with a suffix."""

    media_types: tuple[str, ...] = ()
    """Empty means any."""
    first: bytes = b""
    """In its first bytes, as a recording keeps them: only ASCII."""


FILE_TYPES = {
    ".glb": FileType(("model/gltf-binary", *PLAIN), b"glTF"),
    ".png": FileType(("image/png", *PLAIN), b"PNG"),
    ".jpg": FileType(("image/jpeg", *PLAIN)),
    ".jpeg": FileType(("image/jpeg", *PLAIN)),
    ".webp": FileType(("image/webp", *PLAIN), b"WEBP"),
    ".zip": FileType((), b"PK"),
    ".kmz": FileType((), b"PK"),
}


def addresses_in(said: Json, taken: Collection[str] = ()) -> Iterator[tuple[str, Any]]:
    """Yield the place and the value of each member for an address, of those that are not parameters of the request."""
    for name, value in said.items():
        if name.endswith(ENDINGS) and name not in taken:
            yield from _leaves(name, value)
        elif name not in taken:
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict):
                    for place, found in addresses_in(cast("Json", part)):
                        yield f"{name}.{place}", found


def _leaves(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, member in cast("Json", value).items():
            yield from _leaves(f"{place}.{name}", member)
    elif isinstance(value, list):
        for member in value:
            yield from _leaves(place, member)
    elif value not in ("", None):
        yield place, value


def fault_of(address: Any) -> str:
    """Return why a value is not an address that can be fetched; empty if it is one."""
    if not isinstance(address, str):
        return "is not a text"
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return "is not a URL"
    if parts.scheme not in ("http", "https"):
        return f"has the scheme {parts.scheme!r}" if parts.scheme else "has no scheme"
    if not host:
        return "has no host"
    return "" if parts.query else "is not signed"


def file_key(address: str) -> str:
    """Return the host and the path of an address, which a recording keeps."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.netloc}{parts.path}"


def file_type(address: str) -> FileType:
    """Return what a file with the suffix of an address must be."""
    return FILE_TYPES.get(PurePosixPath(urlsplit(address).path).suffix.lower(), FileType())
