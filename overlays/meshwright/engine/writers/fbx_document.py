"""A document of binary FBX 7.4: objects, each with its number, their connections, and what every file has.

Y is up, and one unit is a metre.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

from attrs import define, field, frozen

from .fbx_nodes import CREATION_TIME, FILE_ID, VERSION, Long, Node, Property, encode

Row: TypeAlias = tuple[Property, ...]
"""A property of an object: its name, its type, its label, its flags, and its values."""
TICKS: Final = 46_186_158_000
"""The format's unit of time, in parts of a second."""
_CREATOR: Final = "Meshwright"
_DOCUMENT: Final = Long(1_000_000)
_KIND_OF_NAME: Final = "\x00\x01"  # parts an object's name from its class
_TIME_MODES: Final = {24: 11, 25: 10, 30: 6, 60: 3}
_CUSTOM_RATE: Final = 14


@frozen(eq=False)
class Object:
    """One object: its number, its name with its class, and its record."""

    id: Long
    name: str
    node: Node

    def add(self, name: str, *properties: Property) -> Node:
        """Append a child to the record and return it."""
        return self.node.add(name, *properties)

    def table(self, *rows: Row) -> None:
        """Append properties."""
        _add_table(self.node, rows)


@define
class Document:
    """The objects of a file and their connections. ``frames`` is the number of poses a second, 0 if nothing moves."""

    frames: int = 0
    _objects: Node = field(factory=lambda: Node("Objects"))
    _connections: Node = field(factory=lambda: Node("Connections"))

    def add(self, kind: str, name: str, subclass: str, named_as: str = "") -> Object:
        """Append an object; ``named_as`` is the class in its name where that is not the kind of its record."""
        id = Long(_DOCUMENT + 1 + len(self._objects.children))
        full = f"{name}{_KIND_OF_NAME}{named_as or kind}"
        return Object(id, full, self._objects.add(kind, id, full, subclass))

    def connect(self, child: Object, parent: Object | None = None, to: str = "") -> None:
        """Put an object below another, or below the root; or let it give a property of the other, named ``to``."""
        above = Long(0) if parent is None else parent.id
        self._connections.add("C", *(("OP", child.id, above, to) if to else ("OO", child.id, above)))

    def write(self, path: Path) -> None:
        """Write the file."""
        nodes = [
            _header(),
            Node("FileId", (FILE_ID,)),
            Node("CreationTime", (CREATION_TIME,)),
            Node("Creator", (_CREATOR,)),
            self._settings(),
            _documents(),
            Node("References"),
            self._definitions(),
            self._objects,
            self._connections,
            Node("Takes", (), [Node("Current", ("",))]),
        ]
        path.write_bytes(encode(nodes))

    def _settings(self) -> Node:
        axes = {"UpAxis": 1, "UpAxisSign": 1, "FrontAxis": 2, "FrontAxisSign": 1, "CoordAxis": 0, "CoordAxisSign": 1}
        rows: list[Row] = [(name, "int", "Integer", "", value) for name, value in axes.items()]
        rows.append(("UnitScaleFactor", "double", "Number", "", 100.0))  # the format counts in centimetres
        if self.frames:
            rows.append(("TimeMode", "enum", "", "", _TIME_MODES.get(self.frames, _CUSTOM_RATE)))
            rows.append(("CustomFrameRate", "double", "Number", "", float(self.frames)))
        node = Node("GlobalSettings")
        node.add("Version", 1000)
        _add_table(node, rows)
        return node

    def _definitions(self) -> Node:
        counts = Counter(["GlobalSettings", *(each.name for each in self._objects.children)])
        node = Node("Definitions")
        node.add("Version", 100)
        node.add("Count", counts.total())
        for kind, count in counts.items():
            node.add("ObjectType", kind).add("Count", count)
        return node


def _header() -> Node:
    node = Node("FBXHeaderExtension")
    node.add("FBXHeaderVersion", 1003)
    node.add("FBXVersion", VERSION)
    node.add("EncryptionType", 0)
    stamp = node.add("CreationTimeStamp")
    date = {"Version": 1000, "Year": 1970, "Month": 1, "Day": 1, "Hour": 10, "Minute": 0, "Second": 0, "Millisecond": 0}
    for name, value in date.items():
        stamp.add(name, value)
    node.add("Creator", _CREATOR)
    return node


def _documents() -> Node:
    node = Node("Documents")
    node.add("Count", 1)
    node.add("Document", _DOCUMENT, "", "Scene").add("RootNode", Long(0))
    return node


def _add_table(node: Node, rows: Sequence[Row]) -> None:
    table = node.add("Properties70")
    for row in rows:
        table.add("P", *row)
