"""A source as coloured lines. Imported when the first file is shown: nobody waits for it at the start."""

from functools import cache
from pathlib import Path

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, String, Token

from connscope.text import visible
from connscope.tui.look import Part

TOKEN_ROLES = (
    (Keyword, "accent"),
    (Comment, "dim"),
    (String, "dim"),
    (Name.Function, "strong"),
    (Name.Class, "strong"),
)


@cache
def coloured(path: Path) -> list[list[Part]]:
    """The lines of a file of ours as parts."""
    return coloured_text(path.read_text("utf-8"))


def coloured_text(source: str) -> list[list[Part]]:
    """The lines of a text."""
    lines: list[list[Part]] = [[]]
    for kind, text in PythonLexer(stripnl=False).get_tokens(source):
        role = next((role for family, role in TOKEN_ROLES if kind in family), "text")  # type: ignore[comparison-overlap]
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append((visible(piece), role if kind is not Token.Text else "text"))
    return lines[:-1] if not lines[-1] else lines
