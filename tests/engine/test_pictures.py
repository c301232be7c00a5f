"""Picture files become arrays, or an error with a sentence."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.pictures import draw, save
from meshwright.engine.errors import EngineError
from meshwright.engine.pictures import ACCEPTED_FORMATS, MAX_SIDE, load_picture, picture_format
from PIL import Image


def _png_claiming(path: Path, width: int, height: int) -> Path:
    """Write a PNG of a few bytes whose header claims the given size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts))
    return path


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "RGBA", "LA"])
def test_every_png_mode_is_read_as_colours(tmp_path: Path, mode: str) -> None:
    """Grey, palette, bilevel and transparent PNGs all become (h, w, 3) bytes."""
    path = tmp_path / "mug.png"
    draw("mug").convert(mode).save(path)
    assert load_picture(path).rgb.shape == (512, 512, 3)


def test_cmyk_jpeg_keeps_its_colours(tmp_path: Path) -> None:
    """A CMYK JPEG of a red mug is still red in the middle."""
    path = tmp_path / "mug.jpg"
    draw("mug").convert("CMYK").save(path)
    red, green, blue = (int(value) for value in load_picture(path).rgb[300, 200])
    assert red > green + 60
    assert red > blue + 60


def test_sixteen_bit_greys_are_scaled_not_clipped(tmp_path: Path) -> None:
    """A 16-bit ramp stays a ramp from dark to bright."""
    path = tmp_path / "ramp.png"
    Image.fromarray(np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(8, 0)).save(path)
    row = load_picture(path).rgb[0, :, 0].astype(int)
    assert abs(row[128] - 128) <= 1
    assert row[0] == 0
    assert row[-1] == 255


def test_orientation_of_cameras_is_applied(tmp_path: Path) -> None:
    """A JPEG that is marked as turned by 90 degrees is read upright."""
    path = tmp_path / "turned.jpg"
    image = Image.new("RGB", (80, 40), "white")
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(path, exif=exif)
    assert load_picture(path).size == (40, 80)


UPRIGHT = np.full((40, 60), 255, np.uint8)
UPRIGHT[5:15, 4:40] = 0
STORED: dict[int, Any] = {
    1: lambda picture: picture,
    2: lambda picture: picture[:, ::-1],
    3: lambda picture: picture[::-1, ::-1],
    4: lambda picture: picture[::-1],
    5: lambda picture: picture.T,
    6: lambda picture: np.rot90(picture),
    7: lambda picture: picture[::-1, ::-1].T,
    8: lambda picture: np.rot90(picture, -1),
}
"""How cameras store a picture for each orientation of EXIF."""


def turned_png(stored: Any, channels: int, bits: int, orientation: int, *, late: bool) -> bytes:
    """Write a PNG with an eXIf chunk before or after the pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    exif = Image.Exif()
    exif[0x0112] = orientation
    colours = [stored] * (channels - 1 + channels % 2)
    layers = np.stack(colours if channels % 2 else [*colours, np.full_like(stored, 255)], axis=-1)
    rows = (layers.astype(np.int64) * (257 if bits == 16 else 1)).astype(">u2" if bits == 16 else "u1")
    pixels = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows)))
    turned = chunk(b"eXIf", exif.tobytes()[6:])
    header = struct.pack(">IIBBBBB", rows.shape[1], rows.shape[0], bits, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    body = pixels + turned if late else turned + pixels
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("late", [False, True])
def test_pngs_come_out_upright_whatever_their_depth(
    tmp_path: Path, orientation: int, bits: int, channels: int, late: bool
) -> None:
    """All eight orientations, grey and colour, with opacity and without, in 8 and 16 bits."""
    path = tmp_path / "turned.png"
    path.write_bytes(turned_png(STORED[orientation](UPRIGHT), channels, bits, orientation, late=late))
    assert (load_picture(path).rgb == UPRIGHT[..., None]).all()


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_tiffs_come_out_upright(tmp_path: Path, orientation: int, mode: str) -> None:
    """Also those that Pillow would map into memory, and numbers of other kinds."""
    stored = np.ascontiguousarray(STORED[orientation](UPRIGHT))
    numbers = {
        "I;16": stored.astype(np.uint16) * 257,
        "I": stored.astype(np.int32) * 257,
        "F": stored / np.float32(255),
    }
    image = Image.fromarray(numbers[mode]) if mode in numbers else Image.fromarray(stored).convert(mode)
    image.save(tmp_path / "turned.tif", tiffinfo={0x0112: orientation})
    assert (load_picture(tmp_path / "turned.tif").rgb == UPRIGHT[..., None]).all()


EXIF = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
"""One tag: turned by a quarter."""


@pytest.mark.parametrize(
    ("exif", "size"),
    [
        (EXIF, (60, 40)),
        (EXIF.replace(b"\0\0\0\1\0\6", b"\0\0\0\2\0\6"), (60, 40)),
        (EXIF.replace(b"\0\6", b"\0\x09"), (40, 60)),
        (EXIF.replace(b"\0\6", b"\0\0"), (40, 60)),
        (EXIF[:9], (40, 60)),
        (EXIF[:14], (40, 60)),
        (b"\xff" * 40, (40, 60)),
        (b"II*\0\xff\xff\xff\x7f", (40, 60)),
        (b"", (40, 60)),
    ],
    ids=range(9),
)
@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_damaged_metadata_does_not_damage_a_picture(
    tmp_path: Path, name: str, exif: bytes, size: tuple[int, int]
) -> None:
    """The EXIF orientation counts if it can be read; else the picture stays as it is stored."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(UPRIGHT.T)).save(buffer, "PNG" if name == "a.png" else "JPEG")
    content = buffer.getvalue()
    if name == "a.png":
        chunk = b"eXIf" + exif
        chunk = struct.pack(">I", len(exif)) + chunk + struct.pack(">I", zlib.crc32(chunk))
        (tmp_path / name).write_bytes(content[:33] + chunk + content[33:])
    else:
        segment = b"Exif\0\0" + exif
        (tmp_path / name).write_bytes(
            content[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + content[2:]
        )
    assert load_picture(tmp_path / name).size == size


def test_first_frame_of_an_animation_counts(tmp_path: Path) -> None:
    """An animated PNG is read as its first picture."""
    first, path = draw("mug"), tmp_path / "animated.png"
    first.save(path, save_all=True, append_images=[draw("apple")])
    assert (load_picture(path).rgb == np.asarray(first)).all()


def test_long_pictures_are_made_smaller(tmp_path: Path) -> None:
    """30,000 pixels of width become MAX_SIDE, and no side vanishes."""
    path = tmp_path / "wide.png"
    Image.new("RGB", (30_000, 3), "red").save(path)
    assert load_picture(path).size == (MAX_SIDE, 1)


def test_opaque_alpha_is_dropped_and_real_alpha_kept(tmp_path: Path) -> None:
    """Only a picture with transparent pixels has an opacity."""
    opaque, clear = tmp_path / "opaque.png", save("mug", tmp_path / "clear.png", backdrop=None)
    draw("mug").convert("RGBA").save(opaque)
    assert load_picture(opaque).alpha is None
    assert load_picture(clear).alpha is not None


@pytest.mark.parametrize("size", [(100_000, 100_000), (12_000, 10_000), (9_000, 9_000)])
def test_claims_of_gigabytes_are_refused_by_the_header(tmp_path: Path, size: tuple[int, int]) -> None:
    """A tiny file that claims a huge picture is refused before anything is decoded."""
    with pytest.raises(EngineError, match="at most 64,000,000 pixels") as caught:
        load_picture(_png_claiming(tmp_path / "bomb.png", *size))
    assert caught.value.code == "image_too_complex"


def test_truncated_pictures_are_refused(tmp_path: Path) -> None:
    """Half of a JPEG and half of a PNG are damaged, not half a model."""
    for name in ("half.jpg", "half.png"):
        path = save("duck", tmp_path / name)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        with pytest.raises(EngineError, match="damaged"):
            load_picture(path)


@pytest.mark.parametrize(
    "content", [b"", b"hello world", b"<svg/>", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    """Text, drawings and bare signatures are refused under any file name."""
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    assert picture_format(path) is None
    with pytest.raises(EngineError, match="not a picture"):
        load_picture(path)


def boxed(brand: bytes, *compatible: bytes) -> bytes:
    """Begin an ISO base media file of a brand."""
    content = b"ftyp" + brand + bytes(4) + b"".join(compatible)
    return struct.pack(">I", len(content) + 4) + content + bytes(100)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (boxed(b"heic", b"mif1", b"heic"), "a HEIC"),
        (boxed(b"mif1", b"heic"), "a HEIC"),
        (boxed(b"hevc", b"msf1"), "a HEIC"),
        (boxed(b"avif", b"mif1", b"miaf"), "an AVIF"),
        (boxed(b"mif1", b"miaf", b"avif"), "an AVIF"),
        (boxed(b"crx "), "a raw photo"),
        (boxed(b"isom", b"mp42"), "a video"),
        (b"8BPS" + bytes(20), "a Photoshop document"),
        (b"\xff\x0a" + bytes(20), "a JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL"),
        (b"%PDF-1.7", "a PDF"),
        (b"<svg/>", "an SVG"),
        (b"MM\0*" + bytes(20), "a TIFF or a raw photo"),
    ],
)
def test_pictures_of_other_kinds_are_named(tmp_path: Path, content: bytes, kind: str) -> None:
    """The error names the kind of the file, by its content, and what to do."""
    path = tmp_path / "picture.jpg"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=f"by its content it is {kind}.*Export it as JPEG or PNG"):
        load_picture(path)


def test_fully_transparent_pictures_are_refused(tmp_path: Path) -> None:
    """Nothing visible, nothing to model."""
    path = tmp_path / "clear.png"
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(path)
    with pytest.raises(EngineError, match="transparent"):
        load_picture(path)


def test_format_is_told_by_content(tmp_path: Path) -> None:
    """A WEBP named .png is a WEBP, which the API does not accept."""
    path = tmp_path / "picture.png"
    draw("mug").save(path, format="WEBP")
    assert picture_format(path) == "webp"
    assert "webp" not in ACCEPTED_FORMATS
    draw("mug").save(path, format="JPEG")
    assert picture_format(path) in ACCEPTED_FORMATS
