"""The commands about tasks against a running emulator: output, files, options."""

from __future__ import annotations

import pytest
from helpers.loopback import LoopbackServer, answering, json_response, response
from helpers.sample import sample_picture
from helpers.shells import Shell
from meshwright.spec.reading import body_schema, fields, load_spec, media_types, operation

QUICK = ["--target-polycount", "300", "--no-should-texture", "--target-formats", "glb"]


def test_from_a_picture_to_a_tall_model(desk: Shell) -> None:
    """--emulator makes a picture a model and scales it, without a key, a server or a ledger; the files are there."""
    sample_picture(desk.folder / "robot.png")
    done = desk("image-to-3d", "create", "robot.png", "--emulator", "-o", "out", *QUICK, MESHY_API_KEY="")
    assert (done.code, done.err[:6]) == (0, "Note: ")
    assert done.json["files"] == ["out/model.glb", "out/thumbnail.png"]
    assert (desk.folder / "out/model.glb").read_bytes()[:4] == b"glTF"
    tall = desk("resize", "create", "out/model.glb", "--emulator", "--resize-height", "1.8", "-o", "tall")
    assert (tall.code, tall.json["files"]) == (0, ["tall/model.glb"])
    assert not desk.ledger.exists()


def test_life_of_a_task(desk: Shell) -> None:
    """A task made without waiting can be shown, waited for, listed, streamed, fetched and deleted by its id."""
    task_id = desk("image-to-3d", "create", "cat.png", "--no-wait").json["id"]
    assert desk("image-to-3d", "wait", task_id, "-o", "waited").json["files"][0] == "waited/model.glb"
    assert desk("image-to-3d", "get", task_id).json["id"] == task_id
    assert [task["id"] for task in desk("image-to-3d", "list").json] == [task_id]
    assert desk("image-to-3d", "stream", task_id).json["progress"] == 100
    fetched = desk("image-to-3d", "download", task_id, "-o", "files", "-f", "glb")
    assert fetched.out.split() == ["files/model.glb"]
    assert desk("image-to-3d", "delete", task_id).code == 0
    assert desk("image-to-3d", "get", task_id).code == 5


def test_balance(desk: Shell) -> None:
    """Balance prints a number."""
    assert int(desk("balance").out) > 0


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["image-to-3d", "create", "none.png"], 4, "Error: none.png does not exist"),
        (["image-to-3d", "create", "text.png"], 4, "must be a PNG or JPEG picture"),
        (["remesh", "create", "cat.png"], 4, "Error: cat.png must be a model; by its content it is a PNG"),
        (["image-to-3d", "create"], 4, "one of image_url or input_task_id must be given"),
        (["image-to-3d", "create", "cat.png", "-f", "glb"], 4, "needs --output"),
        (["image-to-3d", "wait", "x", "-f", "glb"], 4, "needs --output"),
        (["image-to-3d", "get", ""], 4, "an id must not be ''"),
        (["image-to-3d", "wait", "none"], 5, "Task not found (HTTP 404 at /openapi/v1/image-to-3d/none"),
        (["image-to-3d", "download", "none", "-o", "cat.png"], 11, "cat.png: not a folder"),
        (["convert", "create", "cat.png"], 2, "Missing option '--target-formats'"),
        (["print-split", "create"], 2, "Missing argument '[INPUT_TASK_ID]...'"),
        (["imagine"], 2, "No such command 'imagine'"),
    ],
)
def test_bad_input(desk: Shell, arguments: list[str], code: int, text: str) -> None:
    """An error is one sentence on stderr and an exit code, with nothing on stdout."""
    (desk.folder / "text.png").write_text("no picture at all")
    done = desk(*arguments)
    assert (done.code, done.out) == (code, "")
    assert text in done.err


@pytest.mark.parametrize("tag", ["image_to_3d", "multi_image_to_3d", "resize"])
def test_every_parameter_is_an_option(desk: Shell, tag: str) -> None:
    """The help of create names every parameter of the spec that is not deprecated."""
    spec = load_spec("meshy")
    found = fields(spec, body_schema(operation(spec, f"{tag}.create")) or {})
    main = next(name for name, field in found.items() if media_types(field))
    text = desk(tag.replace("_", "-"), "create", "--help").out
    wanted = [name for name, field in found.items() if name != main and not field.get("deprecated")]
    assert [name for name in wanted if f"--{name.replace('_', '-')}" not in text] == []


def test_inputs_are_described(desk: Shell) -> None:
    """The help describes the inputs, and has no Markdown."""
    text = " ".join(desk("image-to-3d", "create", "--help").out.split())
    assert "[FILE_OR_URL]... The picture, .jpg, .jpeg or .png" in text
    assert "- reads stdin." in text
    assert "`" not in text.replace("`meshwright", "").replace("resume`", "").replace("login`", "")


def test_defaults_have_their_days(desk: Shell) -> None:
    """The help names the day on which a default changed; the default is the service's, and nothing is sent for it."""
    text = " ".join(desk("image-to-3d", "create", "--help").out.split())
    assert "the service's default: latest; meshy-t2 with model_type smart-topology; before 2026-03-16 meshy-4" in text
    assert "default: true; false with ai_model meshy-6, meshy-7, meshy-7.1 or latest; before 2026-02-25 true" in text
    assert "meshy-5 (until 2026-10-10)" in text
    assert "has no effect since 2026-05-11" in text


@pytest.mark.filterwarnings("default:.*has no effect")
def test_a_parameter_in_vain(desk: Shell) -> None:
    """A create prints a warning and goes on; its dry run and the estimate have it as a caveat."""
    vain = ["--no-should-remesh", "--topology", "quad"]
    made = desk("image-to-3d", "create", "cat.png", "--no-wait", *vain, MESHY_AS_OF="2026-11-29")
    assert made.code == 0
    assert "Warning: topology has no effect" in " ".join(made.err.split())
    for words in (["image-to-3d", "create", "cat.png", "--dry-run", *vain], ["estimate", "image-to-3d", *vain]):
        assert any("topology has no effect" in caveat for caveat in desk(*words).json["caveats"])


@pytest.mark.parametrize("format", [[], ["--json"]], ids=["for people", "JSON"])
def test_a_list_with_odd_members(desk: Shell, format: list[str]) -> None:
    """Rows whose members are anything are shown as they came; the command ends well."""
    odd = [{}, [], None, 7, True, "text", 10**400, "\ud800x"]
    rows = [{"id": value, "status": value, "progress": value, "created_at": value} for value in odd]
    desk.watched = not format
    with LoopbackServer(answering(json_response(rows))) as server:
        done = desk("image-to-3d", "list", *format, MESHY_BASE_URL=server.url)
    assert done.code == 0
    assert len(done.out.splitlines()) >= len(odd)


@pytest.mark.parametrize("content", [b"", b"null", b"{}", b"<html>"])
def test_a_list_that_is_none(desk: Shell, content: bytes) -> None:
    """Exit 7 if the answer is not a list: it does not mean that there are no tasks."""
    with LoopbackServer(answering(response(200, content))) as server:
        done = desk("image-to-3d", "list", MESHY_BASE_URL=server.url)
    assert (done.code, done.out) == (7, "")
    assert "cannot read the answer" in done.err
