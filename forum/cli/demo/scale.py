"""Generate a large forum for measuring: plain rows, streamed, the same for the same seed.

Scale 1 is the forum of the speed table: 1 000 people, 20 associations, 2 000 topics, 40 000 posts of about
620 characters, one topic of 1 000 posts. Scale N has N times the people, topics and posts on the same 20 associations.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from forum.cli.demo.prose import KazakhWriter, RussianWriter, Writer, read_vocabulary, wheel, write_text

PEOPLE, ASSOCIATIONS, TOPICS, POSTS, LONGEST = 1_000, 20, 2_000, 40_000, 1_000
MEAN_LENGTH = 620
_UNTIL = datetime(2026, 9, 1, 12, tzinfo=UTC)
_AGE_DAYS = 730
_SUBJECTS = ("math", "physics", "biology", "ict", "english", "kazakh", "world")
_ZONES = {"ru": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Almaty"), "kk": ("Asia/Almaty", "Asia/Qyzylorda")}


@dataclass(frozen=True, slots=True)
class ScaleAssociation:
    """A place or a subject association; parents come before their children."""

    number: int
    parents: tuple[int, ...]
    type: str
    subject: str | None
    name_ru: str
    name_kk: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ScalePerson:
    """A person with the numbers of her associations."""

    number: int
    username: str
    full_name: str
    email: str
    language: str
    timezone: str
    associations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScaleTopic:
    """A topic, followed in the stream by its posts; `audience` is an association or None for everybody."""

    number: int
    association: int
    audience: int | None
    author: int
    kind: str
    language: str
    title: str
    tags: tuple[str, ...]
    opened_at: datetime
    last_post_at: datetime
    posts_count: int


@dataclass(frozen=True, slots=True)
class ScalePost:
    """A post of the topic before it; number 1 is the opening letter."""

    topic: int
    number: int
    author: int
    text: str
    at: datetime
    reply_to: int | None


Row = ScaleAssociation | ScalePerson | ScaleTopic | ScalePost


def generate(scale: int, seed: int, *, until: datetime = _UNTIL) -> Iterator[Row]:
    """Yield associations, then people, then every topic followed by its posts; nothing is said after `until`."""
    rng = Random(seed)
    associations = list(_associations())
    yield from associations
    members: dict[int, list[int]] = {association.number: [] for association in associations}
    subjects = [association.number for association in associations if association.type == "subject"]
    for number in range(1, PEOPLE * scale + 1):
        person = _person(rng, number, subjects)
        for association in person.associations:
            members[association].append(number)
        yield person
    yield from _Talk(rng, members, subjects, until).topics(scale)


def topic_sizes(rng: Random, topics: int, posts: int, longest: int) -> list[int]:
    """Divide `posts` among `topics` by a Pareto law: every topic has one at least, exactly one has `longest`."""
    rest = topics - 1
    raw = [min(rng.paretovariate(1.16), longest / 8) for _ in range(rest)]
    ratio = (posts - longest) / sum(raw)
    sizes = [min(max(1, round(size * ratio)), longest - 1) for size in raw]
    missing = posts - longest - sum(sizes)
    step = 1 if missing > 0 else -1
    while missing:
        at = rng.randrange(rest)
        if 1 <= sizes[at] + step < longest:
            sizes[at] += step
            missing -= step
    sizes.insert(rest // 3, longest)
    return sizes


def _associations() -> Iterator[ScaleAssociation]:
    yield ScaleAssociation(1, (), "country", None, "Первая страна", "Бірінші ел", "First country")
    yield ScaleAssociation(2, (), "country", None, "Вторая страна", "Екінші ел", "Second country")
    for number in range(3, 7):
        names = (f"Город {number}", f"{number}-қала", f"City {number}")
        yield ScaleAssociation(number, (1 + number % 2,), "city", None, *names)
    for number in range(7, ASSOCIATIONS + 1):
        subject = _SUBJECTS[number % len(_SUBJECTS)]
        parents = (3 + number % 4,) if number < ASSOCIATIONS else (3, 7)
        names = (f"Объединение {number}", f"{number}-бірлестік", f"Association {number}")
        yield ScaleAssociation(number, parents, "subject", subject, *names)


def _person(rng: Random, number: int, subjects: list[int]) -> ScalePerson:
    names = read_vocabulary()["names"]
    language = "kk" if rng.random() < 0.3 else "ru"
    female = rng.random() < 0.8
    first = rng.choice(names["female" if female else "male"])
    last = rng.choice(names["surnames"]) + ("а" if female else "")
    if language == "kk":
        patronymic = rng.choice(names["fathers_kk"]) + ("қызы" if female else "ұлы")
    else:
        patronymic = rng.choice(names["fathers_ru"]) + ("вна" if female else "вич")
    username = f"teacher.{number}"
    circles = tuple(sorted(rng.sample(subjects, rng.choices((1, 2, 3), cum_weights=(60, 90, 100))[0])))
    zone = rng.choice(_ZONES[language])
    full_name = f"{last} {first} {patronymic}"
    return ScalePerson(number, username, full_name, f"{username}@example.org", language, zone, circles)


class _Talk:
    """Topics and posts in the order they are inserted."""

    def __init__(self, rng: Random, members: dict[int, list[int]], subjects: list[int], until: datetime) -> None:
        self._rng = rng
        self._members = members
        self._until = until
        self._writers: dict[str, Writer] = {"ru": RussianWriter(rng), "kk": KazakhWriter(rng)}
        everybody = sorted({person for group in members.values() for person in group})
        rng.shuffle(everybody)
        self._author = wheel(rng, everybody, 0.7)
        self._association = wheel(rng, rng.sample(subjects, len(subjects)), 0.8)
        nouns = [entry.partition("|")[0] for group in read_vocabulary()["ru"]["nouns"].values() for entry in group]
        self._tag = wheel(rng, rng.sample(nouns, 120), 1.0)

    def topics(self, scale: int) -> Iterator[ScaleTopic | ScalePost]:
        """Yield each topic with its posts after it."""
        sizes = topic_sizes(self._rng, TOPICS * scale, POSTS * scale, LONGEST)
        for number, size in enumerate(sizes, start=1):
            yield from self._topic(number, size)

    def _topic(self, number: int, size: int) -> Iterator[ScaleTopic | ScalePost]:
        rng = self._rng
        association = next(self._association)
        audience = association if rng.random() < 0.1 else None
        language = "kk" if rng.random() < 0.22 else "ru"
        moments = self._moments(size)
        authors = [self._draw_author(audience) for _ in moments]
        yield ScaleTopic(
            number=number,
            association=association,
            audience=audience,
            author=authors[0],
            kind="question" if rng.random() < 0.45 else "discussion",
            language=language,
            title=self._writers[language].title(),
            tags=tuple(sorted({next(self._tag) for _ in range(rng.randint(0, 3))})),
            opened_at=moments[0],
            last_post_at=moments[-1],
            posts_count=size,
        )
        for index, (author, at) in enumerate(zip(authors, moments, strict=True)):
            spoken = language if rng.random() < 0.92 else "ru"
            text = write_text(rng, self._writers[spoken], MEAN_LENGTH)
            answers = rng.randint(1, index) if index and rng.random() < 0.35 else None
            yield ScalePost(number, index + 1, author, text, at, answers)

    def _moments(self, size: int) -> list[datetime]:
        """Draw the times of the posts: many in the first days, a few much later, none after the last moment."""
        rng = self._rng
        opened_minutes = rng.uniform(60, _AGE_DAYS * 1440)
        life = min(opened_minutes - 1, 1440 * size**0.7 * rng.lognormvariate(0, 1))
        offsets = sorted(life * rng.random() ** 3 for _ in range(size - 1))
        opened = self._until - timedelta(minutes=opened_minutes)
        return [opened, *(opened + timedelta(minutes=offset) for offset in offsets)]

    def _draw_author(self, audience: int | None) -> int:
        if audience is not None and self._members[audience]:
            return self._rng.choice(self._members[audience])
        return next(self._author)
