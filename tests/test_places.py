"""Files as they are shown, and whose they are, by the text of their paths alone."""

import pytest

from connscope.places import is_library, shown_place

LIBRARY = {
    "/usr/lib/python3.11/asyncio/streams.py": "asyncio/streams.py",
    "/home/me/.pyenv/versions/3.13.0/lib/python3.13t/socketserver.py": "socketserver.py",
    "/usr/lib64/python3.9/http/server.py": "http/server.py",
    "/home/me/project/.venv/lib/python3.11/site-packages/aiohttp/web.py": "aiohttp/web.py",
    "/usr/lib/python3/dist-packages/twisted/internet/tcp.py": "twisted/internet/tcp.py",
    "C:\\Python311\\Lib\\asyncio\\streams.py": "asyncio\\streams.py",
    "/usr/lib/python311.zip/socketserver.py": "socketserver.py",
    "<frozen runpy>": "<frozen runpy>",
    "probe/sockets.py": "probe/sockets.py",
    "<connscope>": "<connscope>",
}

PROGRAM = {
    "/home/me/project/app/db.py": "app/db.py",
    "/home/me/project/app.py": "app.py",
    "/srv/shared/pool/db.py": "…/pool/db.py",
    "/home/me/projects/db.py": "…/projects/db.py",
    "/tmp/db.py": "/tmp/db.py",
    "/db.py": "/db.py",
    "app.py": "app.py",
    "servers/echo.py": "servers/echo.py",
    "<string>": "<string>",
}


@pytest.mark.parametrize("file", LIBRARY)
def test_what_is_a_library_s_is_called_as_it_is_imported(file: str) -> None:
    assert is_library(file)
    assert shown_place((file, 41), "/home/me/project") == f"{LIBRARY[file]}:41"


@pytest.mark.parametrize("file", PROGRAM)
def test_what_is_the_program_s_is_called_as_it_lies_below_its_folder(file: str) -> None:
    assert not is_library(file)
    assert shown_place((file, 41), "/home/me/project") == f"{PROGRAM[file]}:41"


def test_the_folder_may_end_in_a_slash() -> None:
    assert shown_place(("/home/me/app.py", 1), "/home/me/") == "app.py:1"


def test_a_program_in_the_root_has_its_files_there() -> None:
    assert shown_place(("/app.py", 1), "/") == "/app.py:1"


def test_what_is_nowhere_is_called_nothing() -> None:
    assert shown_place(("", 0)) == ""
