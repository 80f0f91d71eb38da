"""Hash and check passwords with Argon2id; a check costs the same whether or not there is an account."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# The second recommendation of the OWASP password storage sheet: 19 MiB, two passes, one lane.
_STRONG = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# Only for tests, where hundreds of people sign in a second.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID)

_hasher: list[PasswordHasher] = [_STRONG]
_nobody: dict[PasswordHasher, str] = {}


def configure(*, cheap: bool) -> None:
    """Choose what a hash costs in this process; cheap is for tests."""
    _hasher[:] = [_CHEAP if cheap else _STRONG]


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher[0].hash(_same_letters(password))


def matches(password: str, stored: str | None) -> bool:
    """Say whether a password is the stored one; without an account the same work is done in vain."""
    try:
        _hasher[0].verify(stored or _nobodys_hash(), _same_letters(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Say whether a stored hash was made with other costs than today's."""
    return _hasher[0].check_needs_rehash(stored)


def _same_letters(password: str) -> str:
    """Bring letters that are typed differently on phones and computers to one spelling."""
    return unicodedata.normalize("NFC", password)


def _nobodys_hash() -> str:
    hasher = _hasher[0]
    if hasher not in _nobody:
        _nobody[hasher] = hasher.hash("nobody has this password")
    return _nobody[hasher]
