"""Refuse a picture that the spec's limits of its parameter forbid, before anything is charged."""

from __future__ import annotations

from pathlib import Path

from ...spec.reading import Json
from ..contract import Refused


def check_picture(name: str, parameter: Json, path: Path) -> None:
    """Raise Refused for a picture that cannot be decoded, is too small, or has too many bytes or pixels."""
    from PIL import Image

    if path.stat().st_size > parameter["x-most-bytes"]:
        raise Refused(f"{name}: the picture is larger than {parameter['x-most-bytes']} bytes")
    try:
        with Image.open(path) as picture:
            width, height = picture.size
    except Image.DecompressionBombError:
        raise Refused(f"{name}: the picture has more than {parameter['x-most-pixels']} pixels") from None
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused(f"{name}: the picture cannot be decoded: {error}") from None
    if min(width, height) < parameter["x-least-side"]:
        raise Refused(
            f"{name}: the picture is {width} x {height} px, but each side must have {parameter['x-least-side']} px"
        )
