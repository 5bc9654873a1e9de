"""Hostile bytes, made visible, in a terminal emulator: it shows them and does nothing else."""

import pyte
import pytest

from connscope.text import cells, visible
from tests.hostile import HOSTILE


class Terminal(pyte.Screen):
    """Twelve rows of somebody else's text, the cursor among them, and a note of every answer it gives."""

    def __init__(self):
        super().__init__(80, 12)
        self.answers = []
        stream = pyte.Stream(self)
        stream.feed("\r\n".join(["#" * 80] * 12))
        stream.feed("\x1b[5;11H")
        self.feed = stream.feed

    def write_process_input(self, data):
        self.answers.append(data)

    def all_it_shows(self):
        return (
            self.display,
            (self.cursor.y, self.cursor.x),
            self.title,
            self.icon_name,
            self.mode,
            self.answers,
        )


def with_text(text: str) -> tuple[object, ...]:
    """All that a terminal should show when this text, and nothing else, was written at its cursor."""
    display, _, *rest = Terminal().all_it_shows()
    display[4] = "#" * 10 + text + "#" * (70 - cells(text))
    return display, (4, 10 + cells(text)), *rest


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_change_only_the_cells_that_show_them(raw):
    terminal = Terminal()
    terminal.feed(visible(raw, 60))
    assert terminal.all_it_shows() == with_text(visible(raw, 60))


@pytest.mark.parametrize("name", ["cursor home and clear", "title (OSC 2), string terminator", "C1 as text", "Zalgo"])
def test_the_emulator_would_have_told_without_the_gate(name):
    text = HOSTILE[name] if isinstance(HOSTILE[name], str) else HOSTILE[name].decode()
    terminal = Terminal()
    terminal.feed(text)
    assert terminal.all_it_shows() != with_text(visible(text))
