"""Write reproducible zip files: fixed dates, fixed attributes, no data about the machine."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_DATE: Final = 1980, 1, 1, 0, 0, 0
_PADDING: Final = 0x1986  # the kind of extra field that USD itself pads with


def write_archive(path: Path, members: Mapping[str, bytes], *, aligned: int | None = None) -> None:
    """Write the members in order: deflated, or stored with the data of each at a multiple of ``aligned`` bytes."""
    method = zipfile.ZIP_DEFLATED if aligned is None else zipfile.ZIP_STORED
    with path.open("wb") as file, zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = method
            entry.create_system = 0
            if aligned is not None:
                entry.extra = _padding(file.tell() + 30 + len(name.encode()), aligned)
            archive.writestr(entry, data)


def _padding(offset: int, aligned: int) -> bytes:
    """Return an extra field that moves data from ``offset`` to the next multiple; it cannot be shorter than 4 bytes."""
    missing = -offset % aligned
    if not missing:
        return b""
    if missing < 4:
        missing += aligned
    return struct.pack("<HH", _PADDING, missing - 4) + bytes(missing - 4)
