"""The forms of accounts: their shape, and what the policy says of each field, so that all is said at once."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, Form, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from forum.accounts.policy import check_email, check_full_name, check_password, check_school
from forum.errors import Invalid
from forum.web.templating import said

_EMAIL_MISSING = lazy_gettext("Напишите адрес почты.")
_EMAIL_LONG = Length(max=254, message=lazy_gettext("Адрес почты слишком длинный."))


def agrees(check: Callable[[str], object]) -> Callable[[Form, Field], None]:
    """Return a validator that asks the policy and says its sentence at the field."""

    def validate(_form: Form, field: Field) -> None:
        try:
            check(field.data or "")
        except Invalid as refused:
            raise ValidationError(said(refused)) from refused

    return validate


_NEW_PASSWORD = lazy_gettext("Не меньше 10 знаков. Хорошо запоминаются три-четыре случайных слова.")


class LoginForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Signing in; `next` and `carry` bring her back to what she was doing."""

    email = StringField(lazy_gettext("Почта"), [InputRequired(_EMAIL_MISSING), _EMAIL_LONG])
    password = PasswordField(lazy_gettext("Пароль"), [InputRequired(lazy_gettext("Напишите пароль."))])
    shared = BooleanField(lazy_gettext("Это общий компьютер"))
    next = HiddenField()
    carry = HiddenField()


class RegisterForm(FlaskForm):  # type: ignore[misc]
    """Registration: three fields and no more."""

    full_name = StringField(
        lazy_gettext("Фамилия, имя, отчество"),
        [InputRequired(lazy_gettext("Напишите, как вас зовут.")), agrees(check_full_name)],
    )
    email = StringField(lazy_gettext("Почта"), [InputRequired(_EMAIL_MISSING), agrees(check_email)])
    password = PasswordField(
        lazy_gettext("Пароль"),
        [InputRequired(lazy_gettext("Придумайте пароль.")), agrees(check_password)],
        description=_NEW_PASSWORD,
    )
    timezone = HiddenField()


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Confirming an address: the password of the registration, and then she is signed in."""

    password = PasswordField(lazy_gettext("Пароль"), [InputRequired(lazy_gettext("Напишите пароль."))])
    shared = BooleanField(lazy_gettext("Это общий компьютер"))


class EmailForm(FlaskForm):  # type: ignore[misc]
    """One address, for a link to be mailed to."""

    email = StringField(lazy_gettext("Почта"), [InputRequired(_EMAIL_MISSING), agrees(check_email)])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password by a mailed link."""

    password = PasswordField(
        lazy_gettext("Новый пароль"),
        [InputRequired(lazy_gettext("Придумайте пароль.")), agrees(check_password)],
        description=_NEW_PASSWORD,
    )


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password by the old one."""

    old_password = PasswordField(
        lazy_gettext("Нынешний пароль"), [InputRequired(lazy_gettext("Напишите нынешний пароль."))]
    )
    new_password = PasswordField(
        lazy_gettext("Новый пароль"),
        [InputRequired(lazy_gettext("Придумайте пароль.")), agrees(check_password)],
        description=_NEW_PASSWORD,
    )


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """What others see of a person, and how the site speaks to her."""

    full_name = StringField(
        lazy_gettext("Фамилия, имя, отчество"),
        [InputRequired(lazy_gettext("Напишите, как вас зовут.")), agrees(check_full_name)],
    )
    school = StringField(lazy_gettext("Где вы работаете"), [Optional(), agrees(check_school)])
    locale = SelectField(
        lazy_gettext("Язык сайта и писем"),
        [InputRequired()],
        validate_choice=False,
    )
    timezone = SelectField(lazy_gettext("Часовой пояс"), [InputRequired()], validate_choice=False)
    mail_notices = BooleanField(lazy_gettext("Присылать уведомления на почту"))
