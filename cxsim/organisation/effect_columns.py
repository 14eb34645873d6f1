"""What believed effects are measured in, one column each.

Sales and cost in % of own; quality, spill, polish in points of a score; money is quality turned into % of revenue.
Spill reaches other units' customers, polish only the measurement.
"""

from __future__ import annotations

COLUMNS = ("sales", "cost", "quality", "spill", "money", "money_spill", "polish")
SALES, COST, QUALITY, SPILL, MONEY, MONEY_SPILL, POLISH = range(len(COLUMNS))
N_COLUMNS = len(COLUMNS)
