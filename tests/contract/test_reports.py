"""The command against the emulators, and what it writes: JUnit XML and an HTML page."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from contract.prepared import prepare
from meshwright.contract.__main__ import main
from meshwright.contract.reports.html import SHOWN, write_html
from meshwright.contract.reports.junit import write_junit

FOUND = {"pages": [], "holes": ["<script>alert(1)</script>", "\x00 & more"], "many": ["x"] * (SHOWN + 7)}


@pytest.mark.parametrize(("service", "walks"), [("meshy", ["deletions", "holes"]), ("flighthub", ["stores", "bodies"])])
def test_command(service: str, walks: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes the walks that are named, and both reports name them."""
    prepare(monkeypatch)
    junit, page = tmp_path / "a.xml", tmp_path / "a.html"
    named = [word for walk in walks for word in ("--walk", walk)]
    assert main(["--service", service, *named, "--fuzz", "0", "--junit", str(junit), "--html", str(page)]) == 0
    assert [case.get("name") for case in ElementTree.parse(junit).iter("testcase")] == walks
    text = page.read_text("utf-8")
    assert all(f"<td>{walk}<td>" in text for walk in walks)
    assert ">nothing found<" in text


def test_unknown_walk(capsys: pytest.CaptureFixture[str]) -> None:
    """A walk of the other service is unknown, and the message names those that there are."""
    assert main(["--service", "flighthub", "--walk", "holes"]) == 2
    said = capsys.readouterr().err
    assert "no walk is called holes" in said
    assert "envelopes" in said


def test_reports_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report into a folder that is not there is one line and exit code 2."""
    prepare(monkeypatch)
    for option in ("--junit", "--html"):
        assert main(["--walk", "holes", "--fuzz", "0", option, str(tmp_path / "none" / "a")]) == 2
        said = capsys.readouterr().err
        assert str(tmp_path / "none" / "a") in said
        assert said.count("\n") == 1


def test_junit(tmp_path: Path) -> None:
    """What was found is a failure with its text, whatever it holds."""
    write_junit(tmp_path / "a.xml", FOUND)
    suite = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    texts = [failure.text or "" for failure in suite.iter("failure")]
    assert "<script>alert(1)</script>\n? & more" in texts[0]


def test_html(tmp_path: Path) -> None:
    """The page needs nothing else, what was found stands first and is text, and long lists are cut."""
    write_html(tmp_path / "a.html", "Tests", {"service": "meshy"}, FOUND, {"pages": "Look <at> pages."})
    text = (tmp_path / "a.html").read_text("utf-8")
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag) or tags.extend(name for name, _ in attrs)  # type: ignore[method-assign]
    parser.feed(text)
    assert not {"script", "link", "src", "href", "img"} & set(tags)
    assert text.index("holes") < text.index("<td>pages")
    assert "Look &lt;at&gt; pages." in text
    assert "and 7 more" in text
    assert f">{SHOWN + 9} found, in 2 of 3<" in text
