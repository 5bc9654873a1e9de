"""asyncio's tasks and futures as they stand: who waits for a future, in which coroutines, and at which instruction.

All of it is read as it lies there: what a coroutine awaits, and what a future calls when it is done. None of it is
called, and nothing of asyncio is imported.
"""

from __future__ import annotations

import gc
from functools import partial
from os.path import basename, dirname
from types import (
    AsyncGeneratorType,
    BuiltinFunctionType,
    CoroutineType,
    FunctionType,
    GeneratorType,
    MethodDescriptorType,
    MethodType,
)

from .foreign import found_in, name_of, part, text
from .typed import Any, Dict, Iterator, List, NamedTuple, Tuple

CHAINED: Dict[type, Tuple[str, str]] = {
    CoroutineType: ("cr_frame", "cr_await"),
    GeneratorType: ("gi_frame", "gi_yieldfrom"),
    AsyncGeneratorType: ("ag_frame", "ag_await"),
}
"""Where each has its frame, and what it waits for."""

BETWEEN = ("async_generator_asend", "async_generator_athrow", "anext_awaitable", "coroutine_wrapper")
"""What stands between two of them, and does not say for which."""

MOST_STEPS, MOST_TASKS = 16, 8
"""No longer chain is told, and no more tasks are in it."""


class Step(NamedTuple):
    """One coroutine that waits."""

    task: str
    function: str
    code: Any
    offset: int


def chain_of(task: Any) -> List[Step]:
    """The coroutines of a task, the innermost first."""
    name, each = task_name(task), part(task, "_coro")
    steps: List[Step] = []
    while each is not None and len(steps) < MOST_STEPS:
        kind = type(each)
        if kind in CHAINED:
            where, awaited = CHAINED[kind]
            frame = getattr(each, where)
            if frame is None:  # it has come to its end
                break
            steps.append(Step(name, text(each.__qualname__), frame.f_code, max(frame.f_lasti, 0)))
            each = getattr(each, awaited)
        else:
            each = behind(each) if kind.__name__ in BETWEEN else None
    return steps[::-1]


def behind(between: Any) -> Any:
    """For which coroutine or generator it stands."""
    referred = gc.get_referents(between)
    return next((each for each in referred if type(each) in CHAINED or type(each).__name__ in BETWEEN), None)


def chains_of(tasks: List[Any]) -> List[Step]:
    """The coroutines of these tasks, then those of the tasks that wait for them."""
    steps: List[Step] = []
    for task in with_parents(tasks):
        steps += chain_of(task)
    return steps[:MOST_STEPS]


def with_parents(tasks: List[Any]) -> List[Any]:
    """These tasks, and those that wait for them, each once."""
    found: List[Any] = []
    waiting = list(tasks)
    while waiting and len(found) < MOST_TASKS:
        task = waiting.pop(0)
        if not any(task is each for each in found):
            found.append(task)
            waiting[:0] = tasks_after(task)
    return found


def tasks_after(future: Any, depth: int = 4) -> List[Any]:
    """The tasks that go on when a future is done, also by way of other futures, as `gather` and `wait` have them."""
    found = []
    for each in woken_by(future):
        if is_task(each):
            found.append(each)
        elif is_task(part(each, "_parent_task")):  # a task group
            found.append(part(each, "_parent_task"))
        elif is_future(each) and depth:
            found += tasks_after(each, depth - 1)
    return found


def woken_by(future: Any) -> Iterator[Any]:
    """Whatever may be a task or a future among what its callbacks know."""
    callbacks = part(future, "_callbacks")
    for each in callbacks if type(callbacks) is list else ():
        callback = each[0] if type(each) is tuple and each else each
        yield from known_to(callback)


def known_to(callback: Any) -> List[Any]:
    """What a callback belongs to; of one that asyncio makes for itself also what it was made with."""
    kind = type(callback)
    if kind in (MethodType, BuiltinFunctionType):
        return [callback.__self__]
    if kind is partial:
        return list(callback.args) if is_of_asyncio(callback.func) else []
    if kind is FunctionType:
        return contents_of(callback) if is_of_asyncio(callback) else []
    return gc.get_referents(callback) if kind.__module__ in ("builtins", "_asyncio") else []


def is_of_asyncio(function: Any) -> bool:
    """Whether asyncio wrote it: what others keep in a function is for other purposes."""
    return type(function) is FunctionType and basename(dirname(function.__code__.co_filename)) == "asyncio"


def contents_of(function: Any) -> List[Any]:
    """The variables of its surroundings that it uses."""
    contents = []
    for cell in function.__closure__ or ():
        try:
            contents.append(cell.cell_contents)
        except ValueError:  # it is empty
            continue
    return contents


def is_task(thing: Any) -> bool:
    """Whether it is a task, in C or in Python."""
    return type(part(thing, "_coro")) in CHAINED


def is_future(thing: Any) -> bool:
    """Whether it is a future, or a task."""
    return part(thing, "_callbacks") is not None or name_of(type(thing)) == "Future"


def task_name(task: Any) -> str:
    """What a task is called."""
    named = found_in(type(task), "get_name")
    return text(named(task) if type(named) is MethodDescriptorType else part(task, "_name"))


def task_of(handle: Any) -> Any:
    """The task that a handle goes on with; None if it calls something else."""
    callback = part(handle, "_callback")
    return next((each for each in known_to(callback) if is_task(each)), None) if callback is not None else None


def function_in(callback: Any) -> Any:
    """What is called in the end."""
    while type(callback) is partial:
        callback = callback.func
    return callback.__func__ if type(callback) is MethodType else callback


def named(callback: Any) -> str:
    """What a callback is called in the source."""
    callback = function_in(callback)
    if type(callback) in (FunctionType, BuiltinFunctionType):
        return text(callback.__qualname__)
    return text(name_of(type(callback)))
