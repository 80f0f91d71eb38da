"""Pages of visitors from the cache before Flask: right for each of them, shared with nobody else, never stale."""

import gzip
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from sqlalchemy import update

from forum import clock
from forum.db import current_version, db, transaction
from forum.topics.models import Topic
from forum.web import delivery
from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.topics import make_post, make_topic


@pytest.fixture
def stranger(cache, serving):
    """Give a visitor who sends the very cookies a test names."""
    return serving.test_client(use_cookies=False)


@pytest.fixture
def circle(app):
    return make_association("Физики города")


@pytest.fixture
def topic(circle):
    return make_topic(circle, make_person("Ким Ольга Павловна"), "Как объяснить дроби", "Начните с яблока. " * 80)


def fresh(serving):
    return serving.test_client()


def test_a_hit_is_the_page_that_was_made(visitor, cache, topic):
    first, second = visitor.get(topic.url), visitor.get(topic.url)
    assert cache.hits == 1
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.data == second.data
    differ = {"Content-Security-Policy"}
    assert {k: v for k, v in first.headers.items() if k not in differ} == {
        k: v for k, v in second.headers.items() if k not in differ
    }
    assert second.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Encoding", "Accept-Language"} <= {
        part.strip() for part in second.headers["Vary"].split(",")
    }


def test_every_answer_has_a_nonce_of_its_own_and_sets_no_cookie(visitor, cache, topic):
    answers = [visitor.get(topic.url) for _ in range(3)]
    assert cache.hits == 2
    nonces = {re.search(r"'nonce-([^']+)'", one.headers["Content-Security-Policy"])[1] for one in answers}
    assert len(nonces) == 3
    assert not any("Set-Cookie" in one.headers for one in answers)
    assert not any(nonce in answers[0].text for nonce in nonces)
    assert answers[2].headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Accept-Language": "ru"}, {"Accept-Language": "kk"}),
        ({"Accept-Language": "ru", "Cookie": "forum_lang=en"}, {"Accept-Language": "ru"}),
        ({"Cookie": "forum_lang=kk"}, {"Cookie": "forum_lang=en"}),
    ],
)
def test_languages_do_not_mix(stranger, cache, topic, one, other):
    for _ in range(2):
        assert stranger.get("/latest", headers=one).text != stranger.get("/latest", headers=other).text
    assert cache.hits == 2


def test_one_language_is_one_page_however_it_is_asked_for(stranger, cache, topic):
    for headers in (
        {"Accept-Language": "kk"},
        {"Accept-Language": "kk-KZ,kk;q=0.9,ru;q=0.5"},
        {"Accept-Language": "ru", "Cookie": "forum_lang=kk"},
    ):
        assert '<html lang="kk"' in stranger.get("/latest", headers=headers).text
    assert cache.hits == 2
    assert '<html lang="ru"' in stranger.get("/latest", headers={"Cookie": "forum_lang=xx"}).text


def test_queries_do_not_mix(visitor, cache, circle):
    long = make_topic(circle, make_person(), "Долгий разговор", replies=30)
    pages = [visitor.get(f"{long.url}?page={number}").text for number in (1, 2, 1, 2)]
    assert (pages[0], pages[1]) == (pages[2], pages[3])
    assert pages[0] != pages[1]
    assert cache.hits == 2


def test_choosing_a_language_is_not_kept(visitor, cache, serving, topic):
    for address in ("/latest?lang=kk", "/latest?l%61ng=kk"):
        assert "forum_lang=kk" in fresh(serving).get(address).headers["Set-Cookie"]
        assert "forum_lang=kk" in fresh(serving).get(address).headers["Set-Cookie"]
    assert cache.hits == 0
    assert '<html lang="ru"' in visitor.get("/latest").text


def test_a_session_neither_fills_nor_reads_the_cache(serving, visitor, cache, topic):
    member, name = fresh(serving), "Ахметова Сауле Ерлановна"
    sign_in(member, make_person(name))
    for _ in range(2):
        page = member.get(topic.url)
        assert name in page.text
        assert page.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in page.headers
    assert name not in visitor.get(topic.url).text
    assert cache.hits == 0
    assert name in member.get(topic.url).text


def test_a_visitor_with_a_session_is_left_out(serving, visitor, cache, topic):
    visitor.get("/latest")
    with_form = fresh(serving)
    with_form.get("/login")
    assert with_form.get_cookie(delivery.SESSION_COOKIE) is not None
    with_form.get("/latest")
    with_form.get("/latest")
    assert cache.hits == 0


def test_forms_pieces_and_other_rooms_are_never_kept(visitor, cache, topic):
    for address in ("/login", "/search?q=дроби", "/t/new", f"/t/{topic.id}", "/nowhere", f"{topic.url}?page=9"):
        visitor.get(address)
    assert not cache._pages
    visitor.get(topic.url, headers={"HX-Request": "true"})
    visitor.get(topic.url, headers={"Authorization": "Basic eA=="})
    visitor.get(f"{topic.url}?x={'y' * 300}")
    visitor.post("/latest")
    assert not cache._pages


def test_a_write_anywhere_makes_it_stale(visitor, cache, topic):
    assert "Ещё о дробях" not in visitor.get(topic.url).text
    make_post(topic.id, body="Ещё о дробях")
    assert "Ещё о дробях" in visitor.get(topic.url).text
    with transaction() as session:
        session.execute(update(Topic).where(Topic.id == topic.id).values(title="Дроби без слёз"))
    assert "Дроби без слёз" in visitor.get("/latest").text


def test_a_write_of_another_process_makes_it_stale(visitor, cache, serving, topic, config):
    visitor.get("/latest")
    visitor.get("/latest")
    assert cache.hits == 1
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sqlalchemy import update\n"
        "from config import Config\n"
        "from forum.app import create_app\n"
        "from forum.db import transaction\n"
        "from forum.topics.models import Topic\n"
        "app = create_app(Config.from_env())\n"
        "with app.app_context(), transaction() as session:\n"
        "    session.execute(update(Topic).values(title='Написано рядом'))\n"
    )
    settings = {
        "FORUM_DATA": str(config.data), "FORUM_DATABASE_URL": config.database_url, "FORUM_SECRET_KEY": "tests only" * 4,
    }  # fmt: skip
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script], cwd=root, env={**os.environ, **settings}, check=True, timeout=60)
    assert "Написано рядом" in visitor.get("/latest").text


@pytest.mark.parametrize("narrow", ["circle", "private", "deleted"])
def test_narrowing_takes_effect_at_once(visitor, cache, circle, topic, narrow):
    for _ in range(2):
        assert visitor.get(topic.url).status_code == 200
        assert topic.title in visitor.get("/latest").text
    change = {
        "circle": {"audience": "circle", "audience_id": circle},
        "private": {"audience": "private"},
        "deleted": {"deleted_at": clock.now()},
    }[narrow]
    with transaction() as session:
        session.execute(update(Topic).where(Topic.id == topic.id).values(**change))
    assert visitor.get(topic.url).status_code == 404
    assert topic.title not in visitor.get("/latest").text


def test_what_a_member_is_remembered_to_read_ends_with_her_membership(serving, cache, circle):
    person, member = make_person(), fresh(serving)
    join(person, circle)
    secret = make_topic(circle, make_person(), "Только для своих", audience=circle)
    sign_in(member, person)
    for _ in range(2):
        assert member.get(secret.url).status_code == 200
        assert "Только для своих" in member.get("/latest").text
    with transaction() as session:
        session.execute(db.metadata.tables["membership"].delete())
    assert member.get(secret.url).status_code == 404
    assert "Только для своих" not in member.get("/latest").text


def test_a_sign_in_that_was_ended_elsewhere_is_ended_here(serving, cache, topic):
    member = fresh(serving)
    sign_in(member, make_person("Ахметова Сауле Ерлановна"))
    assert "Ахметова" in member.get("/latest").text
    with transaction() as session:
        session.execute(db.metadata.tables["sign_in"].update().values(ended_at=clock.now()))
    assert "Ахметова" not in member.get("/latest").text


def test_a_new_day_is_a_new_page(visitor, cache, topic):
    now = clock.now()
    with clock.freeze(now):
        assert "сегодня" in visitor.get("/latest").text
    with clock.freeze(now + timedelta(days=1)):
        assert "вчера" in visitor.get("/latest").text


def test_a_known_page_is_not_sent_again(visitor, cache, topic):
    first = visitor.get(topic.url)
    tag = first.headers["ETag"]
    assert tag == visitor.get(topic.url).headers["ETag"]
    for asked in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = visitor.get(topic.url, headers={"If-None-Match": asked})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert "Content-Length" not in again.headers
    assert visitor.get(topic.url, headers={"If-None-Match": '"other"'}).status_code == 200
    make_person()
    assert visitor.get(topic.url, headers={"If-None-Match": tag}).status_code == 304, "a write beside changed no word"
    make_post(topic.id)
    assert visitor.get(topic.url, headers={"If-None-Match": tag}).status_code == 200


UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
        ("x" * 5000, None),
    ],
)
def test_pages_come_compressed_as_asked(serving, cache, topic, accepted, encoding):
    visitor = fresh(serving)
    plain = visitor.get(topic.url, headers={"Accept-Encoding": "identity"}).data
    hit = visitor.get(topic.url, headers={"Accept-Encoding": accepted})
    member = fresh(serving)
    sign_in(member, make_person())
    own = member.get(topic.url, headers={"Accept-Encoding": accepted})
    for answer in (hit, own):
        assert answer.headers.get("Content-Encoding") == encoding
        assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert UNPACK[encoding](hit.data) == plain
    assert b"</html>" in UNPACK[encoding](own.data)
    if encoding:
        assert len(hit.data) < len(plain) / 2


def test_head_has_the_headers_and_no_body(visitor, cache, topic):
    before = visitor.head(topic.url)
    assert (before.status_code, before.data, len(cache._pages)) == (200, b"", 0)
    page = visitor.get(topic.url)
    after = visitor.head(topic.url)
    assert (after.status_code, after.data, cache.hits) == (200, b"", 1)
    assert after.headers["Content-Length"] == page.headers["Content-Length"]


def test_memory_is_bounded(visitor, cache, topic, monkeypatch):
    visitor.get("/latest")
    monkeypatch.setattr(cache, "most_bytes", cache.taken * 4)
    for number in range(12):
        visitor.get(f"/latest?nr={number}", headers={"Accept-Encoding": "br"})
        visitor.get(f"/latest?nr={number}", headers={"Accept-Encoding": "br"})
        assert cache.taken <= cache.most_bytes
        assert cache.taken == sum(page.size for page in cache._pages.values())
    assert 1 < len(cache._pages) < 12
    assert "nr=11" in [*cache._pages][-1], "the last one asked for stays longest"
    make_person()
    visitor.get("/latest")
    assert len(cache._pages) == 1, "what is stale is not kept"
    assert cache.taken == sum(page.size for page in cache._pages.values())


def test_a_page_made_while_something_was_written_is_asked_for_anew(visitor, cache, topic):
    """A write between reading the version and reading the page leaves a page under a version that has passed."""
    read = cache.inner

    def slow(environ, start_response):
        answer = read(environ, start_response)
        make_person()
        return answer

    cache.inner = slow
    try:
        visitor.get("/latest")
        visitor.get("/latest")
        assert cache.hits == 0
    finally:
        cache.inner = read


def test_reading_writes_nothing(serving, visitor, cache, topic):
    member = fresh(serving)
    sign_in(member, make_person())
    before = current_version()
    for address in ("/latest", topic.url, "/categories", "/tags", "/lessons"):
        assert visitor.get(address).status_code == 200
        assert member.get(address).status_code == 200
    assert current_version() == before


def test_without_a_cache_nothing_is_kept(client, topic):
    first, second = client.get(topic.url), client.get(topic.url)
    assert "ETag" not in first.headers
    assert first.text == second.text
