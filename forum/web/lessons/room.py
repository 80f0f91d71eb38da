"""The blueprint of lessons, which every file of this room hangs its pages on."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("lessons", __name__)
