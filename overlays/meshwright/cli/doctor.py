"""The command that shows the settings of the others. It sends no request, and shows where a key is, but not the key."""

from __future__ import annotations

import os
import platform
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from ..errors import ConfigurationError
from .common import as_json
from .connection import ledger_path
from .keys import VARIABLES, find_key
from .output import show_json, wants_json
from .terminal import wrapped

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
BUNDLE = "all"
"""The extra that combines others."""


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Show versions, extras, addresses, the sources of the keys, and the ledger. Sends no request, shows no key."""
    found = {
        "versions": versions(),
        "extras": extras(),
        "meshy": {"address": meshy_address(), "key": key_source("meshy")},
        "flighthub": {"address": flighthub_address(), "key": key_source("flighthub")},
        "ledger": ledger_state(ledger_path()),
        "environment": sorted(name for name in os.environ if name.upper() in PROXIES),
    }
    if wants_json(as_json):
        show_json(found)
    else:
        _show(found)


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that the commands use."""
    names = ("meshwright", "attrs", "httpx", "httpx2", "click", "rich", "keyring")
    return {"python": platform.python_version(), **{name: found for name in names if (found := _version(name))}}


def extras() -> dict[str, list[str]]:
    """Return the missing packages of each extra; the list of a usable extra is empty."""
    try:
        wanted = metadata.requires("meshwright") or []
    except metadata.PackageNotFoundError:  # run from the source, without an installation
        return {}
    found: dict[str, list[str]] = {}
    for line in wanted:
        extra = re.search(r"""extra\s*==\s*["']([\w-]+)["']""", line)
        name = re.match(r"[\w.-]+", line)
        if extra and name and extra[1] != BUNDLE:
            missing = found.setdefault(extra[1], [])
            missing += [] if _version(name[0]) else [name[0]]
    return found


def key_source(service: str) -> str:
    """Return the source of a service's key, as a text for people."""
    try:
        found = find_key(service, None)
    except ConfigurationError as error:
        return f"refused: {error}"
    return found.source if found else f"none; set {VARIABLES[service]} or type meshwright login --service {service}"


def meshy_address() -> str:
    """Return the address of Meshy."""
    from ..meshy.client import BASE_URL

    return os.environ.get("MESHY_BASE_URL") or BASE_URL


def flighthub_address() -> str:
    """Return the address of FlightHub, which has one for each region."""
    from ..flighthub import REGIONS

    region = os.environ.get("FLIGHTHUB_REGION", "")
    known = os.environ.get("FLIGHTHUB_BASE_URL") if not region else REGIONS.get(region)
    return known or f"none; FLIGHTHUB_REGION must be {', '.join(REGIONS)}"


def ledger_state(path: Path) -> dict[str, Any]:
    """Return the path of the ledger and whether it can be written, without creating it."""
    try:
        path = path.expanduser()
    except RuntimeError:  # no home folder
        return {"path": str(path), "exists": False, "usable": False}
    there = path
    while not there.exists() and there != there.parent:
        there = there.parent
    usable = os.access(there, os.W_OK) and (there == path or there.is_dir())
    return {"path": str(path), "exists": path.exists(), "usable": usable}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _show(found: dict[str, Any]) -> None:
    """Print the findings for a person."""
    rows = [("versions", ", ".join(f"{name} {version}" for name, version in found["versions"].items()))]
    for name, missing in found["extras"].items():
        rows.append((f"extra {name}", f"missing: {', '.join(missing)}" if missing else "installed"))
    for service in VARIABLES:
        rows.append((f"{service} address", found[service]["address"]))
        rows.append((f"{service} key", found[service]["key"]))
    ledger = found["ledger"]
    state = "can be written" if ledger["usable"] else "CANNOT be written; set MESHWRIGHT_LEDGER to another path"
    rows.append(("ledger", f"{ledger['path']}, {'' if ledger['exists'] else 'does not exist yet, '}{state}"))
    rows.append(("environment", ", ".join(found["environment"]) or "no proxy and no certificates of its own"))
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        click.echo(wrapped(f"{name:<{width}}  {text}", sys.stdout, "  "))
