"""A reconstructed camera: its position, its direction, and its view of a point."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from ..filters import Mask
from ..mesh import Floats
from .photos import Photo

_STEEP = 0.8  # cosine of the angle to straight down


@frozen(eq=False, kw_only=True)
class Camera:
    """The transform from the frame to the camera, and the lens: pixels, one term of radial distortion."""

    photo: Photo
    rotation: Floats
    translation: Floats
    focal: float
    middle: tuple[float, float]
    distortion: float

    @property
    def centre(self) -> Floats:
        """Return the position of the camera."""
        return np.asarray(-self.rotation.T @ self.translation)

    @property
    def looks_down(self) -> bool:
        """Return whether the camera looks less than about 37 degrees away from straight down."""
        return bool(self.rotation[2] @ np.array([0.0, 0.0, -1.0]) > _STEEP)

    def project(self, east: Floats, north: Floats, up: Floats, scale: float = 1.0) -> tuple[Floats, Floats, Mask]:
        """Return column and row, where whole numbers are pixel centres, and which points are inside the picture.
        ``scale`` is the picture's size relative to the photo.
        """
        x, y, depth = (
            row[0] * east + row[1] * north + row[2] * up + move
            for row, move in zip(self.rotation, self.translation, strict=True)
        )
        depth = np.where(depth > 1e-6, depth, np.nan)
        x, y = x / depth, y / depth
        bent = self.focal * (1 + self.distortion * (x * x + y * y))
        column = (x * bent + self.middle[0]) * scale - 0.5
        row = (y * bent + self.middle[1]) * scale - 0.5
        with np.errstate(invalid="ignore"):
            inside = (column >= 0) & (row >= 0)
            inside &= (column <= self.photo.width * scale - 1) & (row <= self.photo.height * scale - 1)
        return column, row, inside
