"""Predicting: before a step somebody says what the call will return; the step shows it, and a tally is kept."""

from functools import partial

from connscope.events import Held
from connscope.predict import Question, Tally, judge, question
from connscope.tui.actions.holding import Holding
from connscope.tui.widgets.moment import Verdict
from connscope.wishes import GateWish


class Predicting(Holding):
    """The questions, if they are wanted."""

    predicts = False
    asked: Question | None = None
    """The question that the step will settle; None if none was asked."""
    chosen = ""
    """What was predicted."""
    asked_from = 0
    """The number of the first fact that may settle it."""
    asked_at_hold: Held | None = None
    """Where the program stood still when it was asked."""

    def on_mount(self) -> None:
        """Nobody has predicted anything."""
        self.predictions = Tally()

    def action_predict(self) -> None:
        """Ask from now on, or no more."""
        self.predicts = not self.predicts
        self.moment.verdict = None
        if self.predicts:
            self.tell("Before each step you are asked what the call will return. P again ends that.", seconds=4.0)
        else:
            self.tell(
                f"No more questions. {self.predictions.words if self.predictions.asked else 'None was answered'}."
            )
        self.draw()

    def step(self, wish: GateWish) -> None:
        """Ask first, if the call is worth it."""
        held, self.moment.verdict = self.session.stepping.held, None
        asked = question(held, self.session.ledger) if self.predicts and held is not None else None
        if asked is None:
            super().step(wish)
            return
        from connscope.tui.screens.prediction import Prediction  # nobody waits for it at the start

        self.app.clear_notifications()
        self.app.push_screen(Prediction(asked), partial(self.answered, wish, asked))

    def answered(self, wish: GateWish, asked: Question, key: str | None) -> None:
        """Step, and remember what was predicted; who goes back does not step."""
        if key:
            self.asked, self.chosen = asked, asked.answers[int(key) - 1].key
            self.asked_from, self.asked_at_hold = self.view.journal.end, asked.held
            super().step(wish)

    def draw(self) -> None:
        """Settle what can be settled, and draw. What is said of a step holds until the next, or until it runs on."""
        stepping = self.session.stepping
        if self.asked is not None:
            self.settle(self.asked)
            if stepping.held is not None and stepping.held is not self.asked_at_hold:
                self.asked = None  # what came of it was left out
        if not stepping.stands:
            self.asked = self.moment.verdict = None
        super().draw()

    def settle(self, asked: Question) -> None:
        """Find the fact that shows what came of it."""
        for _, fact in self.view.journal.since(self.asked_from):
            right = judge(asked, fact)
            if right is not None:
                said = self.predictions.settle(asked, self.chosen, fact, self.session.ledger)
                self.moment.verdict = Verdict(right == self.chosen, said, self.predictions.words)
                self.asked = None
                return
        self.asked_from = self.view.journal.end
