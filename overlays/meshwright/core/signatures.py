"""Name a file by its first bytes, so that a refusal can say what the file is.

Names of the brands of ISO base media files: the registry at mp4ra.org. Nothing is decoded, and no name is believed.
"""

from __future__ import annotations

HEAD = 256
"""How many bytes from its beginning show what a file is."""
_PHONE = "as phones store photos"
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG"),
    (b"\xff\xd8\xff", "a JPEG"),
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"8BPS", "a Photoshop document"),
    (b"gimp xcf", "a GIMP document"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript or EPS file"),
    (b"FUJIFILMCCD-RAW", "a raw photo (RAF)"),
    (b"IIRO", "a raw photo (ORF)"),
    (b"IIRS", "a raw photo (ORF)"),
    (b"IIU\0", "a raw photo (RW2)"),
    (b"II*\0", "a TIFF or a raw photo"),
    (b"MM\0*", "a TIFF or a raw photo"),
    (b"II+\0", "a TIFF"),
    (b"MM\0+", "a TIFF"),
    (b"\xff\x0a", "a JPEG XL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000"),
    (b"\x76\x2f\x31\x01", "an OpenEXR picture"),
    (b"#?RADIANCE", "a Radiance HDR picture"),
    (b"DDS ", "a DDS texture"),
    (b"\xabKTX", "a KTX texture"),
    (b"qoif", "a QOI"),
    (b"\0\0\x01\0", "an icon (ICO)"),
    (b"glTF", "a GLB model"),
    (b"Kaydara FBX", "an FBX model"),
    (b"BLENDER", "a Blender file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
)
_BRANDS = {
    b"avif": "an AVIF",
    b"avis": "an AVIF",
    b"crx ": "a raw photo (CR3)",
    b"qt  ": "a video",
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), f"a HEIC ({_PHONE})"),
    **dict.fromkeys((b"mif1", b"msf1", b"mif2", b"miaf"), f"a HEIF ({_PHONE})"),
}


def name_kind(head: bytes) -> str | None:
    """Return what a file is by its first bytes, such as "a WebP"; None if they are of no known kind."""
    if head[4:8] == b"ftyp":
        return _name_brand(head)
    if head.startswith(b"RIFF"):
        return "a WebP" if head[8:12] == b"WEBP" else "a RIFF file (sound or video)"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"<"):
        return "an SVG drawing" if b"<svg" in text else "text (HTML or XML)"
    return next((kind for signature, kind in _KINDS if head.startswith(signature)), None)


def _name_brand(head: bytes) -> str:
    """Name an ISO base media file by its brand; a picture of the general brand by those it is compatible with."""
    size = int.from_bytes(head[:4], "big")
    brands = [head[8:12], *(head[place : place + 4] for place in range(16, min(size, len(head)), 4))]
    named = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    special = [kind for kind in named if "HEIF" not in kind]
    return next(iter(special or named), "a video or another ISO media file")
