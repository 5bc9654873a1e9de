"""Which lines of a source can stop: a breakpoint on a line holds before the probed call that stands there.

Read from the text alone. What stands before a dot is not known, so that a file's `close()` is taken for a socket's. It
must not know which sources there are, nor how their lines are shown.
"""

import ast
import warnings
from collections.abc import Iterator, Sequence

from connscope.text import visible

METHODS = frozenset({
    *("accept", "bind", "close", "connect", "connect_ex", "getsockopt", "listen", "modify", "recv", "recv_into"),
    *("recvfrom", "recvfrom_into", "recvmsg", "recvmsg_into", "register", "select", "send", "sendall", "sendmsg"),
    *("sendto", "setblocking", "setsockopt", "settimeout", "shutdown", "unregister"),
})  # fmt: skip
"""All that the probe wraps and can hold; `getsockopt` only where it asks for SO_ERROR."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Call = tuple[ast.Call, ast.Attribute]
"""A call, and the method that it calls."""


class Stops:
    """Those of one file, by its lines as they are, parted at newlines only; lines are numbered as an editor does."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.problem = ""
        """Why no line at all can stop; empty for a file that can be read."""
        self.methods: dict[int, str] = {}
        """By line, in order."""
        self.functions: list[Function] = []
        """The outer before those within."""
        try:
            nodes = parsed("\n".join(texts))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # the last two: nested too deeply
            line = getattr(error, "lineno", None)
            where = f" (see line {line})" if line else ""
            self.problem = f"This source does not parse{where}, so nothing can stop in it."
            return
        # Of several calls on one line, the one that ends first is made first.
        calls = sorted(probed(nodes), key=lambda call: (call[0].end_lineno, call[0].end_col_offset), reverse=True)
        self.methods = dict(sorted({line_of(*call): call[1].attr for call in calls}.items()))
        self.functions = sorted((node for node in nodes if isinstance(node, Function)), key=lambda node: node.lineno)

    def at(self, line: int) -> str:
        """The method before which this line stops; empty if it cannot."""
        return self.methods.get(line, "")

    def nearest(self, line: int) -> int:
        """The line itself if it can stop, else the next one that can in the same function; 0 if there is none."""
        here = self.function(line)
        return next((stop for stop in self.methods if stop >= line and self.function(stop) == here), 0)

    def why_not(self, line: int) -> str:
        """A sentence for a line that cannot stop; empty for one that can."""
        if self.problem or self.at(line):
            return self.problem
        name, _ = self.function(line)
        there = f"of {name}()" if name else "outside of functions"
        stop = self.nearest(line)
        other = f"line {stop} is the next that does" if stop else f"no later line {there} does"
        return f"Line {line} makes no socket call, so nothing can stop there; {other}."

    def function(self, line: int) -> tuple[str, int]:
        """Name and first line of the innermost function around it; empty and 0 outside of all."""
        around = [node for node in self.functions if node.lineno <= line <= (node.end_lineno or 0)]
        return (visible(around[-1].name), around[-1].lineno) if around else ("", 0)


def parsed(text: str) -> list[ast.AST]:
    """Everything in it. Raises what `ast.parse` raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a "\d" in somebody's file Python would write onto the screen
        return list(ast.walk(ast.parse(text)))


def probed(nodes: Sequence[ast.AST]) -> Iterator[Call]:
    """The calls that the probe may see. A module's function, as in `os.close(fd)`, is no method."""
    imports = [node for node in nodes if isinstance(node, ast.Import)]
    modules = {alias.asname or alias.name.partition(".")[0] for node in imports for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            of_module = isinstance(node.func.value, ast.Name) and node.func.value.id in modules
            if not of_module and (node.func.attr != "getsockopt" or asks_for_error(node)):
                yield node, node.func


def asks_for_error(call: ast.Call) -> bool:
    """Whether it names SO_ERROR, in whatever module."""
    return any("SO_ERROR" in (getattr(each, "attr", ""), getattr(each, "id", "")) for each in call.args)


def line_of(call: ast.Call, method: ast.Attribute) -> int:
    """The line that Python names while the call is made: that of the method's name, unless arguments are unpacked."""
    unpacked = [*(isinstance(each, ast.Starred) for each in call.args), *(each.arg is None for each in call.keywords)]
    return call.lineno if any(unpacked) else method.end_lineno or call.lineno
