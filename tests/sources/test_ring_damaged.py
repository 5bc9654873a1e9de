"""A ring file that its writer never finished, or that somebody has spoilt: it is told, and nobody is kept by it."""

from itertools import takewhile
from pathlib import Path

import pytest

from connscope import events as ev
from connscope.probe import layout as l
from connscope.sources.processes import PATIENCE_NS, Processes
from connscope.sources.ringfile import HOLE_NS, RingFile, Unreadable
from tests.sources.watched import PROGRAMS, run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a program that is over."""
    folder = tmp_path_factory.mktemp("run")
    assert run(folder, str(PROGRAMS / "echoes_itself.py"), records=1024, sockets=16).stdout == "done\n"
    (path,) = folder.glob("*.ring")
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    copy = tmp_path / whole.name
    copy.write_bytes(whole.read_bytes())
    return copy


def last_of(ring: RingFile) -> int:
    return max(takewhile(lambda n: ring.number_at(n) == n, range(1, ring.records)))


def cut(ring: RingFile, number: int) -> None:
    """The writer was ended in the midst of this record."""
    end = ring.at.records + (number + 1) * l.RECORD_SIZE
    ring.memory[end - 8 : end] = bytes(8)


class Written:
    """A ring's memory, in which one record is being written while it is copied: of each copy so many bytes are new."""

    def __init__(self, ring: RingFile, number: int, *, copies: list[tuple[int, int]]) -> None:
        self.memory, self.begin = ring.memory, ring.at.records + number * l.RECORD_SIZE
        self.copies = copies
        """At the beginning, and at the end."""

    def __len__(self) -> int:
        return len(self.memory)

    def __getitem__(self, part: slice) -> bytes:
        copied = bytearray(self.memory[part])
        at = self.begin - part.start
        if self.copies and part.stop - part.start >= l.RECORD_SIZE and 0 <= at < len(copied):
            first, last = self.copies.pop(0)
            copied[at + first : at + l.RECORD_SIZE - last] = bytes(l.RECORD_SIZE - first - last)
        return bytes(copied)

    def close(self) -> None:
        self.memory.close()

    def size(self) -> int:
        return self.memory.size()


@pytest.mark.parametrize("copies", [[(8, 8)], [(8, 0), (8, 8)], [(0, 0), (8, 8)]])
def test_of_a_record_that_is_copied_while_it_is_written_nothing_is_taken_from_earlier(
    path: Path, copies: list[tuple[int, int]]
) -> None:
    ring = RingFile(path)
    usual = ring.take(1)
    ring.close()
    ring = RingFile(path)
    ring.memory = Written(ring, 5, copies=copies)
    assert ring.take(1) + ring.take(1) == usual
    assert (ring.lost, ring.memory.copies) == (0, [])
    ring.close()


def test_a_last_record_that_was_never_finished_does_not_keep_us(path: Path) -> None:
    ring = RingFile(path)
    last = last_of(ring)
    cut(ring, last)
    assert [record[0] for record in ring.take(1)] == [*range(1, last)]
    assert (ring.take(1 + HOLE_NS), ring.lost) == ([], 0)
    ring.close()


def test_one_in_the_midst_is_lost_when_it_does_not_come(path: Path) -> None:
    ring = RingFile(path)
    last = last_of(ring)
    cut(ring, 3)
    assert [record[0] for record in ring.take(1)] == [1, 2]
    assert [record[0] for record in ring.take(1 + HOLE_NS)] == [*range(4, last + 1)]
    assert ring.lost == 1
    ring.close()


def test_a_file_that_was_cut_is_not_read(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(10 * l.PAGE)
    with pytest.raises(Unreadable, match="damaged"):
        RingFile(path)


@pytest.mark.parametrize("records", [0, 1000, 1 << 30])
def test_a_file_that_says_what_cannot_be_is_not_read(path: Path, records: int) -> None:
    fields = list(l.HEADER.unpack_from(path.read_bytes()))
    fields[8] = records
    with path.open("r+b") as file:
        file.write(l.HEADER.pack(*fields))
    with pytest.raises(Unreadable, match="damaged"):
        RingFile(path)


def all_of(source: Processes) -> list[ev.Fact]:
    """What is told until all files have been looked at for long enough."""
    facts = source.drain()
    source.strange = dict.fromkeys(source.strange, -PATIENCE_NS)
    return [*facts, *source.drain()]


def test_what_else_lies_there_keeps_nobody(path: Path, whole: Path) -> None:
    folder = path.parent
    for name in ("x-0.ring", "7-0.ring.bak", "why", "\x1b.why", "1e3.why", "8-1.ring"):
        (folder / name).write_bytes(b"x" * 10_000)
    path.rename(folder / "6-0.ring")
    (folder / "9.why").write_bytes(b"\x1b[2J" + b"x" * 10_000)
    (folder / "10-0.ring").mkdir()
    (folder / "11.why").mkdir()
    (folder / "12-0.ring").symlink_to("nowhere")
    source = Processes(folder, "it")
    found = {fact.pid: fact.why for fact in all_of(source) if isinstance(fact, ev.Unwatched)}
    assert found.keys() == {6, 8, 9, 10, 11, 12}
    assert found[6] == f"its ring file cannot be read: it is that of process {whole.name.partition('-')[0]}"
    assert found[9].startswith("␛[2Jxxx")
    assert len(found[9]) <= 200
    source.stop()


def test_of_a_file_that_is_spoilt_while_it_is_read_all_else_goes_on(path: Path, whole: Path) -> None:
    ring = RingFile(path)
    word = ring.at.records + l.RECORD_SIZE + 64
    ring.memory[word : word + 2] = b"\xee\xee"  # a call that there is not
    ring.close()
    source = Processes(path.parent, "it")
    facts = all_of(source)
    (told,) = (fact for fact in facts if isinstance(fact, ev.Unwatched))
    assert (told.pid, told.why.partition(":")[0]) == (int(whole.name.partition("-")[0]), "its ring file is damaged")
    assert isinstance(facts[-1], ev.Ended)
    assert source.processes == {}
    source.stop()


def test_a_file_that_is_cut_while_it_is_read_is_read_no_more(path: Path) -> None:
    source = Processes(path.parent, "it")
    source.find(0)
    with path.open("r+b") as file:
        file.truncate(0)
    assert [fact.why for fact in source.drain() if isinstance(fact, ev.Unwatched)] == [
        "its ring file is damaged: it was cut"
    ]
    source.stop()


def test_where_the_folder_was_taken_away_nothing_is_told(tmp_path: Path) -> None:
    source = Processes(tmp_path / "gone", "it")
    assert source.drain() == []
    source.stop()
