"""The room of notices, its switches and what its letters lead to."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("notifications", __name__)
