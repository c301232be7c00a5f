"""Photo surveys: photos or point clouds in, maps, models, points and splats out, as files with notes on their worth."""

from __future__ import annotations

from .surveying import Kind, Method, SurveyResult, pack, survey

__all__ = ["Kind", "Method", "SurveyResult", "pack", "survey"]
