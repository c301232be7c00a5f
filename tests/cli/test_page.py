"""``docs/cli.md``: its help texts and its table of exit codes come from the program and from the tests; its commands
run.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import sys
from collections.abc import Iterator

import click
import pytest
from helpers.places import TESTS
from helpers.sample import sample_picture
from helpers.shells import Shell
from helpers.written_pages import DOCS, assert_committed
from meshwright.cli.app import app
from meshwright.cli.failures import MEANINGS, WORST_FIRST

WIDTH = 80
PAGE = (DOCS / "cli.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


def test_the_page() -> None:
    """The page has the help of every command, and for every exit code the test that provokes it."""
    page = filled(PAGE, "exit codes", f"\n{exit_codes()}\n")
    page = filled(page, "order", ", ".join(str(code) for code in WORST_FIRST))
    page = filled(page, "help", f"\n{helps()}\n")
    assert_committed("cli.md", page)


def test_the_flags_of_help() -> None:
    """Every command takes -h as well as --help."""
    assert [name for name, text in help_below(app, None, "meshwright") if "  -h, --help " not in text] == []


def filled(page: str, name: str, text: str) -> str:
    """Put a text between two marks."""
    parts = re.fullmatch(rf"(.*<!-- {name} -->).*?(<!-- end -->.*)", page, re.DOTALL)
    assert parts is not None, name
    return parts[1] + text + parts[2]


def exit_codes() -> str:
    """Write the table; every code has a test whose sentence begins with it."""
    proofs: dict[int, list[str]] = {}
    for code, proof in provoked():
        proofs.setdefault(code, []).append(f"`{proof}`")
    assert set(proofs) == set(MEANINGS)
    rows = [f"| {code} | {meaning} | {', '.join(proofs[code])} |" for code, meaning in MEANINGS.items()]
    return "\n".join(["| code | meaning | the test that provokes it |", "|---|---|---|", *rows])


def provoked() -> Iterator[tuple[int, str]]:
    """Yield the codes that tests declare to provoke, and the names of the tests."""
    for path in [TESTS / "cli/test_exit_codes.py", TESTS / "cli/flighthub/test_commands.py"]:
        for node in ast.parse(path.read_text("utf-8")).body:
            text = (ast.get_docstring(node) or "") if isinstance(node, ast.FunctionDef) else ""
            if isinstance(node, ast.FunctionDef) and (found := re.match(r"Exit (?:code )?(\d+)\b", text)):
                assert f"{found[1]}" in ast.unparse(node).replace(ast.get_docstring(node) or "", ""), node.name
                yield int(found[1]), f"{path.parent.name}/{path.stem}::{node.name}"


def helps() -> str:
    """Write the help of every command."""
    texts = [f"### {name}\n\n```text\n{text}\n```" for name, text in help_below(app, None, "meshwright")]
    return "\n\n".join(texts)


def help_below(command: click.Command, parent: click.Context | None, name: str) -> Iterator[tuple[str, str]]:
    """Yield the names and helps of a command and of those below it."""
    settings = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH, "color": False}
    context = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent, **settings)
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            assert below is not None
            yield from help_below(below, context, f"{name} {each}")


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_its_commands_run(desk: Shell) -> None:
    """Every command of the page ends well, in the order of the page."""
    tools = desk.folder / "tools"
    tools.mkdir()
    (tools / "meshwright").write_text(f'#!/bin/sh\nexec {sys.executable} -m meshwright "$@"\n')
    (tools / "jq").write_text("#!/bin/sh\nexec cat\n")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    script = "set -eo pipefail\n" + "\n".join(BLOCKS)
    assert script.count("\nmeshwright") >= 8
    sample_picture(desk.folder / "cat.png")
    done = desk.end(desk.start(["bash", "-c", script], environment={"PATH": path}))
    assert (done.code, done.err) == (0, "HTTP 200\n")
    assert (desk.folder / "tall/dog-model/model.glb").exists()
