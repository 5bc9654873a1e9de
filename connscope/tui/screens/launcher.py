"""The form for launching many clients. It answers a launch, or nothing; what becomes of it is not its business."""

from collections.abc import Callable, Iterable

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Input, Static

from connscope.launches import PRESETS, Launch, added, read_form, sentence, texts
from connscope.tui.screens.behaviours import Behaviours
from connscope.tui.screens.modal import FIELD_KEYS, Modal
from connscope.tui.screens.path import LoadPopulation, SavePopulation
from connscope.tui.widgets.entry import Entry
from connscope.tui.widgets.hint import Hint
from connscope.tui.widgets.launch_form import WORDS, LaunchForm
from connscope.tui.widgets.one_of import OneOf
from connscope.tui.widgets.press import Press
from connscope.tui.widgets.row import Row

LOW, LOWEST, NARROW = 30, 24, 72
"""With fewer rows the form takes all of them, and leaves few lines empty, or none; with fewer columns no margin."""


class Launcher(Modal[Launch | None]):
    """Filled in beforehand, so that enter launches at once: as the last time, or else by the first preset.

    `refuse` says why a launch that is right in itself cannot be had, such as one of too many connections.
    """

    DEFAULT_CSS = """
    Launcher {
        align: center middle;
        & > Vertical {
            width: 100%;
            max-width: 86;
            height: auto;
            border: round $accent;
            border-title-style: bold;
            border-subtitle-color: $dim;
            padding: 0 2;
            background: $background;
        }
        & #sentence { height: auto; min-height: 4; margin-top: 1; }
        & #sentence.-wrong { color: $warning; }
        & #ways-out { height: 1; margin-top: 1; }
        & #between { width: 1fr; }
        &.-low > Vertical { height: 100%; }
        &.-low LaunchForm { height: 1fr; }
        &.-low .group-where-high, &.-low #sentence, &.-low #ways-out, &.-lowest .group { margin-top: 0; }
        &.-low #sentence { min-height: 3; }
        &.-lowest #sentence { min-height: 2; }
        &.-narrow > Vertical { padding: 0 1; }
    }
    """

    AUTO_FOCUS = "#launch"

    BINDINGS = [  # noqa: RUF012 - Textual's own name
        Binding("escape", "cancel", show=False),
        Binding("enter", "launch", show=False),
        *FIELD_KEYS,
        Binding("left", "preset(-1)", show=False),
        Binding("right", "preset(1)", show=False),
        Binding("f2", "behaviours", show=False),
        Binding("ctrl+s", "save", show=False),
        Binding("ctrl+o", "load", show=False),
    ]

    def __init__(
        self, address: tuple[str, int], last: Launch | None = None, refuse: Callable[[Launch], str] = lambda _: ""
    ) -> None:
        super().__init__()
        first = next(iter(PRESETS.values()))
        self.form = LaunchForm(texts(last or first.towards(*address)))
        self.sentence = Static(id="sentence")
        self.words = ""
        self.refuse = refuse
        self.left: set[str] = set()
        """Fields that may be told what is wrong with them; while one is filled in for the first time, it is not yet."""

    def compose(self) -> ComposeResult:
        """The fields, what will happen, and the two ways out."""
        with Vertical() as box:
            box.border_title = "Launch clients"
            box.border_subtitle = Content("tab ↑ ↓ move · ← → choose · enter launch · esc back")
            yield self.form
            yield self.sentence
            with Horizontal(id="ways-out"):
                yield Press("Launch", id="launch")
                yield Press("Cancel", id="cancel")
                yield Static(id="between")
                yield Hint("ctrl+s", "save", id="save")
                yield Hint("ctrl+o", "load", id="load")

    def on_mount(self) -> None:
        """Say what enter would do."""
        self.make_room(self.app.size)  # whose change is all that a screen is told
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        """More room, or less."""
        self.make_room(event.size)

    def make_room(self, size: Size) -> None:
        """Empty lines and cells where there is room."""
        width, height = size
        self.set_class(height < LOW, "-low")
        self.set_class(height < LOWEST, "-lowest")
        self.set_class(width < NARROW, "-narrow")

    def read(self) -> Launch | dict[str, str]:
        """The launch, or what is wrong with which field."""
        said = read_form(self.form.values)
        if isinstance(said, Launch) and (complaint := self.refuse(said)):
            return {"num_conns": complaint}
        return said

    @on(Input.Changed)
    @on(OneOf.Changed)
    def show(self) -> None:
        """Say what will happen, or where it is not right yet."""
        said = self.read()
        wrong = said if isinstance(said, dict) else {}
        self.form.show({name: complaint for name, complaint in wrong.items() if name in self.left})
        self.say(sentence(said) if isinstance(said, Launch) else to_mend(said), wrong=bool(wrong))

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Below the form. Said again it would lay out the screen anew."""
        if words != self.words:
            self.words = words
            self.sentence.set_class(wrong, "-wrong")
            self.sentence.update(Content(words))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A field was left."""
        left = {name for name, row in self.form.rows.items() if row.control is event.widget}
        if left - self.left:
            self.left |= left
            self.show()

    @on(Input.Submitted)
    @on(Press.Pressed, "#launch")
    def action_launch(self) -> None:
        """Answer the launch, or go to the first field that is wrong."""
        if launch := self.mended():
            self.dismiss(launch)

    def mended(self) -> Launch | None:
        """The launch, if all is right; else all is told, and the first field that is wrong is in hand."""
        self.left = set(WORDS)
        said = self.read()
        if isinstance(said, Launch):
            return said
        self.show()
        self.form.rows[min(said, key=list(WORDS).index)].control.focus()
        return None

    @on(Press.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Answer nothing."""
        self.dismiss(None)

    # What fills in more than a field.

    def action_preset(self, steps: int) -> None:
        """The next one, or the one before: from a button, where ← → have nothing else to choose."""
        self.form.presets.action_next(steps)

    @on(Row.Asked)
    def ask(self, event: Row.Asked) -> None:
        """Of behaviours there is a list."""
        if event.row is self.form.rows["behaviours"]:
            self.action_behaviours()

    def action_behaviours(self) -> None:
        """Offer all that there are. Whoever chooses one goes on typing behind it, and not over it."""
        self.set_focus(self.form.rows["behaviours"].control)
        self.app.push_screen(Behaviours(), self.add)

    def add(self, name: str | None) -> None:
        """Put it where the cursor is."""
        entry = self.form.rows["behaviours"].control
        if name and isinstance(entry, Entry):
            entry.value, entry.cursor_position = added(entry.value, entry.cursor_position, name, self.form.num_conns)
            entry.focus()

    @on(Hint.Pressed, "#save")
    def action_save(self) -> None:
        """Ask where to."""
        if launch := self.mended():
            self.app.push_screen(SavePopulation(launch), self.saved)

    def saved(self, path: str | None) -> None:
        """Say where, if it was; what enter would do is still to be read."""
        if path:
            self.show()
            self.say(f"{self.words}\nSaved in {path}.")

    @on(Hint.Pressed, "#load")
    def action_load(self) -> None:
        """Ask from where."""
        self.app.push_screen(LoadPopulation(), self.fill_in)

    def fill_in(self, launch: Launch | None) -> None:
        """All that was loaded. What was set, and not chosen by hand, tells of no change: it is looked at here."""
        if launch is not None:
            self.form.fill_in(texts(launch))
            self.show()


def to_mend(wrong: Iterable[str]) -> str:
    """Which fields are not right yet, by their labels."""
    return f"▲ Still to be mended: {', '.join(WORDS[name][0] for name in wrong)}."
