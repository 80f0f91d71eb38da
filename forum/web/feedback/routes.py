"""Leave an improvement comment at a place of a plan, and decide about those left to oneself."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.documents.converters.rendition import Block
from forum.documents.queries import list_blocks
from forum.errors import Forbidden, ForumError, NotFound
from forum.feedback import operations
from forum.feedback.policy import require_decide
from forum.feedback.queries import FeedbackRow, get_feedback
from forum.lessons.queries import LessonRow, VersionRow, get_lesson, list_versions, pick_version
from forum.topics.policy import require_reply
from forum.web import http
from forum.web.feedback.forms import AnswerForm, CommentForm, DeclineForm
from forum.web.identity import actor, sign_in_required

room = Blueprint("feedback", __name__)

SHOWN_PLACES = 2000


@room.get("/lessons/<int:lesson_id>/comment")
@sign_in_required
def comment(lesson_id: int) -> str:
    """Show the form at a place, or the places to choose from when none is named."""
    lesson = get_lesson(actor=actor(), lesson_id=lesson_id)
    version, blocks = _version(lesson, request.args.get("version"))
    require_reply(actor(), lesson.rights)
    if not request.args.get("block"):
        return render_template(
            "feedback/places.html", lesson=lesson, version=version,
            places=[one for one in blocks if one.text or one.key][:SHOWN_PLACES],
        )  # fmt: skip
    form = CommentForm(formdata=None)
    form.block.data, form.version.data = request.args["block"], version.number
    form.start.data, form.end.data = _offset("start"), _offset("end")
    form.quote.data = request.args.get("quote", "")[: operations.QUOTE_LENGTH]
    return _page(form, lesson, version, blocks)


@room.post("/lessons/<int:lesson_id>/comment")
@sign_in_required
@http.limiter.limit("120 per hour")
def leave(lesson_id: int) -> Response | tuple[str, int]:
    """Leave the comment and go back to its place."""
    form = CommentForm()
    lesson = get_lesson(actor=actor(), lesson_id=lesson_id)
    version, blocks = _version(lesson, request.form.get("version"))
    if form.validate_on_submit():
        try:
            feedback = operations.leave(
                actor=actor(),
                lesson_id=lesson.id,
                version_number=version.number,
                block=form.block.data or "",
                kind=form.kind.data or "",
                body=form.body.data or "",
                start=form.start.data,
                end=form.end.data,
                quote=form.quote.data or "",
            )
        except NotFound:
            raise
        except ForumError as error:
            http.refused(form, error)
        else:
            own = lesson.author_id == actor().person_id
            http.note(
                gettext("Замечание оставлено.") if own else gettext("Замечание оставлено. Автор плана узнает о нём.")
            )
            return redirect(_back(lesson.slug, lesson.id, feedback.number, version=version.number), 303)
    return _page(form, lesson, version, blocks), http.status_of(form)


@room.get("/feedback/<int:feedback_id>/answer")
@sign_in_required
def answering(feedback_id: int) -> str:
    """Show the author the form of an answer."""
    return _decision_page("feedback/answer.html", AnswerForm(formdata=None), _asked(feedback_id))


@room.post("/feedback/<int:feedback_id>/answer")
@sign_in_required
def answer(feedback_id: int) -> Response | tuple[str, int]:
    """Answer in the discussion and beside the place."""
    form, row = AnswerForm(), get_feedback(actor=actor(), feedback_id=feedback_id)
    if form.validate_on_submit():
        try:
            operations.answer(actor=actor(), feedback_id=feedback_id, body=form.body.data or "")
        except (Forbidden, NotFound):
            raise
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Ответ отправлен."))
            return redirect(_back(row.slug, row.lesson_id, row.number), 303)
    return _decision_page("feedback/answer.html", form, row), http.status_of(form)


@room.get("/feedback/<int:feedback_id>/decline")
@sign_in_required
def declining(feedback_id: int) -> str:
    """Show the author the form that asks why."""
    row = _asked(feedback_id)
    form = DeclineForm(formdata=None, data={"reason": row.reason})
    return _decision_page("feedback/decline.html", form, row)


@room.post("/feedback/<int:feedback_id>/decline")
@sign_in_required
def decline(feedback_id: int) -> Response | tuple[str, int]:
    """Decline with a reason."""
    form, row = DeclineForm(), get_feedback(actor=actor(), feedback_id=feedback_id)
    if form.validate_on_submit():
        try:
            operations.decline(actor=actor(), feedback_id=feedback_id, reason=form.reason.data or "")
        except (Forbidden, NotFound):
            raise
        except ForumError as error:
            http.refused(form, error)
        else:
            http.note(gettext("Замечание отклонено, причина видна всем."))
            return redirect(_back(row.slug, row.lesson_id, row.number), 303)
    return _decision_page("feedback/decline.html", form, row), http.status_of(form)


@room.post("/feedback/<int:feedback_id>/accept")
@sign_in_required
def accept(feedback_id: int) -> Response:
    """Accept: the next version will mark it as done."""
    row = get_feedback(actor=actor(), feedback_id=feedback_id)
    operations.accept(actor=actor(), feedback_id=feedback_id)
    http.note(gettext("Замечание принято. Когда вы загрузите новую версию, оно станет учтённым."))
    return redirect(_back(row.slug, row.lesson_id, row.number), 303)


@room.post("/feedback/<int:feedback_id>/note")
@sign_in_required
def note(feedback_id: int) -> Response:
    """Take note of a comment that asks for no change."""
    row = get_feedback(actor=actor(), feedback_id=feedback_id)
    operations.note(actor=actor(), feedback_id=feedback_id)
    http.note(gettext("Отмечено: вы приняли замечание к сведению."))
    return redirect(_back(row.slug, row.lesson_id, row.number), 303)


@room.post("/feedback/<int:feedback_id>/done")
@sign_in_required
def done(feedback_id: int) -> Response:
    """Say that the newest version already does it."""
    row = get_feedback(actor=actor(), feedback_id=feedback_id)
    operations.mark_done(actor=actor(), feedback_id=feedback_id)
    http.note(gettext("Замечание отмечено как учтённое."))
    return redirect(_back(row.slug, row.lesson_id, row.number), 303)


def _version(lesson: LessonRow, asked: str | None) -> tuple[VersionRow, tuple[Block, ...]]:
    """Return the version a comment is for, and its blocks; NotFound when it cannot be commented on."""
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise NotFound
    version = pick_version(list_versions(actor=actor(), lesson_id=lesson.id), int(asked) if asked else None)
    blocks = list_blocks(version.file_id)
    if not blocks:
        raise NotFound
    return version, blocks


def _page(form: CommentForm, lesson: LessonRow, version: VersionRow, blocks: tuple[Block, ...]) -> str:
    block = next((one for one in blocks if one.id == form.block.data), None)
    if block is None:
        raise NotFound
    start, end = form.start.data, form.end.data
    chosen = block.text[start:end] if start is not None and end is not None and 0 <= start < end else ""
    return render_template(
        "feedback/comment.html", form=form, lesson=lesson, version=version, block=block, chosen=chosen,
        clipped=bool(chosen and request.values.get("clipped")),
    )  # fmt: skip


def _asked(feedback_id: int) -> FeedbackRow:
    row = get_feedback(actor=actor(), feedback_id=feedback_id)
    lesson = get_lesson(actor=actor(), lesson_id=row.lesson_id)
    require_decide(actor(), lesson.rights, row.state if request.endpoint == "feedback.declining" else "open")
    return row


def _decision_page(template: str, form: AnswerForm | DeclineForm, row: FeedbackRow) -> str:
    return render_template(template, form=form, row=row, back=_back(row.slug, row.lesson_id, row.number))


def _back(slug: str, lesson_id: int, number: int, *, version: int | None = None) -> str:
    """Return the address of a comment beside its place: on the version it was left on, else on the newest."""
    return url_for("lessons.lesson", slug=slug, lesson_id=lesson_id, version=version, _anchor=f"c-{number}")


def _offset(name: str) -> int | None:
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
