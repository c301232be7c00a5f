"""The command: allowed combinations of options, the checks before the first request, and the output of a successful
visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from helpers.contract.commanding import DAY, KEY, json, opened, visit
from helpers.other_server import Other, other_server
from helpers.specs.documents import ROOT
from meshwright.contract.__main__ import main
from meshwright.contract.command.outputs import check_outputs, replacing
from meshwright.contract.live.bounds import CannotVisit
from meshwright.contract.services import address_of
from meshwright.emulator import Emulator


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A key, and a folder to leave files in."""
    monkeypatch.setenv("MESHY_API_KEY", KEY)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def silent() -> Iterator[Other]:
    """A server that must not be asked."""
    with other_server(lambda handler, _: json(handler, 500, "{}")) as other:
        yield other
        assert other.received == []


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with opened() as found:
        yield found


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--walk", "holes", "--base-url", "http://127.0.0.1:9"], "--base-url is for --target live"),
        (["--as-of", "2026-11-01"], "--as-of is for --target live and --replay"),
        (["--spec", "a.yaml"], "--spec is for"),
        (["--spend", "5"], "--spend is for"),
        (["--target", "live", "--walk", "holes"], "--walk is for the emulator"),
        (["--replay", "a.har", "--target", "live"], "--target is for"),
        (["--replay", "a.har", "--fuzz", "1"], "--fuzz is for"),
        (["--target", "live", "--as-of", "tomorrow"], "'tomorrow' is not a day"),
        (["--target", "live", "--as-of", "2026-13-01"], "'2026-13-01' is not a day"),
        (["--target", "live", "--rate", "nan"], "'nan' is not a number of requests"),
        (["--target", "live", "--rate", "inf"], "'inf' is not a number of requests"),
        (["--target", "live", "--rate", "0"], "'0' is not a number of requests"),
        (["--target", "live", "--spend", "-1"], "'-1' is not a whole number"),
        (["--fuzz", "-3"], "'-3' is not a whole number"),
    ],
)
def test_options(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What makes no sense, and what would be ignored, is refused with a sentence."""
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1.evil.example.com:9",
        "http://localhost.attacker.example",
        "http://127.0.0.1@attacker.example",
        "https://user:secret@service.example",
        "http://127.0.0.1\\@attacker.example",
        "http://192.168.0.1",
        "ftp://127.0.0.1",
        "https://",
        "https://service.example?key=secret",
        "http://127.0.0.1:99999",
        "127.0.0.1:80",
    ],
)
def test_addresses(url: str) -> None:
    """A key is never sent unencrypted to another machine, an address holds nothing else, and no password is printed."""
    with pytest.raises(CannotVisit) as raised:
        address_of("meshy", url, {})
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8765", "http://[::1]:80", "http://LOCALHOST", "https://a.example/b"])
def test_good_addresses(url: str) -> None:
    """By http one gets to this machine, by https to any, with a path before the service's own too."""
    assert address_of("meshy", f"{url}/", {}) == url


@pytest.mark.parametrize("option", ["--har", "--drift", "--junit", "--html"])
def test_places_are_looked_at_first(option: str, silent: Other, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be written is reported in one line before anything is sent."""
    for place in ("none/a", "."):
        assert visit(silent.url, option, place) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"contract: {place}: ")
        assert said.count("\n") == 1


def test_looking_changes_nothing(tmp_path: Path, silent: Other) -> None:
    """Neither the look at the places nor a run that ends there touches what is in the files."""
    old = tmp_path / "a.xml"
    old.write_text("old")
    check_outputs([old, tmp_path / "b.xml"])
    assert visit(silent.url, "--junit", "a.xml", "--html", "a.xml") == 2
    assert visit(silent.url, "--junit", "a.xml", "--html", "none/a") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.xml"]
    assert old.read_text() == "old"


def test_files_are_whole(tmp_path: Path) -> None:
    """A file that cannot be finished leaves the old one, and nothing beside it."""
    old = tmp_path / "a.xml"
    old.write_text("old")
    with pytest.raises(OSError, match=r"a\.xml"), replacing(old) as place:  # noqa: PT012
        place.write_text("half")
        raise OSError(28, "No space left on device")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.xml", "old")]


def test_recording_is_never_replaced_by_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If the service does not answer, the recording and the report of the last visit are kept."""
    for name in ("contract.har", "divergence.yaml"):
        (tmp_path / name).write_text("old")
    assert visit("http://127.0.0.1:9") == 2
    assert {path.read_text() for path in tmp_path.iterdir()} == {"old"}
    assert capsys.readouterr().err.count("\n") == 1


def _broken_specs() -> dict[str, str]:
    spec = (ROOT / "specs" / "meshy.yaml").read_text("utf-8")
    return {
        "empty": "paths: {}\ncomponents: {}",
        "another": (ROOT / "specs" / "flighthub.yaml").read_text("utf-8"),
        "nameless": spec.replace("operationId:", "x-operation:"),
        "dangling": spec.replace("#/components/schemas/SortBy", "#/components/schemas/Nothing"),
        "list": "[]",
        "no yaml": "a: [",
    }


@pytest.mark.parametrize("name", _broken_specs())
def test_specs(name: str, tmp_path: Path, silent: Other, capsys: pytest.CaptureFixture[str]) -> None:
    """A spec that the visit cannot use is reported in one line, and nothing is sent."""
    (tmp_path / "a.yaml").write_text(_broken_specs()[name], "utf-8")
    for day in ("seed", DAY):
        assert visit(silent.url, "--spec", "a.yaml", "--as-of", day) == 2
        said = capsys.readouterr().err
        assert said.startswith("contract: a.yaml: ")
        assert said.count("\n") == 1


def test_a_good_visit(emulator: Emulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Terminal, page and JUnit name the contract, and every operation that was visited with its requests."""
    assert visit(emulator.url, "--as-of", DAY, "--junit", "a.xml", "--html", "a.html") == 0
    out, err = capsys.readouterr()
    assert f"requests, 0 credits, 0 differences, contract of {DAY}\n" in out
    assert err == ""  # no progress without a terminal
    page = (tmp_path / "a.html").read_text("utf-8")
    assert f"contract of {DAY}" in page
    assert "nothing found in " in page
    suite = ElementTree.parse(tmp_path / "a.xml").getroot()
    named = {case.get("name"): case.findtext("system-out") for case in suite.iter("testcase")}
    assert {"balance.get", "resize.list", "image_to_3d.create"} <= set(named)
    assert all(count and count.startswith("requests: ") for count in named.values())


def test_contract_of_a_visit(emulator: Emulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is that of today by default; ``seed`` is the default contract, and pages have grown since."""
    visit(emulator.url)
    assert f"contract of {date.today().isoformat()}\n" in capsys.readouterr().out
    assert visit(emulator.url, "--as-of", "seed", "--html", "a.html") == 1
    assert "default contract\n" in capsys.readouterr().out
    assert "default contract" in (tmp_path / "a.html").read_text("utf-8")
