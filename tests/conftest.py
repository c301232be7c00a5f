"""What tests of several folders share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def no_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Trust nobody: loading the certificates of the world takes a client longer than a whole test on loopback."""
    folder = tmp_path_factory.mktemp("certificates")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_DIR", str(folder))
        yield folder
