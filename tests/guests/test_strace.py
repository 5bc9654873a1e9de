"""What is read out of strace's lines, as strace 6 wrote them."""

import pytest

from tests.guests.moved import Ends, Moved
from tests.guests.strace import Strace

SERVER, CLIENT = Ends("4000", "127.0.0.1:5000"), Ends("5000", "127.0.0.1:4000")
S, C = "<TCP:[127.0.0.1:4000->127.0.0.1:5000]>", "<TCP:[127.0.0.1:5000->127.0.0.1:4000]>"


def read(*lines: str) -> Strace:
    return Strace().read(lines)


@pytest.mark.parametrize(
    ("line", "moved"),
    [
        ('sendto(5%s, ""..., 3, 0, NULL, 0) = 3', Moved(0, 3)),
        ('recvfrom(5%s, ""..., 100, 0, NULL, NULL) = 15', Moved(15, 0)),
        ('recvfrom(5%s, "", 100, 0, NULL, NULL) = 0', Moved()),
        ("recvfrom(5%s, 0x7f57a080de50, 10, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)", Moved()),
        ('recvfrom(5%s, ""..., 2, MSG_PEEK, NULL, NULL) = 2', Moved()),
        ('recvfrom(5%s, ""..., 1, MSG_OOB, NULL, NULL) = 1', Moved(urgent=1)),
        ('sendto(5%s, ""..., 1, MSG_OOB, NULL, 0) = 1', Moved(urgent=1)),
        ('read(5%s, ""..., 10)          = 7', Moved(7, 0)),
        ('write(5%s, ""..., 2)          = 2', Moved(0, 2)),
        ('writev(5%s, [{iov_base=""..., iov_len=5}, {iov_base=""..., iov_len=1}], 2) = 6', Moved(0, 6)),
        ('readv(5%s, [{iov_base=""..., iov_len=100}], 1) = 8', Moved(8, 0)),
        ('sendmsg(5%s, {msg_name=NULL, msg_iov=[{iov_base=""..., iov_len=3}], msg_flags=0}, 0) = 3', Moved(0, 3)),
        ('recvmsg(5%s, {msg_name=NULL, msg_iov=[{iov_base=""..., iov_len=10}], msg_flags=0}, 0) = 3', Moved(3, 0)),
        ("sendfile(5%s, 6</tmp/a file (1) = 9.txt>, [0] => [1113], 1113) = 1113", Moved(0, 1113)),
        ("splice(5%s, NULL, 7<pipe:[23]>, NULL, 4096, 0) = 40", Moved(40, 0)),
        ("splice(7<pipe:[23]>, NULL, 5%s, NULL, 4096, 0) = 40", Moved(0, 40)),
        ("shutdown(5%s, SHUT_WR)        = 0", Moved()),
        ("close(5%s) = 0", Moved()),
    ],
)
def test_one_call_moves_what_it_answers(line: str, moved: Moved):
    before = read(f'30 recvfrom(5{C}, "", 100, 0, NULL, NULL) = 0')
    assert before.read(["30 " + line % C]).moved()[CLIENT] == moved


def test_a_call_that_another_threads_cut_in_two_is_one():
    strace = read(
        f"28 recvfrom(4{S},  <unfinished ...>",
        f'83 sendto(5{C}, ""..., 9, MSG_OOB, NULL, 0 <unfinished ...>',
        '28 <... recvfrom resumed>""..., 100, MSG_PEEK, NULL, NULL) = 9',
        "83 <... sendto resumed>)                = 9",
        f"28 recvfrom(4{S}, <unfinished ...>",
        '28 <... recvfrom resumed> ""..., 100, 0, NULL, NULL) = 8',
    )
    assert strace.moved() == {SERVER: Moved(8, 0), CLIENT: Moved(urgent=9)}


def test_a_call_that_has_no_answer_moves_nothing():
    assert read(f"28 recvfrom(4{S}, 0x7f, 100, 0, NULL, NULL) = ?").moved() == {}
    assert read(f"28 recvfrom(4{S}, 0x7f, 100, 0, NULL, NULL) = ? ERESTARTSYS (To be restarted)").moved() == {}


def test_what_was_accepted_is_known_though_nothing_moves():
    line = f"28 accept4(3<TCP:[127.0.0.1:4000]>, {{sin_port=htons(5000)}}, [16], SOCK_CLOEXEC) = 4{S}"
    assert read(line).moved() == {SERVER: Moved()}


def test_ipv6_has_its_brackets():
    strace = read('28 sendto(5<TCPv6:[[::1]:4000->[::1]:5000]>, ""..., 7, 0, NULL, 0) = 7')
    assert strace.moved() == {Ends("4000", "[::1]:5000"): Moved(0, 7)}


def test_files_pipes_and_other_sockets_are_passed_over():
    strace = read(
        '28 write(1<pipe:[99]>, ""..., 7) = 7',
        '28 read(3</tmp/TCP:[1->2]>, ""..., 7) = 7',
        '28 sendto(4<UDP:[127.0.0.1:53]>, ""..., 7, 0, NULL, 0) = 7',
        '28 recvfrom(4<UNIX-STREAM:[12->13]>, ""..., 7, 0, NULL, 0) = 7',
        "28 +++ exited with 0 +++",
        "28 --- SIGCHLD {si_signo=SIGCHLD} ---",
    )
    assert (strace.moved(), strace.unplaced) == ({}, Moved())


def test_a_socket_that_the_kernel_has_done_with_is_still_what_its_descriptor_was():
    strace = read(
        f'28 sendto(5{C}, ""..., 3, 0, NULL, 0) = 3', '28 recvfrom(5<TCP:[2361]>, ""..., 9, 0, NULL, NULL) = 9'
    )
    assert strace.moved() == {CLIENT: Moved(9, 3)}


def test_a_descriptor_that_was_closed_is_nobodys():
    for close in (f"28 close(5{C}) = 0", f"29 close(5{C} <unfinished ...>"):
        strace = read(
            "28 clone3({flags=CLONE_VM|CLONE_FILES|CLONE_THREAD, exit_signal=0} => {parent_tid=[29]}, 88) = 29",
            f'28 sendto(5{C}, ""..., 3, 0, NULL, 0) = 3',
            close,
            '28 recvfrom(5<TCP:[2361]>, ""..., 9, 0, NULL, NULL) = 9',
        )
        assert (strace.moved()[CLIENT], strace.unplaced) == (Moved(0, 3), Moved(9, 0))


@pytest.mark.parametrize("flags", ["CLONE_CHILD_SETTID|SIGCHLD", "CLONE_VM|CLONE_FILES|CLONE_THREAD"])
def test_a_child_and_a_thread_have_the_descriptors_too(flags: str):
    strace = read(
        f'28 sendto(5{C}, ""..., 3, 0, NULL, 0) = 3',
        f"28 clone(child_stack=NULL, flags={flags}, child_tidptr=0x7fdc46006a10) = 30",
        '30 recvfrom(5<TCP:[2361]>, ""..., 9, 0, NULL, NULL) = 9',
    )
    assert strace.moved() == {CLIENT: Moved(9, 3)}


def test_a_thread_that_is_quicker_than_its_parents_line_leaves_what_it_knew_to_the_process():
    strace = read(
        f"30 accept4(3<TCP:[127.0.0.1:4000]>, NULL, NULL, SOCK_CLOEXEC) = 4{S}",
        "28 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 30",
        '28 recvfrom(4<TCP:[2361]>, ""..., 9, 0, NULL, NULL) = 9',
    )
    assert strace.moved() == {SERVER: Moved(9, 0)}


def test_a_process_keeps_what_another_closes():
    strace = read(
        f'28 sendto(5{C}, ""..., 3, 0, NULL, 0) = 3',
        "28 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7fdc46006a10) = 30",
        f"28 close(5{C}) = 0",
        '30 recvfrom(5<TCP:[2361]>, ""..., 9, 0, NULL, NULL) = 9',
    )
    assert (strace.moved(), strace.unplaced) == ({CLIENT: Moved(9, 3)}, Moved())


def test_what_some_calls_did_can_be_left_out():
    strace = read(
        f'28 sendto(5{C}, ""..., 3, 0, NULL, 0) = 3',
        f"28 sendfile(5{C}, 6</tmp/file>, [0] => [9], 9) = 9",
        f'28 sendto(5{C}, ""..., 2, 0, NULL, 0) = 2',
    )
    assert strace.moved() == {CLIENT: Moved(0, 14)}
    assert strace.moved(without=["sendfile"]) == {CLIENT: Moved(0, 5)}
