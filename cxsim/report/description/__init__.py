"""The description of the model, as far as code and configuration can tell it: tables that are made, never typed.

`python -m cxsim.report.description --write docs` renews what stands between markers in the pages of docs/;
`--check docs` says which pages are no longer true and ends with code 1.
"""
