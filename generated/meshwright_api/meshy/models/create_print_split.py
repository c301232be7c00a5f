from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.connector_type import ConnectorType
from ..models.converted_format import ConvertedFormat
from ..models.split_layout import SplitLayout
from ..models.split_mode import SplitMode


@define(kw_only=True, repr=False)
class CreatePrintSplit(JsonObject):
    """Which model is cut, and how."""

    input_task_id: str
    """A SUCCEEDED task whose model is cut, of meshy-6 or later; of a text-to-3d, the preview."""
    mode: SplitMode | Unset = UNSET
    """`auto` cuts where it seems best, `by_parts` cuts the parts that the prompt names, `by_color` those that it
    names by their colours, of models of pictures only."""
    prompt: str | Unset = UNSET
    """One to ten names of parts, in any language, divided by commas. One that cannot be read falls back to auto."""
    target_formats: list[ConvertedFormat] | Unset = UNSET
    """Which files to make; a GLB always. An STL holds the parts in one, the others one object for each part."""
    layout: SplitLayout | Unset = UNSET
    """`on_plate` lays the parts side by side, `assembled` leaves them where they were."""
    connectors: bool | Unset = UNSET
    """Add pegs and holes where parts meet."""
    connector_type: ConnectorType | Unset = UNSET
    """Form of the pegs between parts."""
    connector_size: float | Unset = UNSET
    """Width of the pegs, as a part of the cut face."""
    connector_height: float | Unset = UNSET
    """Height of the pegs, as a part of the cut face."""

    wire: ClassVar[Wire] = {}
