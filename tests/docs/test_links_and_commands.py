"""What the pages for developers and users name is there: files, headings, commands with their options."""

from __future__ import annotations

import argparse
import importlib.util
import re
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from dvc.cli.parser import get_main_parser

from pipeline.cli import app
from tests.paths import ROOT

PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "corpora/**/*.md", "reports/README.md", "models/**/README.md")
    for page in ROOT.glob(pattern)
)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
# A command stands in a block of code, or between backticks: there it may be cut short or name what to fill in.
CODE = re.compile(r"^```(?:sh|console)\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each command of the project, of make and of dvc that a page shows."""
    for block, inline in CODE.findall(page.read_text(encoding="utf-8")):
        for line in (block or inline).splitlines():
            words = (
                shlex.split(line.removeprefix("$ "), comments=True) if not line.count("'") % 2 else line.split()
            )
            if words and words[0] in CHECKS and (block or len(words) > 1):
                yield words


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings are linked to."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def wrong(
    words: list[str],
    command: Any,
    inner: Callable[[Any], Mapping[str, Any]],
    options: Callable[[Any], Collection[str]],
) -> str:
    """The first word of a command, or option of it, that there is not."""
    for word in words:
        if not inner(command) or word.startswith("-"):
            break
        if word not in inner(command):
            return word
        command = inner(command)[word]
    known = options(command)
    return next((word for word in words if word.startswith("-") and word.partition("=")[0] not in known), "")


def wrong_in_thermometer(words: list[str]) -> str:
    """What ``thermometer`` has not."""

    def options(command: Any) -> set[str]:
        return {"--help", *(option for each in command.params for option in (*each.opts, *each.secondary_opts))}

    return wrong(words, typer.main.get_command(app), lambda command: getattr(command, "commands", {}), options)


def wrong_in_dvc(words: list[str]) -> str:
    """What ``dvc`` has not."""

    def inner(parser: argparse.ArgumentParser) -> Mapping[str, Any]:
        groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        return groups[0].choices if groups else {}

    return wrong(words, get_main_parser(), inner, lambda parser: parser._option_string_actions)


def wrong_in_make(words: list[str]) -> str:
    """The first target that the Makefile has not."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [word for word in words if "=" not in word and not word.startswith("-")]
    return next((word for word in targets if not re.search(rf"^{re.escape(word)}:", makefile, re.MULTILINE)), "")


def wrong_in_python(words: list[str]) -> str:
    """The module that ``python -m`` names, or the stage that it runs, where there is none."""
    module, stage = [*words[words.index("-m") + 1 :], "", ""][:2] if "-m" in words else ("pipeline", "")
    if module == "pipeline.stages" and stage not in ("", "NAME"):
        module = f"pipeline.stages.{stage}"
    return "" if importlib.util.find_spec(module) else module


CHECKS: dict[str, Callable[[list[str]], str]] = {
    "thermometer": wrong_in_thermometer,
    "make": wrong_in_make,
    "dvc": wrong_in_dvc,
    "python": wrong_in_python,
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_exists_with_its_options(page: Path) -> None:
    assert [" ".join(words) for words in commands(page) if CHECKS[words[0]](words[1:])] == []


def test_a_command_that_is_not_there_is_noticed() -> None:
    wrong = ("thermometer reveiw status", "thermometer classify in.csv --uit out.csv", "make tset", "dvc exp rnu",
             "dvc repro --kep-going", "python -m pipeline.stages nothing")  # fmt: skip
    right = ("thermometer review status", "thermometer classify in.csv --out=out.csv", "make test", "dvc exp run",
             "dvc repro --keep-going", "python -m pipeline.stages trend proef")  # fmt: skip

    assert all(CHECKS[line.split()[0]](line.split()[1:]) for line in wrong)
    assert not any(CHECKS[line.split()[0]](line.split()[1:]) for line in right)
    assert sum(1 for page in PAGES for _ in commands(page)) > 20
