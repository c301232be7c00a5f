"""Local files as part of a request body: what is taken, what is refused, and that the bytes are right."""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright.core.files import BLOCK, JsonBody, json_body
from meshwright.errors import InputError

PICTURES = {"image_url": ("image/png", "image/jpeg")}
MODELS = {"model_url": ("application/octet-stream",)}
PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 100
JPEG = b"\xff\xd8\xff\xe0" + b"j" * 101


def sent(body: JsonBody) -> Any:
    """Read a body as the service would, after checking that its length is what was announced."""
    content = b"".join(body)
    assert len(content) == body.length
    return json.loads(content)


def data_uri(media_type: str, content: bytes) -> str:
    """Write a data URI the plain way."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def refusal(value: Any, files: Mapping[str, tuple[str, ...]] = PICTURES) -> str:
    """Return why a value is refused; the reason names the field."""
    (name,) = files
    with pytest.raises(InputError) as caught:
        json_body({name: value}, files)
    assert caught.value.field == name
    assert str(caught.value).startswith(f"{name}: ")
    return str(caught.value)


@pytest.mark.parametrize(("content", "media_type"), [(PNG, "image/png"), (JPEG, "image/jpeg")])
@pytest.mark.parametrize("form", [Path, str, "bytes", "bytearray", "memoryview", "open", "BytesIO"])
def test_a_picture_is_sent_by_its_content(form: Any, content: bytes, media_type: str, tmp_path: Path) -> None:
    """A picture may be a path, bytes or an open file; its type is determined by its content, never by its name."""
    path = tmp_path / "picture.gif"
    path.write_bytes(content)
    forms: dict[Any, Callable[[], Any]] = {
        Path: lambda: path,
        str: lambda: str(path),
        "bytes": lambda: content,
        "bytearray": lambda: bytearray(content),
        "memoryview": lambda: memoryview(content),
        "open": lambda: path.open("rb"),
        "BytesIO": lambda: io.BytesIO(content),
    }
    value = forms[form]()
    body = json_body({"image_url": value}, PICTURES)
    if form == "open":
        value.close()
    assert sent(body) == {"image_url": data_uri(media_type, content)}
    assert sent(body) == {"image_url": data_uri(media_type, content)}, "a body can be sent again"


@pytest.mark.parametrize(
    "url",
    ["https://x.example/a.png", "http://x.example/", "HTTPS://X.EXAMPLE/", "data:image/png;base64,AAAA", "Data:,"],
)
def test_a_url_is_sent_as_it_is(url: str) -> None:
    """A string that begins like a URL or a data URI is not taken for a path."""
    assert sent(json_body({"image_url": url}, PICTURES)) == {"image_url": url}


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``~`` stands for the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.png").write_bytes(PNG)
    assert sent(json_body({"image_url": "~/a.png"}, PICTURES)) == {"image_url": data_uri("image/png", PNG)}


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b"GIF89a......", "a GIF"),
        (b"RIFF....WEBP", "a WebP"),
        (b"BM..........", "a BMP"),
        (b"%PDF-1.7....", "a PDF"),
        (b"II*\0........", "a TIFF"),
        (b"glTF........", "a GLB model"),
        (b"PK\x03\x04........", "a ZIP archive"),
        (b"<!DOCTYPE html>", "text"),
        (b"<?xml version='1.0'?>\n<svg xmlns='x'>", "an SVG"),
        (b"8BPS........", "a Photoshop document"),
        (b"\xff\x0a..........", "a JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL"),
        (b"\x76\x2f\x31\x01........", "an OpenEXR"),
        (b"FUJIFILMCCD-RAW ....", "a raw photo"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC (as phones store photos)"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a HEIC"),
        (b"\0\0\0\x14ftypmif1\0\0\0\0mif1", "a HEIF"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "an AVIF"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1miafavif", "an AVIF"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "a raw photo (CR3)"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a video"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "a video"),
        (b"\0\0\0\x18ftyp", "a video or another ISO media file"),
        (b"hello world!", "neither"),
    ],
)
def test_what_the_spec_does_not_list_is_refused(content: bytes, looks: str) -> None:
    """A file of another kind is refused by its content, and the reason names the kind that it looks like."""
    assert f"by its content it is {looks}" in refusal(content)
    assert refusal(content).endswith("Export it as PNG or JPEG; nothing was sent")


def test_a_model_is_sent_as_octets() -> None:
    """Where the spec takes any octets, any content but none passes."""
    assert sent(json_body({"model_url": b"glTF...."}, MODELS)) == {
        "model_url": data_uri("application/octet-stream", b"glTF....")
    }
    assert "empty" in refusal(b"", MODELS)


def test_a_picture_in_place_of_a_model_is_refused() -> None:
    """It costs nothing: the create is not sent. What only looks like an old format passes, as an STL may begin so."""
    assert refusal(PNG, MODELS).endswith("must be a model; by its content it is a PNG; nothing was sent")
    assert json_body({"model_url": b"BM" + bytes(82)}, MODELS).length


def test_paths_that_cannot_be_sent(tmp_path: Path) -> None:
    """A missing or empty file, a folder, a pipe and an invalid path are refused with the reason, and never hang."""
    (tmp_path / "empty.png").touch()
    os.mkfifo(tmp_path / "pipe.png")
    assert "does not exist" in refusal(tmp_path / "missing.png")
    assert "does not exist" in refusal("missing.png")
    assert "is empty" in refusal(tmp_path / "empty.png")
    assert "is a folder" in refusal(tmp_path)
    assert "is a folder" in refusal("")
    assert "not a regular file" in refusal(tmp_path / "pipe.png")
    assert "cannot be read: embedded null byte" in refusal("a\0b.png")
    assert refusal("x" * 5000).endswith("cannot be read: File name too long")
    assert "cannot be read" in refusal("~unknown-user/a.png")
    assert "does not exist" in refusal("ftp://x.example/a.png")


def test_open_files_that_cannot_be_sent(tmp_path: Path) -> None:
    """A file opened as text, a closed one and an object that is not a file are refused with the reason."""
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    with path.open(encoding="utf-8") as text:
        assert "binary mode" in refusal(text)
    assert "binary mode" in refusal(io.StringIO("x"))
    with path.open("rb") as closed:
        pass
    assert "cannot be read" in refusal(closed)
    assert "is empty" in refusal(io.BytesIO())
    assert "yields str, not bytes" in refusal(SimpleNamespace(read=lambda: "x"))
    assert "got int" in refusal(7)
    assert "got NoneType" in refusal(None)


def test_lists_of_pictures(tmp_path: Path) -> None:
    """Each member of a list may be a file or a URL; the reason for a refusal names its place."""
    path = tmp_path / "a"
    path.write_bytes(JPEG)
    files = {"image_urls": ("image/png", "image/jpeg")}
    body = json_body({"image_urls": [PNG, "https://x.example/", path], "n": 1}, files)
    assert sent(body) == {
        "image_urls": [data_uri("image/png", PNG), "https://x.example/", data_uri("image/jpeg", JPEG)],
        "n": 1,
    }
    assert sent(json_body({"image_urls": []}, files)) == {"image_urls": []}
    with pytest.raises(InputError, match=r"image_urls\[1\]: 2 bytes"):
        json_body({"image_urls": [PNG, b"no"]}, files)


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}, "\ud800", b"bytes"])
def test_values_that_are_no_json(value: Any) -> None:
    """A parameter that JSON cannot hold is refused by name."""
    with pytest.raises(InputError, match="name: cannot be written as JSON"):
        json_body({"name": value}, {})


def test_values_nested_too_deeply() -> None:
    """A parameter nested beyond what can be written is refused, not a recursion error."""
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(InputError, match="name: cannot be written as JSON"):
        json_body({"name": value}, {})


def test_a_file_that_shrinks_is_never_sent_short(tmp_path: Path) -> None:
    """When a file loses bytes, or is gone, after it was described, sending it raises."""
    path = tmp_path / "a.png"
    path.write_bytes(PNG + bytes(2 * BLOCK))
    body = json_body({"image_url": path}, PICTURES)
    path.write_bytes(PNG + bytes(BLOCK))
    with pytest.raises(InputError, match="became shorter"):
        b"".join(body)
    path.unlink()
    with pytest.raises(InputError, match="does not exist"):
        b"".join(body)


def test_a_file_that_grows_is_sent_as_it_was(tmp_path: Path) -> None:
    """Bytes that come to a file after it was described are not sent; the announced length holds."""
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    body = json_body({"image_url": path}, PICTURES)
    path.write_bytes(PNG + b"more")
    assert sent(body) == {"image_url": data_uri("image/png", PNG)}


@pytest.mark.parametrize("size", [BLOCK - 9, BLOCK - 8, BLOCK - 7, 3 * BLOCK, 3 * BLOCK + 1, 3 * BLOCK + 2])
def test_a_large_file_comes_in_blocks(size: int, tmp_path: Path) -> None:
    """A file is encoded block by block, and the blocks join to one valid base64 text."""
    content = PNG[:8] + os.urandom(size)
    path = tmp_path / "a.png"
    path.write_bytes(content)
    body = json_body({"image_url": path}, PICTURES)
    assert max(len(block) for block in body) <= BLOCK // 3 * 4
    assert sent(body) == {"image_url": data_uri("image/png", content)}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    members=st.dictionaries(st.text(st.characters(max_codepoint=126)), json_values, max_size=5),
    pictures=st.dictionaries(st.sampled_from(["a", "b"]), st.binary(max_size=50), max_size=2),
)
def test_streaming_says_what_json_says(members: dict[str, Any], pictures: dict[str, bytes]) -> None:
    """The streamed document is the one that ``json.dumps`` writes for the same members and data URIs."""
    content = {name: PNG + picture for name, picture in pictures.items()}
    body = json_body({**members, **content}, dict.fromkeys(content, PICTURES["image_url"]))
    plain = {**members, **{name: data_uri("image/png", picture) for name, picture in content.items()}}
    assert b"".join(body).decode() == json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    assert sent(body) == plain
