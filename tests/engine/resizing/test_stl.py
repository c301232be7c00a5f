from __future__ import annotations

import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.model_samples import CUBE, CUBE_FACES, save
from hypothesis import given
from hypothesis import strategies as st
from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.resize import ResizeOptions, detect_format, resize
from meshwright.engine.resizing.stl_count import FACET

TRIANGLES = CUBE[CUBE_FACES] * [1, 2, 4] + [7, 8, 9]


def binary_stl(triangles: Any, header: bytes = b"made by hand", tail: bytes = b"") -> bytes:
    """Write a binary STL whose normals and attribute bytes can be told apart."""
    facets = b"".join(
        struct.pack("<12fH", 0.5, 0.25, index, *np.ravel(triangle), index) for index, triangle in enumerate(triangles)
    )
    return header.ljust(80, b"\0") + struct.pack("<I", len(triangles)) + facets + tail


def with_count(content: bytes, count: int) -> bytes:
    """Replace the count of facets in the header of a binary STL."""
    return content[:80] + struct.pack("<I", count) + content[84:]


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
    """Several solids, their names, upper case and indentation survive; a name may even contain the word vertex."""
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
        (binary_stl(TRIANGLES)[:-30], "truncated.*it is 12, and the file holds 11 and 20 bytes of another"),
        (binary_stl(TRIANGLES)[:-50], "truncated.*it is 12, and the file holds 11"),
        (with_count(binary_stl(TRIANGLES), 10) + b"tail", "truncated.*it is 10, and the file holds 12"),
        (ascii_stl(TRIANGLES).replace("vertex", "vortex", 3).encode(), "33 vertices were read for 12 facets"),
        (ascii_stl(TRIANGLES).replace(".", ",").encode(), "'vertex 7,000000e.00 .*does not give three numbers"),
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


@pytest.mark.parametrize("stated", [0, 0xFFFFFFFF, 1, 11])
@pytest.mark.parametrize("header", [b"made by hand", b"solid thing", b"solid facet endsolid".ljust(80)])
def test_a_count_that_the_length_contradicts_is_mended(tmp_path: Path, stated: int, header: bytes) -> None:
    """All facets of a file whose header states 0, -1 or too few are measured and written under the right count."""
    content = with_count(binary_stl(TRIANGLES, header), stated)
    result = resize(save(tmp_path, "a.stl", content), tmp_path, ResizeOptions(resize_height=2))
    assert result.scale == pytest.approx(0.5)
    assert any(f"was {stated}, and the file holds 12" in note for note in result.notes)
    assert len(trimesh.load_mesh(result.path, process=False).faces) == 12
    assert struct.unpack_from("<I", result.path.read_bytes(), 80) == (12,)


@pytest.mark.parametrize("tail", [bytes(100), bytes(4000), b"Made by AN EXPORTER 123 " * 25, b"\xff" * 600, b"7 bytes"])
def test_what_is_appended_to_a_binary_file_is_not_taken_for_facets(tmp_path: Path, tail: bytes) -> None:
    """Padding, text and other bytes after the counted facets stay as they are, with no note."""
    result = resize(save(tmp_path, "a.stl", binary_stl(TRIANGLES, tail=tail)), tmp_path, ResizeOptions(resize_height=2))
    assert (result.scale, result.notes) == (pytest.approx(0.5), ())
    assert result.path.read_bytes().endswith(tail)


@pytest.mark.parametrize("normal", [np.nan, 0.0, 1.0])
def test_facets_beyond_the_count_are_found_whatever_their_normals(tmp_path: Path, normal: float) -> None:
    """Exporters write NaN as the normal of a thin facet; random bytes after the facets are still no facets."""
    facets = np.zeros(len(TRIANGLES), FACET)
    facets["normal"], facets["corners"] = normal, TRIANGLES
    content = bytes(80) + struct.pack("<I", 9) + facets.tobytes()
    options = ResizeOptions(resize_height=2)
    assert any("holds 12" in note for note in resize(save(tmp_path, "a.stl", content), tmp_path, options).notes)
    for seed in range(20):
        noise = np.random.default_rng(seed).bytes(50 * (1 + seed * 20))
        whole = with_count(content, 12) + noise
        result = resize(save(tmp_path, "a.stl", whole), tmp_path, options)
        assert (result.scale, result.notes) == (pytest.approx(0.5), ())


PLAIN = ascii_stl(TRIANGLES)


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.replace("endsolid ", "endsolid"),
        PLAIN.replace("endsolid", "end solid"),
        PLAIN.replace("endfacet\nendsolid", "endfacetendsolid"),
        PLAIN.replace("endloop\n", "endloop"),
        PLAIN.replace("endsolid thing", "ENDSOLID"),
        PLAIN + "\x1a",
        PLAIN.rstrip() + "\x1a",
        PLAIN.replace("\n", "\r\n") + "\x1a\x1a",
        PLAIN + "\0" * 300,
        PLAIN.rstrip() + "\0",
        PLAIN + " \n\t\n" * 9,
        PLAIN + "# made by hand\n",
        PLAIN + "; end\n// of file\nCOMMENT exported in 2020\n",
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("thing", "W\u00fcrfel \u7acb\u65b9\u4f53 endsolid"),
        PLAIN.replace("thing", "th\0ing"),
        PLAIN.replace(" thing", ""),
        "# a comment\n" + PLAIN,
        "\n".join(PLAIN.splitlines()[1:]),
        " ".join(PLAIN.split()),
        PLAIN + "solid\nendsolid\n",
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
    ],
    ids=lambda content: repr(content[-24:]),
)
def test_a_whole_ascii_file_is_taken_however_it_ends(tmp_path: Path, content: str | bytes) -> None:
    """Glued keywords, end marks of DOS, padding, comments and odd names do not make a whole file a truncated one."""
    result = resize(save(tmp_path, "a.stl", content), tmp_path, ResizeOptions(resize_height=2))
    assert (result.format, result.scale, result.notes) == ("stl", pytest.approx(0.5), ())
    again = resize(result.path, tmp_path / "again", ResizeOptions(resize_height=2))
    assert again.scale == pytest.approx(1)


@pytest.mark.parametrize(
    "more", ["solid b\n", "solid b\n facet normal 0 0 1\n  outer loop\n", "solidb\nfacet normal 0 0 1\nouter loop\n"]
)
def test_a_second_solid_that_is_cut_off_is_refused(tmp_path: Path, more: str) -> None:
    """One solid that ends does not make up for a later one that does not."""
    with pytest.raises(EngineError, match="truncated"):
        resize(save(tmp_path, "a.stl", PLAIN + more), tmp_path, ResizeOptions(resize_height=2))


@pytest.mark.parametrize("written", ["nan", "-1.#IND", "1.#QNAN0", "1.#INF", "-inf", "-nan(ind)", "1.#J"])
def test_an_ascii_vertex_without_a_value_is_left_out_and_reported(tmp_path: Path, written: str) -> None:
    """What C runtimes print for NaN and infinities is read as such, and keeps its spelling."""
    content = PLAIN.replace("7.000000e+00", written, 1)
    result = resize(save(tmp_path, "a.stl", content), tmp_path, ResizeOptions(resize_height=2))
    assert f"vertex {written} -0.5 0\n" in result.path.read_text()
    assert result.scale == pytest.approx(0.5)
    assert any("not finite" in note for note in result.notes)


def test_vertices_that_are_not_finite_are_left_out_and_reported(tmp_path: Path) -> None:
    """One broken facet does not spoil a model, but it is noted."""
    broken = np.concatenate([TRIANGLES, np.full((1, 3, 3), np.inf)])
    result = resize(save(tmp_path, "a.stl", binary_stl(broken)), tmp_path, ResizeOptions(resize_height=2))
    assert result.scale == pytest.approx(0.5)
    assert any("not finite" in note for note in result.notes)


def test_any_binary_file_is_not_taken_for_an_stl(tmp_path: Path) -> None:
    """The facet count must explain the size."""
    with pytest.raises(EngineError, match="file is not GLB"):
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
