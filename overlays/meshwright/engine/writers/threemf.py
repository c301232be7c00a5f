"""Write 3MF, the format of 3D printers: Z up, in millimetres, an object for each part, a colour for each triangle.

This is our own code because trimesh's 3MF writer needs networkx and lxml, which nothing else here needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

import numpy as np
from attrs import frozen

from ..mesh import Floats, Ints, Mesh, Model, are_proper
from .archive import write_archive
from .stl import z_up
from .text import rows

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_CORE: Final = "http://schemas.microsoft.com/3dmanufacturing"
_CONTENT_TYPES: Final = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
)
_RELATIONS: Final = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Target="/3D/3dmodel.model" Id="rel0" Type="{_CORE}/2013/01/3dmodel"/></Relationships>'
)
_MATERIALS: Final = 1
_METRES: Final = 1000.0


@frozen(eq=False)
class Filaments:
    """Named colours, and which of them each triangle of a mesh has."""

    names: Sequence[str]
    colours: Sequence[tuple[int, int, int]]
    of_triangle: Ints


def write_3mf(model: Model, path: Path) -> None:
    """Write the triangles of a model as a 3MF package on the plate; one unit of the model is a metre."""
    write_package(path, [(part.name, _shared(part.mesh)) for part in model.objects()], _METRES)


def _shared(mesh: Mesh) -> Mesh:
    """Return a mesh without hard edges, which would be holes, and without degenerate faces, which are refused."""
    welded = Mesh(mesh.vertices, mesh.triangles()).welded()
    return Mesh(welded.vertices, welded.polygons[are_proper(welded.polygons)])


def write_package(
    path: Path, parts: Sequence[tuple[str, Mesh]], mm_per_unit: float, filaments: Filaments | None = None
) -> None:
    """Write named meshes as a 3MF package; with filaments there is one mesh, whose triangles they colour."""
    placed = [z_up(mesh.vertices) * mm_per_unit for _, mesh in parts]
    ground = min(float(vertices[:, 2].min()) for vertices in placed)
    numbers = range(_MATERIALS + 1, _MATERIALS + 1 + len(parts))
    text = "".join(
        [
            f'{_XML}<model unit="millimeter" xml:lang="en-US" xmlns="{_CORE}/core/2015/02"><resources>',
            _materials(filaments) if filaments else "",
            *(
                _object(number, name, vertices - (0, 0, ground), mesh.triangles(), filaments)
                for number, (name, mesh), vertices in zip(numbers, parts, placed, strict=True)
            ),
            "</resources><build>",
            *(f'<item objectid="{number}"/>' for number in numbers),
            "</build></model>",
        ]
    )
    members = {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONS, "3D/3dmodel.model": text}
    write_archive(path, {name: content.encode() for name, content in members.items()})


def _materials(filaments: Filaments) -> str:
    bases = "".join(
        f'<base name={quoteattr(name)} displaycolor="#{red:02X}{green:02X}{blue:02X}"/>'
        for name, (red, green, blue) in zip(filaments.names, filaments.colours, strict=True)
    )
    return f'<basematerials id="{_MATERIALS}">{bases}</basematerials>'


def _object(number: int, name: str, vertices: Floats, triangles: Ints, filaments: Filaments | None) -> str:
    if filaments is None:
        own, faces = "", rows('<triangle v1="%d" v2="%d" v3="%d"/>', triangles, "")
    else:
        own = f' pid="{_MATERIALS}" pindex="0"'
        pattern = f'<triangle v1="%d" v2="%d" v3="%d" pid="{_MATERIALS}" p1="%d"/>'
        faces = rows(pattern, np.column_stack([triangles, filaments.of_triangle]), "")
    return "".join(
        [
            f'<object id="{number}" type="model" name={quoteattr(name)}{own}><mesh><vertices>',
            rows('<vertex x="%.4f" y="%.4f" z="%.4f"/>', vertices, ""),
            "</vertices><triangles>",
            faces,
            "</triangles></mesh></object>",
        ]
    )
