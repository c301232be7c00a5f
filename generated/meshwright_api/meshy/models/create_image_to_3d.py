from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.geometry_resolution import GeometryResolution
from ..models.image_model import ImageModel
from ..models.model_type import ModelType
from ..models.origin_at import OriginAt
from ..models.pose_mode import PoseMode
from ..models.symmetry_mode import SymmetryMode
from ..models.target_format import TargetFormat
from ..models.texture_resolution import TextureResolution
from ..models.topology import Topology


@define(kw_only=True, repr=False)
class CreateImageTo3D(JsonObject):
    """The parameters of a model from one picture."""

    image_url: File | Unset = UNSET
    """The picture, .jpg, .jpeg or .png; a public URL or a base64 data URI. At least 512 px are advised."""
    input_task_id: str | Unset = UNSET
    """In place of image_url, a SUCCEEDED text-to-image or image-to-image task with exactly one picture; wins over
    image_url."""
    model_type: ModelType | Unset = UNSET
    """`smart-topology` ignores topology, should_remesh and save_pre_remeshed_model; `lowpoly` ignores those and
    ai_model and target_polycount."""
    ai_model: ImageModel | Unset = UNSET
    """The model that does the work. `meshy-t...` belong to model_type smart-topology, and meshy-t2.5 makes triangles
    only; `latest` is meshy-7.1 since September 2026. meshy-5 was served as meshy-6-lite from 2026-09-11 until it
    retired."""
    enable_pbr: bool | Unset = UNSET
    """Make metallic, roughness and normal maps besides the base colour; needs should_texture."""
    texture_image_url: File | Unset = UNSET
    """A picture that guides the texture, .jpg, .jpeg or .png, as URL or data URI. texture_prompt wins when both are
    given."""
    geometry_resolution: GeometryResolution | Unset = UNSET
    """Detail of the geometry; 2k and 4k cost 5 credits more. Multi-image has no 4k."""
    ultra_mode: bool | Unset = UNSET
    """Deprecated, the same as geometry_resolution 2k."""
    multi_view_thumbnails: bool | Unset = UNSET
    """Also make thumbnails from the front, the right, the back and the left."""
    topology: Topology | Unset = UNSET
    """`quad` asks for mostly four-sided faces, `triangle` for a decimated triangle mesh."""
    target_polycount: int | Unset = UNSET
    """Wanted number of faces; the result may deviate with the complexity of the geometry. Only effective while
    should_remesh is on."""
    decimation_mode: int | Unset = UNSET
    """1 ultra, 2 high, 3 medium, 4 low; overrides target_polycount."""
    symmetry_mode: SymmetryMode | Unset = UNSET
    """`off` never, `auto` when the picture suggests it, `on` always makes the model mirror-symmetric."""
    should_remesh: bool | Unset = UNSET
    """false returns the raw triangle mesh and ignores topology and target_polycount."""
    save_pre_remeshed_model: bool | Unset = UNSET
    """Also return the mesh before remeshing, as `model_urls.pre_remeshed_glb`; needs should_remesh."""
    should_texture: bool | Unset = UNSET
    """false makes the mesh only, for fewer credits."""
    texture_prompt: str | Unset = UNSET
    """Text that guides the texture."""
    texture_resolution: TextureResolution | Unset = UNSET
    """Edge of the base-colour texture. 4k and 8k are not offered by meshy-5 and meshy-6-lite; 8k costs 5 credits
    more."""
    hd_texture: bool | Unset = UNSET
    """Deprecated, the same as texture_resolution 4k."""
    pose_mode: PoseMode | Unset = UNSET
    """The pose that a character is turned into; the empty string leaves it alone."""
    is_a_t_pose: bool | Unset = UNSET
    """Deprecated, see pose_mode."""
    image_enhancement: bool | Unset = UNSET
    """Restyle the input before work begins; false keeps its look. For meshy-6, 7.1 and latest; refused by meshy-5."""
    remove_lighting: bool | Unset = UNSET
    """Take highlights and shadows out of the texture. For meshy-6, of several pictures also 7.1 and latest; other
    models ignore it, meshy-5 refuses it."""
    moderation: bool | Unset = UNSET
    """Screen the pictures and the prompt; a hit fails the task with code moderation_blocked."""
    target_formats: list[TargetFormat] | Unset = UNSET
    """Which files to make. Left out, all but 3mf."""
    auto_size: bool | Unset = UNSET
    """Scale the result to the height in metres that a vision model estimates."""
    origin_at: OriginAt | Unset = UNSET
    """Where the origin lies afterwards, under the middle of the model or in its centre."""
    alpha_thumbnail: bool | Unset = UNSET
    """Also make a thumbnail with a transparent background."""

    wire: ClassVar[Wire] = {}
