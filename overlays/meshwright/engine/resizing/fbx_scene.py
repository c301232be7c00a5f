"""Objects, connections and settings of an FBX file; refuses versions before 6 and files without objects."""

from __future__ import annotations

from attrs import frozen

from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.fbx_properties import Properties
from meshwright.engine.resizing.fbx_tree import Document, Key, Node
from meshwright.engine.resizing.placement import Axes

OLDEST, NEWEST = 6000, 7999
_DEFAULTS = (b"FbxNode", b"KFbxNode")


@frozen(kw_only=True)
class Connection:
    """One link from an object to the one it belongs to."""

    node: Node
    child: Key
    parent: Key


class FbxScene:
    """What an FBX file holds, looked up by the keys its objects have."""

    def __init__(self, document: Document) -> None:
        if not OLDEST <= document.version <= NEWEST:
            raise EngineError(f"FBX {document.version / 1000:g} cannot be resized, only FBX 6 and 7 can.")
        objects = document.root.child("Objects")
        if objects is None:
            raise EngineError("The FBX file has no Objects.")
        self.document = document
        self.objects_node = objects
        self.connections_node = document.root.child("Connections")
        self.root = self._root_key()
        self.objects = {key: node for node in objects.children if (key := self._key(node, 0)) is not None}
        self.models = {key: node for key, node in self.objects.items() if node.name == "Model"}
        self.connections = self._connections()
        self.children: dict[Key, list[Key]] = {}
        self.parents: dict[Key, Key] = {}
        for link in self.connections:
            self.children.setdefault(link.parent, []).append(link.child)
            if link.child in self.models and link.parent in self.models and link.parent != link.child:
                self.parents.setdefault(link.child, link.parent)
        self._model_defaults = self._find_model_defaults()
        self._properties: dict[Key, Properties] = {}

    @property
    def axes(self) -> Axes:
        """Tell up axis and unit; centimetres and Y where the file is silent."""
        settings = self.document.root.child("GlobalSettings") or self.objects_node.child("GlobalSettings")
        properties = Properties(settings)
        up = properties.integer("UpAxis", 1)
        centimetres = properties.number("UnitScaleFactor", 1.0)
        return Axes(
            up=up if up in (0, 1, 2) else 1,
            up_sign=-1 if properties.integer("UpAxisSign", 1) < 0 else 1,
            metres_per_unit=(centimetres if centimetres > 0 else 1.0) / 100,
        )

    def properties(self, model: Key) -> Properties:
        """Give the properties of a model, class defaults beneath."""
        if model not in self._properties:
            self._properties[model] = Properties(self.models[model], self._model_defaults)
        return self._properties[model]

    def attached(self, key: Key, *names: str) -> list[Key]:
        """List the objects of a kind that are connected to an object."""
        children = self.children.get(key, ())
        return [child for child in children if child in self.objects and self.objects[child].name in names]

    def kind(self, node: Node) -> bytes:
        """Give the class an object states after its name, such as ``Cluster`` or ``Null``."""
        value = node.value(2 if self.document.numbers_objects else 1)
        return value if isinstance(value, bytes) else b""

    def name(self, node: Node) -> bytes:
        """Give the bare name of an object."""
        value = node.value(1 if self.document.numbers_objects else 0)
        if not isinstance(value, bytes):
            return b""
        return value.partition(b"\0\x01")[0] if self.document.is_binary else value.rpartition(b"::")[2]

    def _root_key(self) -> Key:
        return 0 if self.document.numbers_objects else self.document.object_name("Model", "Scene")

    def _key(self, node: Node, place: int) -> Key | None:
        value = node.value(place)
        wanted: type[Key] = int if self.document.numbers_objects else bytes
        return value if isinstance(value, wanted) else None

    def _connections(self) -> list[Connection]:
        found: list[Connection] = []
        for node in self.connections_node.all("C", "Connect") if self.connections_node is not None else ():
            child, parent = self._key(node, 1), self._key(node, 2)
            if node.value(0) in (b"OO", b"OP") and child is not None and parent is not None:
                found.append(Connection(node=node, child=child, parent=parent))
        return found

    def _find_model_defaults(self) -> Properties | None:
        definitions = self.document.root.child("Definitions")
        for kind in definitions.all("ObjectType") if definitions is not None else ():
            if kind.value(0) == b"Model":
                for template in kind.all("PropertyTemplate"):
                    if template.value(0) in _DEFAULTS:
                        return Properties(template)
        return None
