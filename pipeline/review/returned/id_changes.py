"""Answers for a statement that has another id now, because its round, or what was asked, got another name.

Who is who follows from the statements and the ids in the files alone, never from who answered since: a match
that was made stays made, whatever else is handed in.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.review.common.review_rows import check_code
from pipeline.review.common.texts import Texts
from pipeline.review.returned.row import ReturnedRow

_TRIED = 10_000_000  # hashes of a lost id with a text of now, at most: some ten seconds


@dataclass(frozen=True)
class IdChanges:
    """What lost ids are now.

    Attributes
    ----------
    now : id in the files that is gone -> id of the statement now that is without doubt the same.
    answered : who answered about which statement under its id of now; of one person that answer stands.
    """

    now: Mapping[str, str] = field(default_factory=dict)
    answered: Collection[tuple[str, str]] = ()

    def of(self, row: ReturnedRow) -> str:
        """The id that the row's statement has now; "" when it is not another one, or not known."""
        now = self.now.get(row.cell("uitspraak_id"), "")
        return "" if (row.who, now) in self.answered else now


def to_seek(rows: Iterable[ReturnedRow], texts: Texts) -> tuple[list[str], list[str]]:
    """The texts in rows that must be looked for among the statements: those of which the statement that is most
    like it will be asked, and those of which only the very same text counts.
    """
    like, exact = list[str](), list[str]()
    for row in rows:
        text, now = row.cell("tekst"), texts.find(row.cell("uitspraak_id"))
        if row.touched and not (now and text == texts[now] and _fits(row, text)):
            like.append(text)
        elif not now and _fits(row, text):
            exact.append(text)
    return like, exact


def find_id_changes(rows: Iterable[ReturnedRow], texts: Texts) -> IdChanges:
    """Find lost ids again in the rows of all returned files.

    The check code in a row tells its text, also where the cell ``tekst`` was touched or is gone. The statement
    now has the very same text, and is the only one. Of several it is the only one in the round that
    the row's round went on as: the round where most others of it are found that are the only ones with their
    text. Two that went and would become one stay lost.
    """
    answered: set[tuple[str, str]] = set()
    lost: dict[str, set[tuple[str, str]]] = {}
    unread: list[ReturnedRow] = []
    for row in rows:
        typed = row.cell("uitspraak_id")
        if now := texts.find(typed):
            if row.touched:
                answered.add((row.who, now))
        elif typed and row.code:
            text = row.cell("tekst")
            if row.touched and not _fits(row, text):
                text = texts.texts.get(texts.most_like(text)[0], "")
            if _fits(row, text):
                lost.setdefault(typed, set()).add((text, row.cell("ronde")))
            elif row.touched:
                unread.append(row)
    # Of a million texts a look at all of them takes longest: only where there is something to look for.
    for row, found in _read(unread, texts):
        lost.setdefault(row.cell("uitspraak_id"), set()).add((found, row.cell("ronde")))
    texts.seek((), [text for seen in lost.values() for text, _ in seen])
    went: dict[str, set[str]] = {}
    rounds = _rounds(lost, texts)
    for old, seen in lost.items():
        for text, name in seen:
            same = texts.exactly(text)
            if len(same) > 1:
                same = [one for one in same if name and texts.rounds.get(one, "") == rounds.get(name, name)]
            if len(same) == 1:
                went.setdefault(same[0], set()).add(old)
    return IdChanges({olds.pop(): now for now, olds in went.items() if len(olds) == 1}, answered)


def _read(rows: Sequence[ReturnedRow], texts: Texts) -> Iterator[tuple[ReturnedRow, str]]:
    """Rows with the text that fits their code, of the lowest id; none where to look would take too long."""
    if not rows or len(rows) * len(texts.texts) > _TRIED:
        return
    found, seen = dict[int, tuple[str, str]](), set[int]()
    for one, text in texts.texts.items():
        if (own := hash(text)) in seen:  # a letter that many sent is looked at once
            continue
        seen.add(own)
        for number, row in enumerate(rows):
            if _fits(row, text):
                found[number] = min(found.get(number, (one, text)), (one, text))
    yield from ((rows[number], " ".join(text.split())) for number, (_, text) in found.items())


def _fits(row: ReturnedRow, text: str) -> bool:
    return bool(text) and row.code.startswith(check_code(row.cell("uitspraak_id"), text, blind=row.blind))


def _rounds(lost: Mapping[str, Collection[tuple[str, str]]], texts: Texts) -> dict[str, str]:
    """Round of lost statements -> the round where most of them are now; none when two have as many."""
    votes: dict[str, Counter[str]] = {}
    for text, name in sorted({one for seen in lost.values() for one in seen}):
        if name and len(same := texts.exactly(text)) == 1:
            votes.setdefault(name, Counter())[texts.rounds.get(same[0], "")] += 1
    found = {}
    for name, counted in votes.items():
        (first, most), *others = counted.most_common(2)
        found[name] = first if not others or others[0][1] < most else ""
    return found
