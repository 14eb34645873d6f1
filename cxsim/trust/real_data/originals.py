"""The original files as data frames with plain column names, and how uncertain a fact computed from them is.

Nothing of these files is part of this package. Whoever has them can put each, as CSV (plain or gzip), into one folder
under the name given in `FILES`, and `recompute` computes every fact again.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable, Sequence

import numpy as np
import pandas as pd

from cxsim.base.errors import InputError, Problem

DRAWS = 400
KEY = 0x72656164  # any fixed number
NORMAL_95 = 1.959964

# name of the file without its ending, and the columns used; names are compared in lower case, other signs as _
FILES: dict[str, tuple[str, ...]] = {
    "cdnow_transactions": ("customer_id", "date", "spend", "in_tenth_sample"),
    "hillstrom": ("recency", "history", "channel", "segment", "conversion"),
    "physician_sales_calls": ("id", "scripts", "detailing"),
    "bank_marketing_4521": ("campaign", "deposit"),
    "iranian_churn": ("complains", "churn"),
    "us_whole_life_lapse": ("duration", "surrender", "allcause"),
    "fader_hardie_2007_table1": ("year", "regular", "high_end"),
    "incidents": ("number", "opened_at", "resolved_at", "priority", "category", "reassignments", "made_sla"),
    "cfpb_complaints_extract": ("company_response_to_consumer", "consumer_disputed"),
    "acsi_2015": ("industry", "satis", "comp", "handle", "repur"),
    "satisfaction_retention_correlations": ("retention_measure", "corr"),
    "state_results": ("year", "state", "measure_id", "bottom_box_pct", "middle_box_pct", "top_box_pct"),
    "edges": ("src", "dst"),
    "departments": ("person", "department"),
}


def read(folder: Path, name: str) -> pd.DataFrame:
    """The file `name` of `folder` or of a folder below it. Raises InputError when it or a column is missing."""
    found = sorted(path for ending in ("csv", "csv.gz") for path in folder.rglob(f"{name}.{ending}"))
    if not found:
        raise InputError(Problem("a file of the original data is missing", str(folder), key=f"{name}.csv"))
    frame = pd.read_csv(found[0], low_memory=False)
    frame.columns = [plain(column) for column in frame.columns]
    for column in FILES[name]:
        if column not in frame.columns:
            raise InputError(Problem("a column is missing", str(found[0]), key=column, allowed=", ".join(frame.columns)))
    return frame


def plain(name: str) -> str:
    """A column's name in lower case, runs of other signs than letters and digits as one underscore."""
    return re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_")


def between(values: Sequence[float]) -> list[float]:
    """Smallest and largest."""
    return [float(np.min(values)), float(np.max(values))]


def bootstrapped(measure: Callable[[np.ndarray], float], size: int, draws: int = DRAWS) -> tuple[float, float]:
    """95 % interval of `measure(rows)` over customers drawn with replacement."""
    luck = np.random.Generator(np.random.Philox(key=KEY))
    found = [measure(luck.integers(0, size, size)) for _ in range(draws)]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def share_interval(hits: int, size: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    z, share = NORMAL_95, hits / size
    middle, half = share + z * z / (2 * size), z * np.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    return float((middle - half) / (1 + z * z / size)), float((middle + half) / (1 + z * z / size))


def ratio_interval(hits: int, size: int, base_hits: int, base_size: int) -> tuple[float, float]:
    """95 % interval of the ratio of two shares (Katz et al. 1978, on the log)."""
    ratio = (hits / size) / (base_hits / base_size)
    half = NORMAL_95 * np.sqrt(1 / hits - 1 / size + 1 / base_hits - 1 / base_size)
    return float(ratio * np.exp(-half)), float(ratio * np.exp(half))
