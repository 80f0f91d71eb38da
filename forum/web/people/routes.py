"""Show who people are and what they wrote, let them tell about themselves and be found."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.errors import ForumError, NotFound
from forum.lessons.subjects import subject_name, subjects
from forum.people import operations
from forum.people.policy import can_see_details
from forum.people.queries import (
    CONTRIBUTIONS,
    LANGUAGES,
    LIST_LENGTH,
    ContributionRow,
    ProfileRow,
    find_profile,
    get_own,
    list_contributions,
    list_directory,
)
from forum.topics.queries import Cursor
from forum.web import http
from forum.web.identity import actor, locale, sign_in_required
from forum.web.people.forms import IntroduceForm

room = Blueprint("people", __name__)

LONGEST_SEARCH = 100
CARD_SECONDS = 300


@room.get("/u/<username>")
def person(username: str) -> str:
    """Show who someone is, and what she wrote that the reader may read; no counts."""
    found = _get(username)
    tab, cursor = request.args.get("tab", CONTRIBUTIONS[0]), request.args.get("before")
    before = Cursor.parse(cursor) if cursor else None
    if tab not in CONTRIBUTIONS or (cursor and before is None):
        raise NotFound
    rows = list_contributions(actor=actor(), person_id=found.id, kind=tab, before=before)
    shown = rows[:LIST_LENGTH]
    return render_template(
        "people/person.html",
        person=found,
        subject_names=[subject_name(code, locale()) for code in found.subjects],
        language_names=_languages(found),
        tab=tab,
        tabs=[(name, _tab(found, name), name == tab) for name in CONTRIBUTIONS],
        rows=shown,
        address=_address,
        first_page=before is None,
        older=_tab(found, tab, shown[-1].cursor) if len(rows) > LIST_LENGTH else None,
    )


@room.get("/u/<username>/card")
def card(username: str) -> Response:
    """Give a person in a few lines: a piece of a page, for those who may see details."""
    if not can_see_details(actor()):
        raise NotFound
    found = _get(username)
    names = [subject_name(code, locale()) for code in found.subjects]
    response = make_response(
        render_template("people/card.html", person=found, subject_names=names, language_names=_languages(found))
    )
    response.headers["Cache-Control"] = f"private, max-age={CARD_SECONDS}"
    return response


@room.get("/people")
@sign_in_required
def directory() -> str:
    """Show those who wish to be found, by the alphabet."""
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    subject = request.args.get("subject", "")
    if subject and subject not in subjects():
        raise NotFound
    rows = list_directory(actor=actor(), text=text, subject=subject, after=_after())
    shown = rows[:LIST_LENGTH]
    last = shown[-1] if len(rows) > LIST_LENGTH else None
    sought: dict[str, Any] = {"q": text or None, "subject": subject or None}
    return render_template(
        "people/directory.html",
        people=shown,
        text=text,
        subject=subject,
        subjects=[(code, one.name(locale())) for code, one in subjects().items()],
        subject_names={one.id: [subject_name(code, locale()) for code in one.subjects] for one in shown},
        more=url_for("people.directory", **sought, after=last.name_key, id=last.id) if last else None,
        first_page="after" not in request.args,
        start=url_for("people.directory", **sought),
        myself=get_own(actor()),
        allowed=can_see_details(actor()),
    )


@room.get("/my/settings/profile")
@sign_in_required
def introduce() -> tuple[str, int]:
    """Show the form of what one tells about oneself."""
    own = get_own(actor())
    form = IntroduceForm(
        formdata=None,
        about=own.about,
        help_with=own.help_with,
        subjects=list(own.subjects),
        languages=list(own.languages),
        in_directory=own.in_directory,
    )
    return _form_page(form)


@room.post("/my/settings/profile")
@sign_in_required
def save() -> Response | tuple[str, int]:
    """Write down what one tells about oneself."""
    form = IntroduceForm()
    form.offer(locale())
    if form.validate():
        try:
            operations.introduce(
                actor=actor(),
                about=form.about.data or "",
                help_with=form.help_with.data or "",
                subjects=form.subjects.data or [],
                languages=form.languages.data or [],
                in_directory=form.in_directory.data,
            )
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Сохранено. Так вас видят коллеги."))
            return redirect(url_for("people.person", username=actor().username), 303)
    return _form_page(form)


def _form_page(form: IntroduceForm) -> tuple[str, int]:
    form.offer(locale())
    return render_template("people/introduce.html", form=form), http.status_of(form)


def _get(username: str) -> ProfileRow:
    found = find_profile(actor=actor(), username=username)
    if found is None:
        raise NotFound
    return found


def _languages(person: ProfileRow) -> list[str]:
    return [gettext(LANGUAGES[code]) for code in person.languages if code in LANGUAGES]


def _tab(person: ProfileRow, name: str, before: Cursor | None = None) -> str:
    tab = name if name != CONTRIBUTIONS[0] else None
    return url_for("people.person", username=person.username, tab=tab, before=str(before) if before else None)


def _address(row: ContributionRow) -> str:
    """Return where a contribution stands."""
    if row.lesson_id is not None and row.number == 1:
        return url_for("lessons.lesson", slug=row.slug, lesson_id=row.lesson_id)
    if row.number == 1:
        return url_for("topics.show", slug=row.slug, topic_id=row.topic_id)
    return url_for("topics.show_post", slug=row.slug, topic_id=row.topic_id, number=row.number)


def _after() -> tuple[str, int] | None:
    """Read where a page of the directory begins: after this name key and person."""
    key, number = request.args.get("after"), request.args.get("id", "")
    if key is None:
        return None
    if not (key.isascii() and len(key) <= 300 and number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound
    return key, int(number)
