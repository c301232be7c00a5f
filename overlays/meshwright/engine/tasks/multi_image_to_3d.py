"""One to four pictures of the same object become a textured model."""

from __future__ import annotations

from .image_to_3d import EFFECTIVE as EFFECTIVE
from .image_to_3d import load as load
from .image_to_3d import make as make
