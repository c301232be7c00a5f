"""Write 3MF, the format of 3D printers: only the shape, Z up, in millimetres.

This is our own code because trimesh's 3MF writer needs networkx and lxml, which nothing else here needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..mesh import Model
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


def write_3mf(model: Model, path: Path) -> None:
    """Write the triangles of a model as a 3MF package, standing on the plate."""
    vertices = z_up(model.mesh.vertices) * 1000
    vertices[:, 2] -= vertices[:, 2].min()
    text = "".join(
        [
            f'{_XML}<model unit="millimeter" xml:lang="en-US" xmlns="{_CORE}/core/2015/02">',
            '<resources><object id="1" type="model"><mesh><vertices>',
            rows('<vertex x="%.4f" y="%.4f" z="%.4f"/>', vertices, ""),
            "</vertices><triangles>",
            rows('<triangle v1="%d" v2="%d" v3="%d"/>', model.mesh.triangles(), ""),
            '</triangles></mesh></object></resources><build><item objectid="1"/></build></model>',
        ]
    )
    members = {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONS, "3D/3dmodel.model": text}
    write_archive(path, {name: content.encode() for name, content in members.items()})
