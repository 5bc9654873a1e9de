"""What runs in a thread at this moment: the task or the callback, and the lines that led to where it is."""

from __future__ import annotations

from .foreign import part
from .tasks import MOST_STEPS, Step, chains_of, named, task_name, task_of, tasks_after
from .typed import Any, List
from .whose import OWN, RUNNER, THROUGH, GuestPlaces


def frames_of(places: GuestPlaces, frame: Any) -> List[Any]:
    """The frames of what runs, the innermost first, up to what runs callbacks, which is the last if there is one."""
    frames = []
    while frame is not None:
        kind = places.kind_of(frame.f_code)
        if kind != THROUGH:
            frames.append(frame)
        if kind == RUNNER:
            break
        frame = frame.f_back
    return frames


def handle_run(places: GuestPlaces, frames: List[Any]) -> Any:
    """The handle of asyncio's that runs; None if none does."""
    if not frames or places.kind_of(frames[-1].f_code) != RUNNER or frames[-1].f_code.co_name != "_run":
        return None
    return frames[-1].f_locals.get("self")  # a method of the library's that does no more than call


def what_runs(places: GuestPlaces, frame: Any, loop_code: Any = None) -> str:
    """A task with its coroutine, a callback, or the program's own function that its loop has called."""
    frames = frames_of(places, frame)
    handle = handle_run(places, frames)
    task = task_of(handle) if handle is not None else None
    if task is not None:
        return f"{task_name(task)} {named_by(part(task, '_coro'))}()"
    if handle is not None:
        return f"{named(part(handle, '_callback'))}()"
    codes = [each.f_code for each in frames if places.kind_of(each.f_code) == OWN]
    if loop_code in codes[1:]:
        return f"{function_of(codes[codes.index(loop_code) - 1])}()"
    return f"{function_of(codes[0])}()" if codes else ""


def steps_to(places: GuestPlaces, frame: Any, *, parents: bool = False) -> List[Step]:
    """How a task of the program's came to where it is; nothing if it is no task that runs there.

    With parents, the tasks that wait for it follow.
    """
    frames = frames_of(places, frame)
    task = task_of(handle_run(places, frames))
    if task is None:
        return []
    name = task_name(task)
    steps = [Step(name, function_of(each.f_code), each.f_code, each.f_lasti) for each in frames[:-1]][:MOST_STEPS]
    return steps + chains_of(tasks_after(task)) if parents else steps


def named_by(coro: Any) -> str:
    """What a coroutine is called."""
    return str(coro.__qualname__)


def function_of(code: Any) -> str:
    """What the function of a code object is called."""
    return str(getattr(code, "co_qualname", code.co_name))
