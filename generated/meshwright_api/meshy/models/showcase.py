from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class Showcase(JsonObject):
    """One published model."""

    id: str | Unset = UNSET
    """Its id."""
    result_id: str | Unset = UNSET
    """Id of the result that it shows."""
    name: str | Unset = UNSET
    """Its name."""
    object_prompt: str | Unset = UNSET
    """The prompt of its shape."""
    style_prompt: str | Unset = UNSET
    """The prompt of its texture."""
    neg_prompt: str | Unset = UNSET
    """What was not wanted."""
    art_style: str | Unset = UNSET
    """Its style."""
    resolution: str | Unset = UNSET
    """The resolution of its texture."""
    seed: float | Unset = UNSET
    """The number that repeats it."""
    texture_richness: str | Unset = UNSET
    """How rich its texture is."""
    ai_model: str | Unset = UNSET
    """The model that made it."""
    model_url: str | Unset = UNSET
    """Signed URL of the model in the requested format."""
    conversion_status: str | Unset = UNSET
    """Empty, success or failed."""
    community_url: str | Unset = UNSET
    """Its page."""
    thumbnail_url: str | Unset = UNSET
    """Signed URL of a picture."""
    solid_thumbnail_url: str | Unset = UNSET
    """The same without a texture."""
    alpha_thumbnail_url: str | Unset = UNSET
    """The same with a transparent background."""
    alpha_solid_thumbnail_url: str | Unset = UNSET
    """Without a texture and with a transparent background."""
    image_urls: list[str] | Unset = UNSET
    """Pictures that it was made of."""
    categories: list[str] | Unset = UNSET
    """Its categories."""
    tags: list[str] | Unset = UNSET
    """Its tags."""
    mode: str | Unset = UNSET
    """How it was made."""
    topology: str | Unset = UNSET
    """Kind of faces."""
    created_at: int | Unset = UNSET
    """Epoch milliseconds."""
    updated_at: int | Unset = UNSET
    """Epoch milliseconds."""

    wire: ClassVar[Wire] = {}
