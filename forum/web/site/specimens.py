"""What the page of parts shows: two forms, one clean and one refused, and moments in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than its types
    BooleanField,
    EmailField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired

from forum import clock

CIRCLES = [
    SelectChoice("12", "УМО учителей математики Карагандинской области"),
    SelectChoice("private", "Только я"),
    SelectChoice("public", "Все"),
]
SUBJECTS = [
    SelectChoice("", "Выберите предмет"),
    SelectChoice("math", "Математика"),
    SelectChoice("kazakh", "Қазақ тілі мен әдебиеті"),
]
GRADES = [SelectChoice("5", "5 класс"), SelectChoice("6", "6 класс"), SelectChoice("7", "7 класс")]


class Specimen(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """One field of every sort; it is shown and never sent."""

    full_name = StringField("Фамилия, имя, отчество", [DataRequired()], description="Как в документах: так вас узнают.")
    email = EmailField("Электронная почта", [DataRequired()])
    password = PasswordField("Пароль", [DataRequired()], description="Не короче 10 знаков.")
    tags = StringField("Метки")
    subject = SelectField("Предмет", [DataRequired()], choices=SUBJECTS)
    audience = RadioField("Кто увидит", [DataRequired()], choices=CIRCLES)
    grades = SelectMultipleField("Классы", choices=GRADES)
    rules = BooleanField("Я не называю учеников по имени")
    note = TextAreaField("Что изменилось у учеников")
    body = TextAreaField("Текст", [DataRequired()])
    files = FileField("Файл с планом урока", [DataRequired()])


def specimens() -> dict[str, Any]:
    """Return what the template of the page of parts reads."""
    clean = Specimen(formdata=None, data={"audience": "12", "tags": "дроби, парная работа"}, meta={"csrf": False})
    faulty = Specimen(formdata=None, prefix="bad-", data={"email": "aigul@"}, meta={"csrf": False})
    for name, words in {
        "full_name": "Напишите фамилию и имя.",
        "email": "Допишите адрес: после знака @ ничего нет.",
        "subject": "Выберите предмет.",
        "audience": "Выберите, кто увидит тему.",
        "files": "Этот файл зашифрован. Сохраните его без пароля и выберите снова.",
        "body": "Напишите хотя бы несколько слов.",
    }.items():
        faulty[name].errors = [words]
    now = clock.now()
    return {
        "clean": clean,
        "faulty": faulty,
        "now": now,
        "earlier": now - timedelta(days=1),
        "long_ago": now - timedelta(days=400),
    }
