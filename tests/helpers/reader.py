"""Run the code of a page as a reader would: in one folder, block after block, with the files that the page needs.

Nothing leaves this machine: the key is removed, and every request to another one fails at a proxy that is not there.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from importlib.metadata import metadata
from pathlib import Path

from PIL import Image

from helpers.documents import ROOT, SECOND_TERMINAL, Snippet
from helpers.sample import sample_picture

PROJECT = ("specs", "generated", "overlays", "docs", "tests", "scripts", "pyproject.toml", "mkdocs.yml", ".gitignore")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")
OURS = ("MESHY_", "FLIGHTHUB_", "MESHWRIGHT_")
NOWHERE = "http://127.0.0.1:9"
PORT = "8765"
"""What pages call the emulator's port; each session takes a free one."""


class Session:
    """A reader's folder and shell."""

    def __init__(self, folder: Path, *, with_project: bool) -> None:
        self.folder = folder
        self.home = folder.parent / "home"
        self.home.mkdir()
        self.exports = self.home / "exports"
        self.port = str(free_port())
        self.servers: list[subprocess.Popen[bytes]] = []
        folder.mkdir()
        if with_project:
            copy_project(folder)
            self.shell("git init -q -b main && git add . && git commit -q -m 'as it is'")
        sample_picture(folder / "picture.png")
        photo_folder(folder / "photos")

    def run(self, snippet: Snippet) -> str:
        """Run a block and return what it printed; raises AssertionError when it does not do what the page says."""
        text = snippet.text.replace(PORT, self.port)
        if snippet.title == SECOND_TERMINAL:
            return self.start(text)
        if snippet.language == "diff":
            return apply(text, self.folder / snippet.title)
        if snippet.language == "python" and snippet.title:
            (self.folder / snippet.title).write_text(text, "utf-8")
            return ""
        if snippet.language == "python":
            return self.program(text)
        if snippet.language == "sh":
            return self.shell(text)
        return self.dialogue(text)

    def program(self, text: str) -> str:
        """Run a program, or tests."""
        if "\ndef test_" in text:
            (self.folder / "test_app.py").write_text(text, "utf-8")
            return self.shell("python -m pytest -q -W error -p no:cacheprovider test_app.py")
        (self.folder / "program.py").write_text(text, "utf-8")
        printed = self.shell("python -W error program.py")
        assert printed.strip(), "a program of the docs says something"
        return printed

    def shell(self, text: str) -> str:
        """Run commands; what they export holds for later ones."""
        known = f"[ ! -e {self.exports} ] || . {self.exports}\n"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{known}{runnable(text)}\nexport -p > {self.exports}"],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}"
        return done.stdout

    def dialogue(self, text: str) -> str:
        """Run commands and compare what they print with what the page says."""
        said = []
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            printed = self.shell(command)
            same = OutputChecker().check_output(expected, printed, ELLIPSIS | NORMALIZE_WHITESPACE)
            assert same, f"$ {command}\nexpected:\n{expected}\ngot:\n{printed}"
            said.append(printed)
        return "".join(said)

    def start(self, text: str) -> str:
        """Start a server and wait until it answers."""
        command = re.sub(r"^meshwright emulator\b", f"meshwright emulator --port {self.port}", text)
        server = subprocess.Popen(
            ["bash", "-euc", command],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.servers.append(server)
        while server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(self.port))) == 0:
                    return ""
            time.sleep(0.05)
        raise AssertionError(f"{text.strip()} ended with exit code {server.returncode}")

    def close(self) -> None:
        """End what was left running."""
        for server in self.servers:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()

    def environment(self) -> dict[str, str]:
        """Return the environment of a reader without a key and without a network."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
        tools = os.pathsep.join([str(Path(sys.executable).parent), kept["PATH"]])
        own = {"PATH": tools, "HOME": str(self.home), "XDG_STATE_HOME": str(self.home), "NO_COLOR": "1"}
        if (self.folder / "overlays").exists():
            own["PYTHONPATH"] = os.pathsep.join(str(self.folder / zone) for zone in ("overlays", "generated"))
        names = {"GIT_AUTHOR_NAME": "A reader", "GIT_COMMITTER_NAME": "A reader"}
        mails = {"GIT_AUTHOR_EMAIL": "reader@example.com", "GIT_COMMITTER_EMAIL": "reader@example.com"}
        return kept | proxies | {"no_proxy": "127.0.0.1,localhost"} | own | names | mails


def copy_project(folder: Path) -> None:
    """Copy the project with its bytecode, and with the environment of the running tests as its .venv."""
    for name in (*PROJECT, *PAGES):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copyfile(source, folder / name)
    (folder / ".venv").mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name != ".bootstrapped":
            (folder / ".venv" / entry.name).symlink_to(entry)
    stamp = subprocess.run(
        ["cksum", "pyproject.toml", "scripts/bootstrap"], cwd=folder, capture_output=True, text=True, check=True
    )
    (folder / ".venv" / ".bootstrapped").write_text(stamp.stdout, "utf-8")


def photo_folder(folder: Path) -> None:
    """Make a folder of six small photos."""
    folder.mkdir()
    for number in range(6):
        Image.new("RGB", (64, 48), (40 * number, 120, 200)).save(folder / f"DJI_{number:04}.JPG")


def apply(diff: str, file: Path) -> str:
    """Apply a diff without line numbers: its context has to be in the file exactly once."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    text = file.read_text("utf-8")
    assert text.count(before) == 1, f"{file.name} has the context of the diff {text.count(before)} times"
    file.write_text(text.replace(before, after), "utf-8")
    return ""


def runnable(text: str) -> str:
    """Take out what cannot run here: all checks, of which this is one, and installations, whose extras are checked."""
    known = set(metadata("meshwright").get_all("Provides-Extra") or [])
    for extras in re.findall(r"^pip install '?meshwright(?:\[(.+?)\])?'?", text, re.MULTILINE):
        assert set(filter(None, extras.split(","))) <= known, f"meshwright has no extras {extras}"
    return re.sub(r"^(pip install '?meshwright|scripts/(test|lint --fix) *(#|$))", r": \1", text, flags=re.MULTILINE)


def free_port() -> int:
    """Return a port that is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
