"""Operations of the tag text_to_3d: each returns the request, described but not performed."""

from .create import create
from .delete import delete
from .get import get
from .list_ import list_
from .stream import stream

__all__ = [
    "create",
    "delete",
    "get",
    "list_",
    "stream",
]
