"""A program that we start finds a terminal and nothing of ours, and we hear what becomes of it."""

import json
import os
import signal

import pytest

from connscope.running.child import Child, Exit
from tests.running.children import ENV, PYTHON, SHELL, running, until, upon

ITS_SURROUNDINGS = r"""
import fcntl, json, os, struct, termios
size = struct.unpack("HHHH", fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8)))
with open("/dev/tty", "w") as own:
    print(json.dumps({
        "descriptors": sorted(set(os.listdir("/proc/self/fd")) - {str(own.fileno()), str(own.fileno() + 1)}),
        "terminals": [os.isatty(fd) for fd in range(3)],
        "one": len({os.ttyname(fd) for fd in range(3)}),
        "foreground": os.tcgetpgrp(own.fileno()) == os.getpgrp() == os.getpid(),
        "size": size[1::-1],
        "cwd": os.getcwd(),
        "umask": os.umask(0),
        "env": {os.fsdecode(name): value for name, value in os.environ.items()},
    }), flush=True)
"""


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("its folder"))
    mask = os.umask(0o037)
    try:
        with running(*PYTHON, ITS_SURROUNDINGS, cwd=folder, size=(101, 33), ÜBER="a=b\udcff", EMPTY="") as child:
            end, wrote = child.ended()
    finally:
        os.umask(mask)
    assert end == Exit(0, "")
    return json.loads(wrote) | {"asked": folder}


def test_all_three_streams_are_its_controlling_terminal_and_it_has_the_foreground(surroundings):
    assert (surroundings["terminals"], surroundings["one"], surroundings["foreground"]) == ([True] * 3, 1, True)


def test_its_terminal_has_the_size_that_was_asked_for(surroundings):
    assert surroundings["size"] == [101, 33]


def test_it_inherits_no_descriptor_of_ours(surroundings):
    assert surroundings["descriptors"] == ["0", "1", "2"]


def test_it_ignores_no_signal_and_holds_none_back():
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGPIPE})
    try:
        with running("/bin/grep", "-E", "Sig(Ign|Blk)", "/proc/self/status") as child:
            assert child.ended() == (Exit(0, ""), b"SigBlk:\t%016d\r\nSigIgn:\t%016d\r\n" % (0, 0))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def test_its_environment_folder_and_mask_are_exactly_as_asked_for(surroundings):
    assert surroundings["env"] == {**ENV, "ÜBER": "a=b\udcff", "EMPTY": ""}
    assert (surroundings["cwd"], surroundings["umask"]) == (surroundings["asked"], 0o037)


@pytest.mark.parametrize(
    ("script", "end"),
    [
        ("exit 0", Exit(0, "")),
        ("exit 3", Exit(3, "")),
        ("exit 255", Exit(255, "")),
        ("kill -9 $$", Exit(-1, "SIGKILL")),
        ("kill -TERM $$", Exit(-1, "SIGTERM")),
        ("ulimit -c 0; kill -SEGV $$", Exit(-1, "SIGSEGV")),
        ("kill -40 $$", Exit(-1, "signal 40")),
    ],
)
def test_how_it_ended_is_told(script, end):
    with running(*SHELL, script) as child:
        assert child.ended() == (end, b"")


def test_its_last_words_are_there_when_its_end_is_told():
    with running(*SHELL, "head -c 100000 /dev/zero; exit 3") as child:
        until(child.poll)
        assert (child.poll(), child.take()) == (Exit(3, ""), bytes(100_000))


def test_what_it_leaves_in_the_background_goes_on_after_it_and_can_still_be_read(tmp_path):
    os.mkfifo(tmp_path / "go")
    with running(*SHELL, "(read word < go; echo $word) & echo first; exit 4", cwd=str(tmp_path)) as child:
        assert child.ended() == (Exit(4, ""), b"first\r\n")
        (tmp_path / "go").write_text("later\n")
        child.until_wrote(b"first\r\nlater\r\n")
        until(lambda: child.terminal.is_over)


def test_ctrl_c_reaches_it_as_at_any_terminal():
    with running(*upon("SIGINT", "print('caught'); sys.exit(5)")) as child:
        child.until_wrote(b"ready")
        child.interrupt()
        assert child.ended() == (Exit(5, ""), b"ready\r\n^Ccaught\r\n")


def test_what_interrupts_is_what_the_program_says():
    with running(*SHELL, "stty intr ^G; echo ready; exec cat") as child:
        child.until_wrote(b"ready")
        child.write(b"\x03")
        child.until_wrote(b"^C")
        child.interrupt()
        assert child.ended()[0] == Exit(-1, "SIGINT")


def test_where_nothing_interrupts_nothing_is_typed_and_the_input_can_be_ended():
    with running(*SHELL, "stty intr undef; echo ready; cat; echo over") as child:
        child.until_wrote(b"ready")
        child.interrupt()
        child.end_of_input()
        assert child.ended() == (Exit(0, ""), b"ready\r\nover\r\n")


def test_what_is_typed_is_read_a_line_at_a_time_and_ctrl_z_stops_nobody_for_good():
    with running(*SHELL, "echo ready; exec cat") as child:
        child.until_wrote(b"ready")
        child.write(b"\x1a")
        child.until_wrote(b"^Z")
        child.write("grüß\x7f\x7fn\n".encode())
        child.until_wrote(b"\r\ngrn\r\n")
        child.end_of_input()
        assert child.ended()[0] == Exit(0, "")


def test_it_hears_of_a_new_size():
    with running(*upon("SIGWINCH", "print(tuple(os.get_terminal_size()))")) as child:
        child.until_wrote(b"ready")
        child.resize(132, 50)
        assert child.ended() == (Exit(0, ""), b"ready\r\n(132, 50)\r\n")


def test_it_may_open_no_more_files_than_it_could_without_us(monkeypatch):
    monkeypatch.setattr("connscope.running.starting.allowed_at_first", lambda: 123)
    with running(*SHELL, "ulimit -S -n") as child:
        assert child.ended() == (Exit(0, ""), b"123\r\n")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plain").write_text("x")
    for name, text in {"lost": "#!/nowhere/sh\n", "garbage": "\1\2\3\4"}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("program", "error", "why"),
    [
        ("nowhere", FileNotFoundError, "there is no such program"),
        ("./nowhere", FileNotFoundError, "there is no such program"),
        ("./plain", PermissionError, "it may not be executed"),
        ("./lost", FileNotFoundError, "its first line names a program that is not there"),
        ("./garbage", OSError, "it is no program that the system can execute"),
        ("./plain/x", NotADirectoryError, "not a directory"),
        ("\x1b[31m" + "x" * 5000, OSError, "file name too long"),
    ],
    ids=["unknown", "not there", "no mode", "no interpreter", "garbage", "no folder", "long"],
)
def test_a_program_that_cannot_be_started_is_complained_of_in_a_sentence(folder, program, error, why):
    with pytest.raises(error) as caught:
        Child([program], ENV, str(folder), (80, 24)).start()
    shown = program if len(program) < 80 else "␛[31m" + "x" * 74 + "…"
    assert caught.value.strerror == f"'{shown}' cannot be started: {why}"


def test_a_folder_that_is_not_there_is_complained_of_too(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        Child(["/bin/sh"], ENV, str(tmp_path / "gone"), (80, 24)).start()
    said = f"its folder '{tmp_path / 'gone'}' cannot be entered: no such file or directory"
    assert caught.value.strerror == f"'/bin/sh' cannot be started: {said}"


def test_a_holder_that_does_not_answer_is_complained_of_and_leaves_nothing_open(monkeypatch):
    before = os.listdir("/proc/self/fd")
    monkeypatch.setattr("sys.executable", "/bin/true")
    with pytest.raises(OSError, match=r"'x' cannot be started: the process that was to hold it did not answer"):
        Child(["x"], ENV, "/", (80, 24)).start()
    assert os.listdir("/proc/self/fd") == before


def test_no_program_can_be_told_a_nul():
    with pytest.raises(ValueError, match="NUL"):
        Child(["/bin/echo", "a\0b"], ENV, "/", (80, 24)).start()
