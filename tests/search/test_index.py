"""The index finds what was written, for those who may see it, and survives doubles and damage."""

import threading
import time
from datetime import timedelta

import pytest

from forum.search import index as search_index
from forum.search.entries import IndexBusy, IndexDamaged, Order, Pass, Request, circle_of, circles_of
from forum.search.index import Index, open_index
from forum.search.parsing import parse
from tests.factories.search import EPOCH, find, found_keys, make_document


@pytest.fixture
def index(tmp_path) -> Index:
    return open_index(tmp_path / "index")


def test_an_empty_folder_becomes_an_empty_index(index):
    assert find(index, "дроби").total == 0
    assert index.count() == 0
    index.apply([], ["post:1"])
    assert list(index.keys()) == []


def test_every_field_is_found(index):
    index.apply(
        [
            make_document("post:1", title="Сложение дробей"),
            make_document("post:2", tags=("парная работа",)),
            make_document("post:3", body="Закон Ома для участка цепи"),
            make_document("file:4", file_text="Python тілінде тармақталған алгоритм"),
            make_document("lesson:5", subject="physics", grade="8"),
        ]
    )
    assert found_keys(index, "дробь") == ["post:1"]
    assert found_keys(index, "парной работой") == ["post:2"]
    assert found_keys(index, "закона ома") == ["post:3"]
    assert found_keys(index, "алгоритмдер") == ["file:4"]
    assert found_keys(index, "физика 8 сынып") == ["lesson:5"]


def test_the_title_outweighs_tags_body_and_file(index):
    filler = " слово" * 30
    index.apply(
        [
            make_document("file:1", file_text="дроби" + filler),
            make_document("post:2", body="дроби" + filler),
            make_document("post:3", tags=("дроби",), body=filler),
            make_document("post:4", title="дроби", body=filler),
        ]
    )
    assert found_keys(index, "дроби") == ["post:4", "post:3", "post:2", "file:1"]


def test_phrases_minus_and_title(index):
    index.apply(
        [
            make_document("post:1", body="разные знаменатели у дробей"),
            make_document("post:2", body="знаменатели дробей разные"),
            make_document("post:3", title="Дроби", body="знаменатели"),
        ]
    )
    assert found_keys(index, '"разных знаменателей"') == ["post:1"]
    assert set(found_keys(index, "дроби -разные")) == {"post:3"}
    assert found_keys(index, "дроби in:title") == ["post:3"]
    assert find(index, "-дроби").total == 0


def test_codes_numbers_and_single_letters(index):
    index.apply(
        [
            make_document("post:1", body="цель 5.1.2.3"),
            make_document("post:2", body="цель 5.1.2.4, часть 3"),
            make_document("post:3", body="учу C++ в 7Б классе"),
            make_document("post:4", body="учу C в 7А классе, 18.11.2026"),
        ]
    )
    assert found_keys(index, "5.1.2.3") == ["post:1"]
    assert found_keys(index, "с++") == ["post:3"]
    assert found_keys(index, "7б")[0] == "post:3"
    assert found_keys(index, '"7 а"') == ["post:4"]
    assert found_keys(index, "7а") == ["post:4"]
    assert found_keys(index, "2026-11-18") == ["post:4"]


def test_synonyms_find_but_rank_below(index):
    index.apply([make_document("post:1", body="наш ҚМЖ"), make_document("post:2", body="наш КСП")])
    assert found_keys(index, "ксп") == ["post:2", "post:1"]
    index.apply([make_document("post:3", body="краткосрочного плана"), make_document("post:4", body="план, но какой")])
    assert set(found_keys(index, "short-term plan")) == {"post:1", "post:2", "post:3"}


def test_few_hits_are_followed_by_those_with_any_word(index):
    index.apply([make_document(f"post:{n}", body="дроби") for n in range(1, 9)])
    index.apply([make_document("post:20", body="дроби на билетах")])
    found = find(index, "дроби билет")
    assert found.hits[0].key == "post:20"
    assert found.total == 9
    assert found.pass_ is Pass.ANY
    assert find(index, "дроби").pass_ is Pass.ALL


def test_five_full_hits_need_no_second_pass(index):
    index.apply([make_document(f"post:{n}", body="дроби на билетах") for n in range(1, 6)])
    index.apply([make_document(f"post:{n}", body="дроби") for n in range(6, 9)])
    assert find(index, "дроби билет").total == 5


def test_pages_do_not_overlap_and_cover_everything(index):
    index.apply([make_document(f"post:{n}", body="дроби" + " слово" * (n % 5)) for n in range(1, 48)])
    pages = [found_keys(index, "дроби", offset=offset, limit=10) for offset in range(0, 50, 10)]
    assert [len(page) for page in pages] == [10, 10, 10, 10, 7]
    assert len({key for page in pages for key in page}) == 47


def test_latest_first(index):
    index.apply([make_document("post:2", title="дроби"), make_document("post:3", body="дроби")])
    index.apply([make_document("post:1", body="дроби", active_at=EPOCH + timedelta(days=9))])
    assert found_keys(index, "дроби order:latest") == ["post:1", "post:3", "post:2"]
    assert found_keys(index, "дроби", order=Order.LATEST) == ["post:1", "post:3", "post:2"]


def test_filters_narrow(index):
    index.apply(
        [
            make_document("lesson:1", body="дроби", grade="5", subject="math", language="ru", author_id=7),
            make_document("lesson:2", body="дроби", grade="6", subject="math", language="kk", association_id=3),
            make_document("file:3", body="дроби", file_type="docx", tags=("5 класс",)),
        ]
    )
    assert found_keys(index, "дроби kind:lesson class:5") == ["lesson:1"]
    assert found_keys(index, "дроби lang:kk") == ["lesson:2"]
    assert found_keys(index, "file:docx") == ["file:3"]
    assert found_keys(index, "subject:math order:latest") == ["lesson:2", "lesson:1"]
    assert found_keys(index, "дроби", authors=frozenset({7})) == ["lesson:1"]
    assert found_keys(index, "дроби", associations=frozenset({3})) == ["lesson:2"]
    assert found_keys(index, "дроби", associations=frozenset()) == []
    assert found_keys(index, "дроби", kinds=frozenset({"file"})) == ["file:3"]


QUERIES = [
    "дроби", "дроби билет", '"тайные дроби"', "kind:post", "дроби order:latest", "in:title дроби", "дроби -физика",
    "дроби слово", "КСП",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_the_hidden_is_neither_in_hits_nor_in_the_total(index, query):
    hidden = {"title": "дроби", "body": "тайные дроби, КСП"}
    index.apply(
        [
            make_document("post:1", title="дроби билет", body="слово о КСП"),
            make_document("post:2", circle=circle_of(association_id=1), **hidden),
            make_document("post:3", circle=circle_of(person_id=1), **hidden),
            make_document("post:4", circle=circle_of(association_id=11), **hidden),
            make_document("post:5", circle="", **hidden),
        ]
    )
    for circles, allowed in (
        (circles_of(association_ids=frozenset(), person_id=None), {"post:1"}),
        (circles_of(association_ids=frozenset({1}), person_id=2), {"post:1", "post:2"}),
        (circles_of(association_ids=frozenset({11}), person_id=1), {"post:1", "post:3", "post:4"}),
    ):
        found = index.search(Request(query=parse(query), circles=circles))
        keys = {hit.key for hit in found.hits}
        assert keys <= allowed
        assert found.total == len(keys)
    assert index.search(Request(query=parse(query), circles=frozenset())).total == 0


def test_a_document_that_moves_to_another_circle_leaves_the_first(index):
    index.apply([make_document("post:1", body="дроби"), make_document("post:2", body="дроби")])
    assert find(index, "дроби").total == 2
    index.apply([make_document("post:1", body="дроби", circle="a5")])
    assert found_keys(index, "дроби") == ["post:2"]
    assert len(found_keys(index, "дроби", "a5")) == 2


def test_a_key_met_twice_in_a_batch_is_one_document(index):
    for _ in range(3):
        index.apply([make_document("post:1", body="первое"), make_document("post:1", body="второе")])
    assert index.count() == 1
    assert found_keys(index, "второе") == ["post:1"]
    assert found_keys(index, "первое") == []
    index.apply([make_document("post:1", body="третье")], ["post:1"])
    assert index.count() == 0


def test_many_small_batches_stay_whole_and_few_segments(index):
    for n in range(1, 61):
        index.apply([make_document(f"post:{n % 40 + 1}", body=f"дроби выпуск{n}")])
    assert index.count() == 40
    assert sorted(index.keys()) == sorted(f"post:{n}" for n in range(1, 41))
    assert find(index, "дроби").total == 40
    assert len(index._view.leaves) < 20
    index.optimise()
    assert find(index, "дроби").total == 40
    assert len(index._view.leaves) == 1


def test_another_process_sees_a_change_at_its_next_search(index, tmp_path):
    other = open_index(tmp_path / "index")
    assert find(other, "дроби").total == 0
    index.apply([make_document("post:1", body="дроби")])
    assert find(other, "дроби").total == 1
    index.rebuild(make_document(f"post:{n}", body="дроби") for n in range(1, 4))
    assert find(other, "дроби").total == 3


def test_a_failed_batch_changes_nothing(index):
    index.apply([make_document("post:1", body="дроби")])
    with pytest.raises(AttributeError):
        index.apply([make_document("post:1", body="билет"), make_document("post:2", active_at=None)])
    assert found_keys(index, "дроби") == ["post:1"]
    index.apply([make_document("post:1", body="билет")])
    assert found_keys(index, "билет") == ["post:1"]


def test_a_busy_index_says_so(index, tmp_path):
    impatient = Index(tmp_path / "index", lock_wait=0.05)
    with index._generations.writing(1), pytest.raises(IndexBusy):
        impatient.apply([make_document()])


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # whoosh forgets to close what it cannot read
@pytest.mark.parametrize("harm", ["pointer", "folder", "toc", "terms", "postings", "format"])
def test_damage_is_told_and_healed_by_a_rebuild(tmp_path, harm):
    root = tmp_path / "index"
    open_index(root).apply([make_document("post:1", body="дроби")])
    _damage(root, harm)
    index = open_index(root)
    with pytest.raises(IndexDamaged):
        find(index, "дроби")
    assert index.rebuild(make_document(f"post:{n}", body="дроби") for n in range(1, 4)) == 3
    assert find(index, "дроби").total == 3
    index.apply([make_document("post:9", body="дроби")])
    assert find(index, "дроби").total == 4


def _damage(root, harm):
    folder = root / "index-1"
    if harm == "pointer":
        (root / "current").write_text("")
    elif harm == "format":
        (root / "current").write_text("1 0.0\n")
    elif harm == "folder":
        folder.rename(root / "elsewhere")
    else:
        for path in folder.glob({"toc": "*.toc", "terms": "*.trm", "postings": "*.pst"}[harm]):
            path.write_bytes(b"\x00" * 10)


def test_threads_search_while_one_writes(index):
    index.apply([make_document(f"post:{n}", body="дроби") for n in range(1, 30)])
    errors: list[Exception] = []

    def look() -> None:
        try:
            for _ in range(40):
                assert find(index, "дроби").total >= 29
        except Exception as error:  # noqa: BLE001 - whatever a thread raises must reach the test
            errors.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(30, 50):
        index.apply([make_document(f"post:{n}", body="дроби")])
    for thread in threads:
        thread.join()
    assert not errors


def test_a_merge_in_the_middle_of_a_search_is_looked_past(index, monkeypatch):
    index.apply([make_document("post:1", body="дроби")])
    looked = []

    def sweep_once(view, request):
        looked.append(view)
        if len(looked) == 1:
            index.apply([make_document("post:2", body="дроби")])
            raise TypeError("a file of this state is gone")
        return true_search(view, request)

    true_search = search_index.search
    monkeypatch.setattr(search_index, "search", sweep_once)
    assert find(index, "дроби").total == 2
    assert len(looked) == 2


def test_what_is_damaged_is_said_to_be(index, monkeypatch):
    index.apply([make_document("post:1", body="дроби")])

    def fall(view, request):
        raise TypeError("torn")

    monkeypatch.setattr(search_index, "search", fall)
    with pytest.raises(IndexDamaged):
        find(index, "дроби")


def test_three_thousand_documents_are_fast_enough(index):
    words = ["урок", "дроби", "класс", "ученик", "задание", "карточка", "рефлексия", "план", "оценивание", "группа"]
    texts = [" ".join(words[(n * k) % len(words)] for k in range(1, 40)) for n in range(3_000)]
    started = time.process_time()
    index.rebuild(make_document(f"post:{n}", title=texts[n][:40], body=texts[n]) for n in range(3_000))
    assert time.process_time() - started < 30
    find(index, "дроби")
    for query in ("дроби", "дроби ученик", '"дроби класс"', "ксп 5 класс", "kind:post order:latest"):
        started = time.process_time()
        find(index, query)
        assert time.process_time() - started < 1
