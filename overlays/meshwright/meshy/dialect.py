"""Meshy's names and values, where they differ from this package's defaults."""

from __future__ import annotations

from ..core.dialect import Dialect

MESHY = Dialect(
    name="meshy",
    key_hint="check the key (MESHY_API_KEY)",
    queue_full=("NoMorePendingTasks", "NoMoreConcurrentTasks"),  # seen live; in the documents
    rate=20.0,  # of every plan (doc rate-limits, 2026-08)
)
