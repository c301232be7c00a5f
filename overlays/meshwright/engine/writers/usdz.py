"""Write USDZ: one text layer (.usda) and its textures, stored uncompressed and aligned to 64 bytes as the format
requires.

This is our own code because the text is forty lines, while usd-core is a wheel of 29 MB. The cost: 30,000 quads take 5
MB of text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from numpy.typing import NDArray

from ..mesh import Model, Part
from .archive import write_archive
from .text import rows

# Which input of UsdPreviewSurface a texture feeds: its type and name, and the texture's output.
_INPUTS: Final = {
    "base_color": ("color3f inputs:diffuseColor", "rgb"),
    "metallic": ("float inputs:metallic", "r"),
    "normal": ("normal3f inputs:normal", "rgb"),
    "roughness": ("float inputs:roughness", "r"),
}


def write_usdz(model: Model, path: Path) -> None:
    """Write a model with its textures inside."""
    objects = model.objects()
    names = [f"part_{number}" for number in range(1, len(objects) + 1)] if model.parts else ["mesh"]
    blocks = [mesh_prim(part, name) for part, name in zip(objects, names, strict=True)]
    write_package([*blocks, material_prim(model)], model, path)


def write_package(
    prims: Sequence[str], model: Model, path: Path, *, kind: str = "Xform", stage: Sequence[str] = ()
) -> None:
    """Write prims below a prim ``model`` of a kind, with the model's textures; ``stage`` is more metadata."""
    body = "\n".join("    " + line if line else line for prim in prims for line in prim.split("\n"))
    head = "".join(f"    {line}\n" for line in ('defaultPrim = "model"', "metersPerUnit = 1", 'upAxis = "Y"', *stage))
    layer = f'#usda 1.0\n(\n{head})\n\ndef {kind} "model" (\n    kind = "component"\n)\n{{\n{body}\n}}\n'
    members = {"model.usda": layer.encode()}
    members |= {f"textures/{file.name}": file.read_bytes() for file in model.textures.values()}
    write_archive(path, members, aligned=64)


def mesh_prim(part: Part, name: str, *, schemas: Sequence[str] = (), more: Sequence[str] = ()) -> str:
    """Return a mesh, with more schemas and lines; its name in the file is an identifier, so the part's own is the one
    that is displayed.
    """
    mesh, atlas = part.mesh, part.atlas
    shown = "" if name in ("mesh", part.name) else f"    displayName = {json.dumps(part.name, ensure_ascii=False)}\n"
    box = tuples(mesh.vertices.min(0)[None]) + ", " + tuples(mesh.vertices.max(0)[None])
    counts = ", ".join([str(mesh.polygons.shape[1])] * len(mesh.polygons))
    apis = ", ".join(f'"{schema}"' for schema in ("MaterialBindingAPI", *schemas))
    lines = [
        f'def Mesh "{name}" (\n    prepend apiSchemas = [{apis}]\n{shown})\n{{',
        f"    float3[] extent = [{box}]",
        f"    int[] faceVertexCounts = [{counts}]",
        f"    int[] faceVertexIndices = [{numbers(mesh.polygons)}]",
        "    rel material:binding = </model/material>",
        f"    point3f[] points = [{tuples(mesh.vertices)}]",
        f'    normal3f[] normals = [{tuples(mesh.normals(), 4)}] (\n        interpolation = "vertex"\n    )',
        *(f"    {line}" for line in more),
    ]
    if atlas is not None:
        lines += [
            f'    texCoord2f[] primvars:st = [{tuples(atlas.uv)}] (\n        interpolation = "faceVarying"\n    )',
            f"    int[] primvars:st:indices = [{numbers(atlas.polygons)}]",
        ]
    return "\n".join([*lines, '    uniform token subdivisionScheme = "none"\n}\n'])


def material_prim(model: Model) -> str:
    """Return the material that all meshes have."""
    inputs = [
        f"        {_INPUTS[kind][0]}.connect = </model/material/{kind}.outputs:{_INPUTS[kind][1]}>"
        for kind in model.textures
    ] or ["        color3f inputs:diffuseColor = (0.58, 0.58, 0.6)"]
    if "roughness" not in model.textures:
        inputs.append("        float inputs:roughness = 0.8")
    lines = [
        'def Material "material"\n{',
        "    token outputs:surface.connect = </model/material/surface.outputs:surface>\n",
        '    def Shader "surface"\n    {\n        uniform token info:id = "UsdPreviewSurface"',
        *inputs,
        "        token outputs:surface\n    }",
    ]
    if model.textures:
        lines.append(
            '\n    def Shader "st"\n    {\n        uniform token info:id = "UsdPrimvarReader_float2"\n'
            '        string inputs:varname = "st"\n        float2 outputs:result\n    }'
        )
    lines += [_texture(kind, file.name) for kind, file in model.textures.items()]
    return "\n".join([*lines, "}"])


def _texture(kind: str, file_name: str) -> str:
    space = "sRGB" if kind == "base_color" else "raw"
    channel = _INPUTS[kind][1]
    lines = [
        f'\n    def Shader "{kind}"\n    {{\n        uniform token info:id = "UsdUVTexture"',
        f"        asset inputs:file = @textures/{file_name}@",
        f'        token inputs:sourceColorSpace = "{space}"',
        "        float2 inputs:st.connect = </model/material/st.outputs:result>",
        '        token inputs:wrapS = "clamp"\n        token inputs:wrapT = "clamp"',
    ]
    if kind == "normal":  # pixels hold 0 to 1, normals run from -1 to 1
        lines.append("        float4 inputs:scale = (2, 2, 2, 1)\n        float4 inputs:bias = (-1, -1, -1, 0)")
    return "\n".join([*lines, f"        {'float' if channel == 'r' else 'float3'} outputs:{channel}\n    }}"])


def numbers(values: NDArray[Any]) -> str:
    """Return the numbers of an array as a list without brackets."""
    return ", ".join(map(str, values.ravel().tolist()))


def tuples(values: NDArray[Any], digits: int = 6) -> str:
    """Return the rows of an array as a list of tuples without brackets."""
    return rows("(" + ", ".join([f"%.{digits}g"] * values.shape[1]) + ")", values, ", ")
