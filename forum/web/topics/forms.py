"""The shape of the forms of topics; whether what they hold may be said is asked of the operations."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than its types
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

_TITLE = lazy_gettext("Заголовок")
_TITLE_MISSING = InputRequired(lazy_gettext("Напишите заголовок: хотя бы три знака."))
_TAGS = lazy_gettext("Метки")
_TAGS_HINT = lazy_gettext("Через запятую, не больше пяти. Например: дроби, 5 класс.")
_BODY_MISSING = InputRequired(lazy_gettext("Напишите текст."))
_AUDIENCE_MISSING = InputRequired(lazy_gettext("Выберите, кто это увидит."))


class TopicForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A new topic."""

    association = SelectField(
        lazy_gettext("Где"),
        [InputRequired(lazy_gettext("Выберите объединение."))],
        description=lazy_gettext("В этом разделе тема будет стоять."),
        validate_choice=False,
    )
    kind = RadioField(
        lazy_gettext("Что это"),
        [InputRequired(lazy_gettext("Выберите, вопрос это или обсуждение."))],
        choices=[
            SelectChoice("question", lazy_gettext("Вопрос")),
            SelectChoice("discussion", lazy_gettext("Обсуждение")),
        ],
        validate_choice=False,
    )
    title = StringField(_TITLE, [_TITLE_MISSING])
    body = TextAreaField(lazy_gettext("Текст"), [_BODY_MISSING])
    tags = StringField(_TAGS, description=_TAGS_HINT)
    audience = RadioField(lazy_gettext("Кто увидит"), [_AUDIENCE_MISSING], validate_choice=False)


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """An answer in a topic; `to` is the number of the post it answers."""

    body = TextAreaField(lazy_gettext("Текст"), [_BODY_MISSING])
    to = HiddenField("")


class EditForm(FlaskForm):  # type: ignore[misc]
    """A post anew; `revision` says from which text the editor began."""

    body = TextAreaField(lazy_gettext("Текст"), [_BODY_MISSING])
    revision = HiddenField("")


class FirstPostForm(EditForm):
    """The first post of a topic anew, with the topic's title and tags."""

    title = StringField(_TITLE, [_TITLE_MISSING])
    tags = StringField(_TAGS, description=_TAGS_HINT)


class ReadersForm(FlaskForm):  # type: ignore[misc]
    """Who sees a topic from now on."""

    audience = RadioField(lazy_gettext("Кто увидит"), [_AUDIENCE_MISSING], validate_choice=False)


def split_tags(value: str | None) -> list[str]:
    """Return the tags of a line, between its commas."""
    return (value or "").replace(";", ",").split(",")


def whole_number(value: str | None) -> int | None:
    """Return a number from a hidden field; None when it holds none."""
    text = value or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
