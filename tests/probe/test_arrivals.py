"""A module that a program is to do without is not installed, as far as that can tell; others are."""

from pathlib import Path

from tests.sources.watched import PROGRAMS, run

FOUND = """No module named 'wave' True
No module named 'xml.dom' True
No module named 'xml.dom' False
xml.sax is there
None False
"""


def test_a_module_that_is_not_to_be_had_is_not_found_in_the_program_nor_in_its_children(tmp_path: Path) -> None:
    ended = run(tmp_path, str(PROGRAMS / "looks_for_modules.py"), without=["wave", "xml.dom"])
    assert (sorted(ended.stdout.splitlines()), ended.stderr) == (sorted((FOUND * 2).splitlines()), "")
