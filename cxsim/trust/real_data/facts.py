"""The shipped facts by data set, with source and licence; numbers only, no record of anybody."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from cxsim.base.reading import read_yaml

PATH = Path(__file__).with_name("facts.yaml")

# data set: (source, licence of the data; the facts here are numbers computed from them)
SOURCES: dict[str, tuple[str, str]] = {
    "cdnow": ("CDNOW cohort of 1997 Q1, 23,570 customers; Fader and Hardie 2001; Fader, Hardie and Lee 2005", "released by the authors for research, no formal licence: only facts here"),
    "cdnow_table": ("published one-tenth sample of the same cohort, 2,357 customers, as counts in cells of three weeks", "released by the authors for research, no formal licence: counts only here"),
    "hillstrom": ("Hillstrom 2008, MineThatData e-mail challenge, 64,000 buyers of a past year", "published for anyone to use, no formal licence: only facts here"),
    "physicians": ("Manchanda, Rossi and Chintagunta 2004, 1,000 physicians over 23 months (R package bayesm)", "GPL 2 or later: only facts here"),
    "bank_contacts": ("Moro, Cortez and Rita, UCI data set 222, sample of 4,521 clients of a Portuguese bank, 2008-10", "CC BY 4.0"),
    "insurance": ("Milhaud and Dutang 2018, 29,317 US whole-life policies 1995-2010 (R package CASdatasets)", "GPL 2 or later: only facts here"),
    "curves": ("Fader and Hardie 2007, table 1: two segments of a subscription business over 12 years", "published table"),
    "incidents": ("Amaral, Fantinato and Peres 2018, UCI data set 498: 24,918 cases of an IT service desk, 2016-17", "CC BY 4.0"),
    "telecom_churn": ("UCI data set 563, Iranian telecom, 3,150 customers over a year", "CC BY 4.0"),
    "cfpb": ("US Consumer Financial Protection Bureau, extract of 3,186 complaints, 2013 and 2016", "public domain"),
    "acsi": ("Morgeson, Hult, Sharma and Fornell 2023: 8,239 interviews of the American Customer Satisfaction Index, 2015", "open deposit, CC BY 4.0 expected: only facts here"),
    "meta": ("30 studies of 2000-19 coded in the R package bestnextstudy", "GPL 2 or later: only facts here"),
    "hospitals": ("US Centers for Medicare and Medicaid Services, HCAHPS by state, releases 2015-19", "public domain"),
    "departments": ("email-Eu-core, 1,005 people of a research institution (Yin et al. 2017; Leskovec et al. 2007)", "public research data, no formal licence: only facts here"),
}  # fmt: skip


@cache
def _content() -> dict[str, Any]:
    return read_yaml(PATH)


def facts(name: str) -> dict[str, Any]:
    """The numbers of one data set by name. Raises KeyError when there is no such set."""
    return dict(_content()[name]["facts"])
