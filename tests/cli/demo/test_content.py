"""The demo content holds together: keys resolve, those who answer may read, names are in three languages."""

import json
import re
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from forum.cli.demo import content

ASSOCIATIONS = {row["key"]: row for row in content.list_associations()}
PEOPLE = {row["key"]: row for row in content.list_people()}
TOPICS = content.list_topics()
LESSONS = content.list_lessons()
KAZAKH_LETTERS = set("әғқңөұүһі")
TIMES_OF_A_PLACE = {"kzo": "Asia/Qyzylorda", "alm": "Asia/Almaty", "ekb": "Asia/Yekaterinburg", "vno": "Europe/Moscow"}


def _ancestors(key: str) -> set[str]:
    found = {key}
    for parent in ASSOCIATIONS[key]["parents"]:
        found |= _ancestors(parent)
    return found


def _circles(person: str) -> set[str]:
    return {circle for row in PEOPLE[person]["memberships"] for circle in _ancestors(row["association"])}


def _may_read(person: str, author: str, audience: str) -> bool:
    return audience == "public" or (person == author if audience == "private" else audience in _circles(person))


def _offices(person: str) -> set[str]:
    return {row["association"] for row in PEOPLE[person]["offices"]}


def _table(name: str) -> list[dict[str, str]]:
    return json.loads((resources.files("forum.lessons") / "data" / name).read_text(encoding="utf-8"))


def test_keys_are_unique():
    for rows in (content.list_associations(), content.list_people(), TOPICS, LESSONS):
        keys = [row["key"] for row in rows]
        assert len(keys) == len(set(keys))


def test_parents_come_before_their_children():
    seen: set[str] = set()
    for row in content.list_associations():
        assert set(row["parents"]) <= seen, row["key"]
        seen.add(row["key"])


def test_the_tree_shows_every_kind_of_association_in_both_countries():
    assert {row["type"] for row in ASSOCIATIONS.values()} == {
        "country",
        "region",
        "city",
        "school",
        "subject",
        "service",
    }
    assert sum(len(row["parents"]) == 2 for row in ASSOCIATIONS.values()) >= 3
    for country in ("kz", "ru"):
        inside = [row for row in ASSOCIATIONS.values() if country in _ancestors(row["key"])]
        assert any(row["type"] == "service" for row in inside)
        assert any(row["origin"] == "self" and row["joining"] == "open" for row in inside)


def test_no_real_school_is_named():
    for row in ASSOCIATIONS.values():
        if row["type"] == "school":
            number = re.search(r"№ (\d+)", row["name_ru"])
            assert number
            assert int(number[1]) > 3000


@pytest.mark.parametrize("table", ["subjects.json", "grades.json"])
def test_subjects_and_grades_have_three_names(table):
    for row in _table(table):
        assert row["name_ru"]
        assert row["name_kk"]
        assert row["name_en"]


def test_names_are_in_three_languages_and_kazakh_is_kazakh():
    for row in ASSOCIATIONS.values():
        for field in ("name", "about"):
            assert all(row[f"{field}_{language}"].strip() for language in ("ru", "kk", "en")), row["key"]
        assert KAZAKH_LETTERS & set((row["name_kk"] + row["about_kk"]).lower()), row["key"]
        assert not re.search("[а-яё]", row["name_en"].lower()), row["key"]


def test_people_stand_in_known_places():
    for person in PEOPLE.values():
        ZoneInfo(person["timezone"])
        assert person["email"] == f"{person['username']}@example.org"
        assert len(person["full_name"].split()) == 3
        assert re.fullmatch(r"[a-z]+(\.[a-z]+)*", person["username"])
        for row in person["memberships"] + person["offices"]:
            assert row["association"] in ASSOCIATIONS
        assert {row["role"] for row in person["memberships"]} <= {"member", "head", "secretary"}
        zones = {
            zone for circle in _circles(person["key"]) for at, zone in TIMES_OF_A_PLACE.items() if circle[:3] == at
        }
        assert not zones or person["timezone"] in zones, person["key"]


def test_requests_wait_for_a_head_who_can_be_signed_in_as():
    shown = {row["person"] for row in content.list_sign_ins()}
    for row in content.list_requests():
        assert ASSOCIATIONS[row["association"]]["joining"] == "request"
        assert row["association"] not in {one["association"] for one in PEOPLE[row["person"]]["memberships"]}
        assert any(
            {"association": row["association"], "role": "head"} in PEOPLE[person]["memberships"] for person in shown
        )
        assert row["reason"].strip()


def test_heads_and_offices_are_present():
    roles = {row["role"] for person in PEOPLE.values() for row in person["memberships"]}
    offices = {row["office"] for person in PEOPLE.values() for row in person["offices"]}
    assert roles == {"member", "head", "secretary"}
    assert offices == {"methodologist", "curator"}
    assert sum(person["is_admin"] for person in PEOPLE.values()) == 1


def test_three_sign_ins_are_a_teacher_a_head_and_an_admin():
    teacher, head, admin = (PEOPLE[row["person"]] for row in content.list_sign_ins())
    assert any(lesson["author"] == teacher["key"] for lesson in LESSONS)
    assert any(row["role"] == "head" for row in head["memberships"])
    assert admin["is_admin"]
    assert len(content.demo_password()) >= 12


def test_every_member_of_a_school_association_has_a_circle_wider_than_the_school():
    assert {"kzo-s3101", "kzo-math", "kzo", "kz"} < _circles("zhanar")


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic["key"])
def test_a_topic_is_said_by_those_who_may_read_it(topic):
    audience = topic["audience"]
    assert audience in {"public", "private"} or audience in _ancestors(topic["association"])
    assert topic["association"] in _circles(topic["author"]) | _offices(topic["author"])
    assert topic["title"].strip()
    assert topic["body"].strip()
    assert 1 <= len(topic["tags"]) <= 5
    last = 0
    for number, answer in enumerate(topic["replies"], start=2):
        assert answer["body"].strip()
        assert _may_read(answer["author"], topic["author"], audience), answer["author"]
        assert answer["minutes_after"] > last
        last = answer["minutes_after"]
        assert answer["reply_to"] is None or 1 <= answer["reply_to"] < number
    assert last < topic["days_ago"] * 1440
    assert topic["solved_by"] is None or 2 <= topic["solved_by"] <= len(topic["replies"]) + 1
    assert topic["solved_by"] is None or topic["kind"] == "question"


def test_mentions_name_people():
    usernames = {person["username"] for person in PEOPLE.values()}
    texts = [topic["body"] for topic in TOPICS] + [answer["body"] for topic in TOPICS for answer in topic["replies"]]
    mentioned = {name for text in texts for name in re.findall(r"(?<!\w)@([a-z.]*[a-z])", text)}
    assert mentioned
    assert mentioned <= usernames


def test_topics_are_rich_enough_for_a_first_visit():
    public = [topic for topic in TOPICS if topic["audience"] == "public"]
    texts = "\n".join(topic["body"] + "".join(answer["body"] for answer in topic["replies"]) for topic in TOPICS)
    assert len(TOPICS) >= 20
    assert len(public) >= 14
    assert len(TOPICS) - len(public) >= 5
    assert {topic["language"] for topic in public} == {"ru", "kk", "en"}
    assert any(topic["closed"] for topic in TOPICS)
    assert any(topic["audience"] == "private" for topic in TOPICS)
    assert all(mark in texts for mark in ("\n> ", "\n- ", "\n1. ", "|---|", "**"))


def test_kazakh_texts_are_kazakh():
    for row in [*TOPICS, *LESSONS]:
        if row["language"] == "kk":
            assert len(KAZAKH_LETTERS & set(json.dumps(row, ensure_ascii=False).lower())) >= 7, row["key"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson["key"])
def test_a_lesson_and_its_comments_hold_together(lesson):
    subjects = {row["code"] for row in _table("subjects.json")}
    grades = {row["grade"] for row in _table("grades.json")}
    assert lesson["subject"] in subjects
    assert lesson["grade"] in grades
    assert lesson["association"] in _circles(lesson["author"])
    assert lesson["audience"] == "public" or lesson["audience"] in _ancestors(lesson["association"])
    assert all(lesson[field].strip() for field in ("title", "note", "request", "file_name"))
    assert lesson["file_name"].endswith("." + lesson["format"])
    starts = {version["number"]: version["days_after"] * 1440 for version in lesson["versions"]}
    assert list(starts) == list(range(1, len(starts) + 1))
    assert max(starts.values()) < lesson["days_ago"] * 1440
    for comment in lesson["comments"]:
        assert comment["kind"] in {"clarify", "value", "concern", "suggest"}
        assert comment["author"] != lesson["author"]
        assert _may_read(comment["author"], lesson["author"], lesson["audience"]), comment["key"]
        assert starts[comment["version"]] < comment["minutes_after"] < lesson["days_ago"] * 1440
        assert comment["text"].strip()
        _check_state(comment, starts)
    for answer in lesson["replies"]:
        assert _may_read(answer["author"], lesson["author"], lesson["audience"])
        assert answer["minutes_after"] < lesson["days_ago"] * 1440


def _check_state(comment, starts):
    state = comment["state"]
    assert state in {"open", "answered", "accepted", "declined", "done"}
    assert bool(comment["reason"]) == (state == "declined")
    assert (comment["done_in"] is not None) == (state == "done")
    assert bool(comment["reply"]) == (state in {"answered", "accepted", "done"})
    if state == "done":
        assert comment["minutes_after"] < starts[comment["done_in"]]


def test_the_whole_loop_is_shown():
    comments = [comment for lesson in LESSONS for comment in lesson["comments"]]
    assert {comment["state"] for comment in comments} == {"open", "answered", "accepted", "declined", "done"}
    assert {comment["kind"] for comment in comments} == {"clarify", "value", "concern", "suggest"}
    assert sum(len(lesson["versions"]) == 2 for lesson in LESSONS) == 2
    assert sum(lesson["format"] == "docx" for lesson in LESSONS) == 6
    assert {lesson["language"] for lesson in LESSONS} == {"ru", "kk", "en"}
