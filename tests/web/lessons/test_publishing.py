"""Publishing a plan through the form, with every file a person may choose by mistake."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from forum import jobs
from forum.db import transaction
from forum.documents.models import StoredFile
from forum.lessons.models import Lesson, LessonVersion
from forum.topics.models import Post, Topic
from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join, make_association
from tests.factories.documents import make_docx, state_of
from tests.factories.lessons import publish
from tests.web.pages import form

HOSTILE = Path(__file__).parents[3] / "../shared/samples/hostile"


@pytest.fixture
def author(client):
    """Sign in a teacher of one association."""
    place = make_association("Математики города")
    person = make_person("Абенова Айгүл Сериковна")
    join(person, place)
    sign_in(client, person)
    return actor_of(person)


def token(client, url):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)[1]


def send(client, url="/lessons/new", *, file=None, name="План урока №1.docx", headers=None, **fields):
    page = client.get(url).text
    place = re.search(r'<option value="(\d+)"( selected)?>Математики города', page)
    typed = {
        "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1],
        "title": "Сложение дробей", "subject": "math", "grade": "5", "language": "ru",
        "association": place[1] if place else "", "audience": "public", "note": "Хватит ли времени?", **fields,
    }  # fmt: skip
    if file is not None:
        typed["files"] = (io.BytesIO(file), name)
    return client.post(url, data=typed, content_type="multipart/form-data", headers=headers)


def count(model):
    with transaction(write=False) as session:
        return session.query(model).count()


def test_form_says_what_is_taken_and_who_will_read(client, author):
    page = client.get("/lessons/new").text
    assert "DOCX, PDF, PPTX, XLSX, ODT, MD, TXT, JPEG, PNG или WebP, не больше 50 МБ." in page
    assert "Старый DOC примем" in page
    assert re.search(r'<option value="\d+" selected>Математики города', page)
    assert "Увидит 1 человек · Математики города" in page
    assert 'name="audience" value="public"' in page


def fields_of(answer, action):
    chosen = {name: values[0] for name, values in form(answer, action).fields.items() if values}
    return {name: chosen.get(name) for name in ("association", "audience")}


@pytest.mark.parametrize("address", ["/lessons/new", "/t/new"])
def test_both_forms_begin_with_the_same_circle_and_readers(client, author, address):
    (first,) = author.memberships
    assert fields_of(client.get(address), address) == {"association": str(first), "audience": str(first)}
    city = make_association("Город", kind="city")
    second = make_association("Физики", [city])
    join(author.person_id, second)
    assert fields_of(client.get(address), address) == {"association": "", "audience": None}
    asked = client.get(f"{address}?association={second}")
    assert fields_of(asked, address) == {"association": str(second), "audience": str(second)}
    assert f'value="{city}"' in asked.text, "the circle above it is on offer too"
    assert f'name="audience" value="{first}"' not in asked.text
    chosen = fields_of(client.get(f"{address}?association=424242"), address)
    assert chosen == {"association": "", "audience": None}


def test_without_script_the_circles_of_an_association_are_asked_for_and_nothing_is_lost(client, author):
    second = make_association("Физики")
    join(author.person_id, second)
    kept = {"title": "Сложение дробей", "association": str(second), "choose": "1"}
    answer = send(client, audience="", **kept)
    assert answer.status_code == 200
    assert fields_of(answer, "/lessons/new") == {"association": str(second), "audience": str(second)}
    assert 'value="Сложение дробей"' in answer.text
    again = send(client, file=make_docx(), **kept)
    assert again.status_code == 422
    assert "Выберите файл ещё раз" in again.text
    assert count(Topic) == 0


def test_published_plan_is_a_topic_with_a_file(client, author):
    answer = send(client, file=make_docx())
    assert answer.status_code == 303
    assert "План выложен." in client.get(answer.location).text
    with transaction(write=False) as session:
        lesson, version, file = (session.query(model).one() for model in (Lesson, LessonVersion, StoredFile))
        topic, post = session.query(Topic).one(), session.query(Post).one()
        assert (lesson.topic_id, topic.kind, topic.title, topic.audience) == (
            topic.id,
            "lesson",
            "Сложение дробей",
            "public",
        )
        assert (version.number, version.file_id, file.topic_id, file.name) == (
            1,
            file.id,
            topic.id,
            "План урока №1.docx",
        )
        assert "Хватит ли времени?" in post.text
        assert "Математика, 5 класс" in post.text


def test_script_is_told_where_to_go(client, author):
    answer = send(client, file=make_docx(), headers={"Accept": "application/json"})
    assert answer.status_code == 201
    assert client.get(answer.json["location"]).status_code == 200


def test_what_was_typed_comes_back_and_the_file_is_asked_for_again(client, author):
    answer = send(client, file=make_docx(), title="", note="Посмотрите этап 2")
    assert answer.status_code == 422
    assert "Напишите тему урока." in answer.text
    assert "Посмотрите этап 2" in answer.text
    assert "Выберите файл ещё раз: вернуть его в форму браузер не может." in answer.text
    assert '<option value="math" selected>' in answer.text
    assert count(Lesson) == count(Topic) == count(StoredFile) == 0


def test_without_a_file_nothing_is_published(client, author):
    answer = send(client)
    assert answer.status_code == 422
    assert "Выберите файл с планом." in answer.text
    assert count(Topic) == 0


@pytest.mark.parametrize(
    "fields",
    [{"subject": "nonsense"}, {"grade": "77"}, {"grade": "abc"}, {"language": "xx"}, {"audience": "999999"},
     {"audience": "nonsense"}, {"association": "999999"}, {"association": "x"}, {"note": "я" * 2001},
     {"title": "я" * 300}],
)  # fmt: skip
def test_values_from_outside_are_refused_at_their_field(client, author, fields):
    answer = send(client, file=make_docx(), **fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert count(Topic) == count(StoredFile) == 0


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 70_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "пусто.docx"),
        (b"MZ\x90\x00" + b"\x00" * 900, "урок.docx"),
        (b"PK\x03\x04 broken", "урок.docx"),
        (bomb(), "урок.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "урок.docx"),
        (b"<html><script>alert(1)</script></html>", "урок.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "рисунок.svg"),
        (b"{\\rtf1 x}", "урок.rtf"),
        (make_docx(), "~$урок.docx"),
    ],
    ids=["empty", "program", "torn", "bomb", "ole", "html", "svg", "rtf", "lock"],
)
def test_bad_file_is_refused_with_a_sentence_and_leaves_nothing(client, author, content, name):
    answer = send(client, file=content, name=name)
    assert answer.status_code == 422
    sentence = re.search(r'id="files-error">.*?</span>\s*([^<]+)</span>', answer.text, re.DOTALL)[1]
    assert sentence.strip().endswith(".")
    assert 'value="Сложение дробей"' in answer.text
    assert count(Topic) == count(StoredFile) == 0


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile samples are not here")
@pytest.mark.slow
# The test client leaves open the temporary file it builds a long body in.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_hostile_sample_is_refused_or_handled(client, author):
    for path in sorted(HOSTILE.iterdir()):
        if path.suffix == ".csv":
            continue
        answer = send(client, file=path.read_bytes(), name=path.name)
        assert answer.status_code in {303, 422}, path.name
        if answer.status_code == 422:
            assert 'id="files-error"' in answer.text, path.name
    jobs.run_pending()
    with transaction(write=False) as session:
        ids = [file.id for file in session.query(StoredFile)]
    assert {state_of(file_id) for file_id in ids} <= {"ready", "failed"}


def test_whoever_has_no_association_is_told_to_join(client):
    sign_in(client, make_person())
    assert "Сначала вступите в объединение" in client.get("/lessons/new").text


def test_unconfirmed_address_publishes_nothing(client):
    place = make_association("Математики города")
    person = make_person(confirmed=False)
    join(person, place)
    sign_in(client, person)
    answer = send(client, file=make_docx())
    assert answer.status_code == 403 or "подтвердите почту" in answer.text
    assert count(Topic) == 0


def test_visitor_is_sent_to_sign_in(client):
    assert client.get("/lessons/new").status_code == 302
    assert client.get("/lessons/new").location.startswith("/login")


def test_stale_token_gives_the_text_back_and_speaks_of_the_file(client, author):
    answer = send(
        client,
        file=make_docx(),
        csrf_token="old",
        note="Посмотрите этап 2, пожалуйста: там мало времени на работу в парах",
    )
    assert answer.status_code == 400
    assert "Посмотрите этап 2, пожалуйста" in answer.text
    assert "файл придётся выбрать ещё раз" in answer.text
    button = form(answer, "/lessons/new")
    opened = client.post("/lessons/new", data=button.fields)
    assert opened.status_code == 422
    again = form(opened, "/lessons/new").fields
    assert {name: again[name] for name in button.fields if name != "csrf_token"} == {
        name: values for name, values in button.fields.items() if name != "csrf_token"
    }
    assert 'id="files-error"' in opened.text
    assert count(Lesson) == 0


def test_author_uploads_a_version_and_the_first_stays(client, author):
    lesson = publish(author, next(iter(author.memberships)))
    url = f"/lessons/{lesson.id}/versions/new"
    answer = send(client, url, file=make_docx(["Новый план"]), name="План, версия 2.docx", note="Карточки трёх уровней")
    assert answer.status_code == 303
    assert "Версия 2 загружена." in client.get(answer.location).text
    with transaction(write=False) as session:
        assert [one.number for one in session.query(LessonVersion).order_by(LessonVersion.number)] == [1, 2]


def test_version_without_a_file_says_so(client, author):
    lesson = publish(author, next(iter(author.memberships)))
    answer = send(client, f"/lessons/{lesson.id}/versions/new")
    assert answer.status_code == 422
    assert "Выберите файл с планом." in answer.text


def test_nobody_else_uploads_a_version(client, author):
    place = next(iter(author.memberships))
    lesson = publish(author, place)
    colleague = make_person()
    join(colleague, place, "head")
    sign_in(client, colleague)
    url = f"/lessons/{lesson.id}/versions/new"
    assert client.get(url).status_code == 403
    answer = client.post(
        url, data={"csrf_token": token(client, "/lessons/new"), "files": (io.BytesIO(make_docx()), "a.docx")}
    )
    assert answer.status_code == 403
    assert count(LessonVersion) == 1
