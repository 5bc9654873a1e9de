"""The programs that are run unmodified, and what is known not to be told of each."""

from pathlib import Path
from typing import NamedTuple

from tests.guests.programs.talk import SIZES

PROGRAMS = Path(__file__).with_name("programs")

REQUIREMENTS = ("aiohttp", "uvicorn", "starlette", "tornado", "websockets", "twisted", "trio", "gevent", "uvloop")
"""None of them is needed by connscope: a throwaway environment has them."""

OPENSSL = ("read", "write")
"""The system calls that OpenSSL makes on a socket that is its own."""


class Guest(NamedTuple):
    """A program that talks to itself, within bounds, and ends with 0."""

    name: str
    script: str
    options: tuple[str, ...] = ()
    """More words for `connscope run`."""
    untold: tuple[str, ...] = ()
    """System calls of which nothing is told; what all others move is told to the byte."""
    plain: int = 0
    """What each end reads and writes within TLS, where OpenSSL calls the kernel: that much is told of it."""
    why: str = ""
    """Why not all that strace counts is told, for whoever reads the table."""


TLS = {"plain": sum(SIZES), "why": "told is what is within TLS"}

GUESTS = (
    Guest("the seed's server and client", "seed.py"),
    Guest("every call of a socket", "every_call.py"),
    Guest("socketserver, threads", "socketserver_threads.py"),
    Guest("socketserver, forks", "socketserver_forks.py"),
    Guest("http.server", "http_server.py"),
    Guest("asyncio streams", "asyncio_streams.py"),
    Guest("asyncio protocols", "asyncio_protocols.py"),
    Guest("asyncio sendfile", "asyncio_sendfile.py"),
    Guest("TLS on sockets", "tls_sockets.py", **TLS),
    Guest("TLS on asyncio", "tls_asyncio.py", **TLS),
    Guest("aiohttp", "aiohttp_app.py"),
    Guest("uvicorn with starlette", "uvicorn_app.py"),
    Guest("uvloop", "uvloop_streams.py", untold=("read", "write"), why="uvloop calls the kernel itself"),
    Guest("uvloop left out", "uvloop_streams.py", options=("--without", "uvloop")),
    Guest("tornado", "tornado_server.py"),
    Guest("websockets", "websockets_echo.py"),
    Guest("Twisted", "twisted_echo.py"),
    Guest("trio", "trio_echo.py"),
    Guest("gevent", "gevent_echo.py"),
)
