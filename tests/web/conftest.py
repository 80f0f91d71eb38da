"""The forum with its cache of visitors' pages, for the tests of what stands before Flask."""

from dataclasses import replace

import pytest

from forum.app import create_app
from forum.web import delivery, remembered
from forum.web.topics import stream
from tests.conftest import Browser
from tests.databases import put_away


@pytest.fixture(scope="module")
def serving(built_app, config):
    """Give the forum with its cache: another application on the same database, as another process is."""
    app = create_app(replace(config, page_cache=True))
    app.test_client_class = Browser
    yield app
    put_away(app)


@pytest.fixture
def cache(app, serving, monkeypatch):
    """Give the cache, empty: every test begins a new count of versions."""
    monkeypatch.setattr(stream, "shelf", stream.Shelf(stream.MOST_BYTES))
    remembered._memory[0] = remembered._Memory(-1)
    cache = serving.wsgi_app.application
    assert isinstance(cache, delivery.PageCache)
    cache._pages.clear()
    cache._version, cache.taken, cache.hits = -1, 0, 0
    return cache


@pytest.fixture
def visitor(cache, serving):
    return serving.test_client()
