"""Make a textured model from one to four pictures of the same object."""

from __future__ import annotations

from .image_to_3d import EFFECTIVE as EFFECTIVE
from .image_to_3d import load as load
from .image_to_3d import make as make
