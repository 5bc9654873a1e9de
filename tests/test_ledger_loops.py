"""What the ledger makes of loops and of the programs that run them."""

from connscope import events as ev
from connscope.connections import Stalls
from connscope.events import NOWHERE, Place
from connscope.loops import STALLS_KEPT
from connscope.probe.layout import ids_from
from connscope.states import State
from tests.facts_by_hand import fact, ledger_of

SECOND = 1_000_000_000
ACCEPTED = fact(ev.Accepted, fd=9, address="127.0.0.1:50000", listener=2)

# The loop.


def test_who_is_ready_is_marked_until_the_next_answer():
    ledger = ledger_of(ACCEPTED, fact(ev.Accepted, conn=8), fact(ev.Woke, loops=1, ready=[(7, 3), (8, 1), (999, 1)]))
    ready = [[conn.ready for conn in ledger.connections.values()]]
    for each in (fact(ev.Woke, loops=2, ready=[(8, 2)]), fact(ev.Asleep, loops=2)):
        ledger.apply(each)
        ready.append([conn.ready for conn in ledger.connections.values()])
    assert ready == [[3, 1], [0, 2], [0, 0]]


def test_the_same_answer_after_a_sleep_marks_the_same_again():
    ledger = ledger_of(
        ACCEPTED, fact(ev.Woke, loops=1, ready=[(7, 1)]), fact(ev.Asleep, at=5, loops=1), fact(ev.Idled, loops=2)
    )
    assert ledger.connections[7].ready == 1


def test_a_run_of_idle_loops_leaves_the_marks_as_they_are():
    ledger = ledger_of(ACCEPTED, fact(ev.Woke, loops=1, ready=[(7, 2)]), fact(ev.Idled, loops=9000, idle=8999))
    loop = ledger.loops[1]
    assert (ledger.connections[7].ready, loop.loops, loop.idle) == (2, 9000, 8999)


def test_what_is_no_longer_watched_is_no_longer_ready():
    ledger = ledger_of(ACCEPTED, fact(ev.Woke, loops=1, ready=[(7, 3)]), fact(ev.Modified, watch=1))
    assert ledger.connections[7].ready == 1


def test_a_loop_sleeps_until_it_wakes():
    ledger = ledger_of(fact(ev.Asleep, at=5, timeout=SECOND))
    loop = ledger.loops[1]
    assert (loop.asleep_since, loop.timeout) == (5, SECOND)
    ledger.apply(fact(ev.Woke, at=9, slept=4))
    assert (loop.asleep_since, loop.slept, loop.woke_at) == (0, 4, 9)


def test_loops_are_totals_and_never_go_back():
    ledger = ledger_of(fact(ev.Asleep, loops=10, idle=4), fact(ev.Woke, loops=9, idle=4))
    assert (ledger.loops[1].loops, ledger.loops[1].idle) == (10, 4)


def test_the_end_of_a_loop_ends_its_sleep():
    ledger = ledger_of(fact(ev.Asleep, at=5), fact(ev.LoopEnded))
    assert (ledger.loops[1].asleep_since, ledger.loops[1].ended) == (0, True)


# Programs.


def test_a_program_runs_until_it_has_ended():
    ledger = ledger_of(fact(ev.Started, at=1, program="echo", address="127.0.0.1:1"))
    assert ledger.programs["echo"].running
    ledger.apply(fact(ev.Ended, at=5, program="echo", error="OSError: no"))
    program = ledger.programs["echo"]
    assert (program.running, program.ended_at, program.error) == (False, 5, "OSError: no")


def test_a_program_that_starts_again_starts_anew():
    ledger = ledger_of(
        fact(ev.Started, at=1, program="echo"),
        fact(ev.CpuSampled, at=2, program="echo", cpu=99),
        fact(ev.Ended, at=5, program="echo", error="OSError: no"),
        fact(ev.Started, at=7, program="echo"),
    )
    program = ledger.programs["echo"]
    assert (program.running, program.started_at, program.error, program.cpu) == (True, 7, "", 0)


def test_what_a_process_left_open_and_its_loops_are_over_with_it_and_nobody_else_s_are():
    its, others = ids_from(41, 0), ids_from(42, 0)
    ledger = ledger_of(
        fact(ev.Started, program="server.py", pid=41),
        *(fact(ev.Accepted, conn=first + 1, address="127.0.0.1:5000") for first in (its, others)),
        fact(ev.Registered, conn=its + 1, loop=its + 2, watch=3, outb=9),
        fact(ev.Accepted, conn=its + 3),
        fact(ev.Closed, at=3, conn=its + 3),
        *(fact(ev.Asleep, at=4, loop=first + 2) for first in (its, others)),
        fact(ev.Ended, at=5, program="server.py", signal="SIGKILL"),
    )
    left, other, closed = (ledger.connections[conn] for conn in (its + 1, others + 1, its + 3))
    assert (left.state, left.closed_at, left.watch, left.lost) == (State.CLOSED, 5, 0, 9)
    assert left.notes == ["still open when its process ended"]
    assert (other.state, closed.closed_at, closed.notes) == (State.OPEN, 3, [])
    assert [(ledger.loops[first + 2].ended, ledger.loops[first + 2].asleep_since) for first in (its, others)] == [
        (True, 0),
        (False, 4),
    ]


def test_cpu_is_what_was_sampled_last_and_when():
    ledger = ledger_of(
        fact(ev.CpuSampled, at=5, program="echo", cpu=3), fact(ev.CpuSampled, at=9, program="echo", cpu=4)
    )
    assert (ledger.programs["echo"].cpu, ledger.programs["echo"].cpu_at) == (4, 9)


def test_a_probe_that_failed_is_remembered():
    assert ledger_of(fact(ev.Retired, error="KeyError: 3")).failure == "KeyError: 3"


def stalled(what: str, lasted: int, *, place: Place = ("app.py", 33), over: bool = True, at: int = 1) -> ev.Stalled:
    return ev.Stalled(at, 1, 0, place, lasted, over, what)


def test_stalls_of_one_kind_at_one_place_are_counted_together_the_latest_last():
    told = [("Task-5 handle()", 3), ("tick()", 1), ("Task-6 handle()", 5)]
    ledger = ledger_of(*(stalled(what, lasted, at=at) for at, (what, lasted) in enumerate(told)))
    place = ("app.py", 33)
    assert list(ledger.stalls.values()) == [
        Stalls("tick()", place, 1, 1, 1, 1),
        Stalls("handle()", place, 2, 5, 8, 2),
    ]
    assert ledger.stall_count == 3


def test_a_task_keeps_its_number_while_it_is_the_only_one():
    ledger = ledger_of(stalled("Task-5 handle()", 3), stalled("Task-5 handle()", 4))
    assert [each.what for each in ledger.stalls.values()] == ["Task-5 handle()"]


def test_a_stall_counts_when_it_is_over_at_the_place_where_it_was_seen():
    ledger = ledger_of(stalled("handle()", 3, over=False), stalled("handle()", 4, over=False))
    assert (ledger.stall_count, ledger.stalls) == (0, {})
    ledger.apply(stalled("", 5, place=NOWHERE))
    assert list(ledger.stalls.values()) == [Stalls("handle()", ("app.py", 33), 1, 5, 5, 1)]


def test_kinds_of_stalls_without_end_are_bounded_and_the_latest_stay():
    ledger = ledger_of(*(stalled(f"handle_{number}()", 1) for number in range(STALLS_KEPT + 50)))
    assert list(ledger.stalls)[-1] == (f"handle_{STALLS_KEPT + 49}()", ("app.py", 33))
    assert (len(ledger.stalls), ledger.stall_count) == (STALLS_KEPT, STALLS_KEPT + 50)


def test_when_the_program_starts_again_its_stalls_are_past():
    started = ev.Started(1, "app.py", "", 4711)
    ledger = ledger_of(started, stalled("handle()", 3), started)
    assert (ledger.stall_count, ledger.stalls) == (0, {})
