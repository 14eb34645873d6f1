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
@pytest.mark.parametrize("argv", [("run",), ("explain",), ("--cfg", "job"), ("run", "-m", "seed=1,2")])
def test_a_hostile_scheme_file_does_nothing(text, argv, mine, refused):
    folder = mine("scheme", "my_scheme", text)
    message = refused(*argv, "--config-dir", folder, "scheme=my_scheme")
    assert "my_scheme.yaml" in message
    assert CANARY not in message


HOSTILE = "hydra:\n  " + CALLBACK


@pytest.mark.parametrize("name", ["config.yaml", "company/my_company.yaml", "experiment/sub/deeper.yaml"])
@pytest.mark.parametrize("argv", [("explain",), ("--cfg", "job"), ("list", "schemes"), ("--help",)])
def test_a_hostile_file_that_is_not_chosen_is_one_line_and_never_composed(name, argv, tmp_path, cxsim):
    path = tmp_path / "mine" / name
    path.parent.mkdir(parents=True)
    path.write_text(HOSTILE)
    shown = cxsim(*argv, "--config-dir", str(tmp_path / "mine"))
    assert shown.code == 0, shown
    assert shown.err == f"warning: not used: {path}, line 1, hydra: 'hydra' is not allowed in a settings file\n"
    assert ", my_company" not in shown.out


def test_a_folder_that_steers_the_composing_library_is_refused_as_a_whole(tmp_path, refused):
    path = tmp_path / "mine" / "hydra" / "callbacks" / "x.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(HOSTILE)
    assert "hydra" in refused("explain", "--config-dir", str(tmp_path / "mine"))


@pytest.mark.parametrize(
    "chosen",
    ["experiment=bad", "+experiment=bad", "experiment='bad'", "practice=[bad]", "practice=[closed_loop,'bad']", "scheme=on_bad", "experiment=on_bad", "experiment=sub/bad"],
)
def test_a_bad_file_is_refused_however_it_is_chosen(chosen, mine, refused):
    for group in ("experiment", "practice", "scheme", "experiment/sub"):
        folder = mine(group, "bad", HOSTILE)
    mine("scheme", "on_bad", "defaults: [bad, _self_]\n" + SCHEME)
    mine("experiment", "on_bad", "defaults:\n  - override /scheme@_global_.scheme: on_bad\n")
    for argv in (("explain",), ("run",), ("--cfg", "job"), ("run", "-m", "seed=1,2")):
        message = refused(*argv, "--config-dir", folder, chosen)
        assert "bad.yaml" in message
        assert "'hydra' is not allowed" in message


@pytest.mark.parametrize("chosen", ["experiment/sub=bad", "+notes=x", "+experiment/sub@hydra=bad"])
def test_a_bad_file_has_no_other_way_in(chosen, mine, refused):
    folder = mine("experiment/sub", "bad", HOSTILE)
    mine("notes", "x", "# @package hydra\n" + CALLBACK)
    for argv in (("explain",), ("run",), ("run", "-m", "seed=1,2")):
        refused(*argv, "--config-dir", folder, chosen)


def test_tab_completion_does_not_offer_a_bad_file(mine, cxsim, monkeypatch):
    mine("scheme", "my_good", SCHEME)
    folder = mine("scheme", "my_bad", HOSTILE)
    monkeypatch.setenv("COMP_LINE", f"cxsim run --config-dir {folder} scheme=my")
    assert cxsim("-sc", "query=bash", "--config-dir", folder).out.split() == ["scheme=my_good"]


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
    assert "rename" in refused("run", "--config-dir", folder)  # the usual scheme is chosen without being named
    assert "rename" in refused("compare", "--config-dir", folder, "study.schemes=[seniority_gradient]", "scheme=fixed_pay")


def test_one_that_would_hide_an_unused_choice_is_a_warning(mine, cxsim):
    shown = cxsim("explain", "--config-dir", mine("scheme", "seniority_gradient", SCHEME), "scheme=fixed_pay")
    assert (shown.code, len(shown.err.splitlines())) == (0, 1)
    assert "rename" in shown.err


def test_a_link_loop_ends(mine, tmp_path, refused):
    folder = mine("scheme", "my_scheme", SCHEME)
    (tmp_path / "mine" / "scheme" / "loop").symlink_to(tmp_path / "mine" / "scheme")
    assert "nope" in refused("run", "--config-dir", folder, "scheme=nope")
