"""The error of the engine; its message is a sentence that a user can act on."""

from __future__ import annotations


class EngineError(ValueError):
    """The requested result cannot be made from the input.

    ``code`` is the closest of the ``task_error`` codes that Meshy documents: ``invalid_input``, ``image_too_complex``,
    ``model_missing_uv``, ``model_insufficient_uv``, ``format_conversion_failed``, ``timeout`` (doc errors, 2026-08).
    """

    def __init__(self, message: str, *, code: str = "invalid_input") -> None:
        super().__init__(message)
        self.code = code
