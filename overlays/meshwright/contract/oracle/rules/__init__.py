"""Implementations of the oracle's rules; their sentences and evidence are in ``specs/*.rules.yaml``."""

from importlib import import_module

MODULES = (
    "files",
    "members",
    "meshy_http",
    "meshy_tasks",
    "meshy_prints",
    "meshy_lists",
    "meshy_streams",
    "meshy_money",
    "meshy_account",
    "flighthub",
    "flighthub_models",
    "flighthub_resources",
    "flighthub_flights",
)


def load() -> None:
    """Register all implementations."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
