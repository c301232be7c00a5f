"""Sources of keys: an option, the environment, a file that only its owner may read, the keyring of the system.

A stored key is for the service's own address and is never sent to another one. No key is ever printed, logged or part
of an error; only its source is shown.
"""

from __future__ import annotations

import logging
import os
import stat
import sys
import tempfile
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from .. import system
from ..errors import ConfigurationError
from .terminal import wrapped

VARIABLES = {"meshy": "MESHY_API_KEY", "flighthub": "FLIGHTHUB_USER_TOKEN"}
"""Services, and the environment variable that holds the key of each."""
KEYRING_SERVICE = "meshwright"
logger = logging.getLogger("meshwright")


@dataclass(frozen=True)
class Key:
    """A key and where it was found."""

    value: str = field(repr=False)
    source: str


def key_file(service: str) -> Path:
    """Return the path of a service's key file: in MESHWRIGHT_KEYS, else in the platform's folder for settings.

    Raises ConfigurationError if there is no home folder.
    """
    settings = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    folder = Path(os.environ.get("MESHWRIGHT_KEYS") or Path(settings, "meshwright"))
    try:
        return folder.expanduser() / f"{service}.key"
    except RuntimeError:
        raise ConfigurationError(
            f"there is no home folder to store a key in; set {VARIABLES[service]}, or MESHWRIGHT_KEYS to a folder"
        ) from None


def find_key(service: str, option: str | None) -> Key | None:
    """Return the key of a service from the first place that has one.

    Raises ConfigurationError for a file that others may read.
    """
    variable = VARIABLES[service]
    if option:
        return Key(option, "an option")
    if value := os.environ.get(variable):
        return Key(value, variable)
    return stored_key(service)


def stored_key(service: str) -> Key | None:
    """Return the key that ``login`` stored; raises ConfigurationError for a file that others may read."""
    path = key_file(service)
    if value := _read(path):
        return Key(value, str(path))
    keyring = _keyring()
    kept: str | None = keyring.get_password(KEYRING_SERVICE, service) if keyring else None
    return Key(kept, "the keyring") if kept else None


def key_for(service: str, option: str | None, address: str | None, own: str) -> str | None:
    """Return the key for an address; ``own`` is the service's. If None, the client reports what is missing.

    Raises ConfigurationError when the only key is a stored one and the address is not the service's own.
    """
    if option:
        text = (
            "Warning: a key on the command line can be seen by others on this machine and stays in the history; "
            f"`meshwright login` or {VARIABLES[service]} keep it to you."
        )
        click.echo(wrapped(text, sys.stderr), err=True)
    found = find_key(service, option)
    if found is None:
        return None
    if found.source in ("an option", VARIABLES[service]):
        return found.value
    if address and address.rstrip("/") != own:
        raise ConfigurationError(
            f"the key in {found.source} is for {own} and is not sent to {address}; "
            f"set {VARIABLES[service]} to the key for that address"
        )
    return found.value


def keep(service: str, value: str, *, in_file: bool) -> str:
    """Store a key and return where: in the keyring if one works, else in a file with mode 0600."""
    path = key_file(service)
    keyring = _keyring()
    if keyring is not None and not in_file and _kept(keyring, service, value):
        path.unlink(missing_ok=True)
        return "the keyring"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # has mode 0600 from the beginning
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(f"{value}\n")
    Path(unfinished).replace(path)
    _remove(keyring, service)
    return str(path)


def _kept(keyring: Any, service: str, value: str) -> bool:
    """Store a key in the keyring and return whether it can be read back: some backends silently store nothing."""
    try:
        keyring.set_password(KEYRING_SERVICE, service, value)
        return bool(keyring.get_password(KEYRING_SERVICE, service) == value)
    except Exception as error:  # backends raise different exceptions
        logger.debug("the keyring stores nothing: %s", type(error).__name__)
        return False


def _remove(keyring: Any, service: str) -> bool:
    """Remove a key from the keyring; returns whether there was one."""
    if keyring is None or not keyring.get_password(KEYRING_SERVICE, service):
        return False
    keyring.delete_password(KEYRING_SERVICE, service)
    return True


def forget(service: str) -> list[str]:
    """Remove the stored keys of a service and return where they were."""
    path = key_file(service)
    gone = [str(path)] if path.exists() else []
    path.unlink(missing_ok=True)
    return [*gone, "the keyring"] if _remove(_keyring(), service) else gone


def _read(path: Path) -> str:
    """Return the key in a file; raises ConfigurationError if others may read it, as the key may be known then."""
    try:
        with path.open(encoding="utf-8") as stream:
            mode = os.fstat(stream.fileno()).st_mode  # of the file that is open, not of one put in its place
            if system.is_shared(mode):
                raise ConfigurationError(
                    f"{path} may be used by others (mode {stat.S_IMODE(mode):04o}), so the key in it may be known; "
                    f"chmod 600 {path} if you trust it still"
                )
            return stream.read().strip()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _keyring() -> Any:
    """Return the package ``keyring`` if it is installed and has a working backend."""
    try:
        keyring = import_module("keyring")
        keyring.get_password(KEYRING_SERVICE, "probe")
    except ImportError:
        return None
    except Exception as error:  # backends raise different exceptions; without one there is no keyring
        logger.debug("no keyring: %s", type(error).__name__)
        return None
    return keyring
