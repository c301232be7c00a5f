"""The reports of the command: JUnit XML and an HTML page, of a run that found something, one that did not, and one that
broke off.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from helpers.contract.prepared import prepare
from meshwright.contract.__main__ import main
from meshwright.contract.reports.html import SHOWN, write_html
from meshwright.contract.reports.junit import write_junit
from meshwright.contract.reports.summary import Result, Summary

RESULTS = (
    Result("pages", about="Look <at> pages.", requests=12),
    Result("holes", ["<script>alert(1)</script>", "\x00 & more"]),
    Result("many", ["x"] * (SHOWN + 7)),
)
FOUND = Summary(facts=["Meshy", "the emulator"], results=RESULTS, unit="tests")
GOOD = Summary(facts=["Meshy"], results=RESULTS[:1], unit="operations", requests={"balance.get": 3})
CUT = Summary(facts=["Meshy"], results=RESULTS[:1], unit="operations", broken_off="it <does> not answer")


@pytest.mark.parametrize(("service", "walks"), [("meshy", ["deletions", "holes"]), ("flighthub", ["stores", "bodies"])])
def test_command(
    service: str, walks: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It makes the walks that are named and prints each; both reports name them and the contract that was tested."""
    prepare(monkeypatch)
    junit, page = tmp_path / "a.xml", tmp_path / "a.html"
    named = [word for walk in walks for word in ("--walk", walk)]
    assert main(["--service", service, *named, "--fuzz", "0", "--junit", str(junit), "--html", str(page)]) == 0
    assert capsys.readouterr().out == "".join(f"{walk}: nothing found\n" for walk in walks)
    assert [case.get("name") for case in ElementTree.parse(junit).iter("testcase")] == walks
    text = page.read_text("utf-8")
    assert all(f"<td>{walk}<td" in text for walk in walks)
    assert ">nothing found in 2 tests<" in text
    assert "default contract" in text


def test_unknown_walk(capsys: pytest.CaptureFixture[str]) -> None:
    """A walk of the other service is unknown, and the message names those that there are."""
    assert main(["--service", "flighthub", "--walk", "holes"]) == 2
    said = capsys.readouterr().err
    assert "unknown walk: holes" in said
    assert "envelopes" in said


def test_junit(tmp_path: Path) -> None:
    """A finding is a failure with its text, for any characters; requests are shown if they were counted."""
    write_junit(tmp_path / "a.xml", FOUND)
    suite = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "2", "0")
    texts = [failure.text or "" for failure in suite.iter("failure")]
    assert "<script>alert(1)</script>\n? & more" in texts[0]
    assert [told.text for told in suite.iter("system-out")] == ["requests: 12"]


def test_junit_of_a_good_run(tmp_path: Path) -> None:
    """A run without findings still reports what was tested, and how often."""
    write_junit(tmp_path / "a.xml", GOOD)
    suite = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert suite.get("tests") == "1"
    told = {fact.get("name"): fact.get("value") for fact in suite.iter("property")}
    assert told == {"held against": "Meshy", "requests balance.get": "3"}


def test_a_run_that_broke_off(tmp_path: Path) -> None:
    """It is never green: an error in JUnit, and the page says why."""
    write_junit(tmp_path / "a.xml", CUT)
    suite = ElementTree.parse(tmp_path / "a.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "0", "1")
    assert [error.get("message") for error in suite.iter("error")] == ["it <does> not answer"]
    write_html(tmp_path / "a.html", CUT)
    text = (tmp_path / "a.html").read_text("utf-8")
    assert 'class="verdict bad"' in text
    assert "broke off: it &lt;does&gt; not answer" in text


def test_html(tmp_path: Path) -> None:
    """The page needs nothing else, what was found stands first and is text, and long lists are cut."""
    write_html(tmp_path / "a.html", FOUND)
    text = (tmp_path / "a.html").read_text("utf-8")
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag) or tags.extend(name for name, _ in attrs)  # type: ignore[method-assign]
    parser.feed(text)
    assert not {"script", "link", "src", "href", "img"} & set(tags)
    assert text.index("holes") < text.index("<td>pages")
    assert "Look &lt;at&gt; pages." in text
    assert "<td class=number>12" in text
    assert "and 7 more" in text
    assert f">{SHOWN + 9} found, in 2 of 3 tests<" in text


def test_html_of_a_replay(tmp_path: Path) -> None:
    """Operations without rows of their own are listed with their requests."""
    write_html(tmp_path / "a.html", GOOD)
    assert "<td>balance.get<td class=number>3" in (tmp_path / "a.html").read_text("utf-8")
