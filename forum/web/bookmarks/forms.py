"""The shape of the form of a bookmark."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField


class BookmarkForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A note and when to be reminded; `own` holds a date and time of one's own."""

    note = StringField(lazy_gettext("Заметка"), description=lazy_gettext("Её видите только вы."))
    remind = RadioField(lazy_gettext("Напомнить"), validate_choice=False)
    own = StringField(lazy_gettext("Своё время"))
