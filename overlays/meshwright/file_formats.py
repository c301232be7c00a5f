"""Detect the format of a file from its first bytes, never from its name: in one table, the first row that fits wins.

It imports nothing else of this project, so that the client and the engine can both import it.
Brands of ISO base media files: the registry at mp4ra.org. Nothing is decoded.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

HEAD = 1024
"""How many bytes from the beginning of a file are enough to detect its format."""


class Format(NamedTuple):
    """One row of the table."""

    signature: bytes
    """Regular expression for the first bytes; compiled when first used."""
    name: str
    """As in "by its content it is a PNG"."""
    suffixes: tuple[str, ...] = ()
    """Suffixes of such files, the usual one first."""
    picture: bool = True
    media_type: str = ""
    """Media type; only set for pictures that this project compares by it."""

    def begins(self, head: bytes) -> bool:
        """Return whether a file that begins like this is of the format."""
        return re.match(self.signature, head, re.DOTALL) is not None


_BRAND = rb".{4}ftyp(?:.{4}){0,8}?"
_PHONE = "as phones store photos"
_MARKUP = rb"(?:\xef\xbb\xbf)?\s*"
_SVG = _MARKUP + rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>/]"
FORMATS = (
    Format(rb"\x89PNG\r\n\x1a\n", "a PNG", (".png", ".apng"), media_type="image/png"),
    Format(rb"\xff\xd8\xff", "a JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), media_type="image/jpeg"),
    Format(rb"RIFF.{4}WEBP", "a WebP", (".webp",), media_type="image/webp"),
    Format(rb"RIFF", "a RIFF file (sound or video)", picture=False),
    Format(rb"GIF8[79]a", "a GIF", (".gif",), media_type="image/gif"),
    Format(rb"BM.{4}\0\0\0\0", "a BMP", (".bmp", ".dib"), media_type="image/bmp"),
    Format(rb"IIR[OS]|IIU\0|FUJIFILMCCD-RAW", "a raw photo", picture=False),
    Format(rb"II\*\0|MM\0\*", "a TIFF or a raw photo", (".tiff", ".tif"), media_type="image/tiff"),
    Format(rb"II\+\0|MM\0\+", "a TIFF", (".tiff", ".tif"), media_type="image/tiff"),
    Format(rb"v/1\x01", "an OpenEXR picture", (".exr",)),
    Format(rb"#\?(?:RADIANCE|RGBE)\s", "a Radiance HDR picture", (".hdr", ".pic")),
    Format(rb"\xabKTX 20\xbb\r\n\x1a\n", "a KTX texture", (".ktx2",)),
    Format(rb"\xabKTX 11\xbb\r\n\x1a\n", "a KTX texture", (".ktx",)),
    Format(rb"DDS ", "a DDS texture", (".dds",)),
    Format(rb"sB", "a Basis texture", (".basis",)),
    Format(_BRAND + rb"(?:avif|avis)", "an AVIF", (".avif",), media_type="image/avif"),
    Format(_BRAND + rb"crx ", "a raw photo (CR3)", picture=False),
    Format(_BRAND + rb"(?:hei[cxms]|hev[cxms])", f"a HEIC ({_PHONE})", (".heic", ".heif")),
    Format(_BRAND + rb"(?:mif[12]|msf1|miaf)", f"a HEIF ({_PHONE})", (".heic", ".heif")),
    Format(rb".{4}ftyp", "a video or another ISO media file", (".mp4", ".mov", ".m4v"), picture=False),
    Format(rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL", (".jxl",)),
    Format(rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", "a JPEG 2000", (".jp2", ".j2k")),
    Format(rb"8BPS", "a Photoshop document", (".psd",)),
    Format(rb"gimp xcf", "a GIMP document", picture=False),
    Format(rb"qoif", "a QOI", (".qoi",)),
    Format(rb"P[1-7]\s|P[Ff]\s", "a PNM", (".pnm", ".ppm", ".pgm", ".pbm", ".pam", ".pfm")),
    Format(rb"\0\0\x01\0", "an icon (ICO)", (".ico",)),
    Format(_SVG, "an SVG drawing", (".svg",)),
    Format(_MARKUP + rb"<", "text (HTML or XML)", picture=False),
    Format(rb"%PDF", "a PDF", picture=False),
    Format(rb"%!PS", "a PostScript or EPS file", picture=False),
    Format(rb"glTF", "a GLB model", (".glb",), picture=False),
    Format(rb"Kaydara FBX Binary  \0\x1a\0", "an FBX model", (".fbx",), picture=False),
    Format(rb"HIERARCHY\s", "a BVH motion", (".bvh",), picture=False),
    Format(rb"BLENDER", "a Blender file", picture=False),
    Format(rb"PK\x03\x04", "a ZIP archive", (".zip", ".usdz", ".3mf"), picture=False),
    Format(rb"\x1f\x8b", "a gzip file", picture=False),
    Format(rb"BM", "a BMP", picture=False),  # too short, or two letters of a text
)


UNSIGNED = frozenset({".tga", ".astc", ".pvr", ".crn"})
"""Pictures that cannot be detected from their first bytes; the suffix of their URL decides."""
PICTURE_SUFFIXES = UNSIGNED | {suffix for known in FORMATS if known.picture for suffix in known.suffixes}
MODEL_SUFFIXES = frozenset({".obj", ".mtl", ".stl", ".gltf", ".ply"}) | {
    suffix for known in FORMATS if not known.picture for suffix in known.suffixes
}
"""Suffixes of files that are not pictures: models, and files that accompany them."""


def format_of(head: bytes) -> Format | None:
    """Return the format of a file that begins like this; None if it is not in the table."""
    return next((each for each in FORMATS if each.begins(head)), None)


def foreign_kind(head: bytes, taken: Collection[str] = ("image/png", "image/jpeg")) -> str | None:
    """Return the format's name, such as "a WebP", if its media type is not in ``taken``; else, or if unknown, None."""
    found = format_of(head)
    return None if found is None or found.media_type in taken else found.name
