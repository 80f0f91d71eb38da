"""Ways through a long topic: numbers, days, news; what may not be read has none of them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.accounts import make_person, sign_in
from tests.factories.topics import make_post, make_topic
from tests.web.topics.browser import body, count_queries, text_of

START = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)  # the second of March in Almaty


@pytest.fixture
def long(circle, member):
    topic = make_topic(circle, member, replies=28, created_at=START)
    for days in (3, 5):
        make_post(topic.id, member, created_at=START + timedelta(days=days))
    return topic


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("number=1", "#p-1"),
        ("number=27", "?page=2#p-27"),
        ("number=0", "#p-1"),
        ("number=99999", "?page=2#p-31"),
        ("date=2026-03-02", "#p-1"),
        ("date=2026-03-04", "?page=2#p-30"),
        ("date=2026-03-06", "?page=2#p-31"),
        ("date=2027-01-01", "?page=2#p-31"),
        ("date=2001-01-01", "#p-1"),
        ("date=0001-01-01", "#p-1"),
        ("date=9999-12-31", "?page=2#p-31"),
        ("date=yesterday", "#p-1"),
        ("number=x&date=%00", None),
        ("", "#p-1"),
    ],
)
def test_to_a_number_and_to_a_day(client, long, asked, place):
    answer = client.get(f"/t/{long.id}/go?{asked}")
    if place is None:
        assert answer.status_code == 404
        return
    assert answer.status_code == 302
    assert answer.location.endswith(f"/{long.id}{place}")


def test_news_are_counted_after_a_number(client, circle, member, long):
    make_post(long.id, member, deleted=True)
    sign_in(client, member)
    assert client.get(f"/t/{long.id}/news?after=29").json["count"] == 2
    assert client.get(f"/t/{long.id}/news?after=32").json == {"count": 0, "words": ""}
    assert client.get(f"/t/{long.id}/news").json["count"] == 0
    assert client.get(f"/t/{long.id}/news?after=x").json["count"] == 0
    answer = client.get(f"/t/{long.id}/news?after=30")
    assert "новый" in answer.json["words"]
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("door", ["go?number=1", "news?after=0"])
def test_hidden_and_absent_are_the_same(client, circle, member, door):
    hidden = make_topic(circle, member, audience=circle)
    sign_in(client, make_person())
    answer, absent = client.get(f"/t/{hidden.id}/{door}"), client.get(f"/t/999999/{door}")
    assert (answer.status_code, body(answer)) == (404, body(absent))


def test_the_ways_are_shown_where_there_are_pages(client, circle, long):
    page = text_of(client.get(long.url))
    assert "К ответу с номером" in page
    assert "data-timeline hidden" in page
    assert "data-news" not in page
    short = text_of(client.get(make_topic(circle, replies=2).url))
    assert "К ответу с номером" not in short
    assert "data-timeline" not in short


def test_news_cost_few_questions(client, circle, member, long):
    sign_in(client, member)
    client.get(long.url)
    assert count_queries(client, f"/t/{long.id}/news?after=2") <= 5
