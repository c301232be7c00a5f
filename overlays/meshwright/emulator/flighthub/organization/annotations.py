"""Annotations on the map of a project: a point, a line or a polygon, as GeoJSON."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, cast

from attrs import define, evolve, field, frozen

from ....spec.reading import Json
from ...archive import Archive, Kept
from ..codes import NOT_FOUND, WRONG
from ..troubles import Failure
from .state import Project

GEOMETRIES = ("Point", "LineString", "Polygon")
"""By the type of the resource."""


@frozen
class Annotation:
    """One annotation, as it was sent."""

    id: str
    project_uuid: str
    name: str
    desc: str
    content: Json
    created: float


@define(eq=False)
class Annotations:
    """All annotations by id."""

    archive: Archive | None
    known: Kept[Annotation] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.known = Kept(self.archive, "annotation", Annotation)

    def create(self, id: str, project: Project, body: Json, now: float) -> None:
        """Add an annotation; raises Failure for a geometry of another type or without a shape."""
        resource: Json = body["resource"]
        kind, content = int(resource["type"]), cast("Json", resource["content"])
        if kind != _kind(content):
            raise Failure(WRONG, f"resource: a geometry {content['geometry']['type']!r} does not have the type {kind}")
        self.known[id] = Annotation(id, project.uuid, body["name"], body.get("desc") or "", content, now)

    def update(self, id: str, project: Project, body: Json) -> None:
        """Give an annotation another name and shape; raises Failure."""
        found = self._find(id, project)
        _kind(body["content"])
        self.known[id] = evolve(found, name=body["name"], content=body["content"])

    def delete(self, id: str, project: Project) -> None:
        """Remove an annotation; raises Failure."""
        del self.known[self._find(id, project).id]

    def _find(self, id: str, project: Project) -> Annotation:
        found = self.known.get(id)
        if found is None or found.project_uuid != project.uuid:
            raise Failure(NOT_FOUND, f"the project {project.name} has no annotation {id[:100]}")
        return found

    def clear(self) -> None:
        """Forget all annotations."""
        self.known.clear()


def _kind(content: Json) -> int:
    """Return the type of a resource with this feature; raises Failure for one without a shape."""
    geometry: Json = content["geometry"]
    if geometry["type"] not in GEOMETRIES:
        raise Failure(WRONG, f"the geometry {geometry['type']!r} is not one of {', '.join(GEOMETRIES)}")
    kind = GEOMETRIES.index(geometry["type"])
    if not _is_shape(kind, geometry["coordinates"]):
        raise Failure(WRONG, f"the coordinates are not those of a {geometry['type']}")
    return kind


def _is_shape(kind: int, coordinates: Any) -> bool:
    """Return whether coordinates are those of a point, a line of two points, or closed rings of four."""
    if kind == 0:
        return _is_point(coordinates)
    parts = _members(coordinates)
    if kind == 1:
        return len(parts) >= 2 and all(map(_is_point, parts)) and any(one != other for one, other in pairwise(parts))
    return bool(parts) and all(_is_ring(_members(part)) for part in parts)


def _is_ring(ring: list[object]) -> bool:
    return len(ring) >= 4 and all(map(_is_point, ring)) and ring[0] == ring[-1]


def _is_point(value: object) -> bool:
    """Return whether a value is a longitude, a latitude and perhaps a height."""
    numbers = [n for n in _members(value) if isinstance(n, (int, float)) and not isinstance(n, bool)]
    if len(numbers) not in (2, 3) or len(numbers) != len(_members(value)):
        return False
    return abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90


def _members(value: object) -> list[object]:
    """Return the members of a list, and none of any other value."""
    return cast("list[object]", value) if isinstance(value, list) else []
