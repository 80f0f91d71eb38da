"""The shape of the forms of associations."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired


class AskForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A wish to join a closed association."""

    reason = TextAreaField(
        lazy_gettext("Несколько слов о себе"),
        [InputRequired(lazy_gettext("Напишите пару слов о себе: руководитель вас, возможно, не знает."))],
    )
