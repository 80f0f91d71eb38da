"""Office files written twice are the same bytes: fixed times inside the archive and in its properties."""

import io
import re
import zipfile

_MOMENT = (2026, 9, 1, 8, 0, 0)
_STAMP = b"2026-09-01T08:00:00Z"
_PROPERTY_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def settle(archive: bytes) -> bytes:
    """Repack an Office archive with fixed entry times and fixed creation and modification properties."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(settled, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _PROPERTY_TIME.sub(rb"\g<1>" + _STAMP + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, date_time=_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return settled.getvalue()
