"""Health messages: two samples of our own, in the service's shape. Their codes are not codes of the service (D36)."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ....spec.reading import Json
from .state import Aircraft, Dock


@frozen
class Sample:
    """A message about a dock, or about an aircraft in flight."""

    code: str
    level: str
    module: str
    texts: dict[str, str]
    imminent: bool

    def described(self, language: str, *, flies: bool) -> Json:
        """Write it as the service does."""
        return {
            "level": self.level,
            "module": self.module,
            "in_the_key": "in_the_sky" if flies else "on_the_ground",
            "code": self.code,
            "message": self.texts.get(language, self.texts["en"]),
            "args": {},
            "imminent": self.imminent,
        }


COVER = Sample(
    code="emulated-cover",
    level="notification",
    module="device_management",
    texts={"en": "Emulated: the cover of the dock was opened by hand.", "zh": "模拟: 机库舱盖曾被手动打开。"},
    imminent=False,
)
WIND = Sample(
    code="emulated-wind",
    level="warning",
    module="hms",
    texts={"en": "Emulated: strong wind; fly with care.", "zh": "模拟: 风力较强, 请谨慎飞行。"},
    imminent=True,
)


def messages(device: Dock | Aircraft, language: str, *, flies: bool) -> Iterator[Json]:
    """Yield the messages of a device: docks have one, aircraft have one while they fly."""
    if isinstance(device, Dock):
        yield COVER.described(language, flies=False)
    elif flies:
        yield WIND.described(language, flies=True)
