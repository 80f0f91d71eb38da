"""Blobs: the same content once, whole or not at all."""

import hashlib
import io

import pytest

from forum.blobs import BlobStore
from forum.errors import Invalid


def test_the_same_content_is_stored_once(tmp_path):
    store = BlobStore(tmp_path)
    first, second = (store.put(io.BytesIO(b"plan"), max_bytes=10) for _ in range(2))
    assert first == second
    assert first.sha256 == hashlib.sha256(b"plan").hexdigest()
    with store.open(first.sha256) as stream:
        assert stream.read() == b"plan"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_stream_that_is_too_long_leaves_nothing_behind(tmp_path):
    store = BlobStore(tmp_path)
    with pytest.raises(Invalid):
        store.put(io.BytesIO(b"x" * 11), max_bytes=10)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_only_a_hash_names_a_blob(tmp_path, name):
    with pytest.raises(ValueError, match="SHA-256"):
        BlobStore(tmp_path).path(name)
