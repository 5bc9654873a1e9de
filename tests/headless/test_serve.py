import json
import resource
from typing import Any

import pytest

from connscope import events as ev
from connscope.ledger import Ledger
from tests.headless.running import CONNSCOPE, connected, echoed, ended, port_of, reset, running

FORMS = ([], ["--json"], ["--quiet"])


def facts_until(process: Any, kind: type[ev.Fact]) -> list[ev.Fact]:
    """All facts up to the first of that kind."""
    facts: list[ev.Fact] = []
    while not facts or type(facts[-1]) is not kind:
        facts.append(ev.decoder().decode(process.stdout.readline()))
    return facts


@pytest.mark.parametrize("form", FORMS)
def test_the_first_line_says_where_it_listens(form: list[str]) -> None:
    with running("serve", "--port", "0", *form) as process:
        greeting = process.stdout.readline()
        port = port_of(greeting)
        as_json = json.dumps({"connscope": 1, "listening": f"127.0.0.1:{port}"}, separators=(",", ":"))
        assert greeting.decode() == (as_json if "--json" in form else f"listening on 127.0.0.1:{port}") + "\n"
        with connected(port) as client:
            assert echoed(client, b"hello") == b"hello"


def test_each_fact_is_a_line_while_it_serves() -> None:
    with running("serve", "--port", "0") as process:
        with connected(port_of(process.stdout.readline())) as client:
            name = "{}:{}".format(*client.getsockname())
            assert echoed(client, b"hello") == b"hello"
            calls = []
            while "send" not in calls:
                _, who, call, *_ = process.stdout.readline().decode().split()
                calls += [call] if who == name else []
        assert calls == ["accept", "setblocking", "register", "recv_into", "send"]


def test_json_is_the_facts_and_they_add_up() -> None:
    message = bytes(range(256)) * 400
    with running("serve", "--port", "0", "--json") as process:
        with connected(port_of(process.stdout.readline())) as client:
            assert echoed(client, message) == message
        ledger = Ledger()
        for fact in facts_until(process, ev.Closed):
            ledger.apply(fact)
    assert (ledger.bytes_in, ledger.bytes_out) == (len(message), len(message))


def test_quiet_says_nothing_more() -> None:
    with running("serve", "--port", "0", "--quiet") as process:
        with connected(port_of(process.stdout.readline())) as client:
            assert echoed(client, b"hello") == b"hello"
        process.terminate()
        assert process.stdout.read() == b""


def test_policy_host_and_small_pipes_reach_the_server() -> None:
    with running(
        "serve", "--host", "127.0.0.2", "--port", "0", "--policy", "tutorial", "--small-pipes", "--json"
    ) as process:
        process.stdout.readline()
        facts = facts_until(process, ev.Listening)
    assert [fact.program for fact in facts if type(fact) is ev.Started] == ["tutorial"]
    assert isinstance(facts[-1], ev.Listening)
    assert facts[-1].address.startswith("127.0.0.2:")
    assert [fact.value for fact in facts if type(fact) is ev.OptionSet].count(4096) == 2


def test_what_a_peer_sends_reaches_the_terminal_as_nothing_but_text() -> None:
    hostile = b"\x1b]52;c;aGk=\x07\xc2\x9b31m\xe2\x80\xae[/]\xff"
    with running("serve", "--port", "0", "--policy", "tutorial") as process:
        with connected(port_of(process.stdout.readline())) as client:
            assert echoed(client, hostile) == hostile
        process.terminate()
        said = process.stdout.read().decode()
    assert "echoing" in said
    assert said.replace("\n", "").isprintable()


def test_an_address_that_cannot_be_had_is_one_line() -> None:
    with running("serve", "--port", "0", "--quiet") as first:
        port = port_of(first.stdout.readline())
        for words, hint in {
            ("--port", str(port)): b"--port 0",
            ("--host", "192.0.2.1"): b"--host 127.0.0.1",
            ("--host", "h" * 300): b"--host 127.0.0.1",
        }.items():
            with running("serve", *words) as process:
                code, said = ended(process)
            assert (code, said.count(b"\n")) == (2, 1)
            assert hint in said


def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    few = ("sh", "-c", 'ulimit -Sn 64; exec "$@"', "sh", *CONNSCOPE)
    with running("serve", "--port", "0", command=few) as process:
        process.stdout.readline()
        soft, hard = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    assert soft == hard > 64


def test_a_server_that_dies_says_so_and_fails() -> None:
    with running("serve", "--port", "0", "--policy", "tutorial", "--json") as process:
        with connected(port_of(process.stdout.readline())) as client:
            assert echoed(client, b"x") == b"x"
            reset(client)
        facts = facts_until(process, ev.Ended)
        code, said = ended(process)
    assert isinstance(facts[-1], ev.Ended)
    assert facts[-1].error.startswith("ConnectionResetError")
    assert (code, said.count(b"\n")) == (1, 1)
    assert said.startswith(b"connscope: the tutorial server died: ConnectionResetError")
