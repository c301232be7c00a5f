"""Build the documentation: gather the pages, then render them with Zensical, with warnings as errors.

The pages are first gathered in a separate folder, because some are next to their subject (CONTRIBUTING.md,
specs/README.md) and some parts are written from the specs. Without ``--serve`` nothing outside ``--into`` is changed.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

import yaml
from gathering import BadPage, gather, settings_of, sources

ROOT = Path(__file__).resolve().parents[2]
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def zensical(command: str, into: Path) -> list[str]:
    """Return a command line of Zensical for the pages gathered below ``into``."""
    settings = settings_of(ROOT) | {"docs_dir": "pages", "site_dir": "site"}
    for handler in settings["plugins"][-1]["mkdocstrings"]["handlers"].values():
        handler["paths"] = [str(ROOT / path) for path in handler["paths"]]
    config = into / "mkdocs.yml"
    config.write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    return [sys.executable, "-m", "zensical", command, "--config-file", str(config)]


def build(into: Path) -> int:
    """Build the site into ``into/site`` and return the exit code."""
    gather(ROOT, into / "pages")
    command = [*zensical("build", into), "--clean", "--strict"]
    done = subprocess.run(command, cwd=into, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:  # Zensical reports the error, and then prints its own traceback
        raise BadPage("the site was not built\n" + COLOUR.sub("", done.stdout).partition("Traceback")[0].strip())
    print(f"site       {into / 'site' / 'index.html'}")
    return 0


def serve(into: Path) -> int:
    """Serve the site until Ctrl-C, and gather the pages again when one changes."""
    gather(ROOT, into / "pages")
    server = subprocess.Popen(zensical("serve", into), cwd=into)
    seen = stamp()
    try:
        while server.poll() is None:
            time.sleep(1)
            if stamp() != seen:
                seen = stamp()
                gather_again(into)
    except KeyboardInterrupt:
        server.terminate()
    return server.wait()


def gather_again(into: Path) -> None:
    """Gather the pages while they are being edited; report an error, and keep the previous site."""
    try:
        gather(ROOT, into / "pages")
    except BadPage as error:
        print(f"scripts/docs: {error}", file=sys.stderr)


def stamp() -> float:
    """Return when a page last changed."""
    return max(path.stat().st_mtime for path in sources(ROOT))


def main() -> int:
    """Parse the command line and run the command."""
    parser = argparse.ArgumentParser(prog="scripts/docs", description=__doc__)
    parser.add_argument("--serve", action="store_true", help="serve it at http://localhost:8000 and follow changes")
    parser.add_argument("--into", type=Path, default=ROOT / "out" / "docs", help="where to build (default: out/docs)")
    options = parser.parse_args()
    into: Path = options.into.resolve()
    into.mkdir(parents=True, exist_ok=True)
    try:
        return serve(into) if options.serve else build(into)
    except BadPage as error:
        print(f"scripts/docs: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
