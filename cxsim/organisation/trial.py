"""When a trial is kept: the one rule of everybody who learns by trying."""

from __future__ import annotations

import numpy as np


def is_kept(tried: float | np.ndarray, before: float | np.ndarray) -> bool | np.ndarray:
    """Whether a trial is kept: only when it pays strictly more, in the eyes of who tries (Rivkin and Siggelkow 2003).

    Both are worths on one scale, numbers or arrays that broadcast. What pays the same is dropped, so nobody wanders
    over a plain.
    """
    return tried > before
