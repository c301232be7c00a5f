"""Differences between Linux, macOS and Windows: locks, private files, processes, a memory limit, the folder for state.

No other module asks which system it runs on.

``flock`` locks an open file: the lock ends with the process that holds it, however it ends, and holds across containers
and users of one machine, and on network file systems that implement it. A process that is frozen keeps its locks.
Windows locks bytes of a file (``msvcrt.locking``), which the tests replace by a stand-in; nothing here was tried on
Windows. Files that are written while they are locked are not locked there, as an open file cannot be renamed.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

LOCKS = find_spec("fcntl") is not None or find_spec("msvcrt") is not None
"""Whether the system has locks of files that exist to be locked."""
OWNERS = hasattr(os, "getuid")
"""Whether files have an owner and a mode that denies access to others."""
OPEN_FILES_CAN_BE_RENAMED = find_spec("msvcrt") is None
"""Whether an open file can be renamed and removed, as everywhere but on Windows."""
FORKS = sys.platform == "linux"
"""Whether a process that has loaded numpy can fork; the libraries of macOS that compute and draw do not allow it."""
OWN_GROUP = 0 if OWNERS else None
"""The ``process_group`` of a program that is killed with all that it starts."""
UNSUPPORTED = (errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.ENOSYS)
"""Errors of a file system without locks."""
FLAGS = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
LOCKED_BYTE = 0x7FFF0000
"""Which byte is locked on Windows: one behind the content, because what is locked cannot be read by others."""
AGAIN = 0.05
"""Seconds between two attempts to lock on Windows, where the call that waits gives up after ten seconds."""


def lock(path: Path, *, wait: bool) -> int | None:
    """Take the exclusive lock of a file, which is created if it is missing, and return the handle that holds it.

    Return None when another handle holds it and ``wait`` is False. Raise OSError. The handle is not inherited by
    programs that this one starts.
    """
    handle = os.open(path, FLAGS, 0o600)
    try:
        held = _locked(handle, wait=wait)
    except BaseException:
        os.close(handle)
        raise
    if not held:
        os.close(handle)
        return None
    return handle


def _locked(handle: int, *, wait: bool, shared: bool = False) -> bool:
    """Lock an open file until it is closed; return whether it is locked now. Raise OSError.

    On Windows there is no shared lock: of two that look at a file at once, one may take it for locked.
    """
    try:
        import fcntl
    except ImportError:
        return _locked_byte(handle, wait=wait)
    how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(handle, how if wait else how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked_byte(handle: int, *, wait: bool) -> bool:
    """Lock a byte of an open file as Windows does; return whether it is locked now."""
    import msvcrt

    locking, how = vars(msvcrt)["locking"], vars(msvcrt)["LK_NBLCK"]  # type checkers know them on Windows only
    os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
    while True:
        try:
            locking(handle, how, 1)
        except PermissionError:
            if not wait:
                return False
            time.sleep(AGAIN)
        else:
            return True


def unlock(handle: int) -> None:
    """Release a lock."""
    os.close(handle)


def try_lock(handle: int) -> bool | None:
    """Take the exclusive lock of an open file until it is closed; return whether it is held now.

    Return None where the system or the file system has no locks.
    """
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return None
    return True


def is_locked(path: Path) -> bool:
    """Return whether a handle holds the lock of a file. A missing file is not locked; one that cannot be opened is."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        return not _locked(handle, wait=False, shared=True)  # shared: two that look at once do not see each other
    except OSError:
        return True
    finally:
        os.close(handle)


def is_own(path: Path) -> bool:
    """Return whether a file belongs to the user of this process. Raise OSError."""
    return OWNERS and path.stat().st_uid == os.getuid()


def is_shared(mode: int) -> bool:
    """Return whether other users may use a file of this mode; False on Windows, where the mode does not show it."""
    return OWNERS and stat.S_IMODE(mode) & 0o077 != 0


def make_private(handle: int) -> None:
    """Deny other users access to an open file, on systems with file modes. Raise OSError."""
    if OWNERS:
        os.fchmod(handle, 0o600)


@contextmanager
def on_termination(stop: Callable[[], None]) -> Generator[None]:
    """Call a function on SIGTERM and Ctrl-C in place of ending; nothing changes outside of the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, frame: object) -> None:  # noqa: ARG001
        stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def kill_group(process: int) -> None:
    """Kill a program that was started with ``OWN_GROUP``, and what it started."""
    with suppress(ProcessLookupError):
        if OWNERS:
            os.killpg(process, signal.SIGKILL)
        else:
            os.kill(process, signal.SIGTERM)


def in_a_fork(work: Callable[[], str]) -> str:
    """Return what a function returns in a fork of this process; if the fork crashes, end as it did."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        status = 1
        try:
            with os.fdopen(writing, "w", encoding="utf-8") as stream:
                stream.write(work())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        result = stream.read()
    if status := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        _end_with(status)
    return result


def _end_with(status: int) -> NoReturn:
    """End this process at once with a status, or by the signal whose negative number it is."""
    if status < 0:
        with suppress(OSError):  # SIGKILL has no handler
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def limit_memory(limit: int | None) -> None:
    """Limit the address space of this process to ``limit`` bytes, and disable core dumps.

    On Windows nothing is limited; on macOS the address space is not, because the system refuses the call.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limit and sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def state_folder() -> Path:
    """Return the folder where programs of this user keep their state."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "meshwright"
