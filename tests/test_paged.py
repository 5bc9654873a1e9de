"""What stands on pages is as in a dict, and copies share all pages on which nobody has written since."""

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from connscope.paged import Paged, Pages

KEYS = {"numbers": lambda number: 100 * number - 800, "words": lambda number: f"127.0.0.1:{100 * number}"}
"""Some that are alike and some that are not."""

DEEDS = st.lists(st.tuples(st.sampled_from(["set", "set", "del", "first", "copy"]), st.integers(0, 15)), max_size=60)
MANY = 10_000


def do(deed: str, key: Any, it: Any, turn: int) -> None:
    """The same to a dict and to what is to be like one."""
    if deed == "set":
        it[key] = turn
    elif deed == "first" and it:
        del it[next(iter(it))]
    elif deed == "del":
        it.pop(key, None)


def said(it: Any, keys: list[Any]) -> list[Any]:
    """All that can be read."""
    return [
        *(list(it), list(reversed(it)), list(it.values()), list(it.items()), len(it), bool(it)),
        *([key in it for key in keys], [it.get(key) for key in keys], [it.get(key, 9) for key in keys]),
    ]


@pytest.mark.parametrize("kind", KEYS)
@given(DEEDS)
def test_it_is_a_dict_and_a_copy_stays_what_it_is(kind: str, deeds: list[tuple[str, int]]):
    key_of, made = KEYS[kind], [(Paged[Any, int](), dict[Any, int]())]
    keys = [key_of(number) for number in range(16)]
    for turn, (deed, number) in enumerate(deeds):
        if deed == "copy":
            made.append((made[-1 - number % 2 % len(made)][0].copy(), made[-1 - number % 2 % len(made)][1].copy()))
        for it in made[-1 - number % 3 % len(made)]:
            do(deed, keys[number], it, turn)
    for paged, as_dict in made:
        assert said(paged, keys) == said(as_dict, keys)


def test_what_is_not_there_is_not_found():
    it = Paged[int, str]()
    with pytest.raises(KeyError):
        it[1]
    with pytest.raises(KeyError):
        del it[1]
    assert 1.5 not in it


def written_anew(before: Pages, after: Pages) -> int:
    """How many pages of the one are not the very ones of the other."""
    return sum(page is not before.get(number) for number, page in after.items())


def test_copies_share_all_but_the_pages_to_which_something_came_or_from_which_it_went():
    it = Paged[int, int]()
    for number in range(MANY):
        it[number] = number
    copy = it.copy()
    it[MANY] = MANY
    del it[0]
    assert len(it.pages) > 30
    assert (written_anew(copy.pages, it.pages), written_anew(copy.index, it.index)) == (2, 2)


def test_a_page_on_which_nothing_is_left_goes():
    it = Paged[int, int]()
    for number in range(MANY):
        it[number] = number
        it.pop(number - 300, None)
    assert max(len(it.pages), len(it.index)) <= 3
