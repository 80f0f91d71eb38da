"""Throw away what was uploaded for a post and never stood in one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, exists, select

from forum import blobs, clock
from forum.db import transaction
from forum.documents.models import RenditionMedia, StoredFile, StoredRendition
from forum.documents.policy import is_waiting

KEPT_FOR = timedelta(hours=24)
MOST_AT_ONCE = 200


def sweep_uploads() -> int:
    """Delete files that have stood in no lesson and no post for a day, with their bytes; return how many."""
    with transaction() as session:
        old = select(StoredFile.id).where(is_waiting(), StoredFile.created_at < clock.now() - KEPT_FOR)
        ids = list(session.scalars(old.order_by(StoredFile.id).limit(MOST_AT_ONCE)))
        if not ids:
            return 0
        own = select(StoredFile.sha256).where(StoredFile.id.in_(ids))
        inside = (
            select(RenditionMedia.sha256)
            .join(StoredRendition, StoredRendition.id == RenditionMedia.rendition_id)
            .where(StoredRendition.file_id.in_(ids))
        )
        hashes = {*session.scalars(own), *session.scalars(inside)}
        session.execute(delete(StoredFile).where(StoredFile.id.in_(ids)))
    with transaction(write=False) as session:
        for sha256 in sorted(hashes):
            used = exists().where(StoredFile.sha256 == sha256), exists().where(RenditionMedia.sha256 == sha256)
            if not any(session.scalar(select(one)) for one in used):
                # Somebody may be sending the same bytes at this moment: what was written lately stays.
                blobs.store().drop(sha256, unless_newer_than=clock.now() - KEPT_FOR)
    return len(ids)
