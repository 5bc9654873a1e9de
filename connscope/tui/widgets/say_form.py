"""What a person says on a connection by hand: the text, how it goes out, and what is expected. It reads none of it."""

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from connscope.launches import LONGEST_TEXT, inert
from connscope.tui.widgets.entry import Entry
from connscope.tui.widgets.one_of import OneOf

KINDS = ("text", "hex", "file")
EXPECTED = ("any", "echo", "text", "hex", "end", "nothing")
WITH_BYTES = ("text", "hex")
"""What is expected needs to be said, too."""
LONGEST_WORD = 12

FIELDS = ("kind", "piece", "every", "times", "expect", "within", "expected")
"""Those beside the text, in the order in which tab goes through them: as they stand, line by line."""

USUAL: Mapping[str, str] = {
    "kind": "text",
    "text": "",
    "piece": "",
    "every": "",
    "times": "",
    "expect": "any",
    "expected": "",
    "within": "1",
}
"""Nothing to say; all that is empty is as usual: in one piece, at once, once."""


class SayLine(Entry):
    """What is to be said."""

    def write(self, text: str) -> None:
        """In place of what is there, with the cursor behind it."""
        self.value = text
        self.cursor_position = len(self.value)


class SayForm(Widget):
    """Three lines, and a fourth where what is expected is bytes."""

    DEFAULT_CSS = """
    SayForm {
        height: auto;
        padding: 0 1;
        & Horizontal { height: 1; }
        & Static { width: auto; color: $dim; }
        & .-gap { padding: 0 0 0 1; }
        & .-apart { padding: 0 0 0 3; }
        & .-first { width: 7; }
        & #kind { width: 24; }
        & #every, & #within { width: 7; }
        & #piece { width: 11; }
        & #times { width: 10; }
        & #expect { width: 47; }
        & SayLine, & #expected { width: 1fr; }
        & #says { color: $accent; }
        & Horizontal.-hidden { display: none; }
    }
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__()
        self.line = SayLine(values["text"], LONGEST_TEXT, inert, lines=True)
        self.line.id = "text"
        self.controls: dict[str, Entry | OneOf] = {
            "kind": OneOf(KINDS, values["kind"], id="kind"),
            "expect": OneOf(EXPECTED, values["expect"], id="expect"),
            "expected": Entry(values["expected"], LONGEST_TEXT, inert, lines=True),
        }
        for name in ("piece", "every", "times", "within"):
            self.controls[name] = Entry(values[name], LONGEST_WORD)
        for name in ("expected", "piece", "every", "times", "within"):
            self.controls[name].id = name

    def compose(self) -> ComposeResult:
        """How, what, and what then."""
        with Horizontal():
            yield Static("say", classes="-first")
            yield self.controls["kind"]
            for name, label in (("piece", "pieces"), ("every", "every"), ("times", "times")):
                yield Static(label, classes="-gap")
                yield self.controls[name]
        with Horizontal():
            yield Static("▶", id="says", classes="-first")
            yield self.line
        with Horizontal():
            yield Static("expect", classes="-first")
            yield self.controls["expect"]
            yield Static("within", classes="-apart")
            yield self.controls["within"]
            yield Static("s", classes="-gap")
        with Horizontal(classes="-hidden", id="expected-line"):
            yield Static("bytes", classes="-first")
            yield self.controls["expected"]

    def on_mount(self) -> None:
        """As it was left."""
        self.make_room()

    @on(OneOf.Changed, "#expect")
    def make_room(self) -> None:
        """A line for the expected bytes, where there are any."""
        self.query_one("#expected-line").set_class(self.controls["expect"].value not in WITH_BYTES, "-hidden")

    @property
    def values(self) -> dict[str, str]:
        """The texts of all fields."""
        return {"text": self.line.value, **{name: control.value for name, control in self.controls.items()}}

    def fill_in(self, kind: str, text: str) -> None:
        """What is to be said, and as what."""
        self.controls["kind"].value = kind
        self.line.write(text)

    def fields(self) -> list[str]:
        """Those that can be filled in now."""
        hidden = self.controls["expect"].value not in WITH_BYTES
        return [name for name in FIELDS if not (hidden and name == "expected")]
