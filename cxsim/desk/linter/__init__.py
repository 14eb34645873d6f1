"""Rules about the design of a plan that pay arithmetic cannot know: what tends to go wrong, where in the file, and how seriously."""

from cxsim.desk.linter import rules_curves, rules_history, rules_pay, rules_weights
from cxsim.desk.linter.registry import RULES, Finding, Outlook, lint

__all__ = ["RULES", "Finding", "Outlook", "lint", "rules_curves", "rules_history", "rules_pay", "rules_weights"]
