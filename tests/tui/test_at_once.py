"""What a key has changed is painted when it is done with; here Textual's own timer draws but once an hour."""

import pytest
from textual.events import Key

from connscope.tui.app import Connscope
from tests.tui.staged import on_stage
from tests.tui.story import Story


def clients(number: int) -> Story:
    story = Story()
    for _ in range(number):
        story.comes(ours=True)
    return story


async def frames_after(keys: str, monkeypatch: pytest.MonkeyPatch, *, heard: int = 0) -> list[int]:
    """How many frames were drawn by the time each key was done with; so many keys were read before."""
    drawn: list[int] = []
    async with on_stage(clients(3)) as it:
        await it.press("g")
        app = it.app
        app.heard = app.dealt + heard
        frames: list[object] = []
        monkeypatch.setattr(Connscope, "_display", lambda *given: frames.append(given[-1]))
        for key in keys:
            await app.deal_with(Key(key, key))
            drawn.append(len([each for each in frames if each is not None]))
    return drawn


async def test_a_key_is_painted_when_it_is_done_with(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await frames_after("jjk", monkeypatch) == [1, 2, 3]


async def test_a_key_behind_which_others_wait_is_painted_with_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await frames_after("jjk", monkeypatch, heard=3) == [0, 0, 1]


async def test_a_key_that_changes_nothing_paints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await frames_after("g", monkeypatch) == [0]
