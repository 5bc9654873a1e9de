"""A module that a program is to do without is not installed, as far as that can tell; others are."""

from pathlib import Path

from connscope import events as ev
from tests.sources.watched import PROGRAMS, run, told

FOUND = """No module named 'wave' True
No module named 'xml.dom' True
No module named 'xml.dom' False
xml.sax is there
None False
"""


def test_a_module_that_is_not_to_be_had_is_not_found_in_the_program_nor_in_its_children(tmp_path: Path) -> None:
    ended = run(tmp_path, str(PROGRAMS / "looks_for_modules.py"), without=["wave", "xml.dom"])
    assert (sorted(ended.stdout.splitlines()), ended.stderr) == (sorted((FOUND * 2).splitlines()), "")


def test_a_module_of_the_programs_own_that_is_called_as_one_that_is_waited_for_is_let_be(tmp_path: Path) -> None:
    (tmp_path / "ssl.py").write_text("SSLSocket = 'mine'\n")
    (tmp_path / "app.py").write_text("import socket, ssl\nprint(ssl.SSLSocket)\nsocket.socket().close()\n")
    ended = run(tmp_path, str(tmp_path / "app.py"))
    assert (ended.stdout, ended.stderr) == ("mine\n", "")
    assert [fact for fact in told(tmp_path) if isinstance(fact, ev.Retired)] == []
