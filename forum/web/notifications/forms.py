"""The form of letters: when they come, when never; the table of kinds beside it has fields of its own."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectField  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired


class LettersForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Which letters come, when the digest does, and between which hours none."""

    letters = RadioField(
        lazy_gettext("Письма"),
        [InputRequired()],
        choices=[
            SelectChoice("each", lazy_gettext("Как выбрано ниже для каждого случая")),
            SelectChoice("digest", lazy_gettext("Только дайджест")),
            SelectChoice("none", lazy_gettext("Никаких писем о событиях")),
        ],
    )
    digest = SelectField(
        lazy_gettext("Дайджест"),
        [InputRequired()],
        choices=[
            SelectChoice("weekly", lazy_gettext("Раз в неделю")),
            SelectChoice("daily", lazy_gettext("Каждый день")),
            SelectChoice("never", lazy_gettext("Не присылать")),
        ],
    )
    digest_day = SelectField(lazy_gettext("День недели"), [InputRequired()], coerce=int)
    digest_hour = SelectField(lazy_gettext("Время"), [InputRequired()], coerce=int)
    quiet_from = SelectField(lazy_gettext("Не писать с"), [InputRequired()], coerce=int)
    quiet_to = SelectField(lazy_gettext("до"), [InputRequired()], coerce=int)
