"""What stands for a function of a module's that is written in C, such as `select.select` or `os.read`.

A function written in Python would not do: kept by a class as an attribute it becomes a method, and the one in C does
not. What else can be asked of it is answered as one in C answers: its name, its type, what it is for, how it is
pickled.
"""

from __future__ import annotations

from types import BuiltinFunctionType

from .places import OURS
from .typed import Any, Callable


def stand_in(plain: Any, wrapper: Callable[..., Any]) -> Any:
    """An object that is called as the plain function is, and then calls the wrapper."""
    name, code = plain.__name__, wrapper.__code__
    wrapper.__code__ = code.replace(co_filename=OURS, co_name=name)
    shown = {
        "__slots__": (),
        "__call__": staticmethod(wrapper),
        "__name__": name,
        "__qualname__": getattr(plain, "__qualname__", name),
        "__doc__": plain.__doc__,
        "__module__": plain.__module__,
        "__self__": plain.__self__,
        "__text_signature__": getattr(plain, "__text_signature__", None),
        "__class__": property(lambda _: BuiltinFunctionType),
        "__repr__": lambda _: repr(plain),
        "__reduce_ex__": lambda _, __: name,
    }
    return type("builtin_function_or_method", (), shown)()
