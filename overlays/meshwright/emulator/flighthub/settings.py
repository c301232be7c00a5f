"""How the emulated FlightHub behaves, and what becomes of its models."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen


class Scenario(StrEnum):
    """What becomes of a model; which of the good ends the service has is not known (D11)."""

    NORMAL = "normal"
    """12, 14, then 15 while the zip is made, then 9."""
    ENDS_AT_15 = "ends_at_15"
    """15 is the end, the zip included."""
    STRAIGHT_TO_9 = "straight_to_9"
    """14, then 9 while the zip is made."""
    FAILED = "failed"
    """8 in place of a model."""
    NO_RESOURCES = "no_resources"
    """13 after the wait for resources."""
    REFUSED = "refused"
    """13 and a sub_error_code in the answer to the start."""
    ZIP_FAILED = "zip_failed"
    """The model is made, its zip is not."""


@frozen(kw_only=True)
class ModelPlan:
    """How long a model waits, is made and is packed at least, in seconds of the emulator's clock."""

    waiting: float = 0.5
    running: float = 2.0
    packing: float = 0.5


def _no_scenarios() -> dict[str, Scenario]:
    return {}


@frozen(kw_only=True)
class FlightHubSettings:
    """Settings of the emulated FlightHub."""

    token: str | None = field(default=None, repr=False)
    """The only X-User-Token that is accepted; None accepts any."""
    cloud: str = "aws"
    """The cloud_name of upload credentials; ``ali`` makes them those of an OSS, anything else of an S3 (D5)."""
    credential_lifetime: float = 3600.0
    """Seconds an upload credential is good for; the service's own is not documented (D4)."""
    quota: int = 1_000_000
    """Pictures that models may be made of; each model counts those of its resource."""
    plan: ModelPlan = ModelPlan()
    scenario: Scenario = Scenario.NORMAL
    scenarios: Mapping[str, Scenario] = field(factory=_no_scenarios)
    """What becomes of single kinds of model ("2d", "3d", "3dgs", "lidar"), before ``scenario``."""
    photogrammetry: bool = False
    """Measure cameras and heights in place of laying the photos flat. Takes minutes and the extra of that name."""
    photogrammetry_seconds: float = 1800.0
    """Real seconds before such a job is ended, in place of ``job_seconds``."""
    import_seconds: float = 0.2
    """Seconds from the last report until a resource can be used."""
    delete_seconds: float = 0.2
    """Seconds that a deleted resource is still waiting to be deleted."""
    strict_etags: bool = False
    """Take ETags in the case of the store only; what the service does is not documented (D7)."""
    rate: float | None = None
    """Calls a second before code 210429; None never says so."""
    rate_as_429: bool = False
    """Say so with HTTP 429 and Retry-After in place of HTTP 200 (D3)."""
    download_url: bool = True
    """Serve ``/openapi/v0.1/model/download-url/{zip_file_key}``, which is a guess (D16)."""
    largest_file: int = 5 * 2**30
    """Bytes of one PUT."""

    def scenario_of(self, kind: str) -> Scenario:
        """Return what is to become of a model of this kind."""
        return self.scenarios.get(kind, self.scenario)
