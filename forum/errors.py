"""What the domain says when it will not: a handful of errors, mapped once to HTTP.

Messages are Russian source strings marked by `N_`; whoever shows them translates them.
"""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a marked string
    """Mark a string for translation and return it unchanged."""
    return message


class ForumError(Exception):
    """A refusal with a sentence a person can read; `params` fill its placeholders."""

    message = N_("Не получилось. Попробуйте ещё раз.")

    def __init__(self, message: str | None = None, **params: object) -> None:
        self.message = message or type(self).message
        self.params = params
        super().__init__(self.message)

    def text(self) -> str:
        """Return the untranslated sentence with its placeholders filled."""
        return self.message % self.params if self.params else self.message


class NotFound(ForumError):
    """The thing is absent, or the actor may not know that it exists."""

    message = N_("Такой страницы нет.")


class Forbidden(ForumError):
    """The actor may see the thing but not do this with it."""

    message = N_("У вас нет права на это действие.")


class Invalid(ForumError):
    """One field holds something that cannot be accepted."""

    def __init__(self, field: str, message: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class Conflict(ForumError):
    """The thing changed meanwhile, or is in a state that forbids the act."""

    message = N_("Пока вы писали, здесь что-то изменилось.")


class TooMany(ForumError):
    """The actor does this too often; `retry_after` is in seconds."""

    message = N_("Слишком часто. Подождите немного.")

    def __init__(self, message: str | None = None, *, retry_after: int = 60, **params: object) -> None:
        super().__init__(message, **params)
        self.retry_after = retry_after
