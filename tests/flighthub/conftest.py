"""FlightHub's fixtures."""

from helpers.hub_fixtures import hub, photos, quick_clients, running, server, shell, state_folder  # noqa: F401
