"""What tests in a real browser share: the lab as a process of its own, and the accessibility check."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHROMIUM = os.environ.get("CXSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEEDS_CHROMIUM = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no chromium here; name one in CXSIM_CHROMIUM")]
PATIENCE = 90_000  # ms: the first run may have to wait for compiled kernels
FEW_LUCKS = (str(Path(__file__).with_name("few_lucks.py")),)
ROOT = Path(__file__).parents[2]


class Served:
    """A command that serves, such as `cxsim lab`, as a process of its own on a free port; `said` are its first lines."""

    def __init__(self, *words, program=("-m", "cxsim.cli.main"), lines=1, folder=None):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "NICEGUI_"))}  # the framework looks for a test around it
        plain["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), plain.get("PYTHONPATH", "")]))
        plain["BROWSER"] = "true"  # a command that does nothing
        started = time.monotonic()
        command = [sys.executable, *program, *words, "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=plain, cwd=folder)
        self.said = [self.process.stdout.readline() for _ in range(lines)]
        assert "http://" in self.said[0], self.said + self.process.communicate()[0].splitlines()
        self.seconds = time.monotonic() - started
        self.base = f"http://127.0.0.1:{self.port}"

    def end(self):
        """Ctrl-C; gives the exit code and what was said at the end."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=20)
        with self.process.stdout as rest:
            return code, rest.read()

    def children(self):
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        return [int(pid) for pid in found.stdout.split()]


def connected(page):
    """Wait until the page's socket is there: what is typed before would go nowhere."""
    page.wait_for_function("window.did_handshake")


def serious_faults(page):
    """Serious and critical accessibility faults of a page as it is now."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the accessibility check needs axe-playwright-python")
    found = axe.Axe("" if page.evaluate("typeof axe !== 'undefined'") else axe.Axe().axe_script).run(page).response["violations"]
    return [(item["id"], [node["target"] for node in item["nodes"]][:4]) for item in found if item["impact"] in ("serious", "critical")]
