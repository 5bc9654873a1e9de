"""Waiting while a signal comes."""

import signal


def interrupted(wait):
    """Wait while a signal comes whose handler waits as well."""
    came = []

    def handler(*_):
        came.append(wait(0.01))

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    try:
        return wait(0.05), came
    finally:
        signal.signal(signal.SIGALRM, before)


def raising(wait):
    """Wait while a signal comes whose handler raises."""

    def handler(*_):
        raise KeyError("from the handler")

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    try:
        return wait(5)
    except KeyError as error:
        return error.args
    finally:
        signal.signal(signal.SIGALRM, before)
