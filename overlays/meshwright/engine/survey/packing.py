"""Write the zip of a job: the same files give the same bytes, for any size; one block is in memory at a time."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_DATE: Final = 1980, 1, 1, 0, 0, 0
_PACKED_ALREADY: Final = frozenset({".tif", ".png", ".jpg"})
_BLOCK: Final = 2**20


def write_zip(files: Mapping[str, Path], target: Path) -> Path:
    """Write the files under their names, sorted, with fixed dates and attributes."""
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        for name, path in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 0
            entry.file_size = path.stat().st_size  # zipfile needs the size to choose the 64-bit form
            stored = path.suffix in _PACKED_ALREADY
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w") as out:
                shutil.copyfileobj(source, out, _BLOCK)
    return target
