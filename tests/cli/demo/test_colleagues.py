"""What the demo's people write to one another is in order: known people, no message to oneself, in two languages."""

import pytest

from forum.cli.demo import content
from forum.lessons.subjects import subjects
from forum.people.queries import LANGUAGES

pytestmark = pytest.mark.anywhere

PEOPLE = {person["key"]: person for person in content.list_people()}


def test_profiles_are_of_known_people_subjects_and_languages():
    for row in content.list_profiles():
        assert row["person"] in PEOPLE
        assert set(row["subjects"]) <= set(subjects())
        assert set(row["languages"]) <= set(LANGUAGES)
        assert len(row["help_with"]) <= 300


def test_messages_go_from_somebody_to_others():
    topics = {row["title"] for row in content.list_topics()}
    for row in content.list_messages():
        inside = {row["author"], *row["to"]}
        assert row["to"] or row["group"]
        assert row["author"] not in row["to"]
        assert inside <= set(PEOPLE)
        assert row["title"] not in topics
        if row["group"] is None:
            assert {reply["author"] for reply in row["replies"]} <= inside


def test_bookmarks_are_on_known_topics():
    keys = {row["key"] for row in content.list_topics()}
    assert {row["topic"] for row in content.list_bookmarks()} <= keys


def test_both_languages_are_written():
    texts = [row["title"] + row["body"] for row in content.list_messages()]
    kazakh = [text for text in texts if set(text.lower()) & set("әғқңөұүһі")]
    assert 0 < len(kazakh) < len(texts)
