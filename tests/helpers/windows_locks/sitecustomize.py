"""Python imports this at its start if the folder is on PYTHONPATH: a stand-in for the locks of Windows.

``fcntl`` is missing, ``msvcrt.locking`` locks a byte for a handle, and an open file cannot be removed.
"""

import fcntl
import os
import struct
import subprocess  # noqa: F401  it takes a system with msvcrt for Windows
import sys
import types
from contextlib import suppress
from importlib.machinery import ModuleSpec
from pathlib import Path


def locking(handle: int, how: int, size: int) -> None:
    """Lock bytes at the position of a handle, as Windows does; raises PermissionError if another handle has them."""
    assert how == vars(msvcrt)["LK_NBLCK"]
    writable = fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY
    kind = fcntl.F_WRLCK if writable else fcntl.F_RDLCK
    wanted = struct.pack("hhqqi4x", kind, os.SEEK_SET, os.lseek(handle, 0, os.SEEK_CUR), size, 0)
    try:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, wanted)
    except BlockingIOError as error:
        raise PermissionError(*error.args) from None


def is_open(path: "str | os.PathLike[str]") -> bool:
    """Return whether this process has a file open."""
    found = Path(path).stat()
    for handle in list(Path("/proc/self/fd").iterdir()):
        with suppress(OSError):
            if os.path.samestat(os.fstat(int(handle.name)), found):
                return True
    return False


def unlink(path: "str | os.PathLike[str]") -> None:
    """Remove a file that is not open."""
    if is_open(path):
        raise PermissionError(13, "the file is open", os.fspath(path))
    remove(path)


msvcrt = types.ModuleType("msvcrt")
msvcrt.__spec__ = ModuleSpec("msvcrt", None)
vars(msvcrt).update(LK_NBLCK=2, locking=locking)
remove = os.unlink
vars(os)["unlink"] = unlink
vars(sys)["modules"].update(msvcrt=msvcrt, fcntl=None)
