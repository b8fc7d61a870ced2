import numpy as np

from service.report.bounded import OTHERS, Kinds, Least, Sample


def test_the_least_are_kept_in_order() -> None:
    least = Least[str](3)
    for key, item in [(5, "e"), (1, "a"), (4, "d"), (1, "a again"), (9, "i")]:
        least.add(key, item)
    assert least.items() == ["a", "a again", "d"]


def test_none_are_kept_where_none_are_wanted() -> None:
    least = Least[str](0)
    least.add(1, "a")
    assert least.items() == []


def test_kinds_are_counted_with_their_first_examples() -> None:
    kinds = Kinds[int](most=5, examples=2)
    for number, name in enumerate("abbcb"):
        kinds.add(name, number)
    assert [(name, kind.count, kind.examples.items()) for name, kind in kinds.items()] == [
        ("b", 3, [1, 2]),
        ("a", 1, [0]),
        ("c", 1, [3]),
    ]
    assert kinds.total == 5


def test_more_kinds_than_are_told_apart_are_others() -> None:
    kinds = Kinds[int](most=2, examples=1)
    for name in ("a", "b", "c", "d", "a"):
        kinds.add(name, 0)
    assert {name: kind.count for name, kind in kinds.items()} == {"a": 2, "b": 1, OTHERS: 2}


def test_a_sample_is_everything_where_there_is_room() -> None:
    sample = Sample(5, 2)
    sample.add([1.0, 2.0])
    sample.add([3.0, 4.0])
    assert sample.rows.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_sample_is_drawn_from_all_alike_and_the_same_each_time() -> None:
    def drawn() -> list[float]:
        sample = Sample(1_000, 1)
        for number in range(20_000):
            sample.add([number])
        return sample.rows[:, 0].tolist()

    found = drawn()
    assert found == drawn()
    assert len(set(found)) == 1_000
    assert abs(np.mean(found) - 10_000) < 600
