"""Photo surveys: make maps, models, points and splats from photos or point clouds, as files with notes on their
quality.
"""

from __future__ import annotations

from .surveying import Kind, Method, SurveyResult, pack, survey

__all__ = ["Kind", "Method", "SurveyResult", "pack", "survey"]
