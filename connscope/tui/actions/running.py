"""Running: somebody's program is ended, begun anew, and spoken to where it listens."""

import time

from connscope.programs import ProgramSession
from connscope.tui.actions.by_hand import Handling
from connscope.tui.actions.launching import Launching
from connscope.wording.unseen import unseen_sentence

SAID_SECONDS = 4.0
UNSEEN_SECONDS = 10.0


class Running(Launching, Handling):
    """What is done to the program as a whole."""

    session: ProgramSession
    said_unseen: frozenset[str] = frozenset()
    """Why something is not seen, as far as that was said."""

    def action_restart(self) -> None:
        """End it, if it runs, and begin anew."""
        self.begin_anew(f"{self.session.name} was started anew.")

    def begin_anew(self, sentence: str) -> None:
        """The same, and say so then. A thread does it: a program may take its time to end."""
        if not self.session.is_between:
            self.run_worker(lambda: self.restart(sentence), thread=True)
            self.soon()

    def restart(self, sentence: str) -> None:
        """Do it; called in a thread of its own."""
        try:
            self.session.restart()
        except OSError as error:
            why = f"{self.session.name} cannot be started: {error.strerror or error}"
            self.app.call_from_thread(self.tell, why, "error", SAID_SECONDS)
        else:
            self.app.call_from_thread(self.has_begun, sentence)

    def has_begun(self, sentence: str) -> None:
        """Show the new one from its beginning."""
        self.session.begin_anew()
        self.view.travel.live()
        self.tell(sentence, seconds=SAID_SECONDS)
        self.open_source()
        self.tick()

    def beat(self) -> None:
        """What was saved is run."""
        super().beat()
        if saved := self.session.saved(time.monotonic_ns()):
            self.begin_anew(f"{saved} was saved: started anew.")
        self.say_unseen()

    def say_unseen(self) -> None:
        """Say in a sentence what is not seen, and what can be done, whenever there is another reason for it."""
        reasons = frozenset(fact.why for fact in self.session.ledger.unseen.values())
        if reasons - self.said_unseen:
            self.tell(unseen_sentence(self.session.ledger), "warning", UNSEEN_SECONDS)
        self.said_unseen |= reasons

    # Where it listens.

    @property
    def nobody_listens(self) -> bool:
        """Whether there is nothing that a client of ours could connect to; said at once."""
        name, listens = self.session.name, bool(self.session.port)
        if self.view.dead:
            self.tell(f"{name} has ended, and nobody listens: r starts it again.", "warning")
        elif not listens:
            self.tell(f"{name} does not listen on TCP so far: there is nothing to connect to.", seconds=SAID_SECONDS)
        return self.view.dead or not listens

    def action_launch_many(self) -> None:
        """Ask how many, if there is anybody to whom they can go."""
        if not self.nobody_listens:
            super().action_launch_many()

    def ask_where(self) -> None:
        """The same of a connection by hand."""
        if not self.nobody_listens:
            super().ask_where()
