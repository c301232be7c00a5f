"""Make untrusted names of files and folders safe: a single path segment that names the same file on every system.

Windows treats some names as devices with any suffix, drops dots and spaces at the end, and reads ``:`` as the start of
a stream name. A name with another meaning there is refused here, so that a folder can be moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

from ..file_formats import MODEL_SUFFIXES

LONGEST = 80
"""Maximum length of a name in characters."""
MOST_BYTES = 200
"""Maximum length of a name in UTF-8; file systems allow 255 bytes, and ``.part.etag`` is appended."""
DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "123456789\u00b9\u00b2\u00b3"}
)
FORBIDDEN = frozenset('<>:"/\\|?*')


def is_device(name: str) -> bool:
    """Return whether Windows treats a name as a device, with any suffix."""
    return name.partition(".")[0].rstrip().upper() in DEVICES


def is_portable(name: str) -> bool:
    """Return whether a name is a single path segment and names the same file on every system."""
    return (
        name.isprintable()
        and name == name.strip(" ").rstrip(".")
        and name not in ("", "..")
        and not FORBIDDEN & set(name)
        and not is_device(name)
        and len(name.encode()) <= MOST_BYTES
    )


def safe(text: str, allowed: str = "-_") -> str:
    """Return a name with all but letters, digits and allowed characters replaced, so that it stays in its folder."""
    kept = "".join(c if c.isalnum() or c in allowed else "_" for c in text)[:LONGEST]
    while len(kept.encode("utf-8", "replace")) > MOST_BYTES:
        kept = kept[:-1]
    return f"_{kept}" if not kept or is_device(kept) else kept


def numbered(name: str) -> Iterator[str]:
    """Yield a name, then numbered variants, for a name that is already used."""
    return chain([name], (f"{number}_{name}" for number in count(2)))


def format_in(step: str | int) -> str:
    """Return the model format at the end of a member's name (``glb`` in ``walking_glb``), or an empty string."""
    last = str(step).rpartition("_")[2]
    return last if f".{last}" in MODEL_SUFFIXES else ""


def model_name(key: str, stem: str = "model") -> str:
    """Return the file name of a model; a key that holds more than the format supplies the stem."""
    own, _, _ = key.rpartition("_")
    format = format_in(key) if own else key
    return f"{safe(own)}.{format}" if own and format else f"{stem}.{safe(key)}"
