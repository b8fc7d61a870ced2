"""The table is learnt from figures alone, and holds numbers alone."""

import numpy as np

from features.kernel.usual import HEAD, SIZE
from models.usual_figures import TABLE, figures_of, learn

ARTICLES = [
    (f"The club has {10 + number} members. The state has {number + 1} million voters.", number % 8)
    for number in range(80)
]


def test_the_shipped_table_is_numbers_of_the_right_size():
    table = np.load(TABLE, allow_pickle=False)
    assert table.dtype == np.int16
    assert table.shape == (HEAD + 2 * SIZE,)
    assert np.count_nonzero(table) > SIZE


def test_figures_are_read_as_powers_of_ten_and_grouped_by_article():
    figures = figures_of(iter(ARTICLES[:2]))
    assert figures.power.tolist() == [1.0, 6.0, np.log10(11), np.log10(2e6)]
    assert len(set(figures.group.tolist())) == 4
    assert figures.outlet.tolist() == [0, 0, 1, 1]


def test_what_is_usual_is_learnt_from_the_words_around():
    figures = figures_of(iter(ARTICLES))
    table = learn(figures).astype(float) / 1000
    expected = [
        table[0] + sum(table[HEAD + key] for key in keys if key >= 0) for keys in figures.keys
    ]
    members, voters = expected[0::2], expected[1::2]
    assert 1 < np.mean(members) < 3
    assert 5 < np.mean(voters) < 7.5
