"""Hands that alter a spec in one place, for the tables of changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Edit = Callable[[Json], object]
Cases = dict[str, tuple[Edit, str]]
"""What is done to a spec, and how the line begins that tells it."""
IMAGE = "/openapi/v1/image-to-3d"
MEANS_THE_SAME = "safe: the spec: is arranged in another way and means the same"


def schemas(spec: Json) -> Json:
    found: Json = spec["components"]["schemas"]
    return found


def members(spec: Json, name: str) -> Json:
    found: Json = schemas(spec)[name]["properties"]
    return found


def post(spec: Json) -> Json:
    found: Json = spec["paths"][IMAGE]["post"]
    return found


def page(spec: Json) -> Json:
    found: Json = spec["paths"][IMAGE]["get"]
    return found


def one(spec: Json) -> Json:
    found: Json = spec["paths"][IMAGE + "/{id}"]["get"]
    return found


def body(spec: Json) -> Json:
    found: Json = post(spec)["requestBody"]["content"]
    return found


def answer(operation: Json, status: str = "200") -> Json:
    found: Json = operation["responses"][status]["content"]["application/json"]
    return found


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def renamed(mapping: Json, old: str, new: str) -> None:
    mapping[new] = mapping.pop(old)


def price(spec: Json) -> list[Json]:
    found: list[Json] = post(spec)["x-credits"]["rules"]
    return found
