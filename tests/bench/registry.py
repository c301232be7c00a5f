"""All rows, in the order of the table. A new family is named here and nowhere else."""

from __future__ import annotations

from .families import (
    batching,
    calling,
    decoding,
    developing,
    emulating,
    flying,
    kinds,
    modelling,
    sizes,
    starting,
    transferring,
    uploading,
    waiting,
)
from .rows import Row

FAMILIES = (
    starting,
    calling,
    decoding,
    waiting,
    transferring,
    uploading,
    batching,
    developing,
    modelling,
    kinds,
    emulating,
    flying,
    sizes,
)
ROWS: dict[str, Row] = {row.name: row for family in FAMILIES for row in family.ROWS}
