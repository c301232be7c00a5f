"""How an emulator behaves; everything a user can set, with what it is when nothing is said."""

from __future__ import annotations

from attrs import field, frozen

from .clock import Clock
from .meshy.tasks import Plan


def any_meshy_key(key: str) -> bool:
    """Accept what looks like a key of the service."""
    return key.startswith("msy_") and len(key) > len("msy_")


@frozen(kw_only=True)
class Settings:
    """Settings of the emulated service."""

    api_key: str | None = None
    """The only key that is accepted; None accepts any that begins with ``msy_``."""
    balance: int = 1000
    """Credits of the account."""
    plan: Plan = Plan()
    clock: Clock = field(factory=Clock)
    seed: int | None = None
    """Makes ids and signatures repeatable."""
    url_lifetime: float = 24 * 3600.0
    """Seconds a signed URL is good for; the service's own is not documented, this is our guess."""
    queue: int = 20
    """Unfinished tasks before 429 NoMorePendingTasks; 10 to 100 by plan of the service."""
    max_body: int = 64 * 2**20
    """Bytes of a request body; the service's limit is not documented, this is our guess."""
    max_input: int = 400 * 2**20
    """Bytes of a picture or model fetched by URL."""
    private_urls: bool = True
    """Whether image_url and model_url may point at this machine or a private network; a server open to others says
    False."""
    workers: int = 2
    """Engine jobs at once."""
    job_seconds: float = 120.0
    """Real seconds before an engine job is ended."""
    job_memory: int = 4 * 2**30
    """Bytes of memory an engine job may take."""

    def accepts(self, key: str) -> bool:
        """Whether a key opens the service."""
        return key == self.api_key if self.api_key is not None else any_meshy_key(key)
