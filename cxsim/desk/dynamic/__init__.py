"""The dynamic view: the plan of a file simulated with people who react to it, beside the same plan with nobody reacting."""
