"""Which pages of visitors are kept: every one that is named, and nothing on them is anybody's own."""

import pytest

from forum.associations.queries import find_association
from forum.db import transaction
from forum.lessons.queries import get_lesson
from forum.web import delivery
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.documents import put_rendition
from tests.factories.feedback import leave
from tests.factories.lessons import add_version, publish
from tests.factories.topics import make_topic

AUTHOR, READER = "Ким Ольга Павловна", "Ахметова Сауле Ерлановна"


def fresh(serving):
    return serving.test_client()


@pytest.fixture
def circle(app):
    return make_association("Физики города")


@pytest.fixture
def shared_pages(circle):
    """Give an address of each kind of page that is kept, with everything on it that could be somebody's own."""
    author, reader = make_person(AUTHOR), make_person(READER)
    join(author, circle)
    join(reader, circle)
    topic = make_topic(circle, author, "Как объяснить дроби", tags=["дроби"])
    lesson = publish(actor_of(author), circle)
    add_version(actor_of(author), lesson.id, note="Учла замечание")
    leave(actor_of(reader), lesson.id, version=2)
    with transaction(write=False):
        address = get_lesson(actor=actor_of(reader), lesson_id=lesson.id)
        place = find_association(circle)
    return {
        "topics.latest": "/latest",
        "topics.category": f"/c/{place.slug}/{circle}",
        "topics.show": topic.url,
        "topics.tags": "/tags",
        "topics.tag": "/tag/дроби",
        "associations.categories": "/categories",
        "lessons.index": "/lessons",
        "lessons.lesson": f"/lessons/{address.slug}/{lesson.id}",
    }


def test_every_kind_of_page_that_may_be_kept_is_kept(serving, cache, shared_pages):
    assert set(shared_pages) == delivery.SHARED_ENDPOINTS <= set(serving.view_functions)
    for endpoint, address in shared_pages.items():
        before = cache.hits
        first, second = fresh(serving).get(address), fresh(serving).get(address)
        assert (first.status_code, cache.hits) == (200, before + 1), endpoint
        assert first.data == second.data, endpoint


def test_what_is_kept_belongs_to_nobody(serving, cache, shared_pages):
    """No token, no session, no form that acts; and a member's page, asked for in between, is never what is kept."""
    member, name = fresh(serving), "Досанова Мадина Ержанкызы"
    sign_in(member, make_person(name))
    for endpoint, address in shared_pages.items():
        assert name in member.get(address).text, endpoint
        for _ in range(2):
            page = fresh(serving).get(address)
            assert "Set-Cookie" not in page.headers, endpoint
            for own in (name, "csrf_token", "/logout", 'method="post"', "nonce=", "data-annotate"):
                assert own not in page.text, (endpoint, own)


def test_a_version_that_becomes_readable_is_shown_at_once(visitor, cache, circle):
    author = make_person()
    join(author, circle)
    lesson = publish(actor_of(author), circle, None)
    with transaction(write=False):
        slug = get_lesson(actor=actor_of(author), lesson_id=lesson.id).slug
    address = f"/lessons/{slug}/{lesson.id}"
    assert not any("Цель: сложить дроби" in visitor.get(address).text for _ in range(2))
    put_rendition(lesson.file_id, ["Цель: сложить дроби"])
    assert "Цель: сложить дроби" in visitor.get(address).text
