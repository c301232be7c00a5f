"""A headless browser."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


def seen(url: str, profile: Path) -> str:
    """Return the document as a headless browser has it after a while."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader"]
    options += ["--enable-unsafe-swiftshader", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    options += ["--disable-component-update", f"--user-data-dir={profile}", "--virtual-time-budget=6000", "--dump-dom"]
    done = subprocess.run([CHROMIUM, *options, url], capture_output=True, timeout=60, check=True)
    return done.stdout.decode()
