"""The refusal that the gate gives an uploader."""

from __future__ import annotations

from forum.errors import ForumError


class Refused(ForumError):
    """The file is not taken; `code` is short and stable, `message` a Russian msgid, `params` fill it."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(message, **params)
        self.code = code
