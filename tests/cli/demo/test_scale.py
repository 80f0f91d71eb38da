"""The large forum has the numbers of the speed table, natural frequencies, and is the same for the same seed."""

import math
import re
from collections import Counter
from itertools import islice
from random import Random

import pytest

from forum.cli.demo import scale
from forum.cli.demo.prose import RussianWriter, write_text
from forum.cli.demo.scale import ScaleAssociation, ScalePerson, ScalePost, ScaleTopic


@pytest.fixture(scope="module")
def rows():
    return list(scale.generate(1, seed=7))


def _of(rows, kind):
    return [row for row in rows if isinstance(row, kind)]


def test_the_numbers_of_scale_one(rows):
    assert len(_of(rows, ScaleAssociation)) == 20
    assert len(_of(rows, ScalePerson)) == 1_000
    assert len(_of(rows, ScaleTopic)) == 2_000
    assert len(_of(rows, ScalePost)) == 40_000
    sizes = [topic.posts_count for topic in _of(rows, ScaleTopic)]
    assert sizes.count(1_000) == 1
    assert max(sizes) == 1_000


def test_scale_ten_is_ten_times():
    sizes = scale.topic_sizes(Random(1), 20_000, 400_000, 1_000)
    assert (len(sizes), sum(sizes), sizes.count(1_000)) == (20_000, 400_000, 1)


def test_letters_are_about_620_characters_and_differ(rows):
    lengths = [len(post.text) for post in _of(rows, ScalePost)]
    assert 590 <= sum(lengths) / len(lengths) <= 650
    assert min(lengths) < 250
    assert max(lengths) > 1_500


def test_topic_sizes_are_pareto_like(rows):
    sizes = sorted((topic.posts_count for topic in _of(rows, ScaleTopic)), reverse=True)
    assert sizes[len(sizes) // 2] < 15
    assert sum(sizes[: len(sizes) // 5]) > 0.5 * sum(sizes)


def test_a_topic_comes_with_its_posts_in_order(rows):
    people = {person.number for person in _of(rows, ScalePerson)}
    associations = {row.number for row in _of(rows, ScaleAssociation)}
    topic, expected = None, 0
    for row in rows:
        if isinstance(row, ScaleTopic):
            assert topic is None or expected == topic.posts_count
            topic, expected, last = row, 0, row.opened_at
            assert row.association in associations
            assert row.opened_at <= row.last_post_at
        elif isinstance(row, ScalePost):
            expected += 1
            assert (row.topic, row.number) == (topic.number, expected)
            assert row.author in people
            assert last <= row.at <= topic.last_post_at <= scale._UNTIL
            assert row.reply_to is None or row.reply_to < row.number
            last = row.at


def test_titles_vary_and_some_topics_are_for_a_circle(rows):
    topics = _of(rows, ScaleTopic)
    assert len({topic.title for topic in topics}) > 1_900
    assert all(5 < len(topic.title) < 160 for topic in topics)
    assert 100 < sum(topic.audience is not None for topic in topics) < 320
    assert {topic.language for topic in topics} == {"ru", "kk"}


def test_a_circle_speaks_within_itself(rows):
    members = {(person.number, circle) for person in _of(rows, ScalePerson) for circle in person.associations}
    closed = {topic.number: topic.audience for topic in _of(rows, ScaleTopic) if topic.audience is not None}
    assert all((post.author, closed[post.topic]) in members for post in _of(rows, ScalePost) if post.topic in closed)


def test_word_frequencies_follow_zipf(rows):
    counts = Counter(word for post in _of(rows, ScalePost)[:20_000] for word in re.findall(r"\w+", post.text.lower()))
    frequencies = [count for _, count in counts.most_common(3_000)]
    points = [
        (math.log(rank), math.log(frequencies[rank - 1])) for rank in (10, 20, 50, 100, 200, 500, 1_000, 2_000, 3_000)
    ]
    mean_x, mean_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in points)
    slope = covariance / sum((x - mean_x) ** 2 for x, _ in points)
    fit = covariance**2 / (sum((x - mean_x) ** 2 for x, _ in points) * sum((y - mean_y) ** 2 for _, y in points))
    assert -1.4 < slope < -0.8
    assert fit > 0.95
    assert len(counts) > 15_000


def test_the_same_seed_is_the_same_forum():
    first = list(islice(scale.generate(1, seed=3), 3_000))
    assert first == list(islice(scale.generate(1, seed=3), 3_000))
    assert first != list(islice(scale.generate(1, seed=4), 3_000))


def test_a_letter_keeps_to_its_mean():
    rng = Random(5)
    writer = RussianWriter(rng)
    lengths = [len(write_text(rng, writer, 300)) for _ in range(800)]
    assert 270 < sum(lengths) / len(lengths) < 330
