"""The JSON examples of the three seed documents, cut out of their text, and the repairs of their known flaws.

The documents are web pages turned into text. An example begins with a bracket at the start of a line, after `data: ` or
after `-d '`, and ends with the bracket that closes it; the headings before it name the thing that it is an example of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen
from helpers.specs.documents import ROOT, Json

FOLDER = ROOT.parent / "shared" / "seeds"
DOCUMENTS = {"000": "flighthub", "003": "meshy", "004": "meshy"}
"""The number that a file name begins with, and the service it describes."""

HEADING = re.compile(r"^(GET|POST|DELETE|PUT)\s*(/openapi/\S+)$", re.MULTILINE)
START = re.compile(r"^(?P<lead>[ ]*|data: |[ ]*-d ')(?=[{\[])", re.MULTILINE)
EVENT = re.compile(r"^event: (\w+)$", re.MULTILINE)
TITLE_OF_AN_OBJECT = "任务对象示例\n"
COMMENT = re.compile(r"^//.*$", re.MULTILINE)

VERBS = {"POST": "create", "GET": "get"}
TAGS = {"image-to-3d": "image_to_3d", "multi-image-to-3d": "multi_image_to_3d", "resize": "resize"}


@frozen(kw_only=True)
class SeedExample:
    """One example: the operation it belongs to, its part in it, and its text."""

    document: str
    operation: str
    part: str
    """`request`, `answer`, `message` or `error` (events), or `object` (the example of a task object)."""
    text: str
    value: Any = None


def examples(document: str) -> list[SeedExample]:
    """Cut every example out of a document."""
    (path,) = FOLDER.glob(f"{document}_*.txt")
    text = path.read_text("utf-8")
    found: list[SeedExample] = []
    end = 0
    for start in START.finditer(text):
        if start.end() < end:
            continue  # inside the example before
        end = closing(text, start.end())
        before = text[: start.start()]
        *_, heading = HEADING.finditer(before)
        found.append(
            SeedExample(
                document=document,
                operation=operation(heading[1], heading[2]),
                part=part(start["lead"], before),
                text=text[start.end() : end],
            )
        )
    return found


def closing(text: str, start: int) -> int:
    """Return the place after the bracket that closes the one at ``start``."""
    depth, quoted, escaped = 0, False, False
    for place in range(start, len(text)):
        letter = text[place]
        if quoted:
            quoted, escaped = escaped or letter != '"', not escaped and letter == "\\"
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            depth += 1
        elif letter in "}]":
            depth -= 1
            if depth == 0:
                return place + 1
    raise ValueError(f"no bracket closes the one at {start}")


def operation(method: str, path: str) -> str:
    """Name the operation of a heading; an id in the path is a placeholder or that of an example."""
    if "/open_model/" in path:
        return "models.get"
    resource, *rest = path.removeprefix("/openapi/v1/").split("/")
    verb = "stream" if rest[1:] == ["stream"] else "list" if method == "GET" and not rest else VERBS[method]
    return f"{TAGS[resource]}.{verb}"


def part(lead: str, before: str) -> str:
    """Return what an example stands for, from the text before it."""
    if "-d" in lead:
        return "request"
    if "data:" in lead:
        *_, event = EVENT.findall(before)
        return str(event)
    return "object" if before.rstrip().endswith(TITLE_OF_AN_OBJECT.strip()) else "answer"


# ------------------------------------------------------------------------------------------------------------
# known flaws
@frozen
class Flaw:
    """A known flaw, how often it occurs, and its repair: of the text, or of the value."""

    name: str
    times: int
    in_text: Callable[[str], str] = lambda text: text
    in_value: Callable[[Any], Any] = lambda value: value


def without_trailing_commas(text: str) -> str:
    """Drop a comma before a closing bracket."""
    return re.sub(r",(\s*[}\]])", r"\1", text)


def on_one_line(text: str) -> str:
    """Write the data of an event on one line, the only way that it can be sent."""
    return " ".join(text.split())


def finished(value: Any) -> Any:
    """Put the progress of a task that succeeded to 100."""
    if isinstance(value, dict) and value.get("status") == "SUCCEEDED" and value.get("progress") != 100:
        return {**value, "progress": 100}
    return value


def maps_put_right(value: Any) -> Any:
    """Give `normal` and `roughness` the files that bear their names."""
    if isinstance(value, list):
        return [maps_put_right(member) for member in value]
    if isinstance(value, dict) and "_roughness.png" in value.get("normal", ""):
        return {**value, "normal": value["roughness"], "roughness": value["normal"]}
    return {k: maps_put_right(v) for k, v in value.items()} if isinstance(value, dict) else value


def real_urls(value: Any) -> Any:
    """Put a URL in place of the words `<your ... image url ...>`."""
    if isinstance(value, list):
        return [real_urls(member) for member in value]
    if isinstance(value, dict):
        return {name: real_urls(member) for name, member in value.items()}
    return "https://example.com/a.png" if isinstance(value, str) and value.startswith("<your ") else value


def in_english(value: Any) -> Any:
    """Return the service's English message in place of the page's translation."""
    if isinstance(value, dict) and value.get("message") == "任务未找到":
        return {**value, "message": "Task not found"}
    return value


FLAWS = (
    Flaw("a comma before the last bracket (both task objects)", 2, in_text=without_trailing_commas),
    Flaw("the data of an event printed over many lines (every event)", 8, in_text=on_one_line),
    Flaw("progress 1 with SUCCEEDED (both task objects)", 2, in_value=finished),
    Flaw("the files of normal and roughness swapped (every finished task of 003)", 8, in_value=maps_put_right),
    Flaw("a placeholder in place of a URL (the first request of each create of 003)", 2, in_value=real_urls),
    Flaw("a translated error message (the stream of multi-image-to-3d)", 1, in_value=in_english),
)
COMMENTS = {"000": 0, "003": 6, "004": 2}
"""Lines of comment in the documents: before the first events, and in place of the empty answer to a delete."""


def repaired(example: SeedExample) -> tuple[SeedExample, list[str]]:
    """Return an example without its known flaws, and the names of those it had."""
    had: list[str] = []
    text = example.text
    for flaw in FLAWS:
        if example.part in ("message", "error") or flaw.in_text is not on_one_line:
            better = flaw.in_text(text)
            had += [flaw.name] if better != text else []
            text = better
    value = json.loads(text)
    for flaw in FLAWS:
        better = flaw.in_value(value)
        had += [flaw.name] if better != value else []
        value = better
    return evolve(example, text=text, value=value), had


def placed(example: SeedExample, spec_operation: Json) -> Json:
    """Return the schema that the spec has for an example."""
    if example.part == "request":
        schema = spec_operation["requestBody"]["content"]["application/json"]["schema"]
    elif example.part == "error":
        schema = {"$ref": "#/components/schemas/StreamError"}
    else:
        success = next(r for code, r in spec_operation["responses"].items() if code.startswith("2"))
        ((_, content),) = success["content"].items()
        schema = content.get("x-item-schema", content["schema"])
    found: Json = schema
    return found
