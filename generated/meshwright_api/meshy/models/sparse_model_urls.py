from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain


@define(kw_only=True, repr=False)
class SparseModelUrls(JsonObject):
    """Signed URLs of the model files; a format that was not made is empty or left out."""

    glb: str | Unset = UNSET
    fbx: str | Unset = UNSET
    obj: str | Unset = UNSET
    usdz: str | Unset = UNSET
    blend: str | Unset = UNSET
    stl: str | Unset = UNSET
    file_3mf: str | Unset = UNSET
    mtl: str | Unset = UNSET
    gltf: str | Unset = UNSET

    wire: ClassVar[Wire] = {
        "3mf": ("file_3mf", plain),
    }
