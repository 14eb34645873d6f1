"""Cells on disk: whole or absent, whatever happens to the file."""

from __future__ import annotations

import os
import random

import pytest

from cxsim.base.errors import InputError
from cxsim.study.canonical import canonical_text, content_digest
from cxsim.study.store import Store, decode, encode

ID, OTHER = "ab" * 32, "cd" * 32
PAYLOAD = {"a": {"x": 0.1 + 0.2, "n": 3, "none": float("nan"), "text": "yksikkö"}}


def test_comes_back_bit_for_bit(tmp_path):
    store = Store(tmp_path)
    store.put(ID, PAYLOAD)
    found = store.get(ID)
    assert found["a"]["x"] == 0.1 + 0.2 and found["a"]["n"] == 3 and found["a"]["none"] is None
    assert store.get(OTHER) is None
    assert Store(tmp_path, fresh=True).get(ID) is None


def test_every_cut_is_noticed():
    whole = encode(ID, PAYLOAD)
    for length in range(len(whole)):
        with pytest.raises(ValueError):
            decode(ID, whole[:length])


def test_every_bit_flip_is_noticed():
    whole = encode(ID, PAYLOAD)
    for place in range(len(whole)):
        for bit in range(8):
            hurt = bytearray(whole)
            hurt[place] ^= 1 << bit
            with pytest.raises(ValueError):
                decode(ID, bytes(hurt))


def test_another_format_is_refused_by_name():
    older = encode(ID, PAYLOAD).replace(b'"format":1', b'"format":0')
    with pytest.raises(ValueError, match=r"another version of cxsim wrote it \(format 0, this one reads 1\)"):
        decode(ID, older)


def test_a_swapped_file_is_noticed(tmp_path):
    store = Store(tmp_path)
    store.put(ID, PAYLOAD)
    store.path(OTHER).parent.mkdir(parents=True)
    os.rename(store.path(ID), store.path(OTHER))
    assert store.get(OTHER) is None
    assert store.damaged[0][0] == str(store.path(OTHER))


def test_no_temporary_file_stays_and_none_counts(tmp_path):
    store = Store(tmp_path)
    path = store.put(ID, PAYLOAD)
    assert os.listdir(path.parent) == [path.name]
    (path.parent / f".{OTHER}.json.1.part").write_bytes(b"half")
    assert store.get(OTHER) is None


def test_full_disk_names_file_and_bytes():
    with pytest.raises(InputError, match=r"cannot write [\d,]+ bytes"):
        Store("/proc/nowhere").put(ID, PAYLOAD)


def test_file_size_limit_leaves_nothing(tmp_path):
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
    try:
        with pytest.raises(InputError, match="no space left"):
            Store(tmp_path).put(ID, PAYLOAD)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_digest_ignores_order_and_last_bits_but_not_counts():
    keys = [(f"k{i}", i * 1.1) for i in range(20)]
    shuffled = random.Random(3).sample(keys, len(keys))
    assert content_digest(dict(keys)) == content_digest(dict(shuffled))
    assert content_digest({"x": 0.1 + 0.2}) == content_digest({"x": 0.3})
    assert content_digest({"x": 10**17}) != content_digest({"x": 10**17 + 1})
    assert content_digest({"x": 1}) != content_digest({"x": 1.0})
    assert canonical_text({"x": -0.0}) == canonical_text({"x": 0.0})
