"""Operations, one module for each tag of the spec, imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._lazy import lazy

__all__ = [
    "models",
    "resources",
    "stores",
]
if TYPE_CHECKING:
    from . import models, resources, stores
else:
    __getattr__, __dir__ = lazy(__name__, {tag: tag for tag in __all__})
