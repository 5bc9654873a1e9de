"""Records on their way: in their order, each whole, whoever writes; and no more of them than there is room for."""

from threading import Thread

from connscope.probe.channel import PARTS, WIDTH, Channel

THREADS, EACH = 4, 5_000


def record(number: int) -> tuple[int, ...]:
    return tuple(range(number, number + WIDTH))


def test_a_channel_gives_back_what_was_written_and_keeps_nothing_of_it():
    channel = Channel(10)
    for number in range(3):
        channel.append(record(number))
    assert (len(channel), list(channel)) == (3, [record(0), record(1), record(2)])
    batch = channel.take()
    assert (len(batch), list(batch), list(batch)) == (3, [record(0), record(1), record(2)], list(batch))
    assert (batch[0], batch[-1]) == (record(0), record(2))
    assert (len(channel), list(channel.take())) == (0, [])


def test_where_there_is_no_room_the_oldest_go_and_not_one_by_one():
    channel = Channel(2 * PARTS)
    for number in range(2 * PARTS + 1):
        channel.append(record(number))
    assert list(channel) == [record(number) for number in range(2, 2 * PARTS + 1)]


def test_each_record_is_whole_and_in_its_threads_order_whoever_else_writes_or_takes():
    channel, taken = Channel(THREADS * EACH), []

    def write(thread: int) -> None:
        for number in range(EACH):
            channel.append((thread, *[number] * (WIDTH - 1)))

    threads = [Thread(target=write, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        taken += channel.take()
    for thread in threads:
        thread.join()
    taken += channel.take()
    for thread in range(THREADS):
        assert [each for each in taken if each[0] == thread] == [(thread, *[n] * (WIDTH - 1)) for n in range(EACH)]
