"""Names for files and folders that come from elsewhere: one plain part of a path, the same file on every system.

Windows takes some names for devices whatever their suffix, drops dots and spaces at the end, and reads ``:`` as the
name of a stream; a name that means something else there is refused here, so that a folder can be moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

from ..file_formats import MODEL_SUFFIXES

LONGEST = 80
"""Characters that are kept of a name."""
MOST_BYTES = 200
"""Bytes of a name in UTF-8; file systems take 255, and ``.part.etag`` has to fit behind it."""
DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "123456789\u00b9\u00b2\u00b3"}
)
FORBIDDEN = frozenset('<>:"/\\|?*')


def is_device(name: str) -> bool:
    """Return whether Windows takes a name for a device, whatever its suffix."""
    return name.partition(".")[0].rstrip().upper() in DEVICES


def is_portable(name: str) -> bool:
    """Return whether a name is one part of a path and names the same file on every system."""
    return (
        name.isprintable()
        and name == name.strip(" ").rstrip(".")
        and name not in ("", "..")
        and not FORBIDDEN & set(name)
        and not is_device(name)
        and len(name.encode()) <= MOST_BYTES
    )


def safe(text: str, allowed: str = "-_") -> str:
    """Replace all but letters, digits and the allowed characters, so that the name cannot leave its folder."""
    kept = "".join(c if c.isalnum() or c in allowed else "_" for c in text)[:LONGEST]
    while len(kept.encode("utf-8", "replace")) > MOST_BYTES:
        kept = kept[:-1]
    return f"_{kept}" if not kept or is_device(kept) else kept


def numbered(name: str) -> Iterator[str]:
    """Yield a name, then numbered ones for when it is taken."""
    return chain([name], (f"{number}_{name}" for number in count(2)))


def format_in(step: str | int) -> str:
    """Return the format of a model that the name of a member ends with (``glb`` in ``walking_glb``), or nothing."""
    last = str(step).rpartition("_")[2]
    return last if f".{last}" in MODEL_SUFFIXES else ""


def model_name(key: str, stem: str = "model") -> str:
    """Return what the model of a format is called; a key that names more than the format brings its own stem."""
    own, _, _ = key.rpartition("_")
    format = format_in(key) if own else key
    return f"{safe(own)}.{format}" if own and format else f"{stem}.{safe(key)}"
