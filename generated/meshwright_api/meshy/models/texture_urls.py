from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class TextureUrls(JsonObject):
    """Signed URLs of the texture maps, PNG."""

    base_color: str | Unset = UNSET
    metallic: str | Unset = UNSET
    normal: str | Unset = UNSET
    roughness: str | Unset = UNSET
    emission: str | Unset = UNSET
    metallic_roughness: str | Unset = UNSET
    """Metallic and roughness in one map; on no page."""

    wire: ClassVar[Wire] = {}
