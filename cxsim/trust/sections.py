"""The parts of the trust check, in the order of the page."""

from __future__ import annotations

from cxsim.trust.calibration import CALIBRATION
from cxsim.trust.closed_forms import CLOSED_FORMS
from cxsim.trust.determinism import DETERMINISM
from cxsim.trust.docking import DOCKING
from cxsim.trust.docking.company import DOCKING_MODEL
from cxsim.trust.evidence import MODEL
from cxsim.trust.honesty import HONESTY
from cxsim.trust.lost import NOTHING_LOST
from cxsim.trust.practices import PRACTICES
from cxsim.trust.real_data import REAL_DATA
from cxsim.trust.screening import REGISTER
from cxsim.trust.section import Section
from cxsim.trust.tested import TESTED

ORDER = (
    MODEL,
    REAL_DATA,
    CLOSED_FORMS,
    DOCKING,
    HONESTY,
    PRACTICES,
    CALIBRATION,
    DOCKING_MODEL,
    DETERMINISM,
    NOTHING_LOST,
    REGISTER,
    TESTED,
)
SECTIONS: dict[str, Section] = {section.name: section for section in ORDER}

# heading and sceptic's question by the section a line names; the model's check writes under two headings
TITLES: dict[str, tuple[str, str]] = {
    "figures": ("Published figures", "Does one set of behaviour give the sizes that have been measured in the world?"),
    "patterns": ("Patterns", "What comes out by itself, in which direction, and how large is it?"),
    **{name: (section.title, section.question) for name, section in SECTIONS.items() if name != MODEL.name},
}
