"""Drafts of one's own: saved while one types, offered where one left off, listed, let go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from forum.errors import ForumError, Invalid, TooMany
from forum.topics import operations
from forum.topics.queries import DraftRow, find_draft, list_drafts
from forum.web import http
from forum.web.identity import actor, sign_in_required
from forum.web.templating import said
from forum.web.topics.limits import limit_saving
from forum.web.topics.room import room

KEEP = "keep"


@room.get("/my/drafts")
@sign_in_required
def drafts() -> str:
    """List what one has begun to write."""
    return render_template("topics/drafts.html", drafts=list_drafts(actor=actor()), goes_on=_goes_on)


@room.post("/my/drafts/<key>")
@limit_saving
def save_draft(key: str) -> tuple[Response, int]:
    """Keep what stands in a form, sent as JSON `{sequence, fields}`.

    Answers `{sequence}`; 409 with `{sequence, done, fields}` of what another window saved; 401 when signed out.
    """
    if not actor().signed_in:
        return jsonify(error=gettext("Войдите, чтобы черновик сохранился на сайте.")), 401
    sent = request.get_json(silent=True)
    try:
        sequence, fields = _read(sent)
        kept = operations.keep_draft(actor=actor(), key=key, sequence=sequence, fields=fields)
    except ForumError as error:
        http.abandon()
        return jsonify(error=said(error)), http.STATUS.get(type(error), 422)
    if kept.other is not None:
        return jsonify(sequence=kept.sequence, done=kept.other.done, fields=dict(kept.other.fields)), 409
    return jsonify(sequence=kept.sequence), 200


@room.post("/my/drafts/<key>/drop")
@sign_in_required
def drop_draft(key: str) -> Response:
    """Let a draft go and return to where one was."""
    operations.drop_draft(actor=actor(), key=key)
    http.note(gettext("Черновик удалён."))
    return redirect(http.local_target(request.args.get("next"), url_for("topics.drafts")), 303)


def of_reply(topic_id: int) -> str:
    """Return the key of the draft of an answer."""
    return f"reply-{topic_id}"


def wanted() -> bool:
    """Say whether this request asks to keep what was typed and not to publish it: the button without JavaScript."""
    return KEEP in request.form


def keep_typed(key: str, form: FlaskForm) -> Response | None:
    """Keep what a form holds and lead to the list; None when that was refused, with the reason at the form."""
    typed = {name: str(value) for name, value in form.data.items() if value is not None}
    try:
        operations.keep_draft(actor=actor(), key=key, fields=typed)
    except TooMany as error:
        http.refused(form, error)
        return None
    http.note(gettext("Черновик сохранён. Его видите только вы."))
    return redirect(url_for("topics.drafts"), 303)


def sent(key: str) -> None:
    """Let the draft of a form go, in the transaction that published its text."""
    operations.drop_draft(actor=actor(), key=key)


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that is kept while it is written, as its page shows it; `found` when it is filled with a draft."""

    key: str
    address: str
    row: DraftRow | None
    found: bool

    @property
    def attrs(self) -> dict[str, str]:
        """Return what the script of the form is told: where to save, from which save on, in which words."""
        attrs = {
            "data-draft": url_for("topics.save_draft", key=self.key),
            "data-draft-of": str(actor().id),
            "data-sequence": str(self.row.sequence if self.row else 0),
            "data-draft-found": gettext("Вернули текст, который вы не отправили."),
            "data-draft-drop": gettext("Убрать его"),
            "data-draft-saved": gettext("Черновик сохранён в {time}"),
            "data-draft-offline": gettext("Нет связи. Текст сохранён здесь и уйдёт на сайт, когда связь появится."),
            "data-draft-here": gettext("Пока текст сохранён в этом браузере."),
            "data-draft-elsewhere": gettext("Этот текст изменили в другом окне. Какой оставить?"),
            "data-draft-sent": gettext("Этот текст уже отправлен из другого окна."),
            "data-draft-mine": gettext("Оставить тот, что здесь"),
            "data-draft-other": gettext("Взять тот"),
        }
        return attrs | ({"data-draft-done": ""} if self.row and self.row.done else {})


def begun(key: str, *, shown: bool = True) -> Begun:
    """Return the draft of a form; `shown` when the form is going to be filled with it, not with what was refused."""
    row = find_draft(actor=actor(), key=key)
    return Begun(key, request.path, row, shown and row is not None and not row.done)


def filled(draft: Begun, form_class: type[FlaskForm], **values: Any) -> FlaskForm:
    """Return an untouched form with these values and, over them, what the draft holds."""
    over = dict(draft.row.fields) if draft.row is not None and draft.found else {}
    return form_class(formdata=None, **{**values, **over})


def _read(sent_json: object) -> tuple[int, Mapping[str, str]]:
    """Return the sequence and the fields of a save; raise Invalid on any other shape."""
    if isinstance(sent_json, dict):
        sequence, fields = sent_json.get("sequence"), sent_json.get("fields")
        if isinstance(sequence, int) and not isinstance(sequence, bool) and isinstance(fields, dict):
            return sequence, {str(name): _whole(value) for name, value in fields.items() if isinstance(value, str)}
    raise Invalid("fields", ForumError.message)


def _whole(value: str) -> str:
    """Return a text without halves of letters, which JSON can hold and the database cannot."""
    return value.encode("utf-8", "replace").decode("utf-8")


def _goes_on(kind: str, about_id: int | None) -> str:
    """Return the address of the form a draft belongs to."""
    if kind == "reply":
        return url_for("topics.reply_form", topic_id=about_id)
    if kind == "edit":
        return url_for("topics.edit", post_id=about_id)
    return url_for("topics.new")
