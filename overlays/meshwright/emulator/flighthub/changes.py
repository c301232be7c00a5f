"""Change the emulated FlightHub while it runs, by an admin call: what the options of its start can set as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from ...spec.reading import Json
from ..contract import Refused
from .lifecycle import KINDS
from .service import FlightHubService
from .settings import Scenario


def current(service: FlightHubService) -> Json:
    """Return the settings that can be changed."""
    own = service.own
    return {
        "cloud": own.cloud,
        "scenario": own.scenario,
        "scenarios": dict(own.scenarios),
        "private_cloud": own.private_cloud,
        "hms": own.hms,
        "flight_faults": service.flights.fault_rate,
        "offline_docks": [dock.sn for dock in service.organization.docks.values() if not dock.online],
    }


def change(service: FlightHubService, wanted: Json) -> Json:
    """Change settings, and arm the ``failures``; raises Refused, and then changes nothing."""
    unknown = sorted(set(wanted) - set(_CHANGES))
    if unknown:
        raise Refused(f"{unknown[0]!r} is not a setting; the settings are {', '.join(_CHANGES)}")
    try:
        changes = [_CHANGES[name](service, value) for name, value in wanted.items()]
        for apply in changes:
            apply()
    except ValueError as error:
        raise Refused(str(error)) from None
    return current(service)


Apply = Callable[[], None]


def _own(name: str, read: Callable[[str, Any], Any]) -> Callable[[FlightHubService, Any], Apply]:
    def prepared(service: FlightHubService, value: Any) -> Apply:
        valid = read(name, value)
        return lambda: setattr(service.own, name, valid)

    return prepared


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a string")
    return value


def _switch(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")
    return value


def _scenario(name: str, value: Any) -> Scenario:
    if value not in list(Scenario):
        raise ValueError(f"{name}: {value!r} is not one of {', '.join(Scenario)}")
    return Scenario(value)


def _scenarios(name: str, value: Any) -> dict[str, Scenario]:
    if not isinstance(value, dict) or not set(cast("Json", value)) <= set(KINDS):
        raise ValueError(f"{name} must be an object with members of {', '.join(KINDS)}")
    return {kind: _scenario(f"{name}.{kind}", one) for kind, one in cast("Json", value).items()}


def _texts(name: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(f"{name} must be a list of strings")
    return [_text(name, member) for member in cast("list[object]", value)]


def _share(service: FlightHubService, value: Any) -> Apply:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError("flight_faults must be a number from 0 to 1")
    return lambda: setattr(service.flights, "fault_rate", value)


def _offline(service: FlightHubService, value: Any) -> Apply:
    names = _texts("offline_docks", value)
    service.organization.require_docks(names)
    return lambda: service.organization.set_offline(names)


def _failures(service: FlightHubService, value: Any) -> Apply:
    texts = _texts("failures", value)
    return lambda: service.troubles.arm_texts(texts)


_CHANGES: dict[str, Callable[[FlightHubService, Any], Apply]] = {
    "cloud": _own("cloud", _text),
    "scenario": _own("scenario", _scenario),
    "scenarios": _own("scenarios", _scenarios),
    "private_cloud": _own("private_cloud", _switch),
    "hms": _own("hms", _switch),
    "flight_faults": _share,
    "offline_docks": _offline,
    "failures": _failures,
}
