"""The end of the command when a service, a reader or a person stops it: findings are kept, and no secret is shown."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml  # type: ignore[import-untyped]
from helpers.contract.commanding import DAY, KEY, QUICK, balance_or, opened, started, visit
from helpers.other_server import other_server
from meshwright.contract.__main__ import main
from meshwright.contract.fuzzing import Report, fuzz
from meshwright.contract.har_reading import read_har
from meshwright.emulator import Emulator
from meshwright.texts import plain


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A key, and a folder to leave files in."""
    monkeypatch.setenv("MESHY_API_KEY", KEY)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with opened() as found:
        yield found


def test_nothing_shows_the_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A service that echoes the key, and what terminals obey, gets neither into any output."""

    def echoing(handler: BaseHTTPRequestHandler, _: int) -> None:
        long = "x" * 60
        balance_or(handler, 400, f'{{"error": "{long} Bearer {KEY}", "{KEY}": "\\u009b"}}', x_debug_token=KEY)

    with other_server(echoing) as other:
        assert visit(other.url, "--junit", "a.xml", "--html", "a.html") == 1
    texts = [*capsys.readouterr(), *(path.read_text("utf-8") for path in tmp_path.iterdir())]
    assert len(texts) == 6
    assert not [text for text in texts if KEY[:8] in text.replace("msy_redacted", "")]
    assert "x-debug-token" in texts[0]
    assert "\x9b" not in texts[0]


def test_a_lost_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If the answer to a paid create is lost, all findings are kept, and one line states what may be spent."""

    def losing(handler: BaseHTTPRequestHandler, _: int) -> None:
        if b"image_url" in other.received[-1].body:
            raise ConnectionAbortedError
        balance_or(handler, 404, '{"message": "none"}')

    with other_server(losing) as other:
        assert visit(other.url, "--spend", "100", "--junit", "a.xml") == 2
    out, err = capsys.readouterr()
    assert "credits may be spent" in err
    assert err.count("\n") == 1
    assert "differences" in out
    assert yaml.safe_load((tmp_path / "divergence.yaml").read_text("utf-8"))
    (error,) = ElementTree.parse(tmp_path / "a.xml").getroot().iter("error")
    assert "credits may be spent" in (error.get("message") or "")
    lost = [exchange for exchange in read_har(tmp_path / "contract.har").exchanges if not exchange.answered]
    assert [(exchange.method, exchange.cut) for exchange in lost] == [("POST", True)]
    assert main(["--replay", "contract.har"]) == 1
    assert "were recorded with their answers and can be judged" in capsys.readouterr().out


def test_interrupted_visit(tmp_path: Path) -> None:
    """Ctrl-C ends a visit with 130 and one line, and what was seen until then is written."""

    def interrupting(handler: BaseHTTPRequestHandler, number: int) -> None:
        if number == 5:
            command.send_signal(signal.SIGINT)
        balance_or(handler, 404, '{"message": "none"}')

    with other_server(interrupting) as other:
        arguments = ["--target", "live", "--base-url", other.url, "--fuzz", "0", "--rate", "100", "--junit", "a.xml"]
        command = started(*arguments)
        out, err = command.communicate(timeout=60)
    assert command.returncode == 130, err
    assert err == "contract: interrupted\n"
    assert "differences" in out
    assert 5 <= len(read_har(tmp_path / "contract.har").exchanges) <= 8
    assert list(ElementTree.parse(tmp_path / "a.xml").getroot().iter("error"))


def test_interrupted_walks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C in a walk keeps those that had ended, and the rest is not called good."""

    def walks(_: str, names: list[str]) -> Iterator[tuple[str, list[str]]]:
        yield names[0], []
        raise KeyboardInterrupt

    monkeypatch.setattr("meshwright.contract.command.emulated.walks_of", walks)
    assert main(["--walk", "holes", "--walk", "deletions", "--junit", "a.xml"]) == 130
    out, err = capsys.readouterr()
    assert out == "deletions: nothing found\n"
    assert err == "contract: interrupted; 1 tests had ended\n"
    suite = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert (suite.get("tests"), suite.get("errors")) == ("2", "1")


def test_interrupted_fuzzer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An interrupted fuzzer reports that, and never that it found nothing."""

    def stop(_: Report) -> None:
        raise KeyboardInterrupt

    report = fuzz(examples=1, phases=("fuzzing",), on_progress=stop)
    assert report.interrupted
    monkeypatch.setattr("meshwright.contract.command.emulated.walks_of", lambda *_: iter(()))
    monkeypatch.setattr("meshwright.contract.fuzzing.fuzz", lambda **_: report)
    assert main(["--walk", "holes", "--junit", "a.xml"]) == 130
    assert "nothing found" not in capsys.readouterr().out
    (error,) = ElementTree.parse(tmp_path / "a.xml").getroot().iter("error")
    assert error.get("message") == "interrupted"


def test_stdout_that_takes_no_more(emulator: Emulator, tmp_path: Path) -> None:
    """A closed pipe is not an error; a full disk is reported in one line; the files are written in both cases."""
    arguments = ["--target", "live", "--base-url", emulator.url, *QUICK, "--as-of", DAY]
    reading, writing = os.pipe()
    os.close(reading)
    gone = started(*arguments, stdout=writing)
    os.close(writing)
    assert gone.communicate(timeout=60)[1] == ""
    assert gone.returncode == 0
    (tmp_path / "contract.har").unlink()
    if Path("/dev/full").exists():
        with Path("/dev/full").open("w") as full:
            done = started(*arguments, stdout=full)
            assert done.communicate(timeout=60)[1] == "contract: stdout: No space left on device\n"
        assert done.returncode == 2
        assert read_har(tmp_path / "contract.har").exchanges


def test_progress_on_a_terminal(emulator: Emulator) -> None:
    """A terminal shows the current request in one line, which is cleared at the end."""
    ours, theirs = pty.openpty()
    arguments = ["--target", "live", "--base-url", emulator.url, *QUICK, "--as-of", DAY]
    command = started(*arguments, stderr=theirs, stdout=subprocess.DEVNULL)
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 4096):
            seen += piece
    except OSError:  # the other side has closed
        pass
    os.close(ours)
    assert command.wait(60) == 0
    assert b"request 1: GET /openapi/v1/balance -> 200" in seen
    assert b"\n" not in seen
    assert seen.endswith(b"\r\x1b[K")


def test_terminals_are_not_obeyed() -> None:
    """Answers of a service are printed on the terminal as text."""
    assert plain("a\x1b[2Jb\x07\r\nc\u202e") == "a?[2Jb??\nc?"
