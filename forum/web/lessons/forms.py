"""The shape of the forms of lessons; whether the values are true is asked of the operations."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

ACCEPT = ".docx,.pdf,.pptx,.xlsx,.odt,.md,.txt,.jpg,.jpeg,.png,.webp,.doc"
_FILE_MISSING = lazy_gettext("Выберите файл с планом.")
_LONG = Length(max=2000, message=lazy_gettext("Не больше 2000 знаков."))


class LessonForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A lesson plan to publish: a file and what one searches for."""

    files = FileField(lazy_gettext("Файл с планом"), [FileRequired(_FILE_MISSING)])
    title = StringField(lazy_gettext("Тема урока"), [InputRequired(lazy_gettext("Напишите тему урока."))])
    subject = SelectField(
        lazy_gettext("Предмет"), [InputRequired(lazy_gettext("Выберите предмет."))], validate_choice=False
    )
    grade = SelectField(lazy_gettext("Класс"), [InputRequired(lazy_gettext("Выберите класс."))], validate_choice=False)
    language = SelectField(lazy_gettext("Язык плана"), [InputRequired()], validate_choice=False)
    association = SelectField(
        lazy_gettext("Где выложить"), [InputRequired(lazy_gettext("Выберите объединение."))], validate_choice=False
    )
    audience = RadioField(
        lazy_gettext("Кто увидит"), [InputRequired(lazy_gettext("Выберите, кто это увидит."))], validate_choice=False
    )
    note = TextAreaField(
        lazy_gettext("На что посмотреть"), [Optional(), _LONG],
        description=lazy_gettext("Например: хватит ли времени на второй этап? Коллеги увидят это над планом."),
    )  # fmt: skip


class VersionForm(FlaskForm):  # type: ignore[misc]
    """A further version of one's own plan."""

    files = FileField(lazy_gettext("Файл новой версии"), [FileRequired(_FILE_MISSING)])
    note = TextAreaField(
        lazy_gettext("Что изменилось"), [Optional(), _LONG],
        description=lazy_gettext("Одно-два предложения: по ним коллеги поймут, что смотреть."),
    )  # fmt: skip
