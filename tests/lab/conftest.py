"""What tests of the lab share: workers, a served lab and a browser, started once because each start costs seconds."""

from __future__ import annotations

import pytest
from browsing import CHROMIUM, FEW_LUCKS, Served


@pytest.fixture(scope="session")
def crew():
    """Two worker processes without a warm-up; tests use sessions and rooms of their own."""
    from cxsim.lab.crew import Crew

    found = Crew(1, None)
    found.start()
    yield found
    found.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """`cxsim lab` in a folder of its own, since lessons leave their record there; it ends by Ctrl-C without a word of trouble."""
    served = Served("lab", "workers=1", program=FEW_LUCKS, folder=tmp_path_factory.mktemp("lab"))
    yield served
    code, said = served.end()
    assert code == 0 and "Traceback" not in said, "phones that wait do not keep the lab from ending"


@pytest.fixture(scope="session")
def base(lab):
    """Where the lab is."""
    return lab.base


@pytest.fixture(scope="module")
def chromium():
    """One browser a module: while it is driven no other event loop can run in this thread, and other modules run theirs."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the browser tests need the Python package playwright")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()
