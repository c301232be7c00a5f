"""The part of the glTF 2.0 schema that a resize relies on: after its check the other modules can rely on types and
indices.

Extensions that are not read here, and everything else in the file, are not checked: that is the task of a validator.
"""

from __future__ import annotations

from ..json_object import Json
from .json_guard import (
    flag,
    guard,
    index,
    indices,
    integer,
    listing,
    mapping,
    number,
    numbers,
    one_of,
    record,
    text,
)

COMPONENT_TYPES = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
"""numpy type codes by ``componentType``."""
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
"""Components by accessor ``type``."""
MESHOPT = ("EXT_meshopt_compression", "KHR_meshopt_compression")
# Every scene is walked by itself; real files have a handful.
MOST_SCENES = 256

_size = integer(0)
_accessor = index("accessors")
_view = index("bufferViews")

_node = record(
    {},
    {
        "children": indices("nodes"),
        "mesh": index("meshes"),
        "skin": index("skins"),
        "matrix": numbers(16),
        "translation": numbers(3),
        "rotation": numbers(4),
        "scale": numbers(3),
        "weights": numbers(),
        "extensions": record(
            {},
            {
                "EXT_mesh_gpu_instancing": record({"attributes": mapping(_accessor)}),
                "KHR_node_visibility": record({}, {"visible": flag}),
            },
        ),
    },
)
_primitive = record(
    {"attributes": mapping(_accessor)},
    {
        "indices": _accessor,
        "targets": listing(mapping(_accessor)),
        "extensions": record(
            {}, {"KHR_draco_mesh_compression": record({"bufferView": _view, "attributes": mapping(_size)})}
        ),
    },
)
_sparse = record(
    {
        "count": _size,
        "indices": record({"bufferView": _view, "componentType": one_of((5121, 5123, 5125))}, {"byteOffset": _size}),
        "values": record({"bufferView": _view}, {"byteOffset": _size}),
    }
)
_accessors = record(
    {"componentType": one_of(COMPONENT_TYPES), "type": one_of(WIDTHS), "count": _size},
    {
        "bufferView": _view,
        "byteOffset": _size,
        "normalized": flag,
        "min": numbers(),
        "max": numbers(),
        "sparse": _sparse,
    },
)
_packed_view = record(
    {"buffer": index("buffers"), "byteLength": _size, "byteStride": integer(1, 256), "count": _size, "mode": text},
    {"byteOffset": _size, "filter": text},
)
_buffer_view = record(
    {"buffer": index("buffers"), "byteLength": _size},
    {
        "byteOffset": _size,
        "byteStride": integer(1, 1 << 16),
        "extensions": record({}, dict.fromkeys(MESHOPT, _packed_view)),
    },
)
_volume = record({}, {"attenuationDistance": number})
_lens = record({}, dict.fromkeys(("znear", "zfar", "xmag", "ymag"), number))
_light = record({}, {"type": text, "intensity": number, "range": number})

_document = record(
    {"asset": record({"version": text})},
    {
        "scene": index("scenes"),
        "scenes": listing(record({}, {"nodes": indices("nodes")}), MOST_SCENES),
        "nodes": listing(_node),
        "meshes": listing(record({"primitives": listing(_primitive)}, {"weights": numbers()})),
        "skins": listing(record({"joints": indices("nodes")}, {"inverseBindMatrices": _accessor})),
        "accessors": listing(_accessors),
        "bufferViews": listing(_buffer_view),
        "buffers": listing(record({"byteLength": _size}, {"uri": text})),
        "materials": listing(record({}, {"extensions": record({}, {"KHR_materials_volume": _volume})})),
        "cameras": listing(record({}, {"perspective": _lens, "orthographic": _lens})),
        "extensions": record({}, {"KHR_lights_punctual": record({}, {"lights": listing(_light)})}),
        "extensionsRequired": listing(text),
    },
)


def check_gltf(document: Json) -> None:
    """Refuse a document in which something a resize reads has the wrong type, size or index."""
    guard(document, _document, "glTF 2.0")
