"""What a person asks for at the gate becomes wishes, one after the other; what came of them is taken in from facts."""

import pytest

from connscope import events as ev
from connscope import wishes
from connscope.events import NOWHERE
from connscope.ledger import Ledger
from connscope.stepping import CLIENTS, HELD, PACED, PACES, RUNNING, SERVER, Stepping
from connscope.wishes import Breakpoint, GateWish


@pytest.fixture
def sent() -> list[GateWish]:
    return []


@pytest.fixture
def stepping(sent: list[GateWish]) -> Stepping:
    """Of a server that runs."""
    ledger = Ledger()
    ledger.apply(ev.Started(1, "echo", ""))
    return Stepping(ledger, sent.append, program="echo")


def stops(stepping: Stepping, point: int = 0, program: str = "echo") -> None:
    stepping.ledger.apply(ev.Held(2, program, 0, NOWHERE, "send", False, 7, 0, 22, 22, b"", point))
    stepping.notice()


def goes_on(stepping: Stepping) -> None:
    stepping.ledger.apply(ev.Released(3, "echo", 0))
    stepping.notice()


def test_hold_step_and_go_are_sent_as_they_are_and_remembered(stepping: Stepping, sent: list[GateWish]) -> None:
    stepping.hold()
    assert (stepping.mode, stepping.stands) == (HELD, True)
    stepping.step(wishes.StepLoop())
    assert stepping.mode == HELD
    stepping.go()
    assert (stepping.mode, stepping.stands) == (RUNNING, False)
    assert sent == [wishes.Hold(), wishes.StepLoop(), wishes.Go()]


def test_slow_motion_begins_at_the_fastest_pace_ends_at_the_slowest_and_faster_leads_back(
    stepping: Stepping, sent: list[GateWish]
) -> None:
    for _ in range(len(PACES) + 1):
        stepping.slower()
    assert [wish.rate for wish in sent if isinstance(wish, wishes.Pace)] == [*PACES, PACES[-1]]
    stepping.faster()
    assert (stepping.mode, stepping.pace) == (PACED, PACES[-2])
    for _ in PACES:
        stepping.faster()
    assert (stepping.mode, stepping.pace) == (RUNNING, 0.0)


def test_what_slow_motion_counts_changes_while_it_goes_on_and_is_kept_for_later(
    stepping: Stepping, sent: list[GateWish]
) -> None:
    stepping.slower()
    stepping.count_by(loops=True)
    stepping.go()
    stepping.count_by(loops=True)
    assert sent == [wishes.Pace(20.0), wishes.Pace(20.0, True), wishes.Go()]


def test_a_breakpoint_that_was_hit_holds_once_and_not_again_when_it_is_let_go(stepping: Stepping) -> None:
    stops(stepping, point=1)
    assert stepping.mode == HELD
    stepping.go()
    stepping.notice()  # the fact that it goes on has not come yet
    assert stepping.mode == RUNNING
    goes_on(stepping)
    assert (stepping.mode, stepping.held) == (RUNNING, None)
    assert stepping.ledger.hits == {1: 1}


def test_a_program_that_is_over_is_not_held(stepping: Stepping) -> None:
    stepping.hold()
    stepping.ledger.apply(ev.Ended(3, "echo", "OSError"))
    stepping.notice()
    assert stepping.mode == RUNNING


def test_a_new_server_runs_and_has_the_breakpoints(stepping: Stepping, sent: list[GateWish]) -> None:
    point = stepping.stop_at("call", call="send")
    stepping.hold()
    sent.clear()
    stepping.begin("tutorial")
    assert (stepping.mode, stepping.program) == (RUNNING, "tutorial")
    assert sent == [wishes.SetBreakpoints((point,))]


def test_the_same_breakpoint_again_is_the_one_there_is_and_on(stepping: Stepping, sent: list[GateWish]) -> None:
    first = stepping.stop_at("line", file="servers/echo.py", line=7)
    stepping.switch(first.number)
    assert stepping.stop_at("line", file="servers/echo.py", line=7) is first
    assert stepping.off == set()
    assert stepping.at_line("servers/echo.py", 7) is first
    assert stepping.at_line("servers/echo.py", 8) is None
    assert sent[-2:] == [wishes.SetBreakpoints(()), wishes.SetBreakpoints((first,))]


def test_a_breakpoint_that_is_gone_stops_nobody_and_its_number_is_nobody_s(stepping: Stepping) -> None:
    first = stepping.stop_at("EOF")
    stepping.remove(first.number)
    assert stepping.stop_at("EOF") == Breakpoint(2, "EOF")


def test_who_turns_to_the_clients_lets_the_server_go_and_holds_them_if_it_was_held(
    stepping: Stepping, sent: list[GateWish]
) -> None:
    point = stepping.stop_at("EOF")
    stepping.hold()
    sent.clear()
    stepping.turn_to(CLIENTS)
    assert sent == [wishes.SetBreakpoints(()), wishes.Go(), wishes.SetBreakpoints((point,)), wishes.Hold()]
    stops(stepping, program="clients outside")
    assert stepping.held is not None
    stepping.turn_to(SERVER)
    assert stepping.held is None


def test_what_is_held_before_it_was_asked_for_is_asked_for_once(stepping: Stepping, sent: list[GateWish]) -> None:
    stepping.hold_before_asked()
    stepping.hold_before_asked()
    assert sent == [wishes.Hold()]
    assert stepping.is_foreseen()
    assert not stepping.is_foreseen()
