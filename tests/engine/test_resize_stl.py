from __future__ import annotations

import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from engine.resize_samples import CUBE, CUBE_FACES, save
from hypothesis import given
from hypothesis import strategies as st
from meshwright.engine.errors import EngineError
from meshwright.engine.resize import ResizeOptions, detect_format, resize

TRIANGLES = CUBE[CUBE_FACES] * [1, 2, 4] + [7, 8, 9]


def binary_stl(triangles: Any, header: bytes = b"made by hand", tail: bytes = b"") -> bytes:
    """Write a binary STL whose normals and attribute bytes can be told apart."""
    facets = b"".join(
        struct.pack("<12fH", 0.5, 0.25, index, *np.ravel(triangle), index) for index, triangle in enumerate(triangles)
    )
    return header.ljust(80, b"\0") + struct.pack("<I", len(triangles)) + facets + tail


def ascii_stl(triangles: Any, name: str = "thing") -> str:
    """Write an ASCII STL."""
    facets = "".join(
        "  facet normal 0 0 1\n    outer loop\n"
        + "".join(f"      vertex {x:e} {y:e} {z:e}\n" for x, y, z in triangle)
        + "    endloop\n  endfacet\n"
        for triangle in triangles
    )
    return f"solid {name}\n{facets}endsolid {name}\n"


@pytest.mark.parametrize(
    "content", [binary_stl(TRIANGLES), binary_stl(TRIANGLES, b"solid x"), ascii_stl(TRIANGLES).encode()]
)
@pytest.mark.parametrize("origin", ["bottom", "center"])
def test_an_independent_reader_finds_the_asked_height_along_z(tmp_path: Path, content: bytes, origin: Any) -> None:
    """Z is up; trimesh measures the asked height and origin, also for binary files that begin with ``solid``."""
    result = resize(save(tmp_path, "a.stl", content), tmp_path, ResizeOptions(resize_height=2, origin_at=origin))
    low = 0 if origin == "bottom" else -1
    expected = np.array([[-0.25, -0.5, low], [0.25, 0.5, low + 2]])
    assert trimesh.load_mesh(result.path).bounds == pytest.approx(expected, abs=1e-6)
    assert (result.format, result.up) == ("stl", 2)


def test_a_binary_file_keeps_all_but_its_corners(tmp_path: Path) -> None:
    """Header, normals, attribute bytes and tail stay, bit for bit."""
    content = binary_stl(TRIANGLES, tail=b"appended")
    after = resize(save(tmp_path, "a.stl", content), tmp_path, ResizeOptions(auto_size=True)).path.read_bytes()
    assert (len(after), after[:84], after[-8:]) == (len(content), content[:84], b"appended")
    for start in range(84, len(content) - 8, 50):
        assert after[start : start + 12] == content[start : start + 12]
        assert after[start + 48 : start + 50] == content[start + 48 : start + 50]
        assert after[start + 12 : start + 48] != content[start + 12 : start + 48]


def test_an_ascii_file_stays_text_with_its_names(tmp_path: Path) -> None:
    """Several solids, their names, upper case and indentation survive; a name may even speak of vertices."""
    content = ascii_stl(TRIANGLES, "vertex of mine") + ascii_stl(TRIANGLES + 1, "two").upper()
    source = save(tmp_path, "a.stl", content)
    after = resize(source, tmp_path, ResizeOptions(resize_height=2.5)).path.read_text()
    assert after.splitlines()[0] == "solid vertex of mine"
    strip = [[word for word in line.split() if not word[-1].isdigit()] for line in content.splitlines()]
    assert [[word for word in line.split() if not word[-1].isdigit()] for line in after.splitlines()] == strip
    heights = [float(line.split()[3]) for line in after.splitlines() if line.strip().lower().startswith("vertex ")]
    assert (min(heights), max(heights)) == (pytest.approx(0), pytest.approx(2.5))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (binary_stl([]), "no geometry"),
        (binary_stl(TRIANGLES * [1, 1, 0]), "no height"),
        (binary_stl(TRIANGLES)[:-30], "none of GLB"),
        (binary_stl(np.full((2, 3, 3), np.nan)), "no geometry"),
        (ascii_stl(TRIANGLES).replace("vertex", "vortex", 1).encode(), "malformed"),
        (ascii_stl(TRIANGLES).replace("e+00", "e+oo", 1).encode(), "malformed"),
        (b"solid nothing\nendsolid nothing\n", "no geometry"),
        (ascii_stl(TRIANGLES).rpartition("endsolid")[0].encode(), "truncated"),
        (ascii_stl(TRIANGLES, "the endsolid of").rpartition("  facet")[0].encode(), "truncated"),
    ],
)
def test_unusable_files_are_refused_with_a_reason(tmp_path: Path, content: bytes, message: str) -> None:
    """Empty, flat, truncated, infinite and malformed files are each named."""
    with pytest.raises(EngineError, match=message):
        resize(save(tmp_path, "a.stl", content), tmp_path, ResizeOptions(resize_height=2))


def test_vertices_that_are_not_finite_are_left_out_and_reported(tmp_path: Path) -> None:
    """One broken facet does not spoil a model, but it is said."""
    broken = np.concatenate([TRIANGLES, np.full((1, 3, 3), np.inf)])
    result = resize(save(tmp_path, "a.stl", binary_stl(broken)), tmp_path, ResizeOptions(resize_height=2))
    assert result.scale == pytest.approx(0.5)
    assert any("not finite" in note for note in result.notes)


def test_any_binary_file_is_not_taken_for_an_stl(tmp_path: Path) -> None:
    """The facet count must explain the size."""
    with pytest.raises(EngineError, match="none of GLB"):
        detect_format(save(tmp_path, "a.stl", b"\x89PNG" + bytes(range(256)) * 9))


@given(st.data())
def test_no_part_of_an_ascii_file_passes_for_the_whole(data: st.DataObject) -> None:
    """Wherever an ASCII file breaks off before its last word, it is refused: half a model has another size."""
    content = ascii_stl(TRIANGLES).encode()
    end = content.rindex(b"endsolid")
    cut = data.draw(st.integers(0, len(b"endsolid") - 1).map(lambda more: end + more) | st.integers(40, end))
    with tempfile.TemporaryDirectory() as name, pytest.raises(EngineError, match=r"malformed|truncated|no geometry"):
        resize(save(Path(name), "a.stl", content[:cut]), Path(name) / "out", ResizeOptions(resize_height=1))


@given(st.floats(0.01, 100), st.floats(0.01, 100), st.booleans())
def test_the_last_resize_alone_decides(first: float, second: float, as_text: bool) -> None:
    """Resizing twice gives the bounds of the second resize."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content = ascii_stl(TRIANGLES).encode() if as_text else binary_stl(TRIANGLES)
        last = ResizeOptions(resize_height=second, origin_at="center")
        once = resize(save(folder, "a.stl", content), folder / "once", last)
        one = resize(folder / "a.stl", folder / "one", ResizeOptions(resize_height=first))
        measured = trimesh.load_mesh(resize(one.path, folder / "two", last).path).bounds
        assert np.abs(measured - [once.after.lower, once.after.upper]).max() < 1e-5 * max(once.after.size)
