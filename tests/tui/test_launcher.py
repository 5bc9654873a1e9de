"""The form for launching many clients: filled in beforehand, forgiving, and sent off by keys or by the mouse alone."""

from dataclasses import replace

import pytest

from connscope.launches import PRESETS, Launch, read_groups
from connscope.tui.widgets.launch_form import OWN, WORDS
from tests.tui.filling import HERE, SMALL, SMALLEST, USUAL, filling
from tests.tui.scenes import HOSTILE
from tests.tui.seen import settled

DEFAULT = PRESETS["default"].towards(*HERE)
GENTLE = PRESETS["gentle"].towards(*HERE)


# Answers.


async def test_enter_launches_the_default_at_once() -> None:
    async with filling() as form:
        await form.press("enter")
        assert await form.answered() == DEFAULT


async def test_the_next_time_it_launches_what_was_launched_last() -> None:
    last = replace(
        GENTLE, host="example.org", port=7, num_conns=3, groups=read_groups("slow-reader:rate=9,count=1"), deadline=5
    )
    async with filling(last=last) as form:
        await form.press("enter")
        assert await form.answered() == last


@pytest.mark.parametrize("keys", [("escape",), ("tab", "enter")])
async def test_esc_and_cancel_launch_nothing(keys: tuple[str, ...]) -> None:
    async with filling() as form:
        await form.press(*keys)
        assert await form.answered() is None


async def test_of_several_enters_in_a_moment_one_answers_and_the_screen_behind_stays() -> None:
    async with filling() as form:
        await form.go_to("host")
        for _ in range(3):
            form.it.app.simulate_key("enter")
        await form.until(lambda: form.answers)
        await settled(form.it.pilot)
        assert (len(form.answers), form.it.app.screen) == (1, form.it.main)


async def test_every_field_is_written_over_and_enter_launches_from_there() -> None:
    async with filling() as form:
        for name, text in (("host", "q?l.L/ok"), ("port", "7"), ("num_conns", "9"), ("size", "6"), ("repeat", "5")):
            await form.write(name, text)
        for name, text in (("every", "0.7"), ("deadline", "2")):
            await form.write(name, text)
        await form.write("behaviours", "drip+late:by=.5")
        await form.press("enter")
        bytes_said = {"random_bytes": 6, "repeat": 5, "every": 0.7, "deadline": 2}
        groups = read_groups("drip + late:by=0.5")
        assert await form.answered() == Launch("q?l.L/ok", 7, 9, **bytes_said, small_pipes=True, groups=groups)


async def test_every_choice_is_made_by_a_key_and_enter_launches_from_there() -> None:
    async with filling() as form:
        for name, key in (("pipes", "right"), ("kind", "left"), ("afterwards", "space")):
            await form.go_to(name)
            await form.press(key)
        await form.write("text", r"a | \xff")
        await form.go_to("pipes")
        await form.press("enter")
        changes = {"messages": (b"a", b"\xff"), "random_bytes": 0, "small_pipes": False, "stay": True}
        assert await form.answered() == replace(DEFAULT, **changes)


async def test_tab_and_the_arrows_go_through_all_fields_and_round() -> None:
    async with filling() as form:
        names = ["preset", *form.rows()]
        await form.press("tab", "tab")
        for name in names:
            assert form.it.app.focused is form.field(name)
            await form.press("down")
        assert form.it.app.focused is form.launcher.query_one("#launch")
        await form.press("up")
        assert form.it.app.focused is form.field(names[-1])


# Presets.


async def test_a_preset_fills_in_all_but_where_to() -> None:
    async with filling() as form:
        await form.write("port", "7")
        await form.go_to("preset")
        await form.press("right", "right", "left", "enter")
        assert await form.answered() == replace(GENTLE, port=7)


async def test_the_arrows_choose_a_preset_from_the_button_too_on_which_it_opens() -> None:
    async with filling() as form:
        await form.press("right", "right", "left", "enter")
        assert await form.answered() == GENTLE


async def test_what_is_no_preset_any_more_is_told_and_when_it_is_one_again_too() -> None:
    async with filling() as form:
        await form.until_shown("● default")
        await form.write("num_conns", "51")
        await form.until_shown(OWN)
        assert "●" not in next(line for line in form.lines() if "default" in line)
        await form.press("backspace", "0")
        await form.until_shown("● default")


# What is wrong.


async def test_a_field_is_told_that_it_is_wrong_when_it_is_left_and_no_more_when_it_is_right() -> None:
    async with filling() as form:
        await form.write("port", "0")
        await form.until_shown("▲ Still to be mended: port.")
        assert not any("✕" in line for line in form.lines())
        await form.press("down")
        await form.until_shown("✕ Too small: give 1 to 65,535.")
        await form.press("up", "1")
        await form.until(lambda: not any("✕" in line for line in form.lines()))
        await form.until_shown("50 connections to 127.0.0.1:1:")


async def test_enter_tells_all_that_is_wrong_goes_to_the_first_and_loses_nothing() -> None:
    async with filling() as form:
        await form.add_to("behaviours", ",thaw=soon")
        await form.write("num_conns", "99999")
        await form.write("every", "x")
        await form.press("enter")
        await form.until(lambda: form.it.app.focused is form.field("num_conns"))
        text = "\n".join(await settled(form.it.pilot))
        assert [text.count(words) for words in ("✕ Too large", "✕ Not a number", "✕ thaw is", "99999")] == [1, 1, 1, 1]
        assert form.answers == []


async def test_what_the_system_does_not_allow_stands_beside_the_number_of_connections() -> None:
    async with filling(refuse=lambda launch: "Too many." if launch.num_conns > 10 else "") as form:
        await form.press("enter")
        await form.until_shown("✕ Too many.")
        await form.write("num_conns", "10")
        await form.press("enter")
        assert await form.answered() == replace(DEFAULT, num_conns=10)


# What is pasted.


async def test_what_is_pasted_is_said_to_the_last_byte_and_never_shown_raw() -> None:
    text = "\r\n".join(data.decode("utf-8", "replace") for data in HOSTILE) + "\0\x7f\x85"
    async with filling(last=GENTLE) as form:
        await form.paste("text", text)
        for key in ("home", "end"):
            await form.press(key)
            shown = "".join(await settled(form.it.pilot))
            assert [char for char in shown if not char.isprintable()] == []
        await form.press("enter")
        assert await form.answered() == replace(GENTLE, messages=(text.encode(),))


async def test_what_is_no_message_is_made_visible_where_it_is_pasted() -> None:
    async with filling() as form:
        await form.paste("host", "\x1b]0;owned\x07\u202e")
        await form.until_shown("␛]0;owned␇\ufffd")


async def test_of_a_message_line_ends_are_kept_and_too_much_is_told() -> None:
    async with filling(last=GENTLE) as form:
        await form.paste("text", "one\rtwo")
        await form.until_shown(r"one\ntwo")
        await form.paste("text", "\x1b" * 100_000)
        await form.press("down")
        await form.until_shown("✕ Longer than 4,000 characters")


# Room.


async def test_where_there_is_room_everything_is_seen_at_once() -> None:
    async with filling() as form:
        for size in (SMALL, USUAL):
            await form.it.pilot.resize_terminal(*size)
            for name in ("default", "gentle"):
                await form.click(name)
                text = "\n".join(await settled(form.it.pilot))
                words = [word for row in form.rows() for word in WORDS[row]]
                words += [PRESETS[name].says, "Launch  ", "Cancel", "esc back", "connections to 127.0.0.1:65432"]
                assert (len(form.rows()), [word for word in words if word not in text]) == (len(WORDS) - 1, [])


SENTENCE = ("connections to", "Still to be")


@pytest.mark.parametrize(("size", "and_the"), [(SMALL, ()), (USUAL, SENTENCE)])
async def test_nothing_moves_while_more_or_less_is_said(size: tuple[int, int], and_the: tuple[str, ...]) -> None:
    async with filling(size) as form:
        seen = []
        for preset, behaviours in (("default", ""), ("mixed", ""), ("bulk", "drip:bite=3,gap=4 + late:by=soon")):
            await form.click(preset)
            await form.go_to("behaviours")
            await form.press("end")
            await form.paste("behaviours", behaviours)
            await form.go_to("port")
            lines = await settled(form.it.pilot)
            kept = ("Launch clients", "late after", "behaviours  ", "Cancel", *and_the)
            seen.append([number for number, line in enumerate(lines) if any(word in line for word in kept)])
        assert seen == [seen[0]] * 3


async def test_on_the_smallest_terminal_each_field_is_seen_with_its_note_when_it_is_in_hand() -> None:
    async with filling(SMALLEST, last=GENTLE) as form:
        for name in form.rows():
            label, note = WORDS[name]
            await form.go_to(name)
            await form.until_shown(label)
            await form.until_shown(note.split(" · ")[0])
        words = "".join(form.lines())
        assert [word for word in ("Launch  ", "Cancel", "connections to 127.0.0.1:65432") if word not in words] == []
        await form.go_to("preset")
        await form.until_shown("default ● gentle crowd bulk stuck mixed")


async def test_on_the_smallest_terminal_too_a_click_on_a_preset_chooses_it() -> None:
    async with filling(SMALLEST, last=GENTLE) as form:
        for name in ("mixed", "default", "bulk"):
            await form.click(name)
            await form.until_shown(f"● {name}")


async def test_it_takes_any_size_while_it_is_open() -> None:
    async with filling() as form:
        await form.write("port", "0")
        for size in ((20, 5), (1, 1), SMALLEST):
            await form.it.pilot.resize_terminal(*size)
            await settled(form.it.pilot)
        await form.until_shown("Still to be mended: port.")


# The mouse.


async def test_the_mouse_alone_chooses_and_launches() -> None:
    async with filling() as form:
        await form.click("gentle")
        await form.click("finish")
        await form.click("connections")
        assert form.it.app.focused is form.field("num_conns")
        await form.click("Launch", after="late after")
        assert await form.answered() == replace(GENTLE, stay=False)


async def test_a_click_on_cancel_launches_nothing() -> None:
    async with filling() as form:
        await form.click("Cancel")
        assert await form.answered() is None
