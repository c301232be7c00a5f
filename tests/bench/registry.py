"""All rows, in the order of the table. A new family is named here and nowhere else."""

from __future__ import annotations

from .families import (
    calling,
    decoding,
    developing,
    emulating,
    modelling,
    starting,
    transferring,
    uploading,
    waiting,
)
from .rows import Row

FAMILIES = (starting, calling, decoding, waiting, transferring, uploading, developing, modelling, emulating)
ROWS: dict[str, Row] = {row.name: row for family in FAMILIES for row in family.ROWS}
