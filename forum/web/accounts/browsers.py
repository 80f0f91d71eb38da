"""Name a browser the way its owner would: enough to recognise it, nothing to trace it by."""

from __future__ import annotations

_BROWSERS = (
    ("YaBrowser", "Yandex Browser"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return «Firefox, Windows», or an empty string for something unknown."""
    known = [next((name for mark, name in names if mark in user_agent[:500]), "") for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, known))
