"""cxsim: a laboratory for reward schemes, from bonus plan to managers, customer experience, loyalty and money."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsim.base.schema import Settings
    from cxsim.pay import Scheme
    from cxsim.simulation.run import Run, run
    from cxsim.study.comparison import Comparison, compare
    from cxsim.study.configuration import load

__version__ = "0.1.0"
__all__ = ["Comparison", "Run", "Scheme", "Settings", "__version__", "compare", "load", "run"]

# Where each name lives; imported on first use, so that `import cxsim` costs nothing.
_HOMES = {
    "load": "cxsim.study.configuration",
    "Settings": "cxsim.base.schema",
    "Scheme": "cxsim.pay",
    "run": "cxsim.simulation.run",
    "Run": "cxsim.simulation.run",
    "compare": "cxsim.study.comparison",
    "Comparison": "cxsim.study.comparison",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cxsim' has no attribute {name!r}")
    from cxsim.base.collector import paused

    with paused():
        value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
