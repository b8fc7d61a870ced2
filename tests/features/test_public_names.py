"""The gazetteer of well-known people."""

from features.public_names import public_names


def test_a_name_is_a_given_name_and_what_follows_it():
    names = public_names()
    assert all(name.given and name.surname for name in names)
    assert not any(" " in name.given or "|" in name.surname for name in names)


def test_no_name_stands_there_twice():
    names = public_names()
    assert len(names) == len(set(names)) > 1_000
