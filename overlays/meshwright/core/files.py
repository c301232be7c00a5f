"""Local pictures and models as part of a JSON request body.

A file becomes a base64 data URI that is streamed while it is read, in a body of known length that can be sent again:
measured, a 20 MB picture needs memory of 0.03 times its size this way and 6.3 times with ``json=``. The format of a
picture is detected from its content, never from its name; formats not in the spec are refused before anything is sent.
"""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

from attrs import frozen

from ..errors import InputError
from ..file_formats import HEAD, format_of

BLOCK = 3 * 2**16  # a multiple of three, so that blocks can be encoded one by one


@frozen
class LocalFile:
    """A file that can be read from its beginning as often as needed."""

    field: str
    size: int
    media_type: str
    open: Callable[[], IO[bytes]]

    @property
    def prefix(self) -> bytes:
        """The part of the data URI before the base64 text."""
        return b"data:" + self.media_type.encode() + b";base64,"

    @property
    def length(self) -> int:
        """Length of the whole data URI in bytes."""
        return len(self.prefix) + (self.size + 2) // 3 * 4

    def __iter__(self) -> Iterator[bytes]:
        yield self.prefix
        left = self.size
        with self.open() as stream:
            while left:
                due = min(BLOCK, left)
                block = stream.read(due)
                if len(block) < due:
                    raise InputError(self.field, "the file became shorter while it was being sent")
                left -= due
                yield base64.b64encode(block)


@frozen
class JsonBody:
    """A JSON document in pieces, some of which are local files."""

    pieces: tuple[bytes | LocalFile, ...]

    @property
    def length(self) -> int:
        """Total length in bytes, the value of Content-Length."""
        return sum(len(piece) if isinstance(piece, bytes) else piece.length for piece in self.pieces)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                yield from piece


def json_body(members: Mapping[str, Any], files: Mapping[str, tuple[str, ...]]) -> JsonBody:
    """Encode a request body; raises InputError for a file that is missing, empty or of an unsupported format.

    ``files`` names the members that may be local files, each with the accepted media types.
    """
    pieces: list[bytes | LocalFile] = [b"{"]
    for number, (name, value) in enumerate(members.items()):
        pieces.append((b"," if number else b"") + json.dumps(name).encode() + b":")
        if name not in files:
            pieces.append(_dumps(name, value))
        elif isinstance(value, (list, tuple)):
            pieces.append(b"[")
            for index, item in enumerate(cast("list[Any]", value)):
                pieces += ([b","] if index else []) + _file_pieces(f"{name}[{index}]", item, files[name])
            pieces.append(b"]")
        else:
            pieces += _file_pieces(name, value, files[name])
    return JsonBody((*pieces, b"}"))


def is_remote(value: Any) -> bool:
    """Return whether a value is a URL or a data URI, which is sent unchanged."""
    return isinstance(value, str) and value[:8].lower().startswith(("http://", "https://", "data:"))


def _dumps(name: str, value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(name, f"cannot be written as JSON: {error}") from None


def _file_pieces(field: str, value: Any, media_types: tuple[str, ...]) -> list[bytes | LocalFile]:
    if is_remote(value):
        return [_dumps(field, value)]
    return [b'"', local_file(field, value, media_types), b'"']


def local_file(field: str, value: Any, media_types: tuple[str, ...]) -> LocalFile:
    """Return the file for a path, bytes or an open binary file; raises InputError if it cannot be sent."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _from_bytes(field, bytes(cast("bytes", value)), media_types)
    if isinstance(value, (str, os.PathLike)):
        return _from_path(field, Path(cast("str | os.PathLike[str]", value)), media_types)
    if callable(read := getattr(value, "read", None)):
        if isinstance(value, io.TextIOBase):
            raise InputError(field, "the open file yields text; open it in binary mode")
        try:
            content = read()
        except (OSError, ValueError) as error:
            raise InputError(field, f"the open file cannot be read: {error}") from None
        if not isinstance(content, bytes):
            raise InputError(field, f"the open file yields {type(content).__name__}, not bytes")
        return _from_bytes(field, content, media_types)
    raise InputError(field, f"expected a URL, a path, bytes or an open binary file, got {type(value).__name__}")


def _from_bytes(field: str, content: bytes, media_types: tuple[str, ...]) -> LocalFile:
    media_type = _media_type(field, content[:HEAD], f"{len(content)} bytes", media_types)
    return LocalFile(field, len(content), media_type, lambda: io.BytesIO(content))


def _from_path(field: str, path: Path, media_types: tuple[str, ...]) -> LocalFile:
    def opened() -> IO[bytes]:
        try:
            found = path.expanduser()
            if found.is_file() or not found.exists():  # opening a pipe would wait for ever
                return found.open("rb")
        except FileNotFoundError:
            raise InputError(field, f"{path} does not exist") from None
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise InputError(field, f"{path!s:.200} cannot be read: {reason}") from None
        raise InputError(field, f"{path} is {'a folder' if found.is_dir() else 'not a regular file'}")

    with opened() as stream:
        head, size = stream.read(HEAD), os.fstat(stream.fileno()).st_size
    return LocalFile(field, size, _media_type(field, head, str(path), media_types), opened)


def _media_type(field: str, head: bytes, name: str, media_types: tuple[str, ...]) -> str:
    if not head:
        raise InputError(field, f"{name} is empty")
    found = format_of(head)
    if "application/octet-stream" in media_types:
        # Only formats that cannot be mistaken: the first bytes of an STL may be any text.
        if found and found.media_type in ("image/png", "image/jpeg"):
            raise InputError(field, f"{name} must be a model; by its content it is {found.name}; nothing was sent")
        return "application/octet-stream"
    if found and found.media_type in media_types:
        return found.media_type
    wanted = " or ".join(media_type.removeprefix("image/").upper() for media_type in media_types)
    kind = found.name if found else "neither"
    raise InputError(
        field,
        f"{name} must be a {wanted} picture; by its content it is {kind}. Export it as {wanted}; nothing was sent",
    )
