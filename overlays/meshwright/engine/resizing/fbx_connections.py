"""Read which FBX object belongs to which: the object-to-object connections.

Connections of objects to properties, such as the target that a light looks at, do not place anything and are left out.
"""

from __future__ import annotations

from attrs import define, field, frozen

from .fbx_tree import Document, Node, ObjectId

Key = int
"""The place of an object in its file, counted from 1."""

ROOT: Key = 0
"""The key of the scene's root, which is not an object of the file."""


@frozen(kw_only=True)
class Connection:
    """One object that belongs to another, with the record of the connection."""

    node: Node
    child: Key
    parent: Key


@define(eq=False)
class ObjectTable:
    """The objects of a file by key, and the first object of each id.

    FBX 6 connects by name, and two objects may share one: a name means the first of them, as in other readers
    (ufbx), and what is connected to the name is connected to that one.
    """

    document: Document
    nodes: dict[Key, Node] = field(factory=dict)
    namesakes: dict[Key, list[Key]] = field(factory=dict)
    """The other objects that have the id of a first one."""
    _first: dict[ObjectId, Key] = field(factory=dict)

    def fill(self, objects: Node) -> None:
        """Take in all objects."""
        for place, node in enumerate(objects.children, 1):
            name = self.document.object_id(node, 0)
            if name is None:
                continue
            self.nodes[place] = node
            first = self._first.setdefault(name, place)
            if first != place:
                self.namesakes.setdefault(first, []).append(place)

    def __contains__(self, name: ObjectId) -> bool:
        return name in self._first

    def key(self, name: ObjectId | None) -> Key | None:
        """Find the object that an id means, None where there is none."""
        return None if name is None else self._first.get(name)


def read_connections(table: ObjectTable, connections: Node | None) -> list[Connection]:
    """Return the object-to-object connections, in the order of the file; those of unknown objects are left out."""
    document = table.document
    found: list[Connection] = []
    for node in connections.all("C", "Connect") if connections is not None else ():
        child, parent = document.object_id(node, 1), document.object_id(node, 2)
        child_key, parent_key = table.key(child), table.key(parent)
        if parent == document.root_id:
            parent_key = ROOT
        elif child == document.root_id and child_key is None:
            child_key = ROOT
        if node.value(0) == b"OO" and child_key is not None and parent_key is not None:
            found.append(Connection(node=node, child=child_key, parent=parent_key))
    return found
