"""The site is built as `scripts/docs` builds it, and then looked at as a browser without a network would."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import meshwright
import pytest
import yaml  # type: ignore[import-untyped]
from attrs import define, field
from helpers.documents import ROOT
from helpers.reader import copy_project

LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src"), ("video", "src")}
"""Attributes whose target a browser fetches by itself."""
SENT = ("Create", "GenerationParameters", "ReconstructionParameters", "StartReconstruction", "UploadCallback")
"""Beginnings of the names of schemas that describe what is sent."""
FETCHERS = ("mermaid", "glightbox", "pyodide", "arithmatex")
"""Classes at whose sight the theme's script fetches a library from elsewhere."""


@define
class Html(HTMLParser):
    """The anchors, links and loaded files of a page."""

    anchors: set[str] = field(factory=set)
    links: list[str] = field(factory=list)
    loaded: list[str] = field(factory=list)
    classes: set[str] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            if (tag, name) == ("a", "href") and value:
                self.links.append(value)
            if (tag, name) in LOADED and value:
                self.loaded.append(value)
            if name == "class":
                self.classes |= set((value or "").split())


def build(root: Path, into: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of a project."""
    command = [sys.executable, "-W", "error", str(root / "scripts/site"), "--into", str(into)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once."""
    folder = tmp_path_factory.mktemp("docs")
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def html(site: Path) -> dict[Path, Html]:
    """Read every page of the site."""
    found = {}
    for path in site.rglob("*.html"):
        found[path] = Html()
        found[path].feed(path.read_text("utf-8"))
    return found


def broken(page: Path, content: dict[Path, Html]) -> Iterator[str]:
    """Yield the links of a page whose target is not in the site."""
    for link in content[page].links:
        address, anchor = urldefrag(link)
        if re.match(r"[a-z]+:", address):
            continue
        target = (page.parent / unquote(address)).resolve() if address else page
        no_anchor = anchor and target in content and unquote(anchor) not in content[target].anchors
        if no_anchor or not target.exists():
            yield link


def test_links_and_anchors(site: Path, html: dict[Path, Html]) -> None:
    """Every link within the site leads to a page, and to a place on it."""
    assert len(html) >= 20
    assert {page.name: lost for page in html if page.name != "404.html" and (lost := list(broken(page, html)))} == {}


def test_nothing_comes_from_elsewhere(site: Path, html: dict[Path, Html]) -> None:
    """No page, style sheet or script of ours loads anything from another host."""
    loaded = {address for page in html.values() for address in page.loaded}
    assert loaded
    assert {address for address in loaded if re.match(r"(https?:)?//", address)} == set()
    assert {word for page in html.values() for word in page.classes if word in FETCHERS} == set()
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", sheet.read_text("utf-8")), sheet.name


def test_public_names_are_in_the_reference(site: Path) -> None:
    """Everything that `meshwright` exports is in the reference, under its name."""
    text = "".join(path.read_text("utf-8") for path in (site / "reference").glob("*.html"))
    anchors = {anchor.rpartition(".")[2] for anchor in re.findall(r'id="(meshwright[\w.]+)"', text)}
    assert set(meshwright.__all__) - anchors == set()


@pytest.mark.parametrize("service", ["meshy", "flighthub"])
def test_the_reference_follows_the_spec(site: Path, service: str) -> None:
    """Every operation and every parameter of a spec is in its reference."""
    page = (site / "reference" / f"{service}.html").read_text("utf-8")
    spec = yaml.load((ROOT / "specs" / f"{service}.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    operations = [call for item in spec["paths"].values() for call in item.values() if "operationId" in call]
    assert operations
    assert [call["operationId"] for call in operations if f">{call['operationId']}<" not in page] == []
    schemas = spec["components"]["schemas"]
    sent = [schema for name, schema in schemas.items() if name.startswith(SENT) and not name.endswith("Answer")]
    names = {name for schema in sent for name in schema.get("properties", {})}
    assert names
    assert [name for name in names if f"<code>{name}</code>" not in page] == []


def reference_on(day: str) -> str:
    """Return the reference of Meshy as a site that is built on a day has it."""
    code = f"from services import operations; print(operations('meshy', {day!r}))"
    path = os.pathsep.join([str(ROOT / "scripts/site"), *sys.path])
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path})
    return done.stdout.partition("### image_to_3d.list")[0]


def test_todays_price_comes_first() -> None:
    """The price of the day comes first and open, that of the past is below it and folded."""
    today = reference_on("2026-11-30")
    assert re.findall(r"^(?:!!!|\?\?\?) .*", today, re.MULTILINE) == [
        '!!! note "Today: the sum of what applies"',
        '??? quote "Past: before 2026-03-16"',
    ]
    assert today.index("- 20 credits if") < today.index("Past:") < today.index("- 5 credits <small>seed")
    earlier = reference_on("2026-03-15")
    assert earlier.index("Today: the sum") < earlier.index("- 5 credits <small>seed") < earlier.index("From 2026-03-16")


def test_values_of_the_past_are_marked() -> None:
    """Ended values are listed separately; the default and the limit of the day come before the earlier ones."""
    today = reference_on("2026-11-30")
    model = next(line for line in today.splitlines() if line.startswith("| `ai_model`"))
    present, _, past = model.partition("<small>past: ")
    assert "`meshy-7.1`" in present
    assert "default `latest`" in present
    assert "before 2026-03-16 `meshy-4`" in present.partition("default `latest`")[2]
    assert [name in past for name in ("`meshy-4`", "`meshy-t1`", "`meshy-7`")] == [True, True, False]
    prompt = next(line for line in today.splitlines() if line.startswith("| `texture_prompt`"))
    assert "string, at most 800 characters" in prompt
    assert "Before 2026-10-05: at most 600 characters." in prompt
    assert "past: `meshy-4`" not in reference_on("2026-03-01")


def test_search_finds_operations(site: Path) -> None:
    """The search has a heading for the price of each create, and a part with each parameter under its operation."""
    items = json.loads((site / "search.json").read_text("utf-8"))["items"]
    found = {re.sub("<.*?>", "", item["title"]): item["text"] for item in items if "reference/" in item["location"]}
    spec = yaml.load((ROOT / "specs/meshy.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    operations = [call for item in spec["paths"].values() for call in item.values() if "operationId" in call]
    priced = [call["operationId"] for call in operations if "x-credits" in call]
    assert priced
    assert [name for name in priced if "credits" not in found.get(f"Price of {name}", "")] == []
    parts = {name: text for name, text in found.items() if name.startswith("Parameters of ")}
    assert "decimation_mode" in parts["Parameters of remesh.create"]
    assert "page_size" in parts["Parameters of image_to_3d.list"]


def test_pages_say_where_the_key_comes_from(site: Path) -> None:
    """The reference of each service links to the place of its key."""
    for service, place in (("meshy", "API settings page"), ("flighthub", "FlightHub Sync")):
        text = (site / "reference" / f"{service}.html").read_text("utf-8")
        assert 'href="clients.html#where-the-key-comes-from"' in text
        assert place in (site / "reference/clients.html").read_text("utf-8")


def test_evidence_is_counted(site: Path) -> None:
    """The page of evidence counts as many facts and doubts as the specs have."""
    page = (site / "evidence.html").read_text("utf-8")
    for key, rows in (("x-source", ["all"]), ("x-confidence", ["open", "conflict", "inferred"])):
        counted = [0, 0]
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL):
            title, *_, first, second = re.findall(r"<t[dh].*?>(.*?)</t[dh]>", re.sub("</?(strong|code)>", "", row))
            if title in rows:
                counted = [counted[0] + int(first), counted[1] + int(second)]
        assert counted == [len(nodes_with(service, key)) for service in ("meshy", "flighthub")]


def nodes_with(service: str, key: str) -> list[object]:
    """Find the parts of a spec that carry a key."""
    found: list[object] = []
    open_nodes: list[object] = [json.loads((ROOT / f"generated/meshwright_api/{service}/spec.json").read_text("utf-8"))]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, dict):
            found += [node] if key in node else []
            open_nodes += node.values()
        elif isinstance(node, list):
            open_nodes += node
    return found


@pytest.mark.parametrize(
    ("page", "text", "complaint"),
    [
        ("docs/many.md", "[there](nowhere.md)", "the link nowhere.md"),
        ("docs/lonely.md", "# Lonely", "docs/lonely.md is not in the nav"),
        ("docs/evidence.md", "<!-- generated: gossip -->", "unknown part 'gossip'"),
    ],
)
def test_mistakes_stop_the_build(tmp_path: Path, page: str, text: str, complaint: str) -> None:
    """A page with a mistake is named, and nothing is built."""
    copy_project(tmp_path / "copy")
    with (tmp_path / "copy" / page).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")
    done = build(tmp_path / "copy", tmp_path / "built")
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert complaint in said
    assert "Traceback" not in said
