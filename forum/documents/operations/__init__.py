"""Take files in: plans of lessons, and what is shown in a post."""

from __future__ import annotations

from forum.documents.operations.storing import (
    DEFAULT_LIMIT,
    Kept,
    attach_file,
    clean_name,
    keep_file,
    store_file,
)
from forum.documents.operations.sweeping import sweep_uploads
from forum.documents.operations.uploading import Upload, upload

__all__ = [
    "DEFAULT_LIMIT",
    "Kept",
    "Upload",
    "attach_file",
    "clean_name",
    "keep_file",
    "store_file",
    "sweep_uploads",
    "upload",
]
