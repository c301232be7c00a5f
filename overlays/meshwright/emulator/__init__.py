"""A local server that reproduces the services' APIs: offline, without a key and without credits.

It makes its models with classical methods, so they do not resemble the services' models. ``docs/emulator.md`` lists
what is emulated and what is guessed.
"""

from .clock import Clock
from .flighthub.settings import FlightHubSettings, ModelPlan, Scenario
from .server import Emulator
from .settings import Plan, Settings

__all__ = ["Clock", "Emulator", "FlightHubSettings", "ModelPlan", "Plan", "Scenario", "Settings"]
