from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.target_format import TargetFormat
from ..models.texture_model import TextureModel
from ..models.texture_resolution import TextureResolution


@define(kw_only=True, repr=False)
class CreateRetexture(JsonObject):
    """Which model is painted, and after what."""

    input_task_id: str | Unset = UNSET
    """A SUCCEEDED task whose model is painted. Wins over model_url."""
    text_style_prompt: str | Unset = UNSET
    """Words for the new texture. image_style_url wins when both are given."""
    image_style_url: File | Unset = UNSET
    """A picture for the new texture, .jpg, .jpeg or .png, as URL or data URI."""
    multiview_image_urls: list[File] | Unset = UNSET
    """One to four views of the same object, the front first; needs ai_model meshy-7, and excludes the other two.
    Only the front decides what is metallic and rough."""
    ai_model: TextureModel | Unset = UNSET
    """The model that paints; `latest` is meshy-7. meshy-7.1 is not offered here."""
    enable_original_uv: bool | Unset = UNSET
    """Paint over the texture coordinates that the model has, in place of new ones."""
    enable_pbr: bool | Unset = UNSET
    """Make metallic, roughness and normal maps besides the base colour."""
    texture_resolution: TextureResolution | Unset = UNSET
    """Edge of the base-colour texture. 4k and 8k are not offered by meshy-5 and meshy-6-lite; 8k costs 5 credits
    more."""
    hd_texture: bool | Unset = UNSET
    """Deprecated, the same as texture_resolution 4k."""
    remove_lighting: bool | Unset = UNSET
    """Take highlights and shadows out of the texture; for meshy-6."""
    target_formats: list[TargetFormat] | Unset = UNSET
    """Which files to make. Left out, all but 3mf."""
    alpha_thumbnail: bool | Unset = UNSET
    """Also make a thumbnail with a transparent background."""
    model_url: File | Unset = UNSET
    """The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type application/octet-stream."""

    wire: ClassVar[Wire] = {}
