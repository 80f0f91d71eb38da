"""Read the parts of a DOCX with lxml and hand mammoth a small, harmless copy with our marks in it."""

from __future__ import annotations

import io
import json
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from lxml import etree

from forum.documents.converters.docx_styles import Styles, read_styles
from forum.documents.converters.task import Unreadable
from forum.documents.converters.tree import Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
V = "urn:schemas-microsoft-com:vml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
PART_BYTES = 60_000_000

_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R.encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", A.encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", WP.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One arrow from a part to another part or to the outside world."""

    kind: str
    target: str
    external: bool


@dataclass(slots=True)
class Part:
    """One XML part with its relations by id."""

    name: str
    root: Element
    relations: dict[str, Relation] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """An opened DOCX: the document, its notes, its headers and footers, and what styles say."""

    archive: zipfile.ZipFile
    document: Part
    notes: dict[str, Part]
    edges: dict[str, list[Part]]
    styles: Styles
    numbering: Element | None


def tag(name: str, namespace: str = W) -> str:
    """Return the qualified name lxml wants."""
    return f"{{{namespace}}}{name}"


def parse(data: bytes) -> Element:
    """Parse XML without entities, network or depth beyond libxml2's own limit; raises Unreadable("broken")."""
    for strict, usual in _STRICT:
        if strict in data:
            data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("broken") from error


def open_source(archive: zipfile.ZipFile) -> Source:
    """Find and parse the parts of an opened archive; raises Unreadable."""
    main = _target(archive, "", "officeDocument") or "word/document.xml"
    document = _part(archive, main)
    if document is None or document.root.find(tag("body")) is None:
        raise Unreadable("broken")
    named: dict[str, Part] = {}
    edges: dict[str, list[Part]] = {"header": [], "footer": []}
    for relation in document.relations.values():
        if relation.external:
            continue
        if relation.kind in {"footnotes", "endnotes", "styles", "numbering"}:
            found = _part(archive, relation.target)
            if found is not None:
                named.setdefault(relation.kind, found)
        elif relation.kind in edges and len(edges[relation.kind]) < 6:
            found = _part(archive, relation.target)
            if found is not None:
                edges[relation.kind].append(found)
    styles, numbering = named.pop("styles", None), named.pop("numbering", None)
    return Source(
        archive=archive,
        document=document,
        notes=named,
        edges=edges,
        styles=read_styles(styles.root if styles else None),
        numbering=numbering.root if numbering else None,
    )


def read(archive: zipfile.ZipFile, name: str, limit: int = PART_BYTES) -> bytes | None:
    """Return the bytes of a part, or None when it is absent, broken or longer than the limit."""
    try:
        with archive.open(name) as stream:
            data = stream.read(limit + 1)
    except (KeyError, OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile, EOFError, ValueError):
        return None
    return data if len(data) <= limit else None


def _part(archive: zipfile.ZipFile, name: str) -> Part | None:
    data = read(archive, name)
    if data is None:
        return None
    return Part(name=name, root=parse(data), relations=_relations(archive, name))


def _relations(archive: zipfile.ZipFile, name: str) -> dict[str, Relation]:
    folder, base = posixpath.split(name)
    data = read(archive, posixpath.join(folder, "_rels", f"{base}.rels"))
    if data is None:
        return {}
    found: dict[str, Relation] = {}
    for item in parse(data).iter(f"{{{RELATIONS}}}Relationship"):
        external = item.get("TargetMode", "").lower() == "external"
        target = item.get("Target", "")
        if not external:
            target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        found[item.get("Id", "")] = Relation(item.get("Type", "").rsplit("/", 1)[-1], target, external)
    return found


def _target(archive: zipfile.ZipFile, name: str, kind: str) -> str | None:
    relations = _relations(archive, name).values()
    return next((item.target for item in relations if item.kind == kind and not item.external), None)


class Copy:
    """The small package for mammoth: no media (a placeholder tells where each picture lies), nothing to fetch."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_STORED)
        self._pictures = 0
        self._zip.writestr("[Content_Types].xml", _TYPES)
        self._zip.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{R}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )

    def picture(self, facts: dict[str, object]) -> str:
        """Add a placeholder that carries these facts as JSON; return its target."""
        self._pictures += 1
        self._zip.writestr(f"word/media/p{self._pictures}.png", json.dumps(facts))
        return f"media/p{self._pictures}.png"

    def part(self, base: str, root: Element, relations: list[tuple[str, str, str, bool]] | None = None) -> None:
        """Add word/BASE.xml with its relations (id, kind, target, external)."""
        self._zip.writestr(f"word/{base}.xml", etree.tostring(root, encoding="UTF-8", xml_declaration=True))
        if relations:
            self._zip.writestr(f"word/_rels/{base}.xml.rels", _relations_xml(relations))

    def finish(self) -> io.BytesIO:
        """Close the package and return it, ready to be read."""
        self._zip.close()
        self._out.seek(0)
        return self._out


def _relations_xml(relations: list[tuple[str, str, str, bool]]) -> str:
    rows = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(f'{R}/{kind}')} Target={quoteattr(_printable(target))}"
        f"{' TargetMode=' + quoteattr('External') if external else ''}/>"
        for key, kind, target, external in relations
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x1f]", "", text)[:2000]
