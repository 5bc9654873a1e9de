"""The programs that are run unmodified, and what is known not to be seen of each."""

from pathlib import Path
from typing import NamedTuple

PROGRAMS = Path(__file__).with_name("programs")

REQUIREMENTS = ("aiohttp", "uvicorn", "starlette", "tornado", "websockets", "twisted", "trio", "gevent", "uvloop")
"""None of them is needed by connscope: a throwaway environment has them."""


class Guest(NamedTuple):
    """A program that talks to itself, within bounds, and ends with 0."""

    name: str
    script: str
    unseen: str = ""
    """What no call tells of; empty where every byte is told."""
    options: tuple[str, ...] = ()
    """More words for `connscope run`."""


GUESTS = (
    Guest("the seed's server and client", "seed.py"),
    Guest("every call of a socket", "every_call.py", "os.write, os.writev, os.read, os.readv, sendfile"),
    Guest("socketserver, threads", "socketserver_threads.py"),
    Guest("socketserver, forks", "socketserver_forks.py"),
    Guest("http.server", "http_server.py"),
    Guest("asyncio streams", "asyncio_streams.py"),
    Guest("asyncio protocols", "asyncio_protocols.py"),
    Guest("asyncio sendfile", "asyncio_sendfile.py", "sendfile"),
    Guest("TLS on sockets", "tls_sockets.py", "TLS: its calls tell of what is in it"),
    Guest("TLS on asyncio", "tls_asyncio.py", "TLS: its calls tell of what is in it"),
    Guest("aiohttp", "aiohttp_app.py", "sendfile"),
    Guest("uvicorn with starlette", "uvicorn_app.py"),
    Guest("uvloop", "uvloop_streams.py", "uvloop calls the kernel itself"),
    Guest("uvloop left out", "uvloop_streams.py", options=("--without", "uvloop")),
    Guest("tornado", "tornado_server.py"),
    Guest("websockets", "websockets_echo.py"),
    Guest("Twisted", "twisted_echo.py"),
    Guest("trio", "trio_echo.py"),
    Guest("gevent", "gevent_echo.py", "gevent has sockets of its own"),
)
