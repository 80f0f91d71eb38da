"""The tree, joining, asking, members and requests through the pages."""

import pytest

from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import give_office, join, make_association
from tests.factories.topics import make_topic
from tests.web.pages import form, press, send

HOSTILE = '<img src=x onerror=alert(1)> "кавычки" & Ә'


@pytest.fixture
def place(app):
    country = make_association("Казахстан", name_kk="Қазақстан", kind="country")
    return make_association("Школа № 5", [country], kind="school", joining="request", about="Учителя школы.")


def test_the_tree_shows_every_place_to_everyone_and_counts_nothing(app, client, place):
    author = make_person()
    join(author, place)
    make_topic(place, author, "Тайна школы", audience=place)
    page = client.get("/categories")
    assert page.status_code == 200
    assert "Казахстан" in page.text
    assert f'href="/c/школа-5/{place}"' in page.text
    assert "<details" in page.text
    assert "Тайна" not in page.text
    stranger_sees = page.text
    make_topic(place, author, "Вторая тайна", audience=place)
    assert client.get("/categories").text == stranger_sees


def test_the_tree_speaks_the_readers_language(client, place):
    assert "Қазақстан" in client.get("/categories?lang=kk").text


def test_an_empty_tree_says_what_belongs_here(client):
    assert "Разделов пока нет" in client.get("/categories").text


def test_names_are_shown_as_text(app, client):
    one = make_association(HOSTILE, about=HOSTILE, joining="request")
    person = make_person(HOSTILE.replace("<", "").replace(">", ""), school=HOSTILE)
    join(person, one, "head")
    join(make_person(), one, state="asked", reason=HOSTILE)
    sign_in(client, person)
    for path in ("/categories", f"/c/{one}/people"):
        page = client.get(path).text
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


def test_joining_and_leaving_an_open_association(app, client):
    one, person = make_association("Открытый круг", joining="open"), make_person()
    sign_in(client, person)
    page = client.get(f"/c/открытый-круг/{one}")
    answer = press(client, page, f"/c/{one}/join")
    assert answer.status_code == 303
    assert actor_of(person).memberships == {one}
    page = client.get(answer.location)
    assert "Вы вступили" in page.text
    assert press(client, page, f"/c/{one}/leave").status_code == 303
    assert actor_of(person).memberships == frozenset()


def test_asking_and_being_let_in(app, client, place):
    head, asker = make_person("Ким Виктор Сергеевич"), make_person("Омарова Сәуле Қанатқызы", school="Школа № 7")
    join(head, place, "head")
    sign_in(client, asker)
    refused = send(client, client.get(f"/c/{place}/ask"), f"/c/{place}/ask", reason="  ")
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    answer = send(client, refused, f"/c/{place}/ask", reason="Веду алгебру\r\nв 8 классе")
    assert answer.status_code == 303
    assert client.get(f"/c/{place}/people").status_code == 403
    desk = app.test_client()
    sign_in(desk, head)
    page = desk.get(f"/c/{place}/people")
    assert "Веду алгебру" in page.text
    assert "Школа № 7" in page.text
    assert press(desk, page, f"/c/{place}/people/{asker}/accept").status_code == 303
    assert actor_of(asker).memberships == {place}
    assert client.get(f"/c/{place}/people").status_code == 200
    assert desk.post(f"/c/{place}/people/{asker}/accept").status_code == 400, "no token, no act"


def test_declining_says_nothing_to_others(app, client, place):
    head, asker, member = make_person(), make_person("Омарова Сәуле Қанатқызы"), make_person()
    join(head, place, "head")
    join(member, place)
    join(asker, place, state="asked", reason="Секрет просьбы")
    sign_in(client, member)
    page = client.get(f"/c/{place}/people")
    assert "Секрет просьбы" not in page.text
    assert "Просятся вступить" not in page.text
    desk = app.test_client()
    sign_in(desk, head)
    press(desk, desk.get(f"/c/{place}/people"), f"/c/{place}/people/{asker}/decline")
    assert "Сейчас никто не ждёт ответа" in desk.get(f"/c/{place}/people").text


def test_there_is_nothing_to_ask_where_one_is_or_may_walk_in(app, client, place):
    person = make_person()
    join(person, place)
    sign_in(client, person)
    assert client.get(f"/c/{place}/ask").status_code == 303
    assert client.get(f"/c/{make_association(joining='open')}/ask").status_code == 303


@pytest.mark.parametrize("path", ["join", "leave", "ask", "people/1/accept", "people/1/decline"])
def test_what_does_not_exist_is_not_found(app, client, path):
    sign_in(client, make_person())
    token = form(client.get("/my/settings"), "/my/settings").fields["csrf_token"]
    for number in ("999", "99999999999999999999"):
        answer = client.post(f"/c/{number}/{path}", data={"csrf_token": token, "reason": "x"})
        assert answer.status_code in {404, 405}


def test_offices_and_strangers_see_no_members(app, place):
    country = make_association(kind="country")
    for office in ("methodologist", "curator"):
        person = make_person()
        give_office(person, place, office)
        give_office(person, country, office)
        client = app.test_client()
        sign_in(client, person)
        assert client.get(f"/c/{place}/people").status_code == 403
    assert app.test_client().get(f"/c/{place}/people").status_code == 302


def test_many_members_go_on_to_another_page(app, client, place, monkeypatch):
    monkeypatch.setattr("forum.associations.queries.people.PEOPLE_SHOWN", 2)
    monkeypatch.setattr("forum.associations.queries.PEOPLE_SHOWN", 2)
    people = [make_person(name) for name in ("Абаев Асан", "Бекова Баян", "Власова Вера")]
    for one in people:
        join(one, place)
    sign_in(client, people[0])
    first = client.get(f"/c/{place}/people").text
    assert "Власова" not in first
    rest = client.get(f"/c/{place}/people?after=Бекова Баян&id={people[1]}").text
    assert "Власова Вера" in rest
    assert "Абаев" not in rest.split("<main", 1)[1].split("</main>", 1)[0]
    for query in ("after=x&id=x", "after=x", "after=%00&id=1"):
        assert client.get(f"/c/{place}/people?{query}").status_code == 404


@pytest.mark.parametrize(("people", "words"), [(1, "Увидит 1 человек · Круг"), (2, "2 человек"), (5, "5 человек")])
def test_who_will_read_is_said_in_words(app, client, people, words):
    one = make_association("Круг")
    persons = [make_person() for _ in range(people)]
    for person in persons:
        join(person, one)
    sign_in(client, persons[0])
    assert words in client.get(f"/audience?association={one}&audience={one}").text


def test_readers_are_told_of_offered_audiences_only(app, client, place):
    person, elsewhere = make_person(), make_association()
    join(person, place)
    sign_in(client, person)
    assert client.get(f"/audience?association={place}&audience=public").text == "Увидят все, в том числе без входа"
    assert client.get(f"/audience?association={place}&audience=private").text == "Увидите только вы"
    for association, audience in (
        (place, elsewhere),
        ("x", "public"),
        (place, ""),
        ("", "public"),
        (elsewhere, elsewhere),
    ):
        assert client.get(f"/audience?association={association}&audience={audience}").status_code == 404
    assert app.test_client().get(f"/audience?association={place}&audience={place}").status_code == 302


def test_the_members_own_page_says_where_she_stands(app, client, place):
    person = make_person()
    join(person, place, "head")
    sign_in(client, person)
    assert "вы здесь" in client.get("/categories").text
