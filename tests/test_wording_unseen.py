"""What is missing is said in one sentence, and nothing where nothing is."""

from connscope.events import Unseen
from connscope.wording.unseen import unseen_sentence
from tests.facts_by_hand import ledger_of

STRANGERS = "3 sockets that Python's socket module does not know: uvloop"


def test_where_nothing_is_missing_nothing_is_said():
    told_after_all = (Unseen(1, "app.py", 7, 100, 0, "curl"), Unseen(2, "app.py", 7, 0, 0, ""))
    assert unseen_sentence(ledger_of()) == unseen_sentence(ledger_of(*told_after_all)) == ""


def test_how_much_where_why_and_what_to_do():
    ledger = ledger_of(
        Unseen(1, "app.py", 0, 4_000, 0, STRANGERS),
        Unseen(2, "app.py", 7, 100, 9, "curl"),
        Unseen(3, "app.py", 8, 100, 0, "curl"),
        Unseen(4, "app.py", 8, 200, 0, "curl"),
    )
    assert unseen_sentence(ledger) == (
        f"4.2 K in, 9 B out unseen on 2 connections: {STRANGERS}; curl · connscope run --without uvloop … shows them"
    )


def test_one_connection_is_one_and_of_many_reasons_two_are_said():
    one = ledger_of(Unseen(1, "app.py", 7, 100, 0, "curl"))
    assert unseen_sentence(one) == "100 B in, 0 B out unseen on 1 connection: curl"
    many = ledger_of(*(Unseen(1, "app.py", conn, 1, 0, f"cause {conn}") for conn in (1, 2, 3)))
    assert unseen_sentence(many) == "3 B in, 0 B out unseen on 3 connections: cause 1; cause 2 …"


def test_of_what_has_moved_nothing_yet_no_bytes_are_told():
    assert unseen_sentence(ledger_of(Unseen(1, "app.py", 0, 0, 0, STRANGERS))) == (
        f"Not all is seen: {STRANGERS} · connscope run --without uvloop … shows them"
    )
