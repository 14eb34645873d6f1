"""What the tests of the door share: running a command line in this process."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cxsim.cli.main import main


@dataclass
class Shown:
    """Exit code and what was printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def cxsim(capsys, tmp_path, monkeypatch):
    """Run `cxsim ...` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CXSIM_TRACEBACK", raising=False)

    def call(*argv: str) -> Shown:
        code = main(list(argv))
        shown = capsys.readouterr()
        return Shown(code, shown.out, shown.err)

    return call


@pytest.fixture
def refused(cxsim):
    """Run a command line that must be refused: code 2, at most six lines, no traceback; returns the message."""

    def call(*argv: str) -> str:
        shown = cxsim(*argv)
        assert shown.code == 2, shown
        assert 1 <= len(shown.err.strip().splitlines()) <= 6, shown.err
        assert "Traceback" not in shown.err + shown.out
        assert shown.err.startswith("error: ")
        return shown.err

    return call


@pytest.fixture
def mine(tmp_path):
    """Write a user's choice: mine("scheme", "my_scheme", text) -> its folder."""

    def write(group: str, name: str, text: str) -> str:
        folder = tmp_path / "mine" / group
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.yaml").write_text(text, "utf-8")
        return str(tmp_path / "mine")

    return write
