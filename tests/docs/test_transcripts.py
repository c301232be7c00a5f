"""Conversations of curl with the emulator, on a page next to those of the seed documents: produced and checked here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import IO, Any

import pytest
from helpers.api import SMALL, Api, opened
from helpers.specs.seeds import FOLDER, examples, repaired
from helpers.written_pages import assert_committed

pytestmark = [
    pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl"),
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the seed documents are not here"),
]

HEAD = """# What curl sees

A session with the emulator, as curl shows it. Below each answer stands how it compares with the sample of the seed
document for the same call: the members of the sample that are not in the answer, and those of the answer that are not
in the sample. Ids, times, dates and signatures are replaced by fixed ones. Written and checked by
`tests/docs/test_transcripts.py`.

"""
NORMAL = (
    (r"01[0-9a-f]{6}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "018a210d-0000-7000-8000-000000000001"),
    (r"(x-request-id: )[0-9a-f-]{36}", r"\g<1>00000000-0000-4000-8000-000000000000"),
    (r"(date: ).*", r"\g<1>Thu, 01 Jan 2026 00:00:00 GMT"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:8765"),
    (r"Expires=\d+&Signature=[0-9a-f]{32}", "Expires=1767312000&Signature=00000000000000000000000000000000"),
    (r'("(?:created|started|finished|expires)_at": )[1-9]\d+', r"\g<1>1767225600000"),
    (r"(content-length: )\d+", r"\g<1>n"),
)


@pytest.fixture
def api() -> Iterator[Api]:
    """An emulator without other clients: its streams are counted."""
    found = opened()
    yield found
    found.http.close()
    found.emulator.stop()


def test_the_page(api: Api, tmp_path: Path) -> None:
    """Create, read, stream, list, delete: the page is what curl shows today."""
    (tmp_path / "request.json").write_text(json.dumps(SMALL))
    made: dict[str, str] = {}
    parts = [HEAD]
    for title, verb, command in session(made):
        shown = command.replace("ID", "018a210d-0000-7000-8000-000000000001")
        answer = curl(api, command.replace("ID", made.get("id", "")), tmp_path, advance="/stream" in command)
        head, _, body = answer.partition("\n\n")
        if title == "Create a task":
            made["id"] = json.loads(body)["result"]
        parts += [f"## {title}\n\n```console\n$ {shown}\n{written(head, body)}```\n\n", compared(verb, body)]
        if verb == "get":
            api.emulator.advance(seconds=10)
    text = "".join(parts).rstrip() + "\n"
    for pattern, fixed in NORMAL:
        text = re.sub(pattern, fixed, text)
    assert_committed("emulator-transcripts.md", text)


def session(made: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the steps: a title, the operation, the command."""
    base, key = "http://127.0.0.1:8765/openapi/v1/image-to-3d", '-H "Authorization: Bearer msy_test"'
    yield (
        "Create a task",
        "create",
        f'curl -i {base} {key} -H "Content-Type: application/json" -d @request.json',
    )
    yield "Follow it", "stream", f"curl -iN {base}/ID/stream {key}"
    yield "Read it", "get", f"curl -i {base}/ID {key}"
    yield "List the tasks", "list", f'curl -i "{base}?page_size=10" {key}'
    yield "Delete it", "delete", f"curl -i -X DELETE {base}/ID {key}"
    yield "Follow a task that is not there", "error", f"curl -iN {base}/none/stream {key}"


def curl(api: Api, command: str, folder: Path, *, advance: bool) -> str:
    """Run a command against this emulator; for a stream, let the time pass once it is open."""
    line = command.replace("http://127.0.0.1:8765", api.emulator.url)
    arguments = re.findall(r'"([^"]*)"|(\S+)', line)
    running = subprocess.Popen(
        ["curl", "-sS", *[quoted or plain for quoted, plain in arguments][1:]],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    answer = ""
    if advance and "/none/" not in command:
        answer += block(running.stdout)  # the headers
        for seconds in (1.0, 1.0, 10.0):
            answer += block(running.stdout)  # an event
            api.emulator.advance(seconds=seconds)
    with running.stdout:
        answer += running.stdout.read()
    assert running.wait() == 0
    return answer


def block(lines: IO[str]) -> str:
    """Read up to an empty line."""
    return "".join(takewhile(str.strip, lines)) + "\n"


def written(head: str, body: str) -> str:
    """Write an answer for people: JSON over many lines, events one after the other."""
    if body.startswith(("{", "[")):
        body = json.dumps(json.loads(body), indent=2) + "\n"
    lines = [line for line in head.splitlines() if not line.lower().startswith("transfer-encoding")]
    return "\n".join(lines) + "\n\n" + body


def compared(verb: str, body: str) -> str:
    """Hold an answer against the samples of the seed document."""
    found: dict[str, set[str]] = {}
    for example in examples("003"):
        if example.operation.startswith("image_to_3d."):
            name = f"{example.operation.split('.')[1]} {example.part}"
            found.setdefault(name, set()).update(members(repaired(example)[0].value))
    sample = found.get(SAMPLES.get(verb, ""), set())
    if not sample:
        return "An empty answer with 200, as the document says.\n\n"
    ours = {name for value in values(body) for name in members(value)}
    missing, more = sorted(sample - ours), sorted(ours - sample)
    return f"Of the sample missing: {listed(missing)}. Beyond the sample: {listed(more)}.\n\n"


SAMPLES = {
    "create": "create answer",
    "get": "get answer",
    "list": "list answer",
    "stream": "stream message",
    "error": "stream error",
}


def values(body: str) -> list[Any]:
    """Decode an answer: JSON, or the data of events."""
    if body.startswith("event:"):
        return [json.loads(line[6:]) for line in body.splitlines() if line.startswith("data: ")]
    return [json.loads(body)] if body else []


def members(value: Any) -> set[str]:
    """List the names of the members of an object, or of the objects of a list."""
    if isinstance(value, list):
        return {name for member in value for name in members(member)}
    return set(value) if isinstance(value, dict) else set()


def listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"
