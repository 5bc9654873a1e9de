"""A server in a thread of its own, for as long as a test lasts."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def serving(
    serve: Callable[[], None], stop: Callable[[], None], *, dies_of: type[BaseException] | None = None
) -> Iterator[threading.Thread]:
    """Serve beside the test and stop at its end. An error that the server died of is raised then, unless expected."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            serve()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stop()
        thread.join(5)
    assert not thread.is_alive(), "the server does not stop"
    if dies_of:
        assert [type(error) for error in errors] == [dies_of]
    elif errors:
        raise errors[0]
