"""Write USDZ: one text layer (.usda) and its textures, stored uncompressed and aligned to 64 bytes as the format
requires.

This is our own code because the text is forty lines, while usd-core is a wheel of 29 MB. The cost: 30,000 quads take 5
MB of text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from numpy.typing import NDArray

from ..mesh import Atlas, Mesh, Model
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
    members = {"model.usda": _layer(model).encode()}
    members |= {f"textures/{file.name}": file.read_bytes() for file in model.textures.values()}
    write_archive(path, members, aligned=64)


def _layer(model: Model) -> str:
    parts = [_mesh(model.mesh, model.atlas), _material(model)]
    body = "\n".join("    " + line if line else line for part in parts for line in part.split("\n"))
    return (
        '#usda 1.0\n(\n    defaultPrim = "model"\n    metersPerUnit = 1\n    upAxis = "Y"\n)\n\n'
        f'def Xform "model" (\n    kind = "component"\n)\n{{\n{body}\n}}\n'
    )


def _mesh(mesh: Mesh, atlas: Atlas | None) -> str:
    box = _tuples(mesh.vertices.min(0)[None]) + ", " + _tuples(mesh.vertices.max(0)[None])
    counts = ", ".join([str(mesh.polygons.shape[1])] * len(mesh.polygons))
    lines = [
        'def Mesh "mesh" (\n    prepend apiSchemas = ["MaterialBindingAPI"]\n)\n{',
        f"    float3[] extent = [{box}]",
        f"    int[] faceVertexCounts = [{counts}]",
        f"    int[] faceVertexIndices = [{_numbers(mesh.polygons)}]",
        "    rel material:binding = </model/material>",
        f"    point3f[] points = [{_tuples(mesh.vertices)}]",
        f'    normal3f[] normals = [{_tuples(mesh.normals(), 4)}] (\n        interpolation = "vertex"\n    )',
    ]
    if atlas is not None:
        lines += [
            f'    texCoord2f[] primvars:st = [{_tuples(atlas.uv)}] (\n        interpolation = "faceVarying"\n    )',
            f"    int[] primvars:st:indices = [{_numbers(atlas.polygons)}]",
        ]
    return "\n".join([*lines, '    uniform token subdivisionScheme = "none"\n}\n'])


def _material(model: Model) -> str:
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


def _numbers(values: NDArray[Any]) -> str:
    return ", ".join(map(str, values.ravel().tolist()))


def _tuples(values: NDArray[Any], digits: int = 6) -> str:
    return rows("(" + ", ".join([f"%.{digits}g"] * values.shape[1]) + ")", values, ", ")
