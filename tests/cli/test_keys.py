"""Where keys come from, and that none is ever shown or sent to another address."""

from __future__ import annotations

import io
import stat
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from helpers.shells import Shell
from meshwright.cli.connection import Connection
from meshwright.cli.keys import Key, find_key, key_file, stored_key
from meshwright.errors import ConfigurationError

SECRET = "msy_secret_0123456789"


@pytest.fixture
def home(desk: Shell) -> Shell:
    """A desk whose emulator is the service's own address, with no key in the environment."""
    desk.patch.setattr("meshwright.meshy.client.BASE_URL", desk.emulator.url)
    for name, value in desk.service().items():
        desk.patch.setenv(name, value)
    desk.patch.delenv("MESHY_API_KEY")
    return desk


def login(desk: Shell, key: str = SECRET, *options: str) -> Any:
    """Give a key by a pipe."""
    desk.patch.setattr(sys, "stdin", io.StringIO(f"{key}\n"))
    return desk("login", *options)


def test_kept_in_a_file(home: Shell) -> None:
    """Login keeps a key in a file with mode 0600 and names it; later commands use it; logout removes it."""
    done = login(home)
    path = key_file("meshy")
    assert (done.code, done.out) == (0, "")
    assert str(path) in done.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["meshy.key"]
    balance = home("balance", MESHY_API_KEY="")
    assert (balance.code, balance.err) == (0, "")
    assert home("logout").code == 0
    assert home("balance", MESHY_API_KEY="").code == 3
    assert SECRET not in done.err + balance.out


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_file_that_others_may_use(home: Shell, mode: int) -> None:
    """A file that others may read or write is refused, and the command that mends it is named; the key is not."""
    login(home)
    key_file("meshy").chmod(mode)
    done = home("balance", MESHY_API_KEY="")
    assert done.code == 3
    assert f"chmod 600 {key_file('meshy')}" in done.err
    assert SECRET not in done.err
    report = home("doctor", MESHY_API_KEY="")
    assert (report.code, report.json["meshy"]["key"][:8]) == (0, "refused:")


def test_never_sent_elsewhere(desk: Shell) -> None:
    """A kept key is for the service's own address: another one gets nothing; the error names how to give its key."""
    login(desk)
    done = desk("balance", MESHY_API_KEY="")
    assert done.code == 3
    assert f"is not sent to {desk.emulator.url}; set MESHY_API_KEY" in done.err
    assert SECRET not in done.err


def test_order(home: Shell) -> None:
    """An option wins over the environment, which wins over what was kept."""
    login(home)
    assert stored_key("meshy") == Key(SECRET, str(key_file("meshy")))
    home.patch.setenv("MESHY_API_KEY", "msy_other")
    assert find_key("meshy", None) == Key("msy_other", "MESHY_API_KEY")
    assert find_key("meshy", "msy_third") == Key("msy_third", "an option")


def test_an_option_is_warned_about(desk: Shell) -> None:
    """A key on the command line works, with a warning that does not repeat it."""
    done = desk("balance", "--api-key", SECRET)
    assert done.code == 0
    assert "login" in done.err
    assert SECRET not in done.err


def test_not_in_reprs() -> None:
    """Neither a key nor a connection shows the key."""
    assert SECRET not in repr(Key(SECRET, "x")) + repr(Connection(None, SECRET))


@pytest.mark.parametrize("key", ["", "two words", "ключ"])
def test_no_key(desk: Shell, key: str) -> None:
    """A text that cannot be a key is refused without being shown, and nothing is kept."""
    done = login(desk, key)
    assert done.code in (2, 4)
    assert not key or key not in done.err
    assert not (desk.folder / "keys").exists()


def test_kept_in_a_keyring(home: Shell) -> None:
    """Where there is a keyring the key goes there and not into a file, except with --file; logout empties both."""
    kept: dict[tuple[str, str], str] = {}
    fake = SimpleNamespace(
        get_password=lambda service, name: kept.get((service, name)),
        set_password=lambda service, name, value: kept.update({(service, name): value}),
        delete_password=lambda service, name: kept.pop((service, name)),
    )
    home.patch.setitem(sys.modules, "keyring", fake)
    assert "the keyring" in login(home).err
    assert kept == {("meshwright", "meshy"): SECRET}
    assert not key_file("meshy").exists()
    assert home("balance", MESHY_API_KEY="").code == 0
    assert home("doctor", MESHY_API_KEY="").json["meshy"]["key"] == "the keyring"
    login(home, SECRET, "--file")
    assert (kept, key_file("meshy").exists()) == ({}, True)
    home("logout")
    assert not key_file("meshy").exists()


def test_a_keyring_that_does_not_work(home: Shell) -> None:
    """A keyring without anywhere to keep a key counts as none."""

    def refuse(*_: str) -> str:
        raise RuntimeError(f"no backend for {SECRET}")

    home.patch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=refuse))
    assert stored_key("meshy") is None
    assert str(key_file("meshy")) in login(home).err


def test_a_keyring_that_keeps_nothing(home: Shell) -> None:
    """A keyring that takes a key and does not keep it is found out, and the key goes into the file."""
    nothing = SimpleNamespace(get_password=lambda *_: None, set_password=lambda *_: None)
    home.patch.setitem(sys.modules, "keyring", nothing)
    assert str(key_file("meshy")) in login(home).err
    assert stored_key("meshy") == Key(SECRET, str(key_file("meshy")))


def test_an_unreadable_file(home: Shell) -> None:
    """A folder in place of the key file is named."""
    key_file("meshy").mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="cannot be read: Is a directory"):
        stored_key("meshy")


def test_token_of_flighthub(desk: Shell) -> None:
    """FlightHub's token is kept apart, and goes to the addresses of its regions only."""
    login(desk, "token-1", "--service", "flighthub")
    desk.patch.setenv("MESHWRIGHT_KEYS", str(desk.folder / "keys"))
    desk.patch.delenv("FLIGHTHUB_USER_TOKEN", raising=False)
    assert stored_key("flighthub") == Key("token-1", str(key_file("flighthub")))
    assert stored_key("meshy") is None
    done = desk("flighthub", "model", "running", "--base-url", desk.emulator.url)
    assert done.code == 3
    assert "set FLIGHTHUB_USER_TOKEN" in done.err
    assert "token-1" not in done.err
