# %% [markdown]
# # Compare schemes
#
# **Aim.** You can compare reward schemes on equal terms, read intervals and "not told apart", and look for the reason in attention.
#
# Every scheme meets the same people and the same luck (same seed), so differences are taken pair by pair. Intervals
# hold together over all comparisons. Below five replications there is no interval and no verdict.

# %%
import matplotlib.pyplot as plt

import cxsim
from cxsim.report import answers
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
for text in answers.answer(view):
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
ends = rows[rows["quarter"] == rows["quarter"].max()].sort_values("mean")
gap = 0.07 * (rows["hi"].fillna(rows["mean"]).max() - rows["lo"].fillna(rows["mean"]).min())
height = float("-inf")
for _, end in ends.iterrows():  # from the bottom up, so that names never lie on each other
    name, part = end["scheme"], rows[rows["scheme"] == end["scheme"]]
    axes.plot(part["quarter"], part["mean"], color=SCHEMES[name].line, linewidth=1.8)
    axes.fill_between(part["quarter"], part["lo"], part["hi"], color=SCHEMES[name].line, alpha=0.12, linewidth=0)
    height = max(height + gap, end["mean"])
    axes.annotate(f"  {view.names.short(name)}", (end["quarter"], height), color=SCHEMES[name].ink, va="center")
axes.set_title(f"Customers kept, points more than {comparison.baseline}", loc="left")
axes.set_xticks(rows["quarter"].unique()[3::4])
axes.set_xlabel("quarter")
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# ## What it rests on
#
# The evidence allows three readings of how much loyalty is caused by experience. `customers.reading=cause`, `mixed`
# and `temper` give all three; the main study (`cxsim`) runs them for you. Columns are described in `comparison.dictionary()`.

# %%
comparison.dictionary().query("table == 'differences'")[["column", "unit_of_column", "meaning"]]

# %% [markdown]
# ## Exercises
#
# **1. Your guess (easy).** Put the schemes in the order you guessed and in the order of `comparison.verdict(...)`.
# *A good answer contains:* both orders; which neighbours cannot be told apart, so that their order means nothing; n.
#
# **2. Three outcomes (easy).** Is any scheme highest in all three?
# *A good answer contains:* outcome by outcome the highest means with intervals; the word "clear" only where an interval leaves zero out;
# what one outcome costs in another.
#
# **3. Why (middle).** Choose one clear difference and follow it back to attention, handoffs (`comparison.tables["handoffs"]`) and money.
# *A good answer contains:* a chain of at least three measured links with numbers; the link for which the tables have no number.
#
# **4. The same terms (harder).** Compare again with `study.basis=equal_weight`.
# *A good answer contains:* what equal expected cost had held equal; what changed in the outcomes and in what bonuses cost; which basis
# answers which question.
#
# **5. A verdict that holds (open).** Try one verdict under all three readings (`study.reading_replications=8`) and in another company (`company=bank`).
# *A good answer contains:* where it held and where not; which reading is least kind to it; a sentence for a board that is true in all cases tried.
