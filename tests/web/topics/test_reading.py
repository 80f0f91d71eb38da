"""A topic as it is read: addresses, pages, buttons of those who may, nothing for those who may not."""

import re

import pytest

from forum.web.topics import stream
from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join
from tests.factories.topics import make_post, make_topic
from tests.web.topics.browser import body, count_queries, text_of


def numbers(response):
    return [int(number) for number in re.findall(r'<article class="post[^"]*" id="p-(\d+)"', text_of(response))]


def test_a_visitor_reads_and_is_led_to_sign_in(client, circle, member):
    topic = make_topic(circle, member, "Дроби", "**С чего** начать, @aigul?", replies=1, tags=["5 класс"])
    page = text_of(client.get(topic.url))
    assert "<h1>Дроби</h1>" in page
    assert "<strong>С чего</strong>" in page
    assert "Сейтова Айгүл Маратқызы" in page
    assert "Лицей № 5" in page
    assert "Войти, чтобы ответить" in page
    assert "csrf" not in page
    assert "data-reply" not in page


def test_addresses_lead_to_one(client, circle):
    topic = make_topic(circle, title="Дроби", replies=30)
    assert client.get(f"/t/{topic.id}").status_code == 301
    moved = client.get(f"/t/wrong/{topic.id}?page=2")
    assert moved.status_code == 301
    assert moved.location.endswith("?page=2")
    assert client.get(moved.location).status_code == 200
    assert f'<link rel="canonical" href="http://localhost{client.get(f"/t/{topic.id}").location}">' in text_of(
        client.get(topic.url)
    )
    there = client.get(f"{topic.url}/27")
    assert there.status_code == 302
    assert there.location.endswith("?page=2#p-27")
    assert client.get(f"{topic.url}/3").location.endswith(f"/{topic.id}#p-3")
    wrong = client.get(f"/t/wrong/{topic.id}/27")
    assert (wrong.status_code, wrong.location) == (301, there.location)


@pytest.mark.parametrize(
    "tail", ["/0", "/99", "/99999999999", "?page=0", "?page=3", "?page=x", "?page=9999999999", "/1/2"]
)
def test_what_is_beyond_a_topic_is_no_page(client, circle, tail):
    topic = make_topic(circle, replies=30)
    assert client.get(f"{topic.url}{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["", "/1", "/reply", "/readers"])
def test_hidden_and_absent_are_the_same_page(client, circle, member, tail):
    hidden = make_topic(circle, member, "Секрет", audience=circle)
    gone = make_topic(circle, member, "Удалено", deleted=True)
    sign_in(client, make_person())
    for slug in ("x/", "") if tail in {"", "/1"} else ("",):
        if tail == "/1" and not slug:
            continue
        absent = client.get(f"/t/{slug}999999{tail}")
        assert absent.status_code == 404
        for topic in (hidden, gone):
            answer = client.get(f"/t/{slug}{topic.id}{tail}")
            assert (answer.status_code, body(answer)) == (404, body(absent))
    for path in (
        f"/p/{hidden.first_post_id}/history",
        f"/p/{hidden.first_post_id}/edit",
        f"/p/{hidden.first_post_id}/delete",
    ):
        answer = client.get(path)
        assert (answer.status_code, body(answer)) == (404, body(client.get("/p/999999/history")))


def test_pages_of_a_stream_are_ranges_of_numbers(client, circle):
    topic = make_topic(circle, replies=59)
    assert numbers(client.get(topic.url)) == list(range(1, 26))
    assert numbers(client.get(f"{topic.url}?page=3")) == list(range(51, 61))
    assert 'rel="next"' in text_of(client.get(topic.url))
    assert 'rel="prev"' in text_of(client.get(f"{topic.url}?page=3"))


def test_buttons_are_for_those_who_may(client, circle, member):
    topic = make_topic(circle, member, replies=1)
    other = make_person()
    join(other, circle)
    foreign = make_post(topic.id, other)
    sign_in(client, member)
    page = text_of(client.get(topic.url))
    assert f"/p/{topic.first_post_id}/edit" in page
    assert f"/p/{foreign.id}/edit" not in page
    assert page.count("data-reply=") == 3
    assert page.count("data-quote=") == 3
    assert f"/t/{topic.id}/close" in page
    assert 'name="body"' in page
    sign_in(client, make_person(confirmed=False))
    page = text_of(client.get(topic.url))
    assert "data-reply=" not in page
    assert 'name="body"' not in page
    assert "подтвердите почту" in page


def test_answers_point_both_ways(client, circle):
    topic = make_topic(circle, replies=30)
    make_post(topic.id, reply_to_number=2)
    first, second = text_of(client.get(topic.url)), text_of(client.get(f"{topic.url}?page=2"))
    assert "Ответы:" in first
    assert "?page=2#p-32" in first
    assert "ответ на № 2" in second
    assert f"/{topic.id}#p-2" in second
    assert ">№ 2<" in first
    english = text_of(client.get(f"{topic.url}?lang=en", follow_redirects=True))
    assert ">No. 2<" in english
    assert "№" not in english


def test_a_deleted_answer_leaves_only_its_place(client, circle, member):
    topic = make_topic(circle, member)
    post = make_post(topic.id, member, "Секретные слова", deleted=True)
    page = text_of(client.get(topic.url))
    assert "Секретные" not in page
    assert "Ответ удалён" in page
    assert "Вернуть" not in page
    sign_in(client, member)
    page = text_of(client.get(topic.url))
    assert "Секретные" not in page
    assert f"/p/{post.id}/restore" in page


def test_an_author_may_be_unknown(client, circle):
    assert "Участник" in text_of(client.get(make_topic(circle, None).url))


def test_a_closed_topic_says_so(client, circle, member):
    topic = make_topic(circle, member, closed=True)
    sign_in(client, member)
    page = text_of(client.get(topic.url))
    assert "Тема закрыта" in page
    assert 'name="body"' not in page
    assert f"/t/{topic.id}/reopen" in page


def test_hostile_words_stay_words(client, circle):
    person = make_person('<img src=x onerror="alert(1)">', username="evil", school="<svg onload=alert(1)>")
    title = "Тема <script>alert(1)</script> \"' {{ 7*7 }} " + "щ" * 180
    topic = make_topic(
        circle, person, title, "<script>alert(1)</script> <!--own--> [x](javascript:alert(1))", tags=['"><b>']
    )
    sign_in(client, person)
    for path in (topic.url, "/latest", "/tags"):
        page = text_of(client.get(path))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg onload" not in page
        assert "javascript:alert" not in re.sub(r">[^<]*<", "><", page)
        assert '"><b>' not in page


@pytest.mark.parametrize("signed", [False, True])
def test_a_topic_asks_the_same_few_questions_whatever_its_length(client, circle, member, signed):
    short, long = make_topic(circle, member, replies=2), make_topic(circle, member, replies=300)
    if signed:
        sign_in(client, member)
    client.get(short.url)  # the tree beside the page is read once and kept
    few = count_queries(client, short.url)
    assert count_queries(client, long.url) == few <= 8
    assert count_queries(client, f"{long.url}?page=12") == few


@pytest.fixture
def shelf(app, monkeypatch):
    """Let the streams be kept, as on a running site, on an empty shelf."""
    shelf = stream.Shelf(10_000_000)
    monkeypatch.setattr(stream, "shelf", shelf)
    config = app.extensions["forum_config"]
    monkeypatch.setitem(app.extensions, "forum_config", _Caching(config))
    return shelf


class _Caching:
    """The settings of the test forum, but with pages kept."""

    page_cache = True

    def __init__(self, config):
        self._config = config

    def __getattr__(self, name):
        return getattr(self._config, name)


def test_a_stream_is_made_once_for_all_readers_and_anew_after_a_change(client, circle, member, shelf, monkeypatch):
    topic = make_topic(circle, member, replies=2)
    made = []
    monkeypatch.setattr(stream, "list_posts", lambda **asked: made.append(asked) or real(**asked))
    client.get(topic.url)
    sign_in(client, member)
    assert f"/p/{topic.first_post_id}/edit" in text_of(client.get(topic.url))
    sign_in(client, make_person())
    assert "/edit" not in text_of(client.get(topic.url))
    assert len(made) == 1
    make_post(topic.id, member, "Новый ответ")
    assert "Новый ответ" in text_of(client.get(topic.url))
    assert len(made) == 2


real = stream.list_posts


def test_a_kept_stream_is_not_shown_to_who_may_no_longer_read(client, circle, member, shelf):
    topic = make_topic(circle, member, audience=circle)
    sign_in(client, member)
    assert client.get(topic.url).status_code == 200
    sign_in(client, make_person())
    assert client.get(topic.url).status_code == 404


def test_times_on_a_kept_stream_are_in_the_readers_zone(client, circle, member, shelf):
    topic = make_topic(circle, member)
    pages = set()
    for zone in ("Asia/Almaty", "Europe/Moscow"):
        sign_in(client, make_person(timezone=zone))
        pages.add(re.search(r"<time[^>]*>([^<]+)</time>", text_of(client.get(topic.url)))[1])
    assert len(pages) == 2


def test_the_shelf_holds_its_bound():
    shelf = stream.Shelf(4_000)
    for number in range(50):
        shelf.put((number,), stream.Stream(("x" * 500,), ()))
    assert shelf.taken <= 4_000
    assert shelf.get((49,)) is not None
    assert shelf.get((0,)) is None
    shelf.put((1,), stream.Stream(("x" * 9_000,), ()))
    assert (shelf.taken, shelf.get((1,))) == (0, None)
