"""A photograph or drawing uploaded by itself: one upright copy without the camera's data."""

from __future__ import annotations

from lxml import etree

from forum.documents.converters.blocks import publish
from forum.documents.converters.pictures import fingerprint
from forum.documents.converters.rendition import Rendition
from forum.documents.converters.task import Task, Unreadable

BYTES = 60_000_000


def convert(task: Task) -> Rendition:
    """Convert one picture; raises Unreadable("broken")."""
    if task.source.stat().st_size > BYTES:
        raise Unreadable("memory")
    data = task.source.read_bytes()
    item = task.picture(data, name="photo")
    if item is None:
        raise Unreadable("broken")
    root = etree.Element("div")
    box = etree.SubElement(root, "div", {"class": "file-photo"})
    frame = etree.SubElement(box, "span", {"class": "doc-image", "data-kind": "image", "data-key": fingerprint(data)})
    size = {"width": str(item.width), "height": str(item.height)}
    etree.SubElement(frame, "img", {"src": f"media:{item.name}", "alt": "", **size})
    text, blocks = publish(root)
    task.say(1, 1)
    return Rendition(html=text, blocks=blocks, media=tuple(task.media), pages=1)
