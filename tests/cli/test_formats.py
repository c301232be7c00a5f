"""``--format``: what a create will not make is refused before anything is bought; what was not made hides nothing."""

from __future__ import annotations

import re

import pytest
from helpers.prepared_service import prompts
from helpers.shells import Shell
from meshwright import InputError
from meshwright.cli.formats import check_formats
from meshwright.spec.reading import load_spec


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["-f", "gbl"], "gbl will not be made; there will be glb, "),
        (["-f", "3mf"], "3mf will not be made"),
        (["-f", "glb", "-f", "fbx", "--target-formats", "glb"], "fbx will not be made; there will be glb;"),
        (["-f", "mtl", "--target-formats", "glb"], "mtl will not be made"),
        (["-f", "pre_remeshed_glb"], "pre_remeshed_glb will not be made"),
    ],
)
def test_a_typo_costs_nothing(desk: Shell, arguments: list[str], text: str) -> None:
    """A format that will not be made is exit 4 before anything is sent, and the ones that will be are named."""
    for inputs in (["cat.png"], ["cat.png", "dog.png"]):
        done = desk("image-to-3d", "create", *inputs, "-o", "out", *arguments)
        assert (done.code, done.out) == (4, "")
        assert f"Error: --format: {text}" in done.err
    assert prompts(desk.emulator) == []


@pytest.mark.parametrize(
    ("body", "formats"),
    [
        ({}, ["glb", "fbx", "obj", "usdz", "stl", "mtl"]),
        ({"target_formats": ["3mf", "obj"]}, ["3mf", "obj", "mtl"]),
        ({"save_pre_remeshed_model": True}, ["pre_remeshed_glb"]),
    ],
)
def test_what_will_be_made(body: dict[str, object], formats: list[str]) -> None:
    """Formats that the request asks for are accepted, with the materials of an OBJ."""
    check_formats("image_to_3d", body, formats)
    check_formats("multi_image_to_3d", body, formats)


def test_scaling_keeps_the_format_of_its_input() -> None:
    """A resize may make every kind of model that the spec knows, and no other."""
    check_formats("resize", {}, list(load_spec("meshy")["components"]["schemas"]["ModelUrls"]["properties"]))
    with pytest.raises(InputError, match="gbl will not be made"):
        check_formats("resize", {}, ["gbl"])


def test_a_format_that_was_not_made(desk: Shell) -> None:
    """Where the service made less than it was asked for, the exit code hides no purchase, and the next command, with
    the id and without the missing format, fetches the rest and leaves nothing for resume.
    """
    done = desk("image-to-3d", "create", "cat.png", "-o", "out", "-f", "obj")
    (task,) = desk.emulator.state()["tasks"]
    assert (done.code, done.out) == (11, "")
    assert "the task has no obj; it has glb" in done.err
    *_, step = done.err.splitlines()
    assert step == f"  Next: meshwright image-to-3d download {task['id']} -o out"
    assert desk("resume").code == 11
    assert desk(*step.split()[2:]).code == 0
    assert desk("resume").json["tasks"] == []


def test_what_was_spent_is_told(desk: Shell) -> None:
    """A task that was made and whose files did not come is counted with what it cost, and not as failed."""
    desk.watched = True
    done = desk("image-to-3d", "create", "cat.png", "--jobs", "1", "-o", "out", "-f", "obj", NO_COLOR="1")
    assert done.code == 11
    assert re.fullmatch(r"cat.png  not fetched\n0 of 1 succeeded, [1-9]\d* credits\n", done.out)


def test_formats_of_which_one_was_not_made(desk: Shell) -> None:
    """The next command keeps the formats that there are."""
    done = desk("image-to-3d", "create", "cat.png", "dog.png", "-o", "out", "-f", "obj", "-f", "glb")
    assert done.code == 11
    for line in done.lines:
        there = f"out/{line['input'][:3]}"
        assert line["error"]["exit_code"] == 11
        assert line["error"]["next"] == f"meshwright image-to-3d download {line['id']} -o {there} -f glb"
