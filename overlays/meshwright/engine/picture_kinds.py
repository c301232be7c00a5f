"""Name files that are not a PNG or JPEG by their first bytes, so that a refusal can say what they are."""

from __future__ import annotations

HEAD = 64
"""How many bytes from its beginning show what a file is."""
_SIGNATURES = (
    (b"GIF8", "a GIF"),
    (b"RIFF", "a WebP or another RIFF file"),
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF or a raw photo"),
    (b"MM\0*", "a TIFF or a raw photo"),
    (b"8BPS", "a Photoshop document"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript or EPS file"),
    (b"\xff\x0a", "a JPEG XL"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000"),
    (b"\x76\x2f\x31\x01", "an OpenEXR picture"),
    (b"FUJIFILMCCD-RAW", "a raw photo"),
    (b"<svg", "an SVG drawing"),
    (b"<", "text (HTML or XML)"),
    (b"glTF", "a GLB model"),
    (b"PK\x03\x04", "a ZIP archive"),
)
_BRANDS = {b"avif": "an AVIF", b"avis": "an AVIF", b"crx ": "a raw photo", b"qt  ": "a video"}
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def foreign_kind(head: bytes) -> str | None:
    """Return what a file is by its first bytes, such as "a HEIC"; None if they are of no known kind."""
    if head[4:8] != b"ftyp":
        return next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)
    brands = {head[place : place + 4] for place in (8, *range(16, min(int.from_bytes(head[:4], "big"), HEAD), 4))}
    named = next((kind for brand, kind in _BRANDS.items() if brand in brands), None)
    return named or ("a HEIC (as phones store photos)" if brands.intersection(_HEIF) else "a video")
