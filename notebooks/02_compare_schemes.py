# %% [markdown]
# # Compare schemes
#
# Every scheme meets the same people and the same luck (same seed), so differences are taken pair by pair. Intervals
# hold together over all comparisons. Below five replications there is no interval and no verdict.

# %%
import matplotlib.pyplot as plt

import cxsim
from cxsim.report import sentences
from cxsim.report.figures import attention, schemes
from cxsim.report.theme import SCHEMES
from cxsim.report.view import View

SIZE = ["study=quick", "workers=1"]

# %% [markdown]
# ## Guess first
#
# Which of these keeps most customers over five years: growth pay of the own unit, satisfaction of the own unit,
# company CX for everybody, or company CX by seniority? Write it down before running the next cell.

# %%
comparison = cxsim.compare(cxsim.load(*SIZE))
comparison

# %%
view = View(comparison, "en")
for text in sentences.answer(view):
    print(text)

# %% [markdown]
# ## Three outcomes at once
#
# A hollow dot and a thin line mark an interval that spans zero.

# %%
schemes.draw(view).figure

# %% [markdown]
# ## Why: where attention went

# %%
attention.draw(view).figure

# %% [markdown]
# ## When
#
# The difference quarter by quarter, from the tables, in plain matplotlib.

# %%
rows = comparison.quarterly_differences
rows = rows[rows["metric"] == "kept_share"]
figure, axes = plt.subplots(figsize=(7.2, 3.5), layout="constrained")
axes.axhline(0, color="#595959", linewidth=0.8)
for name, part in rows.groupby("scheme", sort=False):
    ink = SCHEMES[name].line
    axes.plot(part["quarter"], part["mean"], color=ink, linewidth=1.8)
    axes.fill_between(part["quarter"], part["lo"], part["hi"], color=ink, alpha=0.12, linewidth=0)
    axes.annotate(f" {name}", (part["quarter"].iloc[-1], part["mean"].iloc[-1]), color=SCHEMES[name].ink, va="center")
axes.set_title(f"Customers kept, points more than {comparison.baseline}", loc="left")
axes.set_xlabel("quarter")
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# ## What it rests on
#
# The evidence allows three readings of how much loyalty is caused by experience. `customers.reading=cause`, `mixed`
# and `temper` give all three; the main study (`cxsim`) runs them for you. Columns are described in `comparison.dictionary()`.

# %%
comparison.dictionary().query("table == 'differences'")[["column", "unit_of_column", "meaning"]]
