import re

from connscope import events as ev
from connscope.events import NOWHERE, Fact
from connscope.headless.transcript import Columns, Json, Quiet

FD, ADDRESS = 6, "127.0.0.1:50926"


def call(kind: type[ev.CallFact], *rest: object) -> Fact:
    """A call on connection 7."""
    return kind(1, 7, 0, NOWHERE, *rest)


def columns(*facts: Fact) -> list[list[str]]:
    """Each line as its columns, without the time."""
    lines = Columns("utf-8").lines(facts).decode().splitlines()
    return [re.split(r" {2,}", line)[1:] for line in lines]


def test_a_line_says_when_who_which_call_how_much_and_what_it_means() -> None:
    accepted = call(ev.Accepted, FD, ADDRESS, 1)
    line = Columns("utf-8").lines([accepted, call(ev.Received, "recv", 4096, 22, 0, b"")]).decode().splitlines()[1]
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}  127\.0\.0\.1:50926        recv         22               outb 0", line)


def test_a_connection_is_called_by_its_address_as_soon_as_that_is_known() -> None:
    finished, closed = call(ev.PeerFinished, 0), call(ev.Closed, 0, False)
    told = columns(call(ev.Opened, FD), call(ev.Connecting, "", ADDRESS, ""), finished, closed)
    assert [line[0] for line in told] == ["fd 6", ADDRESS, ADDRESS, ADDRESS]


def test_a_closed_connection_is_forgotten() -> None:
    transcript = Columns("utf-8")
    gone = ev.Known(1, 8, 9, "accepted", "", ADDRESS, 0, "closed", "", 0, 0, 0, 0, 0, 0, 0)
    transcript.lines([call(ev.Accepted, FD, ADDRESS, 1), call(ev.Closed, 0, False), gone])
    assert transcript.names == {}


def test_one_whose_beginning_was_left_out_is_called_by_its_number() -> None:
    assert columns(call(ev.PeerFinished, 0))[0][0] == "#7"


def test_the_loop_the_program_and_the_probe_speak_for_themselves() -> None:
    told = columns(ev.LoopEnded(1, 2), ev.Printed(1, "hello"), ev.Dropped(1, 3), ev.Ended(1, "echo", ""))
    assert [line[0] for line in told] == ["loop", "program", "probe", "echo"]


def test_the_reading_of_a_clock_is_no_line_for_people() -> None:
    sample = ev.CpuSampled(1, "echo", 5)
    assert Columns("utf-8").lines([sample]) == b""
    assert Json("utf-8").lines([sample]) == b'{"type":"CpuSampled","at":1,"program":"echo","cpu":5}\n'


def test_a_reader_with_few_characters_gets_question_marks_and_no_error() -> None:
    assert b"watched for READ ? its own" in Columns("ascii").lines([call(ev.Registered, 1, 2, -1, "pair")])


def test_json_is_read_back_as_the_same_fact() -> None:
    fact = call(ev.Received, "recv", 4096, 3, 0, b"\x00\xff\x1b")
    assert ev.decoder().decode(Json("utf-8").lines([fact])) == fact


def test_quiet_is_the_greeting_alone() -> None:
    quiet = Quiet("utf-8")
    assert quiet.greeting(ADDRESS) == b"listening on 127.0.0.1:50926\n"
    assert quiet.lines([ev.Printed(1, "hello")]) == b""
