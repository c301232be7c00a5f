"""Read a picture file into arrays, or raise an error with the reason.

The kind of a file is determined by its content, not by its name. Files that are not pictures are refused, and so are
pictures above ``MAX_PIXELS`` (a small file may claim gigabytes), damaged and fully transparent ones. Only the first
frame of an animation is read. Pictures above ``MAX_SIDE`` pixels are reduced, because the geometry never uses more.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from attrs import frozen
from PIL import Image, ImageOps

from ..file_formats import HEAD, foreign_kind
from .errors import EngineError
from .mesh import Pixels

ACCEPTED_FORMATS: Final = frozenset({"jpeg", "png"})
"""The formats that the API documents; the engine reads a few more."""
MAX_PIXELS: Final = 64_000_000
MAX_SIDE: Final = 2048
TEXTURE_SIDE: Final = 4096

# A closed list: otherwise Pillow would also start external programs (EPS) and rarely tested decoders on hostile bytes.
_READABLE: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")


@frozen(eq=False)
class Picture:
    """Hold colours (h, w, 3) in sRGB, top row first, and the opacity (h, w) where some pixel is not opaque."""

    rgb: Pixels
    alpha: Pixels | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in pixels."""
        return self.rgb.shape[1], self.rgb.shape[0]

    def cropped(self, left: int, top: int, right: int, bottom: int) -> Picture:
        """Return the part between the given pixel edges."""
        window = slice(top, bottom), slice(left, right)
        return Picture(self.rgb[window], None if self.alpha is None else self.alpha[window])

    def framed(self) -> Picture:
        """Return the part that is not fully transparent."""
        if self.alpha is None or not self.alpha.any():
            return self
        rows, columns = (np.nonzero((self.alpha > 0).any(axis))[0] for axis in (1, 0))
        return self.cropped(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def picture_format(path: Path) -> str | None:
    """Return the format of the content ("png", "jpeg", "webp", ...), or None if it is not a supported picture."""
    try:
        with path.open("rb") as file, _opened(file) as image:
            return (image.format or "").lower() or None
    except EngineError:
        return None


def load_picture(path: Path) -> Picture:
    """Read one picture, turned upright, at most MAX_SIDE pixels long; raise EngineError with the reason otherwise."""
    with path.open("rb") as file, _opened(file) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise EngineError(
                f"The picture has {width} x {height} pixels; at most {MAX_PIXELS:,} pixels are read.",
                code="image_too_complex",
            )
        try:
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG only: decodes at a half, a quarter or an eighth
            # turned upright first: a picture made from an array has no EXIF orientation
            small = _at_most(_eight_bit(upright(image)), MAX_SIDE)
        except MemoryError:  # not a property of the picture
            raise
        # Pillow's decoders raise some fifteen kinds of error for damaged bytes; the caller treats them alike.
        except Exception as error:
            raise EngineError(f"The picture is damaged and cannot be decoded: {error}.") from error
    return _as_arrays(small)


def load_texture(source: bytes | Image.Image) -> Pixels | None:
    """Return the colours of a texture, at most TEXTURE_SIDE pixels long; None for one that cannot be read."""
    try:
        image = _opened(io.BytesIO(source)) if isinstance(source, bytes) else source
        if image.format not in (*_READABLE, None) or image.width * image.height > MAX_PIXELS:
            return None
        return np.asarray(_at_most(_eight_bit(image).convert("RGB"), TEXTURE_SIDE))
    except MemoryError:
        raise
    except Exception:  # as many kinds of error as for pictures
        return None


def upright(image: Image.Image) -> Image.Image:
    """Turn a picture by its EXIF or XMP orientation; keep it as stored if the metadata is damaged."""
    image.load()
    try:
        with warnings.catch_warnings(action="ignore"):
            return ImageOps.exif_transpose(image)
    except Exception:  # Pillow's readers of metadata raise as many kinds of error as its decoders
        return image


def _opened(file: BinaryIO) -> Image.Image:
    """Open a picture from an open file: given a path, Pillow maps TIFF files and then loses their orientation."""
    try:
        with warnings.catch_warnings(action="ignore"):
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(file, formats=_READABLE)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise EngineError(
            f"The picture is too large: at most {MAX_PIXELS:,} pixels are read.", code="image_too_complex"
        ) from error
    except MemoryError:
        raise
    except Exception as error:
        file.seek(0)
        kind = foreign_kind(file.read(HEAD))
        found = f"; by its content it is {kind}. Export it as JPEG or PNG." if kind else " (JPEG or PNG expected)."
        raise EngineError(f"The file is not a picture of a readable kind{found}") from error


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return RGB or RGBA; Pillow itself would clip 16-bit and float greys at 255 instead of scaling them."""
    if image.mode.startswith("I") or image.mode == "F":
        grey = np.nan_to_num(np.asarray(image, dtype=np.float64))
        brightest = max(float(grey.max(initial=0.0)), 1e-9)
        full = 255.0 if brightest <= 255 else max(65535.0, brightest)
        if image.mode == "F" and not 1 < brightest <= 255:
            full = max(1.0, brightest)
        scale = 255 / full
        return Image.fromarray((grey * scale).clip(0, 255).astype(np.uint8)).convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _at_most(image: Image.Image, side: int) -> Image.Image:
    width, height = image.size
    if max(width, height) <= side:
        return image
    scale = side / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _as_arrays(image: Image.Image) -> Picture:
    pixels = np.asarray(image)
    if pixels.shape[2] == 3:
        return Picture(pixels)
    alpha = pixels[..., 3]
    if alpha.max() < 8:
        raise EngineError("The picture is fully transparent: it shows nothing to model.")
    return Picture(pixels[..., :3], None if alpha.min() == 255 else alpha)
