"""Publish a lesson plan and its further versions."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.associations.policy import Audience
from forum.errors import Forbidden, ForumError
from forum.lessons import operations
from forum.lessons import policy as lesson_policy
from forum.lessons.queries import get_lesson
from forum.lessons.subjects import grades, subjects
from forum.web import audiences, http
from forum.web.identity import LOCALES, actor, locale, sign_in_required
from forum.web.lessons.forms import ACCEPT, LessonForm, VersionForm
from forum.web.lessons.room import room


@room.get("/lessons/new")
@sign_in_required
def new() -> str:
    """Show the form of a new lesson plan, for an association if one is named."""
    place = audiences.preselected(actor(), audiences.writable(actor()), _id(request.args.get("association")))
    chosen = str(place or "")
    return _form_page(LessonForm(formdata=None, association=chosen, audience=chosen, language=locale()))


@room.post("/lessons/new")
@sign_in_required
@http.limiter.limit("60 per hour", methods=["POST"])
def publish() -> Response | tuple[str, int]:
    """Publish the plan and go to its page."""
    form = LessonForm()
    if "choose" in request.form:
        form.audience.data = form.association.data
        if form.files.data:
            form.files.errors = [_file_again()]
        return _form_page(form), http.status_of(form)
    if form.validate_on_submit():
        try:
            lesson = operations.publish_lesson(
                actor=actor(),
                association_id=_id(form.association.data),
                title=form.title.data or "",
                subject=form.subject.data,
                grade=_id(form.grade.data),
                audience=Audience.parse(form.audience.data),
                stream=cast("BinaryIO", form.files.data.stream),
                file_name=form.files.data.filename or "",
                note=form.note.data or "",
                language=form.language.data,
                max_bytes=_limit(),
            )
            row = get_lesson(actor=actor(), lesson_id=lesson.id)
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("План выложен. Сейчас подготовим его к чтению на странице."))
            return _done(url_for(".lesson", slug=row.slug, lesson_id=row.id))
    _ask_for_the_file_again(form)
    return _form_page(form), http.status_of(form)


@room.get("/lessons/<int:lesson_id>/versions/new")
@sign_in_required
def new_version(lesson_id: int) -> str:
    """Show the author the form of a further version."""
    return _version_page(VersionForm(formdata=None), lesson_id)


@room.post("/lessons/<int:lesson_id>/versions/new")
@sign_in_required
@http.limiter.limit("60 per hour", methods=["POST"])
def upload_version(lesson_id: int) -> Response | tuple[str, int]:
    """Add the version and go to it."""
    form = VersionForm()
    if form.validate_on_submit():
        try:
            version = operations.upload_version(
                actor=actor(),
                lesson_id=lesson_id,
                stream=cast("BinaryIO", form.files.data.stream),
                name=form.files.data.filename or "",
                note=form.note.data or "",
                max_bytes=_limit(),
            )
            row = get_lesson(actor=actor(), lesson_id=lesson_id)
        except Forbidden:
            raise
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Версия %(number)d загружена. Прежняя осталась по своему адресу."), number=version.number)
            return _done(url_for(".lesson", slug=row.slug, lesson_id=row.id))
    _ask_for_the_file_again(form)
    return _version_page(form, lesson_id), http.status_of(form)


def _form_page(form: LessonForm) -> str:
    """Show the form with what schools teach, and where and for whom this person may publish."""
    places = audiences.writable(actor())
    options = audiences.offered(actor(), _id(form.association.data))
    form.association.choices = audiences.place_choices(actor(), places, form.association.data)
    form.audience.choices = audiences.choices(options)
    form.subject.choices = [
        ("", gettext("Выберите предмет")),
        *((one.code, one.name(locale())) for one in subjects().values()),
    ]
    form.grade.choices = [
        ("", gettext("Выберите класс")),
        *((str(one.grade), one.name(locale())) for one in grades().values()),
    ]
    form.language.choices = list(LOCALES.items())
    return render_template(
        "lessons/new.html",
        form=form,
        accept=ACCEPT,
        limit=_limit_words(),
        max_bytes=_limit(),
        has_places=bool(places),
        readers=audiences.readers_sentence(options, form.audience.data),
    )


def _version_page(form: VersionForm, lesson_id: int) -> str:
    row = get_lesson(actor=actor(), lesson_id=lesson_id)
    lesson_policy.require_change(actor(), row.rights)
    return render_template(
        "lessons/new_version.html", form=form, lesson=row, accept=ACCEPT, limit=_limit_words(), max_bytes=_limit()
    )


def _ask_for_the_file_again(form: LessonForm | VersionForm) -> None:
    """Ask for the file again: a browser never sends one back into its field; our script keeps it there."""
    if form.errors and not form.files.errors and not _from_script():
        form.files.errors = [_file_again()]


def _file_again() -> str:
    return str(gettext("Выберите файл ещё раз: вернуть его в форму браузер не может."))


def _done(url: str) -> Response:
    """Lead on to a page; a script that showed the progress of the upload is told where."""
    if _from_script():
        return make_response({"location": url}, 201)
    return redirect(url, 303)


def _from_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _limit() -> int:
    limit: int = current_app.extensions["forum_config"].max_upload
    return limit


def _limit_words() -> str:
    words = gettext(
        "DOCX, PDF, PPTX, XLSX, ODT, MD, TXT, JPEG, PNG или WebP, не больше %(limit)d МБ. "
        "Старый DOC примем, но читать и комментировать его на странице не получится: лучше сохраните его как DOCX.",
        limit=_limit() // (1024 * 1024),
    )
    return str(words)


def _id(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
