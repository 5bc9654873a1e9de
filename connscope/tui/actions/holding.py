"""Holding: the program stopped, let go on call by call, loop by loop, or slowly; and whose program that is."""

from connscope.stepping import CLIENTS, SERVER
from connscope.tui.actions.acting import Acting
from connscope.wishes import GateWish, StepCall, StepLoop, StepService

STEPS: dict[str, type[GateWish]] = {"call": StepCall, "loop": StepLoop, "service": StepService}


class Holding(Acting):
    """What is done at the gate of the program that is stepped."""

    @property
    def nothing_runs(self) -> bool:
        """Whether there is nothing that could be held; said at once."""
        if self.session.stepping.whose == SERVER and self.session.is_between:
            self.tell(f"{self.session.name} is starting anew: it can be held when it runs.", "warning")
            return True
        if self.session.stepping.whose == SERVER and not self.view.session_alive:
            self.tell("Nothing runs that could be held: r starts it anew.", "warning")
            return True
        return False

    def action_hold(self) -> None:
        """Hold at the next call; what is held goes on."""
        stepping = self.session.stepping
        foreseen = stepping.is_foreseen()
        if self.nothing_runs:
            return
        self.catch_up()
        if stepping.stands and not foreseen:
            stepping.go()
            self.tick()
            self.soon()
        elif foreseen and stepping.held is not None:  # it has been answered before it was asked
            self.view.travel.live()
            self.tick()
        else:
            stepping.hold()
            self.expect()

    def action_step(self, how: str) -> None:
        """Go on for a bit, and hold again; one that runs is held at the end of such a bit."""
        if not self.nothing_runs:
            self.step(STEPS[how]())

    def step(self, wish: GateWish) -> None:
        """Go on for a bit."""
        self.catch_up()
        self.session.stepping.step(wish)
        self.expect()

    def action_slower(self) -> None:
        """Slow motion, or slower."""
        if not self.nothing_runs:
            self.catch_up()
            self.session.stepping.slower()
            self.tick()

    def action_faster(self) -> None:
        """Faster, in the end as fast as it can."""
        self.catch_up()
        self.session.stepping.faster()
        self.tick()

    def catch_up(self) -> None:
        """Take in all that has happened: a breakpoint's stop that came later would be taken for the wish's answer."""
        self.view.advance(self.session.tick(None))

    def action_pace_by(self) -> None:
        """What slow motion counts."""
        stepping = self.session.stepping
        stepping.count_by(loops=not stepping.by_loops)
        self.tell(f"Slow motion counts {'loops' if stepping.by_loops else 'calls'}: - is slower, + faster.")

    def action_step_whose(self) -> None:
        """The other program from now on."""
        stepping = self.session.stepping
        if stepping.whose == SERVER and not self.session.has_clients:
            self.tell("No client of ours has been launched: l launches one.")
            return
        stepping.turn_to(CLIENTS if stepping.whose == SERVER else SERVER)
        it = "the server" if self.session.is_ours else "the program"
        whose = f"our clients: {it} runs on" if stepping.whose == CLIENTS else f"{it}: our clients run on"
        self.tell(f"space and s hold and step {whose}.")
        self.open_source()
        self.tick()
        self.expect()
