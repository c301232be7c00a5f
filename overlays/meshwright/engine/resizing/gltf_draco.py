"""Decode the geometry that KHR_draco_mesh_compression packs, with DracoPy where that is installed."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import EngineError
from ..json_object import Json

DRACO = "KHR_draco_mesh_compression"
INSTALL_DRACO = "Installing DracoPy (pip install 'meshwright[draco]') helps where Draco packed it."


@frozen(kw_only=True, eq=False)
class DracoBlock:
    """Hold the decoded values (n, width) of each attribute by its Draco id, and the vertices that faces name."""

    attributes: dict[int, NDArray[np.generic]]
    faces: NDArray[np.int64] | None

    def values(self, attribute: int) -> NDArray[np.generic]:
        """Return the values of one attribute; EngineError when the block does not hold it."""
        if attribute not in self.attributes:
            raise EngineError(f"Not valid glTF 2.0: a Draco block does not hold the attribute {attribute}.")
        return self.attributes[attribute]


def draco_extension(primitive: Json) -> Json | None:
    """Return the Draco extension of a primitive, None where it has none."""
    extension: Json | None = primitive.get("extensions", {}).get(DRACO)
    return extension


def decode_draco(data: bytes) -> DracoBlock | None:
    """Decode one block; None where DracoPy is not installed, EngineError when the block is damaged."""
    try:
        draco: Any = importlib.import_module("DracoPy")
    except ImportError:
        return None
    try:
        decoded = draco.decode(data)
        attributes = {item["unique_id"]: _rows(item) for item in decoded.attributes}
        faces = getattr(decoded, "faces", None)  # a point cloud has none
        return DracoBlock(attributes=attributes, faces=None if faces is None else np.asarray(faces, np.int64).ravel())
    except Exception as error:  # DracoPy raises bare and private kinds
        raise EngineError(f"A Draco block of the glTF file cannot be decoded: {error}.") from error


def _rows(attribute: Json) -> NDArray[np.generic]:
    values: NDArray[np.generic] = np.asarray(attribute["data"])
    return values.reshape(len(values), attribute["num_components"])
