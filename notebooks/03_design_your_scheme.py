# %% [markdown]
# # Design your own scheme
#
# **Aim.** You can write a reward scheme of your own, read back what it asks of whom, and try it against a shipped one before you believe in it.
#
# A scheme is a small file: levels, and for each level what is paid for, with weights that add to 100. What it leaves out
# (target bonus, curves, pool) comes from `conf/pay/standard.yaml`.

# %%
import tempfile
from pathlib import Path

import cxsim
from cxsim.pay.words import explain
from cxsim.report import sentences
from cxsim.report.figures import schemes
from cxsim.report.view import View

SIZE = ["study.replications=8", "workers=1", "study.reading_replications=0", "study.handoff_replications=0"]

# %% [markdown]
# ## Write it down
#
# The same file works on the command line: `cxsim compare --config-dir mine study.schemes=[unit_growth,journey_team]`.

# %%
mine = Path(tempfile.mkdtemp())
(mine / "scheme").mkdir()
(mine / "scheme" / "journey_team.yaml").write_text(
    """
name: journey_team
label: {en: Journey team, fi: Polkutiimi}
levels:
  middle_manager:
    components:
      unit_revenue: {metric: revenue, scope: unit, weight_pct: 50}
      own_journeys: {metric: journey, scope: journey, weight_pct: 50}
  unit_head:
    components:
      unit_profit: {metric: profit, scope: unit, weight_pct: 60}
      company_cx: {metric: cx, scope: company, weight_pct: 40}
""",
    encoding="utf-8",
)
settings = cxsim.load(*SIZE, "scheme=journey_team", "study.schemes=[unit_growth,journey_team]", config_dir=mine)
scheme = cxsim.Scheme.from_mapping(settings.scheme)
scheme

# %% [markdown]
# ## Read it back in plain words
#
# `explain` needs base pay by level, the number of units and touchpoints of a unit.

# %%
company = settings.company
print("\n".join(explain(scheme, "en", company.base_pay_eur, len(company.units), 4)[:8]))

# %% [markdown]
# ## A mistake is refused with its place

# %%
try:
    cxsim.Scheme.from_mapping({"name": "short", "levels": {"unit_head": {"components": {
        "cx": {"metric": "cx", "scope": "company", "weight_pct": 95}}}}})
except cxsim.base.errors.InputError as error:
    print(error)

# %% [markdown]
# ## Compare it
#
# At equal expected cost, against growth pay of the own unit, on the same people and the same luck.

# %%
comparison = cxsim.compare(settings, config_dir=mine)
view = View(comparison, "en")
print(sentences.verdict(view, "journey_team"))

# %%
schemes.draw(view).figure

# %% [markdown]
# ## Exercises
#
# **1. Read (easy).** What is one more point of each measure worth to a middle manager under `journey_team`?
# *A good answer contains:* euros per point from `explain`; which measure the person can move alone and which only together with others.
#
# **2. A mistake (easy).** Make three different mistakes in the file and read the messages.
# *A good answer contains:* what each message names (place, value, remedy); one mistake a check cannot find because the file is valid.
#
# **3. One change (middle).** Move 20 points of weight from the unit to its journeys for one level, and compare old and new.
# *A good answer contains:* one change only; both schemes in the same comparison; differences with intervals and n, or "not told apart".
#
# **4. A scheme for a purpose (harder).** Choose an outcome and design the scheme you expect to do best in it. Write the prediction first.
# *A good answer contains:* purpose, prediction and result, also when they disagree; what it did to two other outcomes; what it costs.
#
# **5. Break it (open).** Give your scheme to somebody who wants the bonus and not the result. How would they earn it?
# *A good answer contains:* the cheapest way to a payout by the rules as written; whether `attention_polish` rose; a change of the plan, and
# what that change makes worse.
