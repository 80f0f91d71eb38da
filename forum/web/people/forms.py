"""The shape of the forms of people."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than its types
    BooleanField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from forum.lessons.subjects import subjects
from forum.people.queries import LANGUAGES


class IntroduceForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What one tells colleagues about oneself."""

    help_with = StringField(
        lazy_gettext("Чем готовы помочь коллегам"),
        description=lazy_gettext("Например: составление СОР, уроки в малокомплектной школе, презентации."),
    )
    about = TextAreaField(
        lazy_gettext("О себе"),
        description=lazy_gettext("Стаж, классы, чем увлечены на уроке. Без телефонов и адресов."),
    )
    subjects = SelectMultipleField(
        lazy_gettext("Предметы"), description=lazy_gettext("Не больше восьми."), validate_choice=False
    )
    languages = SelectMultipleField(lazy_gettext("На каких языках вам можно писать"), validate_choice=False)
    in_directory = BooleanField(
        lazy_gettext("Показывать меня в справочнике участников"),
        description=lazy_gettext("Вас найдут по имени, школе, предмету и тому, с чем вы готовы помочь."),
    )

    def offer(self, locale: str) -> None:
        """Name subjects and languages in a language."""
        self.subjects.choices = [SelectChoice(code, one.name(locale)) for code, one in subjects().items()]
        self.languages.choices = [SelectChoice(code, gettext(name)) for code, name in LANGUAGES.items()]
