"""What tabs of the plan page share: a page made by a worker shown inside, and what is said while it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsim.lab.parts import link, problem_lines, text
from cxsim.lab.plan_box import DONE, FAILED, PlanBox
from cxsim.lab.plan_duties import ZIP, Written

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit

# The page inside grows to its own height; it comes from this server and holds no script that needs more.
GROW = "(event) => {const frame = event.target; const fit = () => {frame.style.height = frame.contentDocument.documentElement.scrollHeight + 'px';}; fit(); new ResizeObserver(fit).observe(frame.contentDocument.body);}"


class Tab:
    """One view of the plan."""

    def key(self, visit: Visit, box: PlanBox) -> Any:
        """What the drawing depends on, beside the plan itself."""
        return visit.lang

    def build(self, visit: Visit, box: PlanBox) -> None:
        """Draw it."""
        raise NotImplementedError


def show(visit: Visit, box: PlanBox, written: Written) -> None:
    """What was found in sentences, links to the files, and the page itself."""
    from nicegui import ui

    with ui.element("div").classes("fields"):
        outside(link(visit.w("plan_lab.open_page"), box.address(written, written.pages[0][1]), "button small"))
        link(visit.w("plan_lab.download"), box.address(written, ZIP), "button small").props["download"] = True
    framed(visit, written.pages[0][0], box.address(written, written.pages[0][1]))


def framed(visit: Visit, title: str, address: str) -> None:
    """A page of this server inside the page, as high as it is."""
    from nicegui import ui

    frame = ui.element("iframe").classes("inside").on("load", js_handler=GROW)
    frame.props["src"], frame.props["title"] = address, title


def outside(found: Any) -> Any:
    """A link that opens in a tab of its own."""
    found.props["target"], found.props["rel"] = "_blank", "noopener"
    return found


def ready(visit: Visit, made: Any) -> bool:
    """Say what is going on with something that is made; True when it is there."""
    if made.state == DONE:
        return True
    if made.state == FAILED:
        text(visit.w("plan_lab.failed"), "p", "problem")
        problem_lines(made.problem, visit.lang, "line")
    else:
        text(visit.w("plan_lab.making"), "p", "hint")
    return False
