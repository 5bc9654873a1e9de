"""The fields of a launch, a row for each: what is in them, and what is said of them. It reads none of it."""

from collections.abc import Mapping
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from connscope.launches import LONGEST_GROUPS, LONGEST_TEXT, PRESETS, inert, texts
from connscope.launches.form import AFTERWARDS, KINDS, PIPES, READ
from connscope.tui.widgets.entry import Entry
from connscope.tui.widgets.one_of import OneOf
from connscope.tui.widgets.row import Row

LONGEST_WORD = 253
"""Characters of what is no message: a host's name may have so many."""

LISTS = "f2 lists them"

WORDS = {
    "host": ("host", "a name or an address"),
    "port": ("port", "1 to 65,535"),
    "num_conns": ("connections", "1 to 10,000"),
    "pipes": ("buffers", "of the kernel; small: 12 K"),
    "kind": ("each says", "the same on each connection"),
    "text": ("messages", r"` | ` stands between two · \n \t \xff are bytes, \| is a bar"),
    "size": ("size", "bytes; also 4 K, 1 M"),
    "repeat": ("so often", "times; 0: until stopped"),
    "every": ("one every", "seconds; 0: at once"),
    "afterwards": ("and then", "when all of it is back"),
    "deadline": ("late after", "seconds; time held back not counted"),
    "behaviours": ("behaviours", f"{LISTS} · a + b: both at once · a | b: two groups"),
}
"""Label and note of each field."""

ONE_OF = {"pipes": PIPES, "kind": KINDS, "afterwards": AFTERWARDS}
GROUPS = {"host": "group", "kind": "group-where-high", "behaviours": "group"}
"""Fields with an empty line above them; one of these yields early."""

ELSEWHERE = ("host", "port")
"""What no preset says."""

OWN = "Your own. ← → fills in a preset, but for host and port."


class LaunchForm(VerticalScroll, can_focus=False, inherit_bindings=False):
    """A line of presets, then the fields."""

    DEFAULT_CSS = """
    LaunchForm {
        height: auto;
        scrollbar-size-vertical: 1;
        & > .group, & > .group-where-high { margin-top: 1; }
    }
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__()
        self.presets = OneOf(PRESETS, "", id="preset")
        self.filled_in = ""
        self.preset = Row("preset", self.presets, "", wide=True, steady=True)
        self.rows = {name: row(name, values[name]) for name in WORDS}

    def compose(self) -> ComposeResult:
        """One below the other."""
        yield self.preset
        yield from self.rows.values()

    def scroll_to(self, *where: Any, **options: Any) -> None:
        """At once. To glide there would take longer than to press the next key, and end where that did not want it."""
        super().scroll_to(*where, **{**options, "animate": False})

    @property
    def values(self) -> dict[str, str]:
        """The texts of all fields."""
        return {name: row.control.value for name, row in self.rows.items()}

    @property
    def num_conns(self) -> int:
        """How many connections there are to be, as far as that is right; else one."""
        try:
            return int(READ["num_conns"](self.values["num_conns"]))
        except ValueError:
            return 1

    @on(OneOf.Changed, "#preset")
    def fill_in_preset(self) -> None:
        """All that it says."""
        self.filled_in = self.presets.value
        self.fill_in(texts(PRESETS[self.presets.value].launch))

    def fill_in(self, values: Mapping[str, str]) -> None:
        """All but where to."""
        for name, text in values.items():
            if name not in ELSEWHERE:
                self.rows[name].control.value = text

    def show(self, wrong: Mapping[str, str]) -> None:
        """What is wrong, in place of the notes of those fields; and which preset it is."""
        values = self.values
        for name, row in self.rows.items():
            hint = f" {LISTS}." if name == "behaviours" else ""
            row.say(wrong[name] + hint if name in wrong else WORDS[name][1], wrong=name in wrong)
        self.rows["text"].display = values["kind"] == KINDS[0]
        self.rows["size"].display = values["kind"] != KINDS[0]
        if self.presets.value == self.filled_in:  # else another one was chosen since, and is about to be filled in
            self.presets.value = self.filled_in = preset_of(values)
        self.preset.say(PRESETS[self.presets.value].says if self.presets.value else OWN)


def row(name: str, value: str) -> Row:
    """The row of that field."""
    label, note = WORDS[name]
    if name in ONE_OF:
        made = Row(label, OneOf(ONE_OF[name], value, id=name), note)
    elif name == "text":
        made = Row(label, Entry(value, LONGEST_TEXT, inert, lines=True), note, wide=True)
    elif name == "behaviours":
        made = Row(label, Entry(value, LONGEST_GROUPS), note, wide=True, least=2)
    else:
        made = Row(label, Entry(value, LONGEST_WORD), note)
    return made.add_class(GROUPS[name]) if name in GROUPS else made


def preset_of(values: Mapping[str, str]) -> str:
    """Which preset says all of this; empty if none does."""
    said = {name: text for name, text in values.items() if name not in ELSEWHERE}
    return next((name for name, preset in PRESETS.items() if said.items() <= texts(preset.launch).items()), "")
