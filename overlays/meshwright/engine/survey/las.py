"""Write LAS 1.2 in blocks of points, and read the points of LAS 1.0 to 1.4 files; compressed ones (LAZ) are refused.

This is our own code because a library would be one more dependency for one header and one record. It follows the ASPRS
specifications LAS 1.2 (R11) and 1.4 (R15); written files have no date, so that the same points give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from ..errors import EngineError
from ..mesh import Floats

BLOCK: Final = 500_000
MOST_POINTS: Final = 2**32 - 1
_HEADER: Final = struct.Struct("<4sHH16sBB32s32sHHHIIBHI5I3d3d6d")
_VARIABLE: Final = struct.Struct("<H16sHH32s")
_SOFTWARE: Final = b"meshwright emulator"
_RECORDS: Final = {0: 20, 1: 28, 2: 26, 3: 34, 4: 57, 5: 63, 6: 30, 7: 36, 8: 38, 9: 59, 10: 67}
_COLOURS: Final = {2: 20, 3: 28, 5: 28, 7: 30, 8: 30, 10: 30}
_POINT: Final[list[tuple[Any, ...]]] = [
    *(("place", "<i4", 3), ("intensity", "<u2"), ("returns", "u1"), ("kind", "u1")),
    *(("angle", "i1"), ("user", "u1"), ("source", "<u2"), ("colour", "<u2", 3)),
]


@frozen(eq=False)
class Points:
    """A block of points: positions (n, 3), and per point intensity, class and colours (n, 3) in 16 bits."""

    places: Floats
    intensity: NDArray[np.uint16]
    kind: NDArray[np.uint8]
    colours: NDArray[np.uint16]


@frozen(kw_only=True)
class Cloud:
    """The header of a LAS file whose points are not read yet."""

    path: Path
    start: int
    record: int
    format: int
    count: int
    scale: tuple[float, ...]
    offset: tuple[float, ...]
    projection: tuple[bytes, ...] = field(default=(), repr=False)
    """Its GeoTIFF records of the coordinate system, unchanged."""

    @property
    def has_colours(self) -> bool:
        """Return whether the points have colours."""
        return self.format in _COLOURS

    def blocks(self, take_every: int = 1) -> Iterator[Points]:
        """Read the points, a block at a time."""
        data = np.memmap(self.path, np.uint8, "r", self.start, (self.count, self.record))
        for start in range(0, self.count, BLOCK * take_every):
            yield self._points(np.array(data[start : start + BLOCK * take_every : take_every]))

    def _points(self, rows: NDArray[np.uint8]) -> Points:
        places = rows[:, :12].copy().view("<i4") * np.array(self.scale) + np.array(self.offset)
        kind = rows[:, 16] if self.format >= 6 else rows[:, 15] & 31
        if self.has_colours:
            at = _COLOURS[self.format]
            colours = rows[:, at : at + 6].copy().view("<u2")
        else:
            colours = np.zeros((len(rows), 3), np.uint16)
        return Points(places, rows[:, 12:14].copy().view("<u2")[:, 0], np.asarray(kind, np.uint8), colours)


def is_las(path: Path) -> bool:
    """Return whether the content is LAS or LAZ, regardless of the file name."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"LASF"
    except OSError:
        return False


def open_cloud(path: Path) -> Cloud:
    """Read the header of a LAS file; raise EngineError for a compressed, damaged or empty one."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(375)
        if len(head) < _HEADER.size:
            raise EngineError(f"The LAS file ends within its header, after {len(head)} bytes.")
        values = _HEADER.unpack_from(head)
        minor, header_size, start, records, format, record, count = (values[n] for n in (5, 10, 11, 12, 13, 14, 15))
        if format & 0xC0:
            raise EngineError("The points are compressed (LAZ): only uncompressed LAS can be read.")
        if format not in _RECORDS or record < _RECORDS[format]:
            raise EngineError(
                f"The LAS file has points of format {format} with {record} bytes, which no LAS version defines."
            )
        if minor >= 4 and len(head) >= 255:
            count = struct.unpack_from("<Q", head, 247)[0] or count
        if not count:
            raise EngineError("The LAS file holds no points.")
        if start + count * record > size:
            raise EngineError(f"The LAS file is truncated: its header announces {count:,} points in {size:,} bytes.")
        scale, offset = values[21:24], values[24:27]
        if not all(np.isfinite([*scale, *offset])) or not all(scale):
            raise EngineError("The LAS file has no usable scale and offset.")
        file.seek(header_size)
        projection = _projection(file.read(min(max(start - header_size, 0), 2**20)), min(records, 1000))
    return Cloud(
        path=path,
        start=start,
        record=record,
        format=format,
        count=count,
        scale=scale,
        offset=offset,
        projection=tuple(projection),
    )


def _projection(data: bytes, records: int) -> list[bytes]:
    """Return the records that LAS 1.2 allows for coordinate systems: keys, numbers and texts of GeoTIFF."""
    found, at = [], 0
    for _ in range(records):
        if at + _VARIABLE.size > len(data):
            break
        _, user, number, length, _ = _VARIABLE.unpack_from(data, at)
        end = at + _VARIABLE.size + length
        if user.rstrip(b"\0") == b"LASF_Projection" and number in (34735, 34736, 34737) and end <= len(data):
            found.append(data[at:end])
        at = end
    return found


def utm_records(code: int) -> list[bytes]:
    """Return the record with the UTM zone (EPSG) of the points, in metres."""
    keys = (*(1, 1, 0, 3), *(1024, 0, 1, 1), *(1025, 0, 1, 1), *(3072, 0, 1, code))
    data = struct.pack("<16H", *keys)
    return [_VARIABLE.pack(0, b"LASF_Projection", 34735, len(data), b"GeoTIFF keys") + data]


def write_las(
    path: Path,
    blocks: Iterator[Points],
    scale: Floats,
    offset: Floats,
    projection: Sequence[bytes],
) -> int:
    """Write points as LAS 1.2, format 2, one block at a time, in steps of ``scale`` (3,) from ``offset`` (3,).

    Returns their number. Raises EngineError for none, for too many, and for points too far apart for their precision.
    """
    start = _HEADER.size + sum(map(len, projection))
    count, low, high = 0, np.full(3, np.inf), np.full(3, -np.inf)
    with path.open("wb") as file:
        file.write(bytes(_HEADER.size))
        file.writelines(projection)
        for points in blocks:
            steps = np.round((points.places - offset) / scale)
            if not np.isfinite(steps).all() or np.abs(steps).max(initial=0) >= 2**31:
                raise EngineError("The points are too far apart for one LAS file of their precision.")
            records = np.zeros(len(steps), _POINT)
            records["place"], records["intensity"] = steps, points.intensity
            records["returns"], records["kind"], records["colour"] = 0b001_001, points.kind & 31, points.colours
            file.write(records.tobytes())
            count += len(steps)
            places = steps * scale + offset
            low, high = np.minimum(low, places.min(0, initial=np.inf)), np.maximum(high, places.max(0, initial=-np.inf))
        if not 0 < count <= MOST_POINTS:
            raise EngineError(f"A LAS file holds 1 to {MOST_POINTS:,} points; these are {count:,}.")
        file.seek(0)
        counts = (count, count, 0, 0, 0, 0)
        identity = (b"LASF", 0, 0, bytes(16), 1, 2, b"EMULATED", _SOFTWARE)
        layout = (0, 0, _HEADER.size, start, len(projection), 2, np.dtype(_POINT).itemsize)
        bounds = [value for axis in range(3) for value in (high[axis], low[axis])]
        file.write(_HEADER.pack(*identity, *layout, *counts, *scale, *offset, *bounds))
    return count
