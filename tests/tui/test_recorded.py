"""Real conversations, from `scenarios/`, on the screen: what happened is what is to be seen when all is over."""

import pytest

from tests.scenario import NAMES, scenario
from tests.tui.staged import on_stage
from tests.tui.story import START, Story

SEEN = {
    "echo-half-close-gives-all-it-owes": ("· closed", "23 K", "■ ended"),
    "echo-one-line-by-nc": ("· closed", "6 B", "■ ended"),
    "echo-slow-reader": ("· closed", "23 K", "■ ended"),
    "echo-survives-a-reset": ("✕ reset", "17 B", "■ ended"),
    "tutorial-dies-of-a-reset": ("✕ reset", "✕ died: ConnectionResetError", "r restarts"),
    "tutorial-half-close-loses-what-it-owes": ("▽ lost", "13 K lost", "■ ended"),
}


def recorded(name: str) -> Story:
    """The recording, as if it had begun when every story begins."""
    story = Story(name.partition("-")[0])
    story.facts = scenario(name)
    begin = story.facts[0].at
    for fact in story.facts:
        fact.at += START - begin
    story.at = max(fact.at for fact in story.facts)
    return story


def test_every_scenario_is_looked_at() -> None:
    assert set(SEEN) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
async def test_what_was_recorded_is_seen(name: str) -> None:
    async with on_stage(recorded(name)) as it:
        text = "\n".join(it.lines())
        assert [words for words in SEEN[name] if words not in text] == []
