"""Nothing of the machine it was written on, no secret and no heap of bytes goes into the repository."""

import configparser
import json
import re

from tests.house.tree import ROOT, tracked

HEAVY = 600_000

# Written in pieces, or this file would find itself.
REGISTRIES = re.compile(
    r"py[p]i\.org|python[h]osted\.org|registry\.np[m]js|np[m]mirror\.com|://[^\s\"'/@]+:(?!password@|secret@|pw@|hit@)[^\s\"'/@]+@"
)
PLACES = re.compile(r"(?<![\w.])/(?:wo[r]k|ro[o]t|ho[m]e/\w+|Us[e]rs/\w+)/")
SECRETS = re.compile(
    r"BEGIN [A-Z ]*PRIV[A]TE KEY|\bgh[pousr]_[A-Za-z0-9]{30,}|\bAK[I]A[0-9A-Z]{16}|\bxox[abp]-\w{10,}"
    r"|(?i:secret_key|password|token)\s*[=:]\s*[\"']?[0-9a-f]{32,}"
)
BINARY = {
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".ico",
    ".gif",
    ".docx",
    ".pptx",
    ".xlsx",
    ".odt",
    ".pdf",
    ".doc",
    ".zip",
    ".gz",
    ".db",
}


def lines():
    """Yield (path, number, line) of every tracked text file."""
    for path in tracked():
        if path.suffix.lower() not in BINARY:
            for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1):
                yield path, number, line


def test_no_registry_no_machine_path_no_secret():
    found = [
        f"{path}:{number} {match[0]}"
        for path, number, line in lines()
        for pattern in (REGISTRIES, PLACES, SECRETS)
        if (match := pattern.search(line))
    ]
    assert not found


def test_the_patterns_find_what_they_should():
    assert REGISTRIES.search("https://py" + "pi.org/simple")
    assert PLACES.search(" /ho" + "me/anna/forum")
    assert SECRETS.search("FORUM_SECRET_KEY=" + "0" * 64)


def test_files_are_small_and_end_with_a_line():
    heavy = {str(path): size for path in tracked() if (size := (ROOT / path).stat().st_size) > HEAVY}
    assert not heavy
    bad = []
    for path in tracked():
        data = (ROOT / path).read_bytes()
        if path.suffix.lower() not in BINARY and data and (b"\r\n" in data or not data.endswith(b"\n")):
            bad.append(str(path))
    assert not bad


def requirements(extra: str | None = None) -> set[str]:
    """Return the names that setup.cfg asks for, in the spelling of the locks."""
    parser = configparser.ConfigParser(inline_comment_prefixes=("#",))
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    text = parser["options.extras_require"][extra] if extra else parser["options"]["install_requires"]
    return {re.match(r"[\w-]+", line)[0].lower().replace("_", "-") for line in text.split("\n") if line.strip()}


def pins(name: str) -> dict[str, str]:
    """Map the packages of a lock to their versions."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


def test_locks_hold_what_setup_cfg_asks_for():
    assert requirements() | requirements("build") <= pins("requirements.lock").keys()
    assert requirements("dev") <= pins("requirements-dev.lock").keys()


def test_tools_of_the_tests_move_no_library_of_the_forum():
    dev = pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in pins("requirements.lock")} == pins("requirements.lock")


def test_every_pin_has_a_hash():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-node.lock"):
        blocks = re.split(r"^(?=[\w.-]+==)", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)[1:]
        assert blocks
        assert not [block.split()[0] for block in blocks if "--hash=sha256:" not in block]


def test_third_party_page_names_every_library():
    page = (ROOT / "docs" / "third-party.md").read_text("utf-8")
    assert not [name for name, version in pins("requirements.lock").items() if f"| {name} | {version} |" not in page]
    npm = ROOT / "package-lock.json"
    if npm.exists():
        packages = json.loads(npm.read_text("utf-8"))["packages"]
        used = {
            name.rpartition("node_modules/")[2]
            for name, facts in packages.items()
            if name and not (facts.get("dev") or facts.get("optional"))
        }
        assert not [name for name in used if f"| {name} | " not in page]
