"""The official MCP library, which bootstrap installs in a folder of its own: it needs another HTTP library."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from helpers.places import ROOT

LIBRARY = ROOT / ".venv" / "mcp"
needs_mcp_library = pytest.mark.skipif(not (LIBRARY / "mcp").is_dir(), reason="needs scripts/bootstrap")


@pytest.fixture(scope="module")
def mcp_library() -> Iterator[None]:
    """Let this module import the library; what it shares with the environment is taken from there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path, str(LIBRARY)])
        yield
