"""Files that are more, or less, than data are refused with file and line, and nothing in them happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxsim.base.errors import InputError
from cxsim.base.reading import read_yaml

BROKEN = sorted((Path(__file__).parent.parent / "broken").glob("*.yaml"))


def expected(path: Path) -> list[str]:
    line = next((row for row in path.read_text().splitlines() if row.startswith("# expect:")), "# expect: empty")
    return [part.strip() for part in line.removeprefix("# expect:").split("|")]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_scheme_file_is_refused_with_file_line_and_key(path, mine, refused):
    folder = mine("scheme", "my_scheme", path.read_text("utf-8"))
    message = refused("explain", "--config-dir", folder, "scheme=my_scheme")
    for part in ["my_scheme.yaml", *expected(path)]:
        assert part in message


@pytest.mark.parametrize("path", [path for path in BROKEN if not path.stem.startswith("defaults")], ids=lambda path: path.stem)
def test_a_broken_file_never_gets_past_the_reader(path):
    with pytest.raises(InputError):
        read_yaml(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"name: \xe4\xf6", "is not UTF-8"),
        (b"name: x\n" + b"#" * 1_000_001, "too large"),
        (b"\n".join(b"k%d: 1" % n for n in range(60_000)), "too many entries"),
        (b"a: " + b"[" * 100_000, "nested too deeply"),
        (b"a: " + b"{b: " * 5_000, "nested too deeply"),
        ("\n".join("  " * n + "k:" for n in range(900)).encode(), "nested too deeply"),
        (b"\xef\xbb\xbfname: [", "not valid YAML"),
        (b"name: \0", "control character"),
    ],
)
def test_monstrous_files_are_refused(tmp_path, content, reason):
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        read_yaml(path)


def test_good_yaml_is_read_as_plain_values(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("\ufeffa: 1\nb: [1.5, -2e3, 'no', \"012\"]\nc: {d: true, e: null}\nf: 2024-01-01\ng: text, with comma\n", "utf-8")
    plain = {"a": 1, "b": [1.5, -2000.0, "no", "012"], "c": {"d": True, "e": None}, "f": "2024-01-01", "g": "text, with comma"}
    assert read_yaml(path) == plain


def test_missing_file_and_folder_are_named(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_yaml(tmp_path / "absent.yaml")
    with pytest.raises(InputError, match="not a file"):
        read_yaml(tmp_path)
