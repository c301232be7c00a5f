from __future__ import annotations

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
from meshwright.engine.resizing.resize import ResizeOptions, ResizeResult, detect_format, resize

VERTICES = "".join("v {:g} {:g} {:g}\n".format(*point) for point in CUBE)
FACES = "".join("f {} {} {}\n".format(*(face + 1)) for face in CUBE_FACES)


def resized(tmp_path: Path, content: bytes | str, **options: Any) -> tuple[ResizeResult, bytes]:
    """Resize an OBJ and give the result with its bytes."""
    source = save(tmp_path, "in.obj", content)
    result = resize(source, tmp_path / "out", ResizeOptions(**(options or {"resize_height": 2})))
    assert result.format == "obj"
    return result, result.path.read_bytes()


def read_bounds(path: Path) -> Any:
    """Measure a model with trimesh, which shares no code with the engine."""
    return trimesh.load_mesh(path, process=False).bounds


@pytest.mark.parametrize("origin", ["bottom", "center"])
def test_an_independent_reader_finds_the_asked_height(tmp_path: Path, origin: Any) -> None:
    """A foreign reader measures what was asked, with the origin where it was asked."""
    shifted = "".join("v {:g} {:g} {:g}\n".format(*(point * [1, 3, 2] + 40)) for point in CUBE)
    result, _ = resized(tmp_path, shifted + FACES, resize_height=1.5, origin_at=origin)
    low = 0 if origin == "bottom" else -0.75
    assert read_bounds(result.path) == pytest.approx(np.array([[-0.25, low, -0.5], [0.25, low + 1.5, 0.5]]), abs=1e-8)


def test_all_other_lines_keep_their_bytes(tmp_path: Path) -> None:
    """Names, texture coordinates, normals, groups, comments and spacing are copied; only v lines differ."""
    other = "# made by\t hand\r\nmtllib a b.mtl\no  thing\nvt 0.10 0.20\nvn 0 0 1.000\n\ng  a\nusemtl red\n"
    result, content = resized(tmp_path, other + VERTICES + "s off\n" + FACES + "# end")
    assert content.startswith(other.encode() + b"v ")
    assert content.endswith(("s off\n" + FACES + "# end").encode())
    assert any("material library" in note for note in result.notes)


def test_colours_and_weights_after_the_coordinates_keep_their_text(tmp_path: Path) -> None:
    """Values after xyz are neither scaled nor reformatted."""
    _, content = resized(tmp_path, "v 0 0 0 0.250 .5 1\nv 1 1 1 0 0 0.10\nf 1 2 1\n")
    assert content.splitlines()[:2] == [b"v -1 0 -1 0.250 .5 1", b"v 1 2 1 0 0 0.10"]


def test_comments_and_continued_lines_are_understood(tmp_path: Path) -> None:
    """A vertex may go on over a backslash and end with a comment; both readings agree."""
    _, content = resized(tmp_path, "v 0 0 \\\n 0 # first\nv 1 1\\\r\n 1\nf 1 \\\n2 1\n")
    assert content == b"v -1 0 -1 # first\nv 1 2 1\nf 1 \\\n2 1\n"


def test_vertices_no_element_names_do_not_count(tmp_path: Path) -> None:
    """Unreferenced vertices give no height, but they are moved with the rest."""
    result, content = resized(tmp_path, "v 0 99 0\n" + VERTICES + FACES.replace("f", "#") + "f -8 -1 -7\nf 9 3 4/1/1\n")
    assert result.scale == pytest.approx(2)
    assert content.startswith(b"v -1 198 -1\n")


def test_a_cloud_without_elements_counts_whole(tmp_path: Path) -> None:
    """With no element at all every vertex is a point."""
    assert resized(tmp_path, VERTICES + "v 0 4 0\n")[0].scale == pytest.approx(0.5)


def test_long_runs_of_faces_are_read_like_short_ones(tmp_path: Path) -> None:
    """The quick reader of long runs and the plain reader of short ones mark the same vertices."""
    rows = np.arange(3000)
    vertices = "".join(f"v {row} {row % 7} 0\n" for row in rows) + "v 0 -50 0\nv 0 50 0\n"
    faces = [f"f {row + 1}/7/-3 -{3002 - row}//9 {row + 1}\n" for row in rows]
    quick, _ = resized(tmp_path, vertices + "".join(faces))
    slow, _ = resized(tmp_path, vertices + "g x\n".join(faces))
    assert quick.scale == slow.scale == pytest.approx(2 / 6)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-16", "utf-16-be", "utf-8-mark", "cr", "crlf"],
)
def test_encodings_and_line_ends_of_other_times_are_read(tmp_path: Path, encode: Any) -> None:
    """Marked UTF-16, a UTF-8 mark, bare CR and CR LF all give the same model."""
    result, content = resized(tmp_path, encode(VERTICES + FACES))
    assert result.scale == pytest.approx(2)
    assert content.replace(b"\r\n", b"\n").decode().endswith(FACES)
    assert read_bounds(result.path)[1] == pytest.approx([1, 2, 1])


def test_far_coordinates_keep_their_detail(tmp_path: Path) -> None:
    """Map coordinates of millions of metres come near the origin without losing millimetres."""
    points = CUBE + np.array([500_000.125, 4_000_000.5, 300])
    text = "".join(f"v {x!r} {y!r} {z!r}\n" for x, y, z in points.tolist())
    result, _ = resized(tmp_path, text + FACES, resize_height=1)
    assert read_bounds(result.path) == pytest.approx(np.array([[-0.5, 0, -0.5], [0.5, 1, 0.5]]), abs=1e-9)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("v 1,5 0 0\nv 0 1 0\n", "not a number: .*'1,5'"),
        ("v **** 0 0\nv 0 1 0\n", "not a number"),
        ("v 1 2\nv 0 0 0\n", "2 coordinates instead of 3"),
        ("v 0 0 zero\nv 0 1 0\n", "not a number"),
        ("v 1_0 0 0\nv 0 1 0\n", "not a number: 'v 1_0 0 0'"),
        ("v 0 1 0 # a note\nv 0 1_0 0\n", "not a number"),
        ("v 0 1 0\nv 5 1 0\nf 1 2 1\n", "no height"),
        ("v 0 nan 0\nv 0 inf 0\n", "no geometry"),
        ("v 0 0 0\nv 1e200 1e300 0\n", "single-precision"),
    ],
)
def test_unusable_vertices_are_refused_with_a_reason(tmp_path: Path, content: str, message: str) -> None:
    """Broken, flat, infinite and absurd vertices are each named."""
    with pytest.raises(EngineError, match=message):
        resized(tmp_path, content)


@pytest.mark.parametrize("absent", ["4", "0", "-4", "9999999", "4/1/1"])
def test_elements_that_name_absent_vertices_are_told(tmp_path: Path, absent: str) -> None:
    """They are left as they are, with a note; those of whole files get none."""
    content = "v 0 0 0\nv 1 2 1\nv 1 0 0\nf 1 2 3\n"
    assert resized(tmp_path, content)[0].notes == ()
    result, after = resized(tmp_path, content + f"f 1 2 {absent}\n")
    assert result.scale == pytest.approx(1)
    assert after.endswith(f"f 1 2 {absent}\n".encode())
    assert any("vertices that are not in the file" in note for note in result.notes)


PLAIN = VERTICES + FACES


@pytest.mark.parametrize(
    "content",
    [
        PLAIN + "\0",
        PLAIN.rstrip() + "\0",
        PLAIN + "\0" * 5000,
        "\0" + PLAIN,
        "# a\0b\n" + PLAIN,
        "# a" + "\0" * 80 + "b\n" + PLAIN + "#MRGB ffffffff00ff00ff\0\n",
        VERTICES + "\0\n" + FACES,
        PLAIN.replace("\n", "\0\n"),
        PLAIN.replace("v 1 1 1", "v 1 \\\n1 1\0"),
        PLAIN + "\x1a",
        PLAIN.encode("utf-16") + b"\0\0",
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        "# W\u00fcrfel\n".encode("latin-1") + PLAIN.encode(),
    ],
    ids=range(14),
)
def test_nul_bytes_and_end_marks_do_not_hide_a_model(tmp_path: Path, content: str | bytes) -> None:
    """Exporters leave NUL bytes at the end, in comments and in lines; they are read and written as blanks."""
    result, after = resized(tmp_path, content)
    assert (result.scale, result.notes) == (pytest.approx(2), ())
    assert b"\0" not in after
    assert read_bounds(result.path)[1] == pytest.approx([1, 2, 1])


def test_binary_content_that_holds_a_vertex_line_is_no_obj(tmp_path: Path) -> None:
    """Tolerance for NUL bytes does not make any file a model."""
    noise = np.random.default_rng(1).bytes(5000)
    for content in (b"\0\1\2\3\nv 1 2 3\n" * 30, b"\nv 1 2 3\n" + noise, b"\nv 1 2 3\n" + b"\0a" * 500):
        with pytest.raises(EngineError, match="file is not GLB"):
            detect_format(save(tmp_path, "a.obj", content))


NOT_FINITE = ["1.#IND", "-1.#IND00", "1.#INF", "-1.#INF", "1.#QNANe+000", "1.#SNAN", "1.#J", "1.#R", "-1.#QO", "1.#ind"]


@pytest.mark.parametrize("written", [*NOT_FINITE, "nan", "-nan", "-nan(ind)", "nan(snan)", "inf", "-Infinity"])
def test_what_runtimes_print_for_no_number_is_left_out_of_the_size(tmp_path: Path, written: str) -> None:
    """A vertex without a value is left out with a note where a face names it, and silently where none does."""
    content = f"v {written} 0 0 # lost\n" + VERTICES
    unused, _ = resized(tmp_path, content + "f -8 -1 -7\n")
    assert (unused.scale, unused.notes) == (pytest.approx(2), ())
    used, after = resized(tmp_path, content + "f -8 -1 -9\n")
    assert used.scale == pytest.approx(2)
    assert any("not finite" in note for note in used.notes)
    assert after.startswith(f"v {written} 0 -1 # lost\n".encode())
    assert len(after.splitlines()) == 10


@pytest.mark.parametrize("comment", ["1.# one", "1.#one", "1#one", "1 #IND", "1.0#"])
def test_a_comment_may_follow_a_number_without_a_blank(tmp_path: Path, comment: str) -> None:
    """Only the marks of the C runtime are read as part of a number."""
    assert resized(tmp_path, PLAIN.replace("v 1 1 1", f"v 1 1 {comment}"))[0].notes == ()


def test_normals_texture_coordinates_and_colours_keep_their_marks(tmp_path: Path) -> None:
    """Only positions count: 1.#IND anywhere else is copied."""
    rest = "vn 1.#IND 0 0\nvt -1.#IND 0\n"
    result, after = resized(tmp_path, PLAIN.replace("v 1 1 1", "v 1 1 1 1.#IND 0 0") + rest)
    assert (result.scale, result.notes) == (pytest.approx(2), ())
    assert after.endswith(rest.encode())
    assert b"v 1 2 1 1.#IND 0 0\n" in after


def test_text_that_is_no_model_is_not_taken_for_one(tmp_path: Path) -> None:
    """Prose has no vertex lines."""
    with pytest.raises(EngineError, match="file is not GLB"):
        detect_format(save(tmp_path, "a.obj", "dear reader,\nvery truly yours\n"))


coordinates = st.floats(-1000, 1000).map(lambda value: round(value, 6))
clouds = st.lists(st.tuples(*[coordinates] * 3), min_size=2, max_size=30)


@given(clouds, st.floats(0.01, 100), st.floats(0.01, 100))
def test_the_last_resize_alone_decides(cloud: list[tuple[float, ...]], first: float, second: float) -> None:
    """Resizing twice gives the bounds of the second resize."""
    points = np.array(cloud)
    if np.ptp(points, axis=0).max() < 0.1:
        points[0] += 1
    text = "".join(f"v {x!r} {y!r} {z!r}\n" for x, y, z in points.tolist())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        last = ResizeOptions(resize_longest_side=second)
        once = resize(save(folder, "a.obj", text), folder / "once", last)
        one = resize(folder / "a.obj", folder / "one", ResizeOptions(resize_longest_side=first))
        twice = resize(one.path, folder / "two", last)
        expected = np.array([once.after.lower, once.after.upper])
        again = np.loadtxt(twice.path, usecols=(1, 2, 3))
        assert np.abs([again.min(axis=0), again.max(axis=0)] - expected).max() < 1e-5 * second


def test_alternating_vertices_and_faces_are_read_in_their_order(tmp_path: Path) -> None:
    """Negative numbers count back from the vertices before their own line, comments name none."""
    content = "v 0 0 0\nv 1 1 1\nl -2 -1\n  v 0 3 0\nl -1 1\nv 0 99 0\nf 1 2 3 # 4 4 4\n"
    content += "# C:\\models\\\nv 5 0 5 # seen\nl 5 1\n"
    result, after = resized(tmp_path, content, resize_height=3, origin_at="center")
    assert result.scale == 1
    assert after.splitlines()[3:5] == [b"v -2.5 1.5 -2.5", b"l -1 1"]
    assert after.splitlines()[7:9] == [b"# C:\\models\\", b"v 2.5 -1.5 2.5 # seen"]
