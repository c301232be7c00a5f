from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire
from ..models.art_style import ArtStyle
from ..models.geometry_resolution import GeometryResolution
from ..models.origin_at import OriginAt
from ..models.pose_mode import PoseMode
from ..models.symmetry_mode import SymmetryMode
from ..models.target_format import TargetFormat
from ..models.text_model import TextModel
from ..models.text_model_type import TextModelType
from ..models.text_to_3d_mode import TextTo3DMode
from ..models.texture_resolution import TextureResolution
from ..models.topology import Topology


@define(kw_only=True, repr=False)
class CreateTextTo3D(JsonObject):
    """The words of a preview, or the preview that a refine gives its texture."""

    mode: TextTo3DMode
    """`preview` makes a mesh of the prompt, `refine` the texture of a preview."""
    prompt: str | Unset = UNSET
    """What to make; a preview needs it."""
    preview_task_id: str | Unset = UNSET
    """A SUCCEEDED preview; a refine needs it."""
    model_type: TextModelType | Unset = UNSET
    """`smart-topology` ignores topology and should_remesh; `lowpoly` ignores those and ai_model and
    target_polycount."""
    ai_model: TextModel | Unset = UNSET
    """The model that does the work; left out of a refine, that of its preview. `meshy-t...` belong to model_type
    smart-topology."""
    geometry_resolution: GeometryResolution | Unset = UNSET
    """Detail of the geometry; 2k and 4k cost 5 credits more. Multi-image has no 4k."""
    ultra_mode: bool | Unset = UNSET
    """Deprecated, the same as geometry_resolution 2k."""
    should_remesh: bool | Unset = UNSET
    """For a preview. false returns the raw triangle mesh and ignores topology and target_polycount."""
    topology: Topology | Unset = UNSET
    """`quad` asks for mostly four-sided faces, `triangle` for a decimated triangle mesh."""
    target_polycount: int | Unset = UNSET
    """Wanted number of faces of a preview; the result may deviate with the complexity of the geometry."""
    decimation_mode: int | Unset = UNSET
    """1 ultra, 2 high, 3 medium, 4 low; overrides target_polycount."""
    pose_mode: PoseMode | Unset = UNSET
    """The pose that a character is turned into; the empty string leaves it alone."""
    art_style: ArtStyle | Unset = UNSET
    """`realistic` or `sculpture`; meshy-6 and later ignore it."""
    negative_prompt: str | Unset = UNSET
    """Deprecated, without effect."""
    symmetry_mode: SymmetryMode | Unset = UNSET
    """`off` never, `auto` when the picture suggests it, `on` always makes the model mirror-symmetric."""
    is_a_t_pose: bool | Unset = UNSET
    """Deprecated, see pose_mode."""
    enable_pbr: bool | Unset = UNSET
    """For a refine. Make metallic, roughness and normal maps besides the base colour."""
    texture_prompt: str | Unset = UNSET
    """Text that guides the texture of a refine."""
    texture_image_url: File | Unset = UNSET
    """A picture that guides the texture of a refine, .jpg, .jpeg or .png, as URL or data URI. Excludes
    texture_prompt."""
    texture_resolution: TextureResolution | Unset = UNSET
    """Edge of the base-colour texture. 4k and 8k are not offered by meshy-5 and meshy-6-lite; 8k costs 5 credits
    more."""
    hd_texture: bool | Unset = UNSET
    """Deprecated, the same as texture_resolution 4k."""
    remove_lighting: bool | Unset = UNSET
    """For a refine with meshy-6. Take highlights and shadows out of the texture."""
    moderation: bool | Unset = UNSET
    """Screen the prompt and the picture; a hit fails the task with code moderation_blocked."""
    target_formats: list[TargetFormat] | Unset = UNSET
    """Which files to make. Left out, all but 3mf."""
    auto_size: bool | Unset = UNSET
    """Scale the result to the height in metres that a vision model estimates."""
    origin_at: OriginAt | Unset = UNSET
    """Where the origin lies afterwards, under the middle of the model or in its centre."""
    alpha_thumbnail: bool | Unset = UNSET
    """Also make a thumbnail with a transparent background."""

    wire: ClassVar[Wire] = {}
