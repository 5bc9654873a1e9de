"""Whole screens at fixed sizes and a fixed time, compared with `pictures/*.txt`. How to renew them: `seen.RENEW`."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.tui import forgotten, scenes, spoken, stalls
from tests.tui.scenes_by_hand import poked
from tests.tui.seen import PICTURES, compare, settled
from tests.tui.staged import on_stage
from tests.tui.story import Story

SMALLEST, SMALL, USUAL, LARGE = (60, 20), (80, 24), (120, 40), (160, 50)


class Scene(NamedTuple):
    story: Callable[[], Story]
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    shows: str = "connscope"
    """What is there when the picture is complete."""


SCENES = {
    "first": Scene(scenes.nobody, SMALL),
    "first-tutorial": Scene(lambda: scenes.nobody("tutorial"), SMALL),
    "first-smallest": Scene(scenes.nobody, SMALLEST),
    "live": Scene(scenes.several, USUAL),
    "live-small": Scene(scenes.several, SMALL),
    "live-smallest": Scene(scenes.several, SMALLEST),
    "live-large": Scene(scenes.several, LARGE),
    "spinning": Scene(scenes.spinning, SMALL, ("3",)),
    "send-full": Scene(scenes.slow_reader, SMALL, ("G", "enter")),
    "held": Scene(scenes.held, SMALL, shows="about to"),
    "held-usual": Scene(scenes.held, USUAL, shows="about to"),
    "held-large": Scene(scenes.held, LARGE, shows="about to"),
    "held-smallest": Scene(scenes.held, SMALLEST, shows="about to"),
    "held-after-select": Scene(scenes.stepped, SMALL, shows="about to"),
    "gone-back": Scene(scenes.several, SMALL, ("comma", "comma"), "next was"),
    "stop-at": Scene(scenes.held, SMALL, ("b",), "EAGAIN"),
    "breakpoints": Scene(scenes.held, SMALL, ("b", "e", "b", "o", "B", "j", "space"), "◎ off"),
    "predict": Scene(scenes.held, SMALL, ("P", "s"), "How much"),
    "who-holds-the-bytes": Scene(stalls.stops_reading, USUAL, ("j",), "client-2 · where"),
    "outb-without-bound": Scene(lambda: stalls.stops_reading("tutorial"), SMALL, ("j",), "read  1.6 M"),
    "outb-without-bound-closely": Scene(
        lambda: stalls.stops_reading("tutorial"), SMALL, ("j", "2"), "client-2 · where"
    ),
    "tcp-info": Scene(stalls.stops_reading, SMALL, ("j", "K"), "held up by receiver"),
    "half-close-loses-bytes": Scene(scenes.half_close, USUAL),
    "reset": Scene(scenes.a_reset, SMALL, ("G",)),
    "dead-server": Scene(scenes.dead, SMALL),
    "many-closed": Scene(scenes.many_closed, SMALL, ("G",)),
    "filtered": Scene(scenes.several, SMALL, ("slash", *"act"), "match “act”"),
    "filtered-away": Scene(scenes.several, SMALL, ("slash", "z", "enter"), "0 match"),
    "sorted-by-outb": Scene(scenes.several, USUAL, ("o",), "sorted by outb"),
    "help-connections": Scene(scenes.several, LARGE, ("question_mark",), "Keys here"),
    "help-detail": Scene(scenes.several, SMALL, ("2", "question_mark"), "Keys here"),
    "help-code": Scene(scenes.several, SMALL, ("3", "f1"), "Keys here"),
    "help-events": Scene(scenes.several, SMALL, ("4", "question_mark", "pagedown", "pagedown"), "tab "),
    "palette": Scene(scenes.several, SMALL, ("ctrl+p", *"pane"), "previous pane"),
    "events-scrolled-back": Scene(scenes.several, SMALL, ("4", "g", "j"), "f follow"),
    "two-hundred": Scene(scenes.two_hundred, SMALL, ("pagedown", "pagedown", "o")),
    "hostile": Scene(scenes.hostile, USUAL, ("G",)),
    "left-out": Scene(scenes.left_out, SMALL),
    "probe-failed": Scene(scenes.probe_failed, USUAL),
    "clients": Scene(scenes.launched, USUAL, ("5",), "connected"),
    "clients-small": Scene(scenes.launched, SMALL, ("5",), "1 stopped"),
    "launcher": Scene(scenes.nobody, USUAL, ("L",), "enter launch"),
    "launcher-small": Scene(scenes.nobody, SMALL, ("L",), "enter launch"),
    "behaviours": Scene(scenes.nobody, SMALL, ("L", "f2", *"jjjjj"), "Sends only so many"),
    "wide": Scene(scenes.launched, (170, 45), ("5",), "connected"),
    "whole-screen": Scene(scenes.several, SMALL, ("4", "w"), "Events"),
    "elapsed": Scene(scenes.several, SMALL, ("t",), " s  "),
    "copy": Scene(scenes.several, SMALL, ("G", "y"), "whole story"),
    "poke": Scene(scenes.several, SMALL, ("m", "m", "x"), "inject…"),
    "poke-tutorial": Scene(scenes.held, SMALL, ("x",), "dies of it"),
    "poke-asks": Scene(scenes.several, SMALL, ("G", "k", "k", "x", "r"), "lost"),
    "poked": Scene(poked, SMALL, ("enter", "w"), "injected"),
    "marked": Scene(scenes.several, SMALL, ("g", "j", "m", "m"), "2 marked"),
    "by-hand": Scene(spoken.joined, SMALL, ("5", "i"), "server send 3"),
    "by-hand-usual": Scene(spoken.joined, USUAL, ("5", "i", "tab", "k", "k", "k"), "3 of send 2"),
    "by-hand-smallest": Scene(spoken.joined, SMALLEST, ("5", "i", "tab"), "server send 3"),
    "by-hand-first": Scene(spoken.silent, SMALL, ("5", "i"), "Nothing has been said"),
    "by-hand-over": Scene(spoken.over, SMALL, ("5", "i"), "i another"),
    "by-hand-hostile": Scene(spoken.strange, SMALL, ("5", "i", "tab"), "recv 1"),
    "by-hand-where": Scene(scenes.nobody, SMALL, ("i",), "enter connect"),
    "by-hand-options": Scene(spoken.silent, SMALL, ("5", "i", "tab", "o"), "sndbuf"),
    "by-hand-help": Scene(spoken.silent, LARGE, ("5", "i", "tab", "question_mark"), "Keys in the line"),
    "origins": Scene(forgotten.leaking, SMALL, ("v",), "nobody closes"),
    "stalls-usual": Scene(forgotten.stalling, USUAL, ("S",), "it has lasted"),
    "stalls-none": Scene(scenes.several, SMALL, ("S",), "goes back"),
    "whence": Scene(forgotten.awaited, SMALL, ("2", "w"), "awaited by"),
    "too-small": Scene(scenes.several, (59, 20), shows="needs a terminal"),
}


@pytest.mark.parametrize("name", SCENES)
async def test_the_screen_looks_as_in_its_picture(name: str) -> None:
    scene = SCENES[name]
    async with on_stage(scene.story(), scene.size) as it:
        await it.press(*scene.keys)
        await it.until_shown(scene.shows)
        compare(name, await settled(it.pilot))


def test_every_picture_is_compared() -> None:
    assert {path.stem for path in PICTURES.iterdir()} == set(SCENES)
