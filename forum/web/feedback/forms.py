"""The shape of the forms of improvement comments."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput


class CommentForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A comment at a place: the block and, if the reader chose words, where they stand (in code points)."""

    # The four radio buttons are drawn by their own part of the pages.
    kind = StringField(
        lazy_gettext("Что вы хотите сказать"), [InputRequired(lazy_gettext("Выберите, что вы хотите сказать."))]
    )
    quote = TextAreaField(
        lazy_gettext("Точные слова"), [Optional()],
        description=lazy_gettext("Если речь не обо всём месте, скопируйте сюда слова из него."),
    )  # fmt: skip
    body = TextAreaField(lazy_gettext("Ваше замечание"), [InputRequired(lazy_gettext("Напишите замечание."))])
    block = HiddenField()
    version = IntegerField(widget=HiddenInput())
    start = IntegerField(validators=[Optional()], widget=HiddenInput())
    end = IntegerField(validators=[Optional()], widget=HiddenInput())


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """The author's answer; it stands in the discussion too."""

    body = TextAreaField(lazy_gettext("Ваш ответ"), [InputRequired(lazy_gettext("Напишите ответ."))])


class DeclineForm(FlaskForm):  # type: ignore[misc]
    """Why a comment is declined."""

    reason = TextAreaField(
        lazy_gettext("Почему"), [InputRequired(lazy_gettext("Напишите, почему: коллега потратил время на ваш план."))],
        description=lazy_gettext("Причину увидят все, кто читает план."),
    )  # fmt: skip
