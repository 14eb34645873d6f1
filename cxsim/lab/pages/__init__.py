"""The pages of the lab, in the order of the rail. A new page is a module with `build(visit)` and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit


@dataclass(frozen=True)
class Page:
    """One page: its module here, its address after the language, and the key of its title under `lab.pages`."""

    name: str
    path: str

    @property
    def title(self) -> str:
        return f"lab.pages.{self.name}"

    def build(self, visit: Visit) -> None:
        """Fill the content of the frame; the module is imported when somebody first opens the page."""
        import_module(f"cxsim.lab.pages.{self.name}").build(visit)


PAGES = (Page("design", ""), Page("compare", "compare"), Page("inside", "inside"), Page("plan", "plan"), Page("results", "results"), Page("lessons", "lessons"), Page("about", "about"))


def address(lang: str, page: str) -> str:
    """Where a page is, by name."""
    path = next(item.path for item in PAGES if item.name == page)
    return f"/{lang}/{path}"
