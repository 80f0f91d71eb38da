"""What could not be served becomes a page: a refusal, an error, a form that stood open too long, a way to sign in."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from forum.actor import Actor
from forum.errors import ForumError, TooMany
from forum.web import http
from forum.web.carrying import carried, pack_carried, show_carried
from forum.web.identity import actor, locale
from forum.web.templating import said

log = logging.getLogger(__name__)

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
FULL_SECONDS = 300


def init(app: Flask) -> None:
    """Attach the answers to whatever goes wrong to an application."""
    app.extensions["forum_ask_to_sign_in"] = ask_to_sign_in
    app.register_error_handler(ForumError, _refusal)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)


def ask_to_sign_in() -> Response:
    """Send a visitor to sign in; a page comes back after it, and so does a text she was sending."""
    if request.method in http.SAFE_METHODS:
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
    http.abandon()
    return make_response(
        current_app.extensions["forum_login_page"](pack_carried(request.path, carried())), 401
    )  # fmt: skip


def _refusal(error: ForumError) -> Response:
    http.abandon()
    status = http.STATUS.get(type(error), 400)
    response = _error_page(status, said(error), gives_back=True)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _stale_page(_error: CSRFError) -> Response:
    """Give back, filled and with a fresh token, a form of ours that stood open too long."""
    http.abandon()
    if _is_from_elsewhere():
        return _error_page(400, str(ERROR_SENTENCES[400]))
    if request.form and not actor().signed_in and request.endpoint not in {"accounts.login", "accounts.register"}:
        return ask_to_sign_in()
    return show_carried(request.path, carried(), status=400)


def _is_from_elsewhere() -> bool:
    """Say whether the browser names another site as the sender: what that one wrote is never shown as one's own."""
    sender = request.headers.get("Origin", "")
    own = {request.host_url.rstrip("/"), str(current_app.extensions["forum_config"].base_url)}
    return request.headers.get("Sec-Fetch-Site") == "cross-site" or (bool(sender) and sender not in own)


def _too_many(_error: RateLimitExceeded) -> Response:
    return _refusal(TooMany())


def _calmly(answer: Callable[[Any], Response]) -> Callable[[Any], Response]:
    """Let what answers an error fall back to bare words when it fails itself, as it does without a database."""

    @wraps(answer)
    def calm(error: Exception) -> Response:
        try:
            return answer(error)
        except Exception:
            if current_app.config["PROPAGATE"]:
                raise
            log.exception("the page of an error failed too: %s %s", request.method, request.path)
            return _bare_page()

    return calm


@_calmly
def _http_error(error: HTTPException) -> Response:
    http.abandon()
    code = error.code or 500
    if error.response is not None or code < 400:
        return error.get_response()
    sentence = ERROR_SENTENCES.get(code) or ERROR_SENTENCES[400 if code < 500 else 500]
    return _error_page(code, str(sentence))


@_calmly
def _broken(error: Exception) -> Response:
    if current_app.config["PROPAGATE"]:
        raise error
    log.error("a request failed: %s %s", request.method, request.path, exc_info=error)
    http.abandon()
    status = 503 if _is_full(error) else 500
    response = _error_page(status, str(ERROR_SENTENCES[status]))
    if status == 503:
        response.headers["Retry-After"] = str(FULL_SECONDS)
    return response


def _bare_page() -> Response:
    """Say that the site is broken with nothing but words: what a page is made of may be what is broken."""
    g.actor = Actor.visitor()
    title, sentence = escape(_title(500)), escape(str(ERROR_SENTENCES[500]))
    page = (
        f'<!DOCTYPE html>\n<html lang="{locale()}">\n<meta charset="utf-8">\n<title>{title}</title>\n<h1>{title}</h1>'
    )
    return make_response(f"{page}\n<p>{sentence}</p>\n</html>", 500)


def _is_full(error: BaseException | None) -> bool:
    """Say whether nothing can be kept any more: in the words of the system, or of SQLite."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if type(error).__module__ == "sqlite3" and str(error).endswith(("disk is full", "readonly database")):
            return True
        error = error.__cause__ or error.__context__
    return False


ERROR_SENTENCES: dict[int, Any] = {
    400: lazy_gettext("Запрос не удалось прочитать. Вернитесь назад и попробуйте ещё раз."),
    404: lazy_gettext("Такой страницы нет. Возможно, её удалили или адрес набран с ошибкой."),
    405: lazy_gettext("По этому адресу нельзя перейти напрямую. Вернитесь на страницу с формой."),
    413: lazy_gettext("Слишком большой файл или текст. Уменьшите его и отправьте снова."),
    429: lazy_gettext("Слишком часто. Подождите немного и повторите."),
    503: lazy_gettext("На сервере закончилось место, сохранить сейчас нельзя. Попробуйте через несколько минут."),
    500: lazy_gettext("У нас что-то сломалось. Мы уже записали ошибку; ваш текст можно вернуть кнопкой «Назад»."),
}


def _error_page(status: int, sentence: str, *, gives_back: bool = False) -> Response:
    """Answer in the form that was asked for: a page, with what was typed if a form came, or a sentence for a script."""
    if request.accept_mimetypes.best == "application/json":
        return make_response({"error": sentence}, status)
    # What is sent to no address of ours was typed into no form of ours.
    gives_back = gives_back or status not in {404, 405}
    fields = carried() if request.method == "POST" and gives_back and not _is_from_elsewhere() else {}
    page = render_template("error/error.html", status=status, sentence=sentence, fields=fields, title=_title(status))
    return make_response(page, status)


def _title(status: int) -> str:
    titles = {
        403: gettext("Сюда нельзя"),
        404: gettext("Страница не найдена"),
        409: gettext("Что-то изменилось"),
        413: gettext("Слишком много"),
        429: gettext("Слишком часто"),
    }
    other = gettext("Ошибка на сайте") if status >= 500 else gettext("Не получилось")
    return str(titles.get(status, other))
