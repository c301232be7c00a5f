"""A local server that does what the services do: offline, without a key, without a credit.

It does not do what only the services can: its models are made by classical means and will not resemble theirs. What
is emulated and what is guessed is listed in ``docs/emulator.md``.
"""

from .clock import Clock
from .flighthub.settings import FlightHubSettings, ModelPlan, Scenario
from .server import Emulator
from .settings import Plan, Settings

__all__ = ["Clock", "Emulator", "FlightHubSettings", "ModelPlan", "Plan", "Scenario", "Settings"]
