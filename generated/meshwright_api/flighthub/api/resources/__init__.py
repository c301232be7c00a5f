"""Operations of the tag resources: each returns the request, described but not performed."""

from .delete import delete
from .get import get

__all__ = [
    "delete",
    "get",
]
