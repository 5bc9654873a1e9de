"""The probed echo server, with its gate or without: `python -m tests.bench.ungated with` prints its port.

Without: as the probe is loaded, each statement that looks whether the gate is closed, or wants to know what came of a
call, is taken out of its source. Nothing else differs; both ways the source is read and compiled anew.
"""

import ast
import sys
import threading
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType
from typing import Any

PROBE = "connscope.probe."


def asks_the_gate(node: ast.AST) -> bool:
    """Whether it looks at a flag of the gate."""
    return any(
        (isinstance(each, ast.Subscript) and ast.unparse(each.value).split(".")[-1] == "closed")
        or (isinstance(each, ast.Attribute) and each.attr == "looks")
        for each in ast.walk(node)
    )


class Ungated(ast.NodeTransformer):
    """Takes the gate out of a module."""

    taken = 0

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """What is done only if the gate is open always is."""
        return ast.Constant(True) if asks_the_gate(node) else node

    def visit_If(self, node: ast.If) -> ast.AST | None:
        """What is done if the gate is closed never is."""
        self.generic_visit(node)
        if not asks_the_gate(node.test):
            return node
        Ungated.taken += 1
        return None


class Loader(SourceFileLoader):
    """Compiles a module from its source, whatever was compiled before."""

    gated = True

    def get_code(self, fullname: str) -> CodeType:
        """The module, with the gate or without."""
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path), path)
        if not self.gated:
            tree = ast.fix_missing_locations(Ungated().visit(tree))
        return compile(tree, path, "exec")


class Finder(PathFinder):
    """Finds the probe's modules for that loader."""

    @classmethod
    def find_spec(cls, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Nothing but the probe."""
        spec = super().find_spec(fullname, path, target) if fullname.startswith(PROBE) else None
        if spec is not None and spec.origin:
            spec.loader = Loader(fullname, spec.origin)
        return spec


def serve() -> None:
    """Echo for ever; somebody reads what the probe writes, as a screen would."""
    from connscope.probe.attach import probed_selector, probed_socket
    from connscope.probe.core import Probe
    from connscope.probe.keeper import Keeper
    from connscope.servers import echo
    from tests.bench.peers import drain, silent

    probe = Probe()
    lsock = echo.listen("127.0.0.1", 0, new_socket=probed_socket(probe))
    sel = probed_selector(probe)()
    Keeper(probe)
    threading.Thread(target=drain, args=(probe,), daemon=True).start()
    if Loader.gated == bool(Ungated.taken):
        sys.exit(f"{Ungated.taken} statements were taken out")
    print(lsock.getsockname()[1], flush=True)
    echo.EchoServer(lsock, sel=sel, log=silent).serve()


if __name__ == "__main__":
    Loader.gated = sys.argv[1] == "with"
    sys.meta_path.insert(0, Finder)
    serve()
