from __future__ import annotations

from typing import Literal, TypeAlias

ProjectAuthorization: TypeAlias = Literal["project-status-authorized"] | str
"""Only projects that the owner of the token has joined.

A value that the service adds tomorrow passes too.
"""
