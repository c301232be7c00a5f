"""Names that the emulated FlightHub gives: uuids, and the prefixes of the object store's keys."""

from __future__ import annotations

from random import Random
from uuid import UUID

from attrs import frozen

ORGANIZATION = "00000000-0000-4000-8000-00000000000f"
ROOT = f"fh/organizations/{ORGANIZATION}"
OPEN_MODELING = f"{ROOT}/open_reconstruction"


@frozen
class Uuids:
    """Makes random uuids."""

    random: Random

    def new(self) -> str:
        """Make a random uuid."""
        return str(UUID(int=self.random.getrandbits(128), version=4))


def project_prefix(uuid: str) -> str:
    """Return the prefix of the keys of a project's objects."""
    return f"{ROOT}/projects/{uuid}/"
