"""Settings, codebook, profiles and corpora: all mistakes at once, with their place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.core.errors import InputError
from pipeline.stages.check import everything, main
from tests.builders import changed
from tests.cases import cases


def test_a_sound_project_is_said_to_be_so(small_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proef"]) == 0
    line = capsys.readouterr().out
    assert line == (
        "check proef: params.yaml, codebook and profiles: notulen, rapport, tabel, verkenning, verslag, "
        "vragenlijst are sound; corpora/proef: sources 1, actions 0\n"
    )
    lines = everything()
    assert lines[0] == "ok  params.yaml: corpora proef"
    assert lines[-1] == "ok  corpora/proef: sources 1, actions 0"
    assert all(line.startswith("ok  ") for line in lines)
    written = small_project / "reports" / "proef" / "check.txt"
    assert f"check proef: {written.read_text(encoding='utf-8')}" == line


def test_the_profiles_of_a_corpus_change_with_these_alone(small_project: Path) -> None:
    def written() -> str:
        assert main(["proef"]) == 0
        return (small_project / "reports" / "proef" / "profielen.txt").read_text(encoding="utf-8")

    profiles, first = small_project / "corpora" / "profiles", written()
    (profiles / "nieuw.yaml").write_bytes((profiles / "verslag.yaml").read_bytes())
    changed(profiles / "vragenlijst.yaml", {"layout: tekst": "layout: tekst  # anders"})
    assert written() == first
    content = (profiles / "tabel.yaml").read_bytes()
    assert first == f"{hashlib.sha256(content).hexdigest()}  tabel\n"

    (profiles / "tabel.yaml").write_bytes(content + b"# anders\n")
    assert written() != first


def test_all_mistakes_of_a_corpus_come_at_once(small_project: Path) -> None:
    folder = small_project / "corpora" / "proef"
    changed(folder / "corpus.yaml", {"profile: tabel": "profile: tabbel"})
    (folder / "actions.yaml").write_text(
        "actions:\n  1: {title: Leren, themes: [lerend]}\n  2: {title: x, themes: [regi]}\n", encoding="utf-8"
    )
    changed(small_project / "params.yaml", {"\n- proef\n": "\n- proef\n- weg\n"})

    with pytest.raises(InputError) as caught:
        everything()

    message = str(caught.value)
    assert 'action 1: unknown theme "lerend"' in message
    assert 'action 2: unknown theme "regi"' in message
    assert "corpora/weg: file not found" in message


@pytest.mark.parametrize(("path", "old", "new", "message"), cases(__file__, "mistakes"))
def test_a_mistake_ends_the_stage(
    small_project: Path, capsys: pytest.CaptureFixture[str], path: str, old: str, new: str, message: str
) -> None:
    changed(small_project / path, {old: new})

    assert main(["proef"]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert Path(path).name in error or "corpora" in error
    assert "What to do" in error
