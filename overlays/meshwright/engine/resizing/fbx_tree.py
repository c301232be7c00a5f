"""The tree of named records that every FBX file is, binary or ASCII, and the few edits a resize makes to it.

Values are decoded on demand: most of a large file is geometry, textures and curves that are only copied.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from ..errors import EngineError
from .box import Floats

# The rig of a film character holds some 100 000 records; a hostile file could hold one in each 13 bytes.
MOST_NODES = 2_000_000
DEEPEST = 64

Scalar = int | float | bytes
ObjectId = int | bytes
"""The id of an object: a number since FBX 7, its class and name before, which several objects may share."""


@frozen(eq=False)
class Unread:
    """Stand for an array value that was not read as numbers."""


Value = Scalar | Unread


class Node(ABC):
    """One record: a name, values, and children."""

    __slots__ = ("_read", "children", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.children: list[Node] = []
        self._read: tuple[list[Value], list[tuple[int, int]]] | None = None

    @property
    def values(self) -> list[Value]:
        """Return the values; arrays stay unread."""
        return self._read_once()[0]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Return where in the file each value starts and stops."""
        return self._read_once()[1]

    @abstractmethod
    def numbers(self) -> NDArray[np.number]:
        """Return all numbers of the record, whether it holds an array or a list of values."""

    def value(self, place: int) -> Value | None:
        """Return one value, None where there are fewer."""
        values = self.values
        return values[place] if place < len(values) else None

    def child(self, name: str) -> Node | None:
        """Find the first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, *names: str) -> Iterator[Node]:
        """List the children of any of the names."""
        return (child for child in self.children if child.name in names)

    def child_numbers(self, name: str) -> NDArray[np.number]:
        """Return the numbers of a child, an empty array where it is missing."""
        found = self.child(name)
        return np.zeros(0) if found is None else found.numbers()

    def child_matrix(self, name: str) -> Floats | None:
        """Return a child of 16 numbers as a 4x4 matrix for column vectors."""
        numbers = self.child_numbers(name)
        if len(numbers) != 16 or not np.isfinite(numbers).all():
            return None
        rows: Floats = numbers.astype(np.float64).reshape(4, 4)
        return rows.T

    @abstractmethod
    def _decode(self) -> tuple[list[Value], list[tuple[int, int]]]:
        """Read values and their places."""

    def _read_once(self) -> tuple[list[Value], list[tuple[int, int]]]:
        if self._read is None:
            self._read = self._decode()
        return self._read


@frozen(eq=False)
class Coded:
    """A value with the type code of a binary file, if Python's type does not determine it."""

    code: str
    value: int | bytes


@frozen(eq=False)
class NewNode:
    """A record to be added; a matrix is written as the file writes sixteen numbers."""

    name: str
    values: tuple[Scalar | Coded | Floats, ...] = ()
    children: tuple[NewNode, ...] = ()


@define(eq=False)
class Edits:
    """Changes to a tree, the same for both encodings: values and numbers replaced, records appended."""

    values: dict[Node, dict[int, ObjectId]] = field(factory=dict)
    numbers: dict[Node, Floats] = field(factory=dict)
    added: dict[Node, list[NewNode]] = field(factory=dict)

    def replace(self, node: Node, place: int, value: ObjectId) -> None:
        """Replace one value of a record."""
        self.values.setdefault(node, {})[place] = value

    def add(self, parent: Node, child: NewNode) -> None:
        """Append a record to another's children."""
        self.added.setdefault(parent, []).append(child)


class Document:
    """A whole FBX file: ``root`` holds the top records; ``version`` is 7400 for FBX 7.4."""

    root: Node
    version: int
    is_binary: bool

    @property
    def numbers_objects(self) -> bool:
        """Return whether objects are known by number (FBX 7) or by name (FBX 6)."""
        return self.version >= 7000

    @property
    def root_id(self) -> ObjectId:
        """Return the id of the scene's root, which is not among the objects."""
        return 0 if self.numbers_objects else self.object_name("Model", "Scene")

    def object_id(self, node: Node, place: int) -> ObjectId | None:
        """Read a value as the id of an object, None where it is not one."""
        value = node.value(place)
        wanted: type[ObjectId] = int if self.numbers_objects else bytes
        return value if isinstance(value, wanted) else None

    def object_name(self, kind: str, name: str) -> bytes:
        """Write an object's name the way this file does."""
        return f"{name}\0\x01{kind}".encode() if self.is_binary else f"{kind}::{name}".encode()


class RecordCounter:
    """Count the records of one file while it is read, and refuse absurd files before they fill the memory."""

    def __init__(self) -> None:
        self._count = 0

    def enter(self, depth: int) -> None:
        """Count one record at a depth."""
        self._count += 1
        if self._count > MOST_NODES:
            raise EngineError(f"The FBX file holds more than {MOST_NODES} records.")
        if depth > DEEPEST:
            raise EngineError(f"The FBX file nests records more than {DEEPEST} deep.")
