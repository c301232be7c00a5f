"""A small FBX writer and reader for the resize tests, apart from the engine: binary of any version, and ASCII text."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from helpers.engine.model_samples import CUBE, CUBE_FACES

MAGIC = b"Kaydara FBX Binary  \x00\x1a\x00"
FOOTER = bytes(range(16)) + bytes(4)
TAIL = bytes(124) + bytes(range(16, 32))

Record = tuple[str, list[bytes], list["Record"]]
"""Name, encoded values, children."""


def text(value: str) -> bytes:
    """Encode a string value."""
    return b"S" + struct.pack("<I", len(value)) + value.encode()


def integer(value: int) -> bytes:
    """Encode a 32-bit value."""
    return b"I" + struct.pack("<i", value)


def long(value: int) -> bytes:
    """Encode a 64-bit value, as object ids are."""
    return b"L" + struct.pack("<q", value)


def double(value: float) -> bytes:
    """Encode a float64 value."""
    return b"D" + struct.pack("<d", value)


def array(values: Any, kind: str = "d", packed: bool = True) -> bytes:
    """Encode an array value."""
    data = np.asarray(values, {"d": "<f8", "i": "<i4"}[kind]).tobytes()
    body = zlib.compress(data) if packed else data
    return kind.encode() + struct.pack("<III", np.size(values), packed, len(body)) + body


def row(name: str, kind: str, *values: bytes, label: bool = True) -> Record:
    """Make a property."""
    return ("P" if label else "Property", [text(name), text(kind), *[text("")] * label, text("A"), *values], [])


def write_fbx(records: Sequence[Record], version: int = 7400) -> bytes:
    """Write a binary FBX file; before FBX 7 arrays are written value by value."""
    head = struct.Struct("<QQQB" if version >= 7500 else "<IIIB")

    def encode(record: Record, position: int) -> bytes:
        name, values, children = record
        if version < 7000:
            values = [single for value in values for single in _one_by_one(value)]
        payload = b"".join(values)
        start = position + head.size + len(name) + len(payload)
        body = b""
        for child in children:
            body += encode(child, start + len(body))
        body += bytes(head.size) if children else b""
        return head.pack(start + len(body), len(values), len(payload), len(name)) + name.encode() + payload + body

    content = MAGIC + struct.pack("<I", version)
    for record in records:
        content += encode(record, len(content))
    content += bytes(head.size) + FOOTER
    return content + bytes(-len(content) % 16 or 16) + struct.pack("<I", version)[:0] + TAIL


def write_fbx_text(records: Sequence[Record], version: int = 7400) -> str:
    """Write the same records as ASCII, spaced as Autodesk does."""
    head = f"; FBX {version / 1000} project file\nFBXHeaderExtension:  {{\n\tFBXVersion: {version}\n}}\n"
    return head + "".join(_as_text(record, "", version) for record in records if record[0] != "FBXHeaderExtension")


def _as_text(record: Record, indent: str, version: int) -> str:
    name, values, children = record
    texts = [shown for value in values for shown in _value_texts(value)]
    first = values[0][:1] if values else b""
    if first in (b"d", b"i") and version >= 7000:
        return f"{indent}{name}: *{len(texts)} {{\n{indent}\ta: {','.join(texts)}\n{indent}}}\n"
    line = texts[0] if texts else ""
    line += "".join((", " if shown.startswith('"') else ",") + shown for shown in texts[1:])
    is_object = first == b"L" and name not in ("C", "Node")
    if not children and not is_object and (values or name != "Properties70"):
        return f"{indent}{name}: {line}\n"
    body = "".join(_as_text(child, indent + "\t", version) for child in children)
    return f"{indent}{name}: {line} {{\n{body}{indent}}}\n"


def _value_texts(value: bytes) -> list[str]:
    """Decode one value, or the values that were put together into one piece."""
    shown: list[str] = []
    while value:
        code = value[:1]
        if code in _ARRAYS:
            numbers, value = _unpacked(value)
            shown += map(repr, numbers)
        elif code == b"S":
            size = struct.unpack_from("<I", value, 1)[0]
            name, separator, kind = value[5 : 5 + size].decode().partition("\0\x01")
            shown.append('"' + (f"{kind}::{name}" if separator else name).replace('"', "&quot;") + '"')
            value = value[5 + size :]
        else:
            layout = {b"I": "<i", b"L": "<q", b"D": "<d"}[code]
            shown.append(repr(struct.unpack_from(layout, value, 1)[0]))
            value = value[1 + struct.calcsize(layout) :]
    return shown


_ARRAYS = {b"d": "<f8", b"i": "<i4"}


def _unpacked(value: bytes) -> tuple[list[Any], bytes]:
    """Decode an array value; return its numbers and what follows."""
    _, packed, size = struct.unpack_from("<III", value, 1)
    data = zlib.decompress(value[13 : 13 + size]) if packed else value[13 : 13 + size]
    return np.frombuffer(data, _ARRAYS[value[:1]]).tolist(), value[13 + size :]


def _one_by_one(value: bytes) -> list[bytes]:
    if value[:1] not in _ARRAYS:
        return [value]
    return [double(number) if value[:1] == b"d" else integer(number) for number in _unpacked(value)[0]]


def read_fbx(content: bytes) -> list[Record]:
    """Read a binary FBX file strictly: every offset must fit, values stay one undivided piece."""
    assert content.startswith(MAGIC)
    (version,) = struct.unpack_from("<I", content, 23)
    head = struct.Struct("<QQQB" if version >= 7500 else "<IIIB")

    def siblings(position: int, limit: int) -> tuple[list[Record], int]:
        found: list[Record] = []
        while position < limit:
            end, _, size, name_size = head.unpack_from(content, position)
            if end == 0:
                return found, position + head.size
            start = position + head.size + name_size
            children, after = siblings(start + size, end) if start + size < end else ([], end)
            assert after == end <= limit
            found.append((content[start - name_size : start].decode(), [content[start : start + size]], children))
            position = end
        return found, position

    records, end = siblings(27, len(content))
    assert content[end : end + 20] == FOOTER
    assert len(content) % 16 == len(TAIL) % 16
    assert content.endswith(TAIL)
    return records


def polygons() -> list[int]:
    """Give the cube's triangles as FBX writes them: the last corner inverted."""
    return [corner for a, b, c in CUBE_FACES.tolist() for corner in (a, b, ~c)]


def cube_records(
    *, properties: Sequence[Record] = (), settings: Sequence[Record] = (), more: Sequence[Record] = (), links: Any = ()
) -> list[Record]:
    """Make the records of an FBX 7 file that shows the unit cube through one model, id 10."""
    mesh: list[Record] = [("Vertices", [array(CUBE.ravel())], []), ("PolygonVertexIndex", [array(polygons(), "i")], [])]
    objects: list[Record] = [
        ("Geometry", [long(20), text("cube\0\x01Geometry"), text("Mesh")], mesh),
        ("Model", [long(10), text("cube\0\x01Model"), text("Mesh")], [("Properties70", [], list(properties))]),
        *more,
    ]
    pairs = [(10, 0), (20, 10), *links]
    count: list[Record] = [("Count", [integer(1)], [])]
    return [
        ("FBXHeaderExtension", [], [("FBXVersion", [integer(7400)], [])]),
        ("GlobalSettings", [], [("Properties70", [], list(settings))]),
        ("Definitions", [], [("Count", [integer(2)], []), ("ObjectType", [text("Model")], count)]),
        ("Objects", [], objects),
        ("Connections", [], [("C", [text("OO"), long(child), long(parent)], []) for child, parent in pairs]),
        ("Takes", [], [("Current", [text("")], [])]),
    ]


def cube_records_6() -> list[Record]:
    """Make the records of an FBX 6 file that shows the unit cube; names are ids, values stand one by one."""
    children: list[Record] = [
        ("Properties60", [], [row("Lcl Scaling", "Lcl Scaling", *map(double, (2.0, 2.0, 2.0)), label=False)]),
        ("Vertices", [double(value) for value in CUBE.ravel().tolist()], []),
        ("PolygonVertexIndex", [integer(corner) for corner in polygons()], []),
    ]
    model = "cube\0\x01Model"
    return [
        ("Objects", [], [("Model", [text(model), text("Mesh")], children)]),
        ("Connections", [], [("Connect", [text("OO"), text(model), text("Scene\0\x01Model")], [])]),
    ]


def cube_text(version: int) -> str:
    """Write the unit cube as ASCII FBX 6 or 7."""
    vertices = ",".join(f"{value:g}" for value in CUBE.ravel())
    corners = ",".join(map(str, polygons()))
    head = f"; FBX {version / 1000} project file\nFBXHeaderExtension:  {{\n\tFBXVersion: {version}\n}}\n"
    if version >= 7000:
        objects = (
            f'\tGeometry: 20, "Geometry::", "Mesh" {{\n\t\tVertices: *24 {{\n\t\t\ta: {vertices}\n\t\t}}\n'
            f"\t\tPolygonVertexIndex: *36 {{\n\t\t\ta: {corners}\n\t\t}}\n\t}}\n"
            '\tModel: 10, "Model::cube {odd}: ; name", "Mesh" {\n\t\tProperties70:  {\n'
            '\t\t\tP: "Lcl Scaling", "Lcl Scaling", "", "A",2,2,2\n\t\t}\n\t\tShading: T\n\t}\n'
        )
        links = '\tC: "OO",10,0\n\tC: "OO",20,10\n'
    else:
        objects = (
            f'\tModel: "Model::cube", "Mesh" {{\n\t\tProperties60:  {{\n'
            f'\t\t\tProperty: "Lcl Scaling", "Lcl Scaling", "A+",2,2,2\n\t\t}}\n\t\tVertices: {vertices}\n'
            f"\t\tPolygonVertexIndex: {corners}\n\t}}\n"
        )
        links = '\tConnect: "OO", "Model::cube", "Model::Scene"\n'
    return f"{head}; made by hand: {{\nObjects:  {{\n{objects}}}\nConnections:  {{\n{links}}}\n"
