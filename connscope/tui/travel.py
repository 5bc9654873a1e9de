"""Where in the recent past the view stands, if it does not show the present: by the number of the last fact it shows.

The program may run on meanwhile. It knows the journal, and nothing of what is drawn.
"""

from collections.abc import Callable, Iterable

from connscope.events import Fact, Held, Woke
from connscope.journal import Journal
from connscope.ledger import Ledger

Wanted = Callable[[int], bool]
"""Of a fact's number: whether to stop there."""


class Travel:
    """A place in the journal, or the present."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.at: int | None = None
        """The fact that was the last one then; None: the present."""
        self.ledger: Ledger | None = None
        """The picture as it was then."""

    @property
    def end(self) -> int:
        """The number of the first fact that is not shown."""
        return self.journal.end if self.at is None else self.at + 1

    def live(self) -> None:
        """Show the present."""
        self.at = self.ledger = None

    def go_to(self, number: int) -> bool:
        """Show it as it was right after that fact; answers whether that can still be known."""
        try:
            ledger = self.journal.ledger_at(number)
        except IndexError:
            return False
        self.at, self.ledger = number, ledger
        return True

    def back(self, wanted: Wanted) -> bool:
        """Go to the last such fact before; answers whether there was one."""
        here = self.first_of(self.before(self.end), wanted) if self.at is None else self.at
        number = self.first_of(self.before(here), wanted) if here is not None else None
        return number is not None and self.go_to(number)

    def start(self, wanted: Wanted) -> bool:
        """Go to the first such fact that can be reached; answers whether there was one."""
        number = self.first_of(self.after(self.journal.first), wanted)
        return number is not None and self.go_to(number)

    def forward(self, wanted: Wanted) -> None:
        """Go to the next such fact; with the last one the present is reached."""
        later = self.first_of(self.after(self.end), wanted)
        last = later is None or self.first_of(self.after(later + 1), wanted) is None
        if last or not self.go_to(later):  # type: ignore[arg-type]
            self.live()

    def before(self, number: int) -> range:
        """The facts before it that can be reached, the latest first."""
        return range(number - 1, self.journal.first - 1, -1)

    def after(self, number: int) -> range:
        """Those from it on."""
        return range(max(number, self.journal.first), self.journal.end)

    def first_of(self, numbers: Iterable[int], wanted: Wanted) -> int | None:
        """The first of them whose fact is wanted."""
        return next((number for number in numbers if wanted(number)), None)


def ends_a_loop(fact: Fact) -> bool:
    """Whether it is an answer of `select()`, or the hold right behind one."""
    return isinstance(fact, Woke) or (isinstance(fact, Held) and fact.call == "select" and fact.after)
