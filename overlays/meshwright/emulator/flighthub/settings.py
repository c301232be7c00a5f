"""The settings of the emulated FlightHub, and the scenarios of its models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import define, field, frozen

MODEL_KINDS = ("2d", "3d", "3dgs", "lidar")
"""The kinds of model, as in the names of the parameters of a start."""


class Scenario(StrEnum):
    """The course of a model; which of the successful ends the service uses is unknown (D11)."""

    NORMAL = "normal"
    """12, 14, then 15 while the zip is made, then 9."""
    ENDS_AT_15 = "ends_at_15"
    """15 is the end and includes the zip."""
    STRAIGHT_TO_9 = "straight_to_9"
    """14, then 9 while the zip is made."""
    FAILED = "failed"
    """8, without a model."""
    NO_RESOURCES = "no_resources"
    """13 after the wait for resources."""
    REFUSED = "refused"
    """13, and a sub_error_code in the answer to the start."""
    ZIP_FAILED = "zip_failed"
    """The model is made, its zip is not."""


@frozen(kw_only=True)
class ModelPlan:
    """The minimum time that a model waits, is made and is packed, in seconds of the emulator's clock."""

    waiting: float = 0.5
    running: float = 2.0
    packing: float = 0.5


def _no_scenarios() -> dict[str, Scenario]:
    return {}


@define(kw_only=True)
class FlightHubSettings:
    """Settings of the emulated FlightHub."""

    token: str | None = field(default=None, repr=False)
    """The only X-User-Token that is accepted; None accepts any."""
    cloud: str = "aws"
    """The cloud_name of upload credentials; ``ali`` makes them OSS credentials, any other value S3 credentials (D5)."""
    credential_lifetime: float = 3600.0
    """Seconds for which an upload credential is valid; the service does not document its own (D4)."""
    quota: int = 1_000_000
    """The picture quota; each model counts the pictures of its resource."""
    plan: ModelPlan = ModelPlan()
    scenario: Scenario = Scenario.NORMAL
    scenarios: Mapping[str, Scenario] = field(factory=_no_scenarios)
    """Scenarios of single kinds of model ("2d", "3d", "3dgs", "lidar"), which take precedence over ``scenario``."""
    photogrammetry: bool = False
    """Reconstruct cameras and heights, in place of a flat mosaic of the photos. Takes minutes and needs the extra of
    that name.
    """
    photogrammetry_seconds: float = 1800.0
    """Real seconds after which such a job is killed, in place of ``job_seconds``."""
    import_seconds: float = 0.2
    """Seconds from the last report until a resource is ready."""
    delete_seconds: float = 0.2
    """Seconds for which a deleted resource still has the status "waiting to be deleted"."""
    flight_faults: float = 0.0
    """The share of flights, 0 to 1, that fail to start or abort on the way."""
    strict_etags: bool = False
    """Accept ETags only in the case that the store sent; the service does not document its own rule (D7)."""
    rate: float | None = None
    """Calls a second before code 210429; None means no limit."""
    rate_as_429: bool = False
    """Answer that with HTTP 429 and Retry-After in place of HTTP 200 (D3)."""
    download_url: bool = True
    """Serve ``/openapi/v0.1/model/download-url/{zip_file_key}``, which is a guess (D16)."""
    private_cloud: bool = False
    """Have the stream forwarders, which the public cloud answers with HTTP 404."""
    hms: bool = True
    """Report the two samples of health messages."""
    offline_docks: tuple[str, ...] = ()
    """Serial numbers or callsigns of docks that are offline from the start."""
    failures: tuple[str, ...] = ()
    """Calls that fail, each ``operation:code`` or ``operation:code:count``, as ``models.start:200500:2``."""
    largest_file: int = 5 * 2**30
    """The most bytes of one PUT."""

    def scenario_of(self, kind: str) -> Scenario:
        """Return the scenario of a model of this kind."""
        return self.scenarios.get(kind, self.scenario)


def read_scenarios(texts: Iterable[str]) -> tuple[Scenario, dict[str, Scenario]]:
    """Read ``name`` and ``kind:name`` into the scenario of all models and those of single kinds; raises ValueError."""
    general, kinds = Scenario.NORMAL, dict[str, Scenario]()
    for text in texts:
        kind, _, name = text.rpartition(":")
        if name not in list(Scenario) or kind not in ("", *MODEL_KINDS):
            known = f"{', '.join(Scenario)}, or one after {', '.join(f'{one}:' for one in MODEL_KINDS)}"
            raise ValueError(f"scenario {text[:100]!r} is not one of {known}")
        if kind:
            kinds[kind] = Scenario(name)
        else:
            general = Scenario(name)
    return general, kinds
