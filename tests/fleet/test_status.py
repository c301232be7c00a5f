"""How far a batch is: its pace, its end at that pace, and what expires, by a clock that the test sets."""

from __future__ import annotations

from helpers.batches import Yard

T0 = 1_700_000_000.0
HOUR = 3600.0


def test_the_pace_and_the_end(yard: Yard) -> None:
    """The pace counts from the first create, for ten minutes at most; nothing ends at no pace."""
    with yard.batch() as batch:
        clock = T0
        batch._ledger.now = lambda: clock
        batch.add("image_to_3d", yard.pictures(6))
        assert (batch.status().per_hour, batch.status().ends_at) == (0.0, None)
        batch._ledger.intend(batch._account, "image-to-3d", {}, "d", item="0 item-000")
        first, second, third, queued, making, made = batch._items.in_state("queued")
        batch._items.begin(making)
        batch._items.advance(made, 1, None)
        clock = T0 + 100
        batch._items.end(first, "done")
        batch._items.end(second, "done")
        batch._items.end(third, "failed", reason="too dark")
        status = batch.status()
        assert (status.queued, status.making, status.made, status.done, status.failed) == (1, 1, 1, 2, 1)
        assert (status.left, status.per_hour, status.ends_at) == (3, 72.0, clock + 150)
        clock = T0 + 1000
        assert (batch.status().per_hour, batch.status().ends_at) == (0.0, None)
        batch._items.end(queued, "done")
        assert (batch.status().per_hour, batch.status().ends_at) == (6.0, clock + 1200)


def test_a_batch_whose_first_create_is_of_this_moment(yard: Yard) -> None:
    """The pace of the first second is that of a whole one."""
    with yard.batch() as batch:
        batch._ledger.now = lambda: T0
        batch.add("image_to_3d", yard.pictures(1))
        batch._ledger.intend(batch._account, "image-to-3d", {}, "d", item="0 item-000")
        batch._items.end(batch._items.in_state("queued")[0], "done")
        assert (batch.status().per_hour, batch.status().ends_at) == (3600.0, T0)


def test_what_expires(yard: Yard) -> None:
    """Files that are deleted within a day are reported, the earliest first; not later ones, nor those of an end."""
    with yard.batch() as batch:
        batch._ledger.now = lambda: T0
        batch.add("image_to_3d", yard.pictures(4))
        for item, hours in zip(batch._items.in_state("queued"), (24 - 1 / HOUR, 1, 24, 2), strict=True):
            batch._items.advance(item, 1, T0 + hours * HOUR)
        batch._items.end(batch._items.in_state("made")[3], "done")
        assert [each.name for each in batch.status().expiring] == ["item-001", "item-000"]


def test_the_first_failures(yard: Yard) -> None:
    """Twenty of the items that failed are shown, each with its reason, and all are counted."""
    with yard.batch() as batch:
        batch.add("image_to_3d", yard.pictures(21))
        for item in batch._items.in_state("queued"):
            batch._items.end(item, "failed", reason=f"{item.name} is too dark")
        status = batch.status()
        assert (status.failed, len(status.failures)) == (21, 20)
        assert status.to_dict()["failures"][0] == {
            "name": "item-000",
            "status": "failed",
            "expires": None,
            "reason": "item-000 is too dark",
        }
