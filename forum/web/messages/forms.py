"""The shape of the forms of messages."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired


class MessageForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A new conversation."""

    to = StringField(
        lazy_gettext("Кому"),
        description=lazy_gettext("Имя и фамилия или имя со страницы (@zhuk.oleg); нескольких через запятую."),
    )
    group = SelectField(lazy_gettext("И всей группе"), validate_choice=False)
    title = StringField(lazy_gettext("О чём"), [InputRequired(lazy_gettext("Напишите заголовок: хотя бы три знака."))])
    body = TextAreaField(lazy_gettext("Текст"), [InputRequired(lazy_gettext("Напишите текст."))])


class AddForm(FlaskForm):  # type: ignore[misc]
    """People to be let into a conversation."""

    to = StringField(
        lazy_gettext("Кого добавить"),
        [InputRequired(lazy_gettext("Напишите, кого добавить."))],
        description=lazy_gettext("Они увидят всю переписку с начала."),
    )
