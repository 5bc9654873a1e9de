"""What waits without a selector is told as a loop of its own; what belongs to a selector is told once."""

import pytest

from connscope import events as ev
from connscope.events import Fact
from tests.sources.watched import PROGRAMS, run, told

PROGRAM = PROGRAMS / "waits_without_selectors.py"
TOLD = ev.Registered | ev.Woke | ev.Unregistered | ev.LoopEnded


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> list[Fact]:
    folder = tmp_path_factory.mktemp("run")
    ended = run(folder, str(PROGRAM))
    assert (ended.stdout, ended.stderr, ended.returncode) == ("", "", 0)
    return told(folder)


def words(facts: list[Fact], function: str) -> list[str]:
    """What was told of the lines in one function of the program, names instead of numbers."""
    source = PROGRAM.read_text().splitlines()
    first = source.index(f"def {function}() -> None:")
    length = source[first:].index("")
    names = dict(zip((fact.conn for fact in facts if isinstance(fact, ev.Opened)), ("near", "far"), strict=True))
    found = []
    for fact in facts:
        if not isinstance(fact, TOLD) or isinstance(fact, ev.LoopEnded) or not first < fact.place[1] <= first + length:
            continue
        name = type(fact).__name__
        if isinstance(fact, ev.Woke):
            found.append(f"{name} {[(names.get(conn, 'other'), mask) for conn, mask in fact.ready]}")
        else:
            found.append(f"{name} {names.get(fact.conn, 'other')} {fact.watch}")
    return found


def test_epoll_objects_are_loops_also_one_in_another_and_what_is_told_once_is_watched_no_more(facts):
    assert words(facts, "by_epoll") == [
        "Registered near 1",
        "Registered other 1",
        "Woke [('other', 1)]",
        "Woke [('near', 1)]",
        "Modified near 0",
    ]


def test_poll_objects_are_loops(facts):
    assert words(facts, "by_poll") == [
        "Registered near 1",
        "Modified near 3",
        "Woke [('near', 3)]",
        "Unregistered near 0",
    ]


def test_of_what_select_was_called_with_the_changes_are_told(facts):
    assert words(facts, "by_select") == [
        "Registered near 1",
        "Woke [('near', 1)]",
        "Modified near 3",
        "Woke [('near', 3)]",
        "Unregistered near 0",
        "Registered far 2",
        "Woke [('far', 2)]",
    ]


def test_what_a_selector_waits_with_is_not_told_again(facts):
    assert words(facts, "by_selector") == ["Registered near 1", "Modified near 2", "Woke [('near', 2)]"] * 3


def test_each_object_ends_once(facts):
    begun = {fact.loop for fact in facts if isinstance(fact, ev.Registered)}
    ended = [fact.loop for fact in facts if isinstance(fact, ev.LoopEnded)]
    assert len(begun) == 7
    assert len(ended) == len(set(ended)) == 5
