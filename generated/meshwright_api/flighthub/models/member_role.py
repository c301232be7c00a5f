from __future__ import annotations

from typing import Literal, TypeAlias

MemberRole: TypeAlias = Literal["project-admin", "project-member"] | str
"""Role of a member in the project.

A value that the service adds tomorrow passes too.
"""
