"""File locks that end with the process that holds them, however it ends. The only module with such calls of the system.

``flock`` locks an open file: it holds across containers and users of one machine, and on network file systems that
implement it. A process that is frozen keeps its locks. Windows has another call (``msvcrt.locking``), which is not used
yet; ``AVAILABLE`` is False there.
"""

from __future__ import annotations

import errno
import os
from importlib.util import find_spec
from pathlib import Path

AVAILABLE = find_spec("fcntl") is not None
UNSUPPORTED = (errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.ENOSYS)
"""Errors of a file system without locks."""
FLAGS = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)


def lock(path: Path, *, wait: bool) -> int | None:
    """Take the exclusive lock of a file, which is made if need be, and return the handle that holds it.

    Return None when another handle holds it and ``wait`` is False. Raise OSError. The handle is not inherited by
    programs that this one starts.
    """
    import fcntl

    handle = os.open(path, FLAGS, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    return handle


def unlock(handle: int) -> None:
    """Release a lock."""
    os.close(handle)


def is_locked(path: Path) -> bool:
    """Return whether a handle holds the lock of a file. A missing file is not locked; one that cannot be opened is."""
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two that look at once do not see each other
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(handle)
