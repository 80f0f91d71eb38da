"""Drafts: kept as typed, noticed by a second window, let go when sent, nobody else's business."""

import pytest

from forum.actor import Actor
from forum.db import current_version, transaction
from forum.errors import Forbidden, NotFound, TooMany
from forum.topics import operations as topics
from forum.topics.operations import drafting
from forum.topics.queries import find_draft, list_drafts
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic


@pytest.fixture
def writer(app):
    return actor_of(make_person())


def keep(actor, key="topic", sequence=0, **fields):
    with transaction():
        return topics.keep_draft(actor=actor, key=key, sequence=sequence, fields=fields)


def drop(actor, key="topic"):
    with transaction():
        topics.drop_draft(actor=actor, key=key)


def test_a_draft_is_kept_as_typed(writer):
    text = "  Қазақша мәтін\n\n**жирный** 👩‍🏫 "
    first = keep(writer, title="Заголовок", body=text, audience="7", csrf_token="x", evil="y")
    assert (first.sequence, first.other) == (1, None)
    found = find_draft(actor=writer, key="topic")
    assert dict(found.fields) == {"title": "Заголовок", "body": text, "audience": "7"}
    assert not found.done
    assert keep(writer, sequence=1, body="ещё").sequence == 2


def test_a_second_window_is_told_what_the_first_saved(writer):
    keep(writer, body="из первого окна")
    late = keep(writer, body="из второго окна")
    assert late.other is not None
    assert late.other.fields["body"] == "из первого окна"
    assert find_draft(actor=writer, key="topic").fields["body"] == "из первого окна"
    assert keep(writer, sequence=late.sequence, body="из второго окна").other is None


def test_the_same_text_from_two_windows_is_no_quarrel(writer):
    keep(writer, body="слово")
    again = keep(writer, body="слово")
    assert (again.sequence, again.other) == (1, None)


def test_without_a_sequence_the_text_replaces_any_other(writer):
    keep(writer, body="старое")
    assert keep(writer, sequence=None, body="новое").sequence == 2
    assert find_draft(actor=writer, key="topic").fields["body"] == "новое"


def test_a_sent_draft_leaves_a_mark_that_a_late_window_meets(writer):
    keep(writer, body="слово")
    drop(writer)
    found = find_draft(actor=writer, key="topic")
    assert (found.done, dict(found.fields), found.sequence) == (True, {}, 2)
    assert keep(writer, sequence=1, body="слово и ещё").other.done
    assert keep(writer, sequence=2, body="новая мысль").sequence == 3
    assert not find_draft(actor=writer, key="topic").done


def test_a_mark_is_left_even_where_the_server_saw_no_draft(writer):
    drop(writer, "reply-5")
    assert find_draft(actor=writer, key="reply-5").sequence == 1


def test_an_emptied_text_is_no_draft(writer):
    keep(writer, body="слово")
    keep(writer, sequence=1, body="  \n ", audience="7", kind="question")
    assert find_draft(actor=writer, key="topic").done
    assert list_drafts(actor=writer) == []


@pytest.mark.parametrize(
    "key", ["", "topics", "reply-", "reply-0", "reply-01", "edit-1x", "lesson-1", "reply-99999999999"]
)
def test_a_key_of_no_form_is_not_found(writer, key):
    with pytest.raises(NotFound):
        keep(writer, key, body="x")


def test_a_visitor_keeps_nothing(app):
    with pytest.raises(Forbidden):
        keep(Actor.visitor(), body="x")
    assert find_draft(actor=Actor.visitor(), key="topic") is None
    assert list_drafts(actor=Actor.visitor()) == []


def test_what_is_too_long_is_cut_at_the_end_not_refused(writer):
    keep(writer, title="Заголовок", body="ы" * 200_000)
    found = find_draft(actor=writer, key="topic")
    assert sum(map(len, found.fields.values())) == drafting.LONGEST


def test_drafts_are_one_persons_own(writer):
    other = actor_of(make_person())
    keep(writer, body="моё")
    assert find_draft(actor=other, key="topic") is None
    assert keep(other, body="чужое").other is None
    assert find_draft(actor=writer, key="topic").fields["body"] == "моё"


def test_a_save_makes_no_page_of_others_stale(writer):
    before = current_version()
    keep(writer, body="слово")
    keep(writer, sequence=1, body="слово и ещё")
    drop(writer)
    assert current_version() == before


def test_old_drafts_go_and_a_flood_is_stopped(writer, monkeypatch):
    monkeypatch.setattr(drafting, "MOST_DRAFTS", 3)
    for number in (1, 2, 3):
        keep(writer, f"reply-{number}", body="слово")
    with pytest.raises(TooMany):
        keep(writer, "reply-4", body="слово")
    assert keep(writer, "reply-3", sequence=1, body="и ещё").sequence == 2
    later = drafting.clock.now() + drafting.KEPT_FOR * 2
    monkeypatch.setattr(drafting.clock, "now", lambda: later)
    assert keep(writer, "reply-4", body="слово").sequence == 1
    assert [one.row.key for one in list_drafts(actor=writer)] == ["reply-4"]


def test_the_list_names_only_topics_she_still_reads(writer):
    place = make_association("Физики")
    author = make_person()
    join(author, place)
    public, closed = make_topic(place, author), make_topic(place, author, "Тайна", audience=place)
    mine = make_topic(place, writer.id, "Моя тема")
    for key in (
        f"reply-{public.id}",
        f"reply-{closed.id}",
        f"edit-{mine.first_post_id}",
        f"edit-{public.first_post_id}",
    ):
        keep(writer, key, body="слово")
    titles = {one.row.key: one.topic_title for one in list_drafts(actor=writer)}
    assert titles == {
        f"reply-{public.id}": public.title, f"reply-{closed.id}": None,
        f"edit-{mine.first_post_id}": "Моя тема", f"edit-{public.first_post_id}": None,
    }  # fmt: skip
