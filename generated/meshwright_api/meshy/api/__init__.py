"""Operations, one module for each tag of the spec, imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._lazy import lazy

__all__ = [
    "balance",
    "image_to_3d",
    "multi_image_to_3d",
    "remesh",
    "resize",
    "text_to_3d",
]
if TYPE_CHECKING:
    from . import balance, image_to_3d, multi_image_to_3d, remesh, resize, text_to_3d
else:
    __getattr__, __dir__ = lazy(__name__, {tag: tag for tag in __all__})
