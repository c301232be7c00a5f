"""Judge the exchanges of a visit or of a recording: how the service differs from its spec. Nothing is sent."""

from .difference import Drift as Drift
from .judgement import judged as judged
