"""Configuration from strangers stays data: no canary file appears and no secret is shown."""

from __future__ import annotations

import pytest

SCHEME = "name: my_scheme\nlabel: {en: Mine, fi: Oma}\nshort: {en: Mine, fi: Oma}\nlevels: {}\n"
CANARY = "canary-1f6b"
CALLBACK = "callbacks:\n    x:\n      _target_: pathlib.Path.write_text\n      self: canary.txt\n      data: hello\n"


@pytest.fixture(autouse=True)
def canary(monkeypatch, tmp_path):
    """A secret in the environment and a file that must not appear."""
    monkeypatch.setenv("CXSIM_CANARY", CANARY)
    yield
    assert not (tmp_path / "canary.txt").exists()
    assert not list(tmp_path.glob("outputs*"))


@pytest.mark.parametrize(
    "text",
    [
        "# @package _global_\nhydra:\n  " + CALLBACK,
        "hydra:\n  " + CALLBACK,
        SCHEME + "x:\n  " + CALLBACK,
        SCHEME + "note: ${oc.env:CXSIM_CANARY}\n",
        SCHEME + "note: ${oc.decode:${oc.env:CXSIM_CANARY}}\n",
        SCHEME + "note: ${now:%Y}\n",
        "defaults:\n  - /hydra/callbacks@hydra.callbacks.x: y\n" + SCHEME,
    ],
)
@pytest.mark.parametrize("argv", [("run",), ("explain",), ("--cfg", "job"), ("run", "-m", "seed=1,2"), ("-sc", "query=bash")])
def test_a_hostile_scheme_file_does_nothing(text, argv, mine, refused, monkeypatch):
    folder = mine("scheme", "my_scheme", text)
    monkeypatch.setenv("COMP_LINE", f"cxsim run --config-dir {folder} scheme=")
    message = refused(*argv, "--config-dir", folder, "scheme=my_scheme")
    assert "my_scheme.yaml" in message
    assert CANARY not in message


@pytest.mark.parametrize("name", ["config.yaml", "company/my_company.yaml", "experiment/sub/deeper.yaml", "hydra/callbacks/x.yaml"])
def test_a_hostile_file_anywhere_in_the_folder_is_found(name, tmp_path, refused):
    path = tmp_path / "mine" / name
    path.parent.mkdir(parents=True)
    path.write_text("hydra:\n  " + CALLBACK)
    assert "hydra" in refused("run", "--config-dir", str(tmp_path / "mine"))


@pytest.mark.parametrize(
    "override",
    [
        "output.dir=${oc.env:CXSIM_CANARY}",
        "+hydra.callbacks.x._target_=pathlib.Path.write_text",
        "hydra.callbacks.x._target_=os.mkdir",
        "++scheme._target_=os.mkdir",
        "hydra.searchpath=[file:///tmp]",
        "hydra.run.dir=${oc.env:CXSIM_CANARY}",
        "hydra/launcher=basic",
        "scheme@hydra.callbacks=fixed_pay",
        "+x={_target_:os.mkdir}",
        "seed=${now:}",
    ],
)
def test_a_hostile_override_is_refused(override, refused):
    assert CANARY not in refused("run", override)


def test_a_hostile_override_is_refused_in_sweeps(refused):
    refused("run", "-m", "seed=1,2", "+hydra.callbacks.x._target_=os.mkdir")
    refused("run", "-m", "seed=1,2", "output.dir=${oc.env:CXSIM_CANARY}")
    refused("run", "-m", "seed=1,2", "hydra.sweep.dir=${oc.env:CXSIM_CANARY}")


def test_a_huge_sweep_is_refused_before_it_starts(refused):
    assert "too many runs" in refused("run", "-m", "seed=range(1,100000)", "customers.count=range(1,100000)")


def test_a_users_file_may_not_hide_a_built_in_one(mine, refused):
    folder = mine("scheme", "seniority_gradient", SCHEME)
    assert "rename" in refused("run", "--config-dir", folder)


def test_a_link_loop_ends(mine, tmp_path, refused):
    folder = mine("scheme", "my_scheme", SCHEME)
    (tmp_path / "mine" / "scheme" / "loop").symlink_to(tmp_path / "mine" / "scheme")
    assert "nope" in refused("run", "--config-dir", folder, "scheme=nope")
