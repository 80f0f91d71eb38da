"""Feeds: well-formed, with whole addresses, and nothing in them that their reader may not read."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from forum.associations.operations.membership import leave
from forum.associations.policy import Audience
from forum.db import transaction
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.lessons import publish
from tests.factories.topics import make_topic
from tests.statements import counted

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def circle(app):
    """Give an association, its member, a topic of its circle and a public one."""
    place = make_association("Математики")
    member = make_person("Омарова Айгүл Сериковна")
    join(member, place)
    with transaction():
        topics.open_topic(
            actor=actor_of(member), association_id=place, kind="question", title="Тайна круга", body="только своим",
            tags=["дроби"], audience=Audience("circle", place),
        )  # fmt: skip
    with transaction():
        topics.open_topic(
            actor=actor_of(member), association_id=place, kind="question", title="Для всех & <всех>",
            body="Смотрите [тему](/latest) и **это**", tags=["дроби"], audience=Audience("public"),
        )  # fmt: skip
    return place, member


def entries(answer):
    """Return the entries of an Atom feed, checked to be one."""
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    root = etree.fromstring(answer.data)
    assert root.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{needed}")
    found = root.findall(f"{ATOM}entry")
    for entry in found:
        assert entry.findtext(f"{ATOM}id").startswith("http://localhost/")
        assert entry.findtext(f"{ATOM}updated")
        assert entry.find(f"{ATOM}author/{ATOM}name") is not None
    return found


def titles(answer):
    return [entry.findtext(f"{ATOM}title") for entry in entries(answer)]


def own_addresses(client):
    """Get one's own addresses as a person does; return them without the host."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/my/feeds").text)[1]
    page = client.post("/my/feeds", data={"csrf_token": token}, follow_redirects=True).text
    return re.findall(r'value="http://localhost(/[^"]+key=[^"]+)"', page)


def test_a_visitor_gets_what_is_public(client, circle):
    place, _ = circle
    slug = client.get("/latest").text
    assert "/latest.atom" in slug
    for address in ("/latest.atom", f"/c/математики/{place}.atom", "/tag/дроби.atom"):
        answer = client.get(address, follow_redirects=True)
        assert titles(answer) == ["Для всех & <всех>"], address
        assert "своим" not in answer.text
    body = entries(client.get("/latest.atom"))[0].findtext(f"{ATOM}summary")
    assert 'href="http://localhost/latest"' in body
    assert "<strong>это</strong>" in body


def test_rss_is_rss(client, circle):
    answer = client.get("/latest.rss")
    assert answer.mimetype == "application/rss+xml"
    root = etree.fromstring(answer.data)
    assert root.tag == "rss"
    assert [item.findtext("title") for item in root.iter("item")] == ["Для всех & <всех>"]
    assert client.get("/latest.xml").status_code == 404


def test_a_topic_gives_its_newest_answers(client, circle):
    topic = make_topic(*circle, replies=35)
    found = titles(client.get(f"{topic.url}.atom"))
    assert found[0] == "Ответ № 36"
    assert len(found) == 30


def test_a_closed_topic_has_no_feed_for_strangers(client, circle):
    topic = make_topic(*circle, audience=circle[0])
    assert client.get(f"{topic.url}.atom").status_code == 404
    assert client.get(f"{topic.url}.rss").status_code == 404


def test_lessons_have_a_feed(client, circle):
    publish(actor_of(circle[1]), circle[0], ["Первый абзац"], title="Дроби в жизни", audience="public")
    (entry,) = entries(client.get("/lessons.atom"))
    assert entry.findtext(f"{ATOM}title") == "Дроби в жизни"
    assert "/lessons/" in entry.find(f"{ATOM}link").get("href")


def test_ones_own_feed_shows_what_she_may_read_until_she_may_not(client, app, circle):
    place, member = circle
    sign_in(client, member)
    addresses = own_addresses(client)
    assert len(addresses) == 4
    stranger = app.test_client()
    for address in addresses:
        assert stranger.get(address).status_code == 200
    answer = stranger.get(addresses[0])
    assert set(titles(answer)) == {"Тайна круга", "Для всех & <всех>"}
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    known = stranger.get(addresses[0], headers={"If-None-Match": answer.headers["ETag"]})
    assert known.status_code == 304
    # what was opened by the key opens nothing else
    assert "Тайна круга" not in stranger.get("/latest").text
    assert stranger.get("/my/topics").status_code == 302
    with transaction():
        leave(actor=actor_of(member), association_id=place)
    colleague = make_person()
    join(colleague, place)
    with transaction():
        topics.open_topic(
            actor=actor_of(colleague), association_id=place, kind="question", title="После ухода", body="только своим",
            tags=[], audience=Audience("circle", place),
        )  # fmt: skip
    assert "После ухода" not in titles(stranger.get(addresses[0]))


def test_new_addresses_end_the_old_ones_and_dropped_ones_are_gone(client, app, circle):
    sign_in(client, circle[1])
    old = own_addresses(client)[0]
    new = own_addresses(client)[0]
    stranger = app.test_client()
    assert old != new
    assert stranger.get(old).status_code == 404
    assert stranger.get(new).status_code == 200
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/my/feeds").text)[1]
    client.post("/my/feeds/drop", data={"csrf_token": token})
    assert stranger.get(new).status_code == 404
    assert "Ваших лент пока нет" in client.get("/my/feeds").text


@pytest.mark.parametrize("key", ["", "x", "Ж" * 500, "a" * 43, "%00"])
def test_a_dead_key_opens_nothing(client, circle, key):
    assert client.get(f"/latest.atom?key={key}").status_code == 404


def test_a_feed_takes_the_same_queries_whatever_its_length(client, circle, app):
    with counted() as few:
        client.get("/latest.atom")
    for _ in range(20):
        make_topic(*circle)
    with counted() as many:
        client.get("/latest.atom")
    assert len(many) == len(few)


def test_signs_that_xml_forbids_are_left_out(client, circle):
    make_topic(*circle, "Звонок \x07 на\ufffe урок")
    assert "Звонок  на урок" in titles(client.get("/latest.atom"))


def test_the_map_names_what_is_public_and_nothing_else(client, circle):
    place, member = circle
    lesson = publish(actor_of(member), place, ["Абзац"], title="Дроби в жизни", audience="public")
    hidden = publish(actor_of(member), place, ["Абзац"], title="Дроби для своих", audience=str(place))
    robots = client.get("/robots.txt")
    assert "Sitemap: http://localhost/sitemap.xml" in robots.text
    parts = re.findall(r"<loc>http://localhost([^<]+)</loc>", client.get("/sitemap.xml").text)
    assert parts == ["/sitemap-places.xml", "/sitemap-1.xml"]
    pages = [
        page for part in parts for page in re.findall(r"<loc>http://localhost([^<]+)</loc>", client.get(part).text)
    ]
    assert any(page.endswith(f"/{lesson.id}") and page.startswith("/lessons/") for page in pages)
    assert not any(page.endswith(f"/lessons/x/{hidden.id}") for page in pages)
    assert len(pages) == len(set(pages))
    for page in pages:
        assert client.get(page).status_code == 200, page
    assert client.get("/sitemap-2.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_a_link_to_what_is_public_looks_well_elsewhere(client, circle):
    topic = make_topic(*circle, "Деление «дробей»", "**С чего** начать?\n\n" + "слово " * 100)
    page = client.get(topic.url).text
    assert '<meta property="og:title" content="Деление «дробей»">' in page
    assert re.search('<meta property="og:description" content="С чего начать\\? слово [^"]{150,200}…">', page)
    image = re.search('property="og:image" content="http://localhost([^"]+)"', page)[1]
    with client.get(image) as picture:
        assert picture.data[:4] == b"\x89PNG"
    for address in ("/latest", "/lessons"):
        assert client.get(address).text.count('property="og:title"') == 1


def test_a_link_to_a_circle_says_nothing_elsewhere(client, circle):
    topic = make_topic(*circle, audience=circle[0])
    sign_in(client, circle[1])
    page = client.get(topic.url).text
    assert "og:title" not in page
    assert ".atom" not in page
