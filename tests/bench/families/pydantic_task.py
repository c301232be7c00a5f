"""The task as pydantic wants it written."""

from __future__ import annotations

from pydantic import BaseModel


class ModelUrls(BaseModel):
    glb: str | None = None
    fbx: str | None = None
    usdz: str | None = None
    obj: str | None = None
    mtl: str | None = None


class TextureUrls(BaseModel):
    base_color: str | None = None


class TaskError(BaseModel):
    message: str = ""


class Task(BaseModel):
    id: str
    status: str
    progress: int
    type: str
    preceding_tasks: int
    created_at: int
    started_at: int
    finished_at: int
    task_error: TaskError | None
    model_urls: ModelUrls
    consumed_credits: int
    thumbnail_url: str
    texture_urls: list[TextureUrls]
    texture_prompt: str
    expires_at: int
