from __future__ import annotations

import io
import sys

import pytest

from pipeline.core.errors import InputError, InputErrors, guarded, nearest, quoted, unknown
from tests.cases import cases


def test_message_says_where_what_allowed_nearest_and_what_to_do() -> None:
    error = unknown("theme", "verkokerd", ["vertrouwen", "verkokering"], where="a.csv row 4", todo="correct it")

    assert str(error) == (
        'a.csv row 4: unknown theme "verkokerd".\n'
        "  Allowed: vertrouwen, verkokering.\n"
        '  Closest: "verkokering".\n'
        "  What to do: correct it"
    )


@pytest.mark.parametrize(("value", "expected"), cases(__file__, "nearest"))
def test_nearest(value: str, expected: str) -> None:
    assert nearest(value, ["verkokering", "black_box", "vertrouwen"]) == expected


def test_a_long_value_is_shown_on_one_line_and_shortened() -> None:
    assert quoted("a\nb" + "x" * 200) == '"a b' + "x" * 56 + '…"'


def test_several_errors_are_all_shown() -> None:
    errors = [InputError("first", where="a"), InputError("second", where="b")]

    assert str(InputErrors.of(errors)) == "a: first.\nb: second."
    assert InputErrors.of(errors[:1]) is errors[0]


def test_guard_turns_a_user_error_into_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    def main() -> None:
        raise InputError("no good", where="x.csv")

    assert guarded(main) == 2
    assert capsys.readouterr().err == "Error: x.csv: no good.\n"


def test_guard_leaves_our_own_faults_their_traceback() -> None:
    def main() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guarded(main)


def test_a_sign_that_the_console_does_not_know_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(console, encoding="cp1252", newline=""))

    def main() -> None:
        sys.stdout.write("één → twee\n")
        sys.stdout.flush()

    assert guarded(main) == 0
    assert console.getvalue().decode("cp1252") == "één ? twee\n"
