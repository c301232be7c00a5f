"""The tables of a batch that its worker reads and writes."""

from __future__ import annotations

from attrs import define

from ..ledger.purchases import Purchases
from ..ledger.submissions import Submission
from .items import FAILED, Items, name_of
from .settings import Settings, StoredSettings


@define
class Books:
    """The items, the purchases and the settings of an account's batch."""

    items: Items
    purchases: Purchases
    stored: StoredSettings
    settings: Settings
    """As they were at the last look."""
    unit: str
    """The unit of prices, such as ``credits``."""

    def look(self) -> None:
        """Read the settings again, which may be changed on any machine."""
        self.settings = self.stored.read() or self.settings

    def give_up(self, submission: Submission, reason: str) -> None:
        """End the item of a create that only a person can settle."""
        ((key,),) = self.purchases.ledger.store.rows("select item from submission where number = ?", submission.number)
        if key is not None:
            self.items.end(self.items.named(name_of(key)), FAILED, reason=reason)
