"""The page of switches, the end of letters by a link, and the digest on the site."""

import re
from datetime import timedelta

import pytest

from forum import clock, jobs, mail
from forum.associations.policy import Audience
from forum.db import transaction
from forum.notifications import operations, tokens
from forum.notifications.kinds import SWITCHES
from forum.notifications.models import Mailing
from forum.notifications.queries import find_reader, list_ways
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.notifications.town import MORNING, at, letters, open_topic, reply, text_of
from tests.web.pages import form, send

PAGE = "/my/settings/notifications"


@pytest.fixture
def aigul(client):
    person = make_person("Омарова Айгүл Сериковна", username="aigul")
    sign_in(client, person)
    return person


def test_a_visitor_is_asked_to_sign_in(client):
    assert "/login" in client.get(PAGE).location
    assert client.get("/my/notifications/count.json").status_code == 401


def test_every_switch_that_happens_has_four_ways_and_shows_the_first_one(client, aigul):
    answer = client.get(PAGE)
    shown = form(answer, PAGE).fields
    for switch in SWITCHES:
        assert answer.text.count(f'name="way-{switch.name}"') == 4
        assert shown[f"way-{switch.name}"] == [switch.first.value]
    assert shown["letters"] == ["each"]
    assert (shown["quiet_from"], shown["quiet_to"]) == (["20"], ["8"])


def test_choices_are_kept(client, aigul):
    wishes = {
        "way-reply": "never", "way-quote": "mail", "letters": "digest", "digest": "daily", "digest_hour": "7",
        "digest_day": "4", "quiet_from": "22", "quiet_to": "6",
    }  # fmt: skip
    answer = send(client, client.get(PAGE), PAGE, **wishes)
    assert answer.status_code == 303
    answer = client.get(PAGE)
    assert "Сохранено." in answer.text
    shown = form(answer, PAGE).fields
    assert {name: shown[name] for name in wishes} == {name: [value] for name, value in wishes.items()}
    with transaction(write=False):
        ways, reader = list_ways(aigul), find_reader(aigul)
    assert (ways["reply"], ways["quote"], ways["mention"]) == ("never", "mail", "mail")
    assert (reader.letters, reader.digest_hour, reader.quiet_from, reader.quiet_to) == ("digest", 7, 22, 6)
    assert reader.digest_at is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"way-reply": "loudly"}, {"letters": "all"}, {"digest": "hourly"}, {"digest_hour": "24"}, {"digest_day": "7"},
        {"quiet_from": "-1"}, {"quiet_to": "x"}, {"way-nothing": "mail"},
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_is_refused_and_changes_nothing(client, aigul, wrong):
    answer = send(client, client.get(PAGE), PAGE, **{"way-mention": "never", **wrong})
    assert answer.status_code == 422
    assert "Нужно поправить" in answer.text
    with transaction(write=False):
        assert list_ways(aigul)["mention"] == "mail"


def test_no_letters_here_is_no_letters_on_the_page_of_settings(client, aigul):
    send(client, client.get(PAGE), PAGE, letters="none")
    assert "mail_notices" not in form(client.get("/my/settings"), "/my/settings").fields
    send(client, client.get("/my/settings"), "/my/settings", mail_notices="y")
    assert form(client.get(PAGE), PAGE).fields["letters"] == ["each"]


def test_a_mail_program_ends_letters_by_one_click_without_signing_in(app, client, aigul):
    link = f"/unsubscribe/{tokens.sign(aigul, 'notices')}"
    program = app.test_client()
    assert program.get(link).status_code == 200
    with transaction(write=False):
        assert find_reader(aigul).letters == "each", "opening a link changes nothing"
    answer = program.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    with transaction(write=False):
        reader = find_reader(aigul)
        assert (reader.letters, reader.digest) == ("digest", "weekly")


def test_a_person_ends_the_digest_or_all_and_takes_it_back(app, aigul):
    visitor = app.test_client()
    link = f"/unsubscribe/{tokens.sign(aigul, 'digest')}"
    page = visitor.get(link)
    assert "Не присылать дайджест?" in page.text
    page = send(visitor, page, link)
    assert "Дайджест больше не придёт." in page.text
    with transaction(write=False):
        assert find_reader(aigul).digest == "never"
    page = send(visitor, page, link)
    assert "Письма вернулись" in page.text
    with transaction(write=False):
        assert find_reader(aigul).digest == "weekly"
    assert visitor.post(link, data={"what": "all"}).status_code == 200
    with transaction(write=False):
        assert find_reader(aigul).letters == "none"


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "2" + token[1:],
        lambda token: token.replace("notices", "digest"),
        lambda token: token.replace("notices", "all"),
        lambda token: token.rpartition("-")[0],
        lambda _token: "x",
        lambda _token: "1-notices-ы",
        lambda _token: "-" * 300,
    ],
)
def test_a_token_that_is_not_ours_is_not_found(client, aigul, change):
    token = tokens.sign(1, "notices")
    for answer in (client.get(f"/unsubscribe/{change(token)}"), client.post(f"/unsubscribe/{change(token)}")):
        assert answer.status_code == 404


@pytest.fixture
def digest(app, tmp_path, monkeypatch):
    """Give a circle, its two members, and the digest that one of them was sent."""
    place = mail.Post(smtp_url=None, sender="f@example.org", sender_name="К", outbox=tmp_path)
    monkeypatch.setattr(mail, "_post", [place])
    circle = make_association("Математики")
    people = [make_person(name) for name in ("Омарова Айгүл Сериковна", "Сейтқали Нұрлан Ерболұлы")]
    for person in people:
        join(person, circle)
    aigul, nurlan = map(actor_of, people)
    with clock.freeze(MORNING + timedelta(minutes=1)), transaction():
        operations.choose_letters(
            actor=aigul, letters="digest", digest="daily", digest_hour=9, digest_day=0, quiet_from=0, quiet_to=0
        )
    with at(MORNING + timedelta(hours=2)):
        topic = open_topic(nurlan, circle, "Кто пробовал?", title="Оценивание")
        reply(nurlan, open_topic(aigul, circle))
    with at(MORNING + timedelta(days=1)):
        pass
    (letter,) = letters(tmp_path)
    link = re.search(rf"http://localhost(/my/digest/\d+\S*/{topic})\b", text_of(letter))[1]
    return circle, aigul, nurlan, topic, link


def opened():
    with transaction(write=False) as session:
        return session.query(Mailing).one().opened_at is not None


def test_a_link_of_a_digest_leads_on_and_counts_for_its_reader_only(app, digest):
    _circle, aigul, nurlan, topic, link = digest
    visitor, other, reader = app.test_client(), app.test_client(), app.test_client()
    sign_in(other, nurlan.id)
    sign_in(reader, aigul.id)
    for client in (visitor, other):
        assert client.get(link).location.endswith(f"/{topic}")
        assert not opened()
    assert reader.get(link).location.endswith(f"/{topic}")
    assert opened()


def test_a_link_of_a_digest_leads_nowhere_else(app, digest):
    page = digest[-1].partition("?")[0]
    visitor = app.test_client()
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert "evil" not in (visitor.get(page, query_string={"to": target}).location or "").partition("next=")[0]


def test_the_digest_on_the_site_shows_what_may_be_read_now(app, digest):
    circle, aigul, nurlan, topic, link = digest
    page = link.partition("?")[0]
    reader, other, visitor = app.test_client(), app.test_client(), app.test_client()
    sign_in(reader, aigul.id)
    sign_in(other, nurlan.id)
    text = reader.get(page).text
    assert "Оценивание" in text
    assert "ответ в вашей теме «Дроби»" in text
    assert opened()
    assert other.get(page).status_code == 404
    assert "/login" in visitor.get(page).location
    with transaction():
        topics.change_audience(actor=nurlan, topic_id=topic, audience=Audience.parse("private"))
    assert "Оценивание" not in reader.get(page).text
    assert "Оценивание" not in reader.get(link, follow_redirects=True).text
    jobs.run_pending()
    del circle
