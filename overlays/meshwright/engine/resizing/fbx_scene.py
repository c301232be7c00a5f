"""Objects, connections and settings of an FBX file; refuses versions before 6 and files without objects."""

from __future__ import annotations

from ..errors import EngineError
from .fbx_connections import ROOT, Key, ObjectTable, read_connections
from .fbx_properties import Properties
from .fbx_tree import Document, Node
from .placement import Axes

OLDEST, NEWEST = 6000, 7999
_DEFAULTS = (b"FbxNode", b"KFbxNode")
_LONGEST_NAME = 60


class FbxScene:
    """The content of an FBX file, by key.

    ``models`` are those that connections can mean; ``placed`` are those below the root: others are not in the scene.
    ``parents`` holds no root: a model without an entry stands directly below it, or nowhere.
    """

    def __init__(self, document: Document) -> None:
        if not OLDEST <= document.version <= NEWEST:
            raise EngineError(f"FBX {document.version / 1000:g} cannot be read, only FBX 6 and 7 can.")
        objects = document.root.child("Objects")
        if objects is None:
            raise EngineError("The FBX file has no Objects.")
        self.document = document
        self.objects_node = objects
        self.connections_node = document.root.child("Connections")
        self.table = ObjectTable(document)
        self.table.fill(objects)
        self.objects = self.table.nodes
        namesakes = {key for others in self.table.namesakes.values() for key in others}
        self.models = {key: node for key, node in self.objects.items() if node.name == "Model" and key not in namesakes}
        self.connections = read_connections(self.table, self.connections_node)
        self._children: dict[Key, dict[Key, None]] = {}
        self.parents: dict[Key, Key] = {}
        for link in self.connections:
            self._children.setdefault(link.parent, {})[link.child] = None
            if link.child in self.models and link.parent in self.models and link.parent != link.child:
                self.parents[link.child] = link.parent
        self.placed = self.below(ROOT)
        self._model_defaults = self._find_model_defaults()
        self._properties: dict[Key, Properties] = {}

    @property
    def axes(self) -> Axes:
        """Return the up axis and the unit; the defaults are Y and centimetres."""
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
        """Return the properties of a model, class defaults beneath."""
        if model not in self._properties:
            self._properties[model] = Properties(self.objects[model], self._model_defaults)
        return self._properties[model]

    def attached(self, key: Key, *names: str) -> list[Key]:
        """List the objects of a kind that are connected to an object."""
        return [child for child in self._children.get(key, ()) if child != ROOT and self.objects[child].name in names]

    def bones(self, cluster: Key) -> list[Key]:
        """List the models that a cluster is bound to; the root may be one of them."""
        return [child for child in self._children.get(cluster, ()) if child == ROOT or child in self.models]

    def kind(self, node: Node) -> bytes:
        """Return the class an object states after its name, such as ``Cluster`` or ``Null``."""
        value = node.value(2 if self.document.numbers_objects else 1)
        return value if isinstance(value, bytes) else b""

    def name(self, node: Node) -> bytes:
        """Return the bare name of an object."""
        value = node.value(1 if self.document.numbers_objects else 0)
        if not isinstance(value, bytes):
            return b""
        if self.document.is_binary:
            return value.partition(b"\0\x01")[0]
        _, separator, name = value.partition(b"::")
        return name if separator else value

    def readable_name(self, key: Key) -> str:
        """Return the name of an object for a message, cut where it is very long."""
        return self.name(self.objects[key]).decode("utf-8", "replace")[:_LONGEST_NAME]

    def top(self, model: Key) -> Key:
        """Climb from a model to its highest ancestor; EngineError when it is its own ancestor."""
        seen = {model}
        while model in self.parents:
            model = self.parents[model]
            if model in seen:
                raise EngineError("The model hierarchy of the FBX file has a cycle.")
            seen.add(model)
        return model

    def below(self, *starts: Key) -> dict[Key, None]:
        """Return all models below some models or the root."""
        found: dict[Key, None] = {}
        waiting = list(starts)
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child in self.models and child not in found:
                    found[child] = None
                    waiting.append(child)
        return found

    def _find_model_defaults(self) -> Properties | None:
        definitions = self.document.root.child("Definitions")
        for kind in definitions.all("ObjectType") if definitions is not None else ():
            if kind.value(0) == b"Model":
                for template in kind.all("PropertyTemplate"):
                    if template.value(0) in _DEFAULTS:
                        return Properties(template)
        return None
