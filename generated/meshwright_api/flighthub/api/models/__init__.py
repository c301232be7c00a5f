"""Operations of the tag models: each returns the request, described but not performed."""

from .delete import delete
from .get import get
from .running import running
from .start import start
from .stop import stop

__all__ = [
    "delete",
    "get",
    "running",
    "start",
    "stop",
]
