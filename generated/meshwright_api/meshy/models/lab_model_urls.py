from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain


@define(kw_only=True, repr=False)
class LabModelUrls(JsonObject):
    """Signed URLs of the files of a product; what was not made is left out. No key is needed, and none may be sent."""

    glb: str | Unset = UNSET
    obj: str | Unset = UNSET
    """Of a keychain and a fridge magnet this is a ZIP archive with the OBJ."""
    mtl: str | Unset = UNSET
    stl: str | Unset = UNSET
    file_3mf: str | Unset = UNSET
    lamp_stl: str | Unset = UNSET
    base_stl: str | Unset = UNSET
    """Left out where light_source_preset is none."""
    obj_zip: str | Unset = UNSET
    bundle_zip: str | Unset = UNSET

    wire: ClassVar[Wire] = {
        "3mf": ("file_3mf", plain),
    }
