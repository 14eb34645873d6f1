"""Pages, scripts and notebooks are run as a reader would run them, only smaller."""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "experiments"), str(ROOT / "notebooks")]


@pytest.fixture(autouse=True)
def quiet_pictures():
    """No windows, no figures left open."""
    matplotlib.use("Agg")
    yield
    import matplotlib.pyplot as plt

    plt.close("all")
