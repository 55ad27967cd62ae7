"""The statements that there are now, as rows of returned files are held against them."""

import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz, process

from pipeline.core.parts.placed import CellsByKey, PlacedRows, column

# Likeness of two texts, rapidfuzz ratio over their plain letters and digits, 0-100. From this on
# they are one text, trimmed or with a typing error mended; two answers of people hardly ever are.
_SAME = 85.0
_CUT_SHORT = 20  # letters and digits from which a beginning is taken for the whole, cut off
_LIKE = 50.0  # likeness below which two texts have nothing to do with each other
_NUMBER = re.compile(r"[-+]?[€$]? ?\d[\d.,:/% -]*(?:e[-+]?\d+|[a-z]{3}[-. ]?[\d :]*|[a-z]{0,3})", re.IGNORECASE)
_RARE_WORDS = 6  # of a text, by which others are sought
_COMPARED = 40  # texts compared in full: those that share most of these words; and looked up by one word
_HELD = 400  # ids of a word that are held before the lowest are picked


@dataclass(frozen=True)
class Texts:
    """Text of every statement by id, and its round where known."""

    texts: Mapping[str, str]
    rounds: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: pd.DataFrame) -> "Texts":
        """Those of a table with columns statement_id, round and text."""
        ids = statements["statement_id"]
        return cls(*(dict(zip(ids, statements[name], strict=True)) for name in ("text", "round")))

    @classmethod
    def stored(cls, rows: PlacedRows, text: Callable[[pd.DataFrame], Sequence[str]] | None = None) -> "Texts":
        """Those of a table that stays in its file, read through once; ``text`` makes those of rows, as masked."""
        return cls(CellsByKey(rows, text or column("text")), CellsByKey(rows, column("round")))

    def __getitem__(self, statement_id: str) -> str:
        return self.texts[statement_id]

    def look_up(self, typed: Iterable[str]) -> None:
        """Have the texts of these ids at hand, as far as they are there: faster than one by one."""
        if isinstance(self.texts, CellsByKey):
            self.texts.look_up([*dict.fromkeys(typed)])

    def find(self, typed: str) -> str:
        """The id as it is, however its letters are written; "" when there is none."""
        return next((one for one in (typed, typed.lower()) if one in self.texts), "")

    def exactly(self, cell: str) -> list[str]:
        """Ids of the statements with this very text, sorted; white space does not count."""
        self.seek((), [cell])
        return self._sought.exactly[_plain(cell)]

    def belongs(self, cell: str, statement_id: str) -> bool:
        """Whether a cell ``tekst`` is the text of this statement; an empty cell tells nothing.

        Encodings that garble letters, cells cut short, small mends, and numbers and dates in a spreadsheet's own
        form are forgiven, unless the cell is exactly the text of another statement.
        """
        if not cell or cell == self.texts[statement_id]:
            return True
        found, own = _letters(cell), _letters(self.texts[statement_id])
        if found == own:
            return True
        self.seek((), [cell])
        if self._sought.lowest[found]:
            return False
        cut_short = len(found) >= _CUT_SHORT and own.startswith(found)
        rewritten = all(map(_is_number, (cell, self.texts[statement_id])))
        return cut_short or rewritten or fuzz.ratio(found, own) >= _SAME

    def nearest(self, cell: str, own: str = "") -> str:
        """Id and text of the statement most like a text that is gone, ``own`` first; "" when none is near."""
        if own and fuzz.ratio(_letters(cell), _letters(self.texts[own])) >= _SAME:
            return f"{own}: {self.texts[own]}"
        found, likeness = self.most_like(cell)
        return f"{found}: {self.texts[found]}" if likeness >= _SAME / 100 else ""

    def most_like(self, cell: str) -> tuple[str, float]:
        """The id of the statement that is most like a text, and their likeness 0-1; equals by id, "" for none.

        Only statements that share rare words are compared, so that 20,000 lost texts among 20,000
        statements take seconds, not hours.
        """
        found = _letters(cell)
        if not found:
            return "", 0.0
        self.seek([cell])
        if same := self._sought.lowest[found]:
            return same, 1.0
        ids = self._sought.sharing_rarest({*_words(cell)})
        self.look_up(ids)
        likely = {one: _letters(self.texts[one]) for one in sorted(ids)}
        best = process.extractOne(found, likely, scorer=fuzz.ratio, score_cutoff=_LIKE)
        return (best[2], round(best[1] / 100, 2)) if best else ("", 0.0)

    def seek(self, like: Iterable[str], exact: Iterable[str] = ()) -> None:
        """Find in one go through all texts what :meth:`most_like` and :meth:`exactly` say of these cells: to ask
        it of one after another takes as many times as long. Nothing is done for those that were sought before.

        Parameters
        ----------
        like, exact : cells of which the statement that is most like it is asked, or those with this very text.
        """
        self._sought.among(self.texts, [cell for cell in like if _letters(cell)], exact)

    @cached_property
    def _sought(self) -> "_Sought":
        return _Sought()


@dataclass(frozen=True)
class _Sought:
    """What there is of cells that were sought among the statements; held are these, not all texts.

    Attributes
    ----------
    exactly : ids, sorted, by each text that was sought, white space made one space.
    lowest : the lowest id that has these letters; "" for none.
    holders : the lowest ids that hold a word, and how many do.
    """

    exactly: dict[str, list[str]] = field(default_factory=dict)
    lowest: dict[str, str] = field(default_factory=dict)
    holders: dict[str, list[str]] = field(default_factory=dict)
    number: Counter[str] = field(default_factory=Counter)

    def among(self, texts: Mapping[str, str], like: Sequence[str], exact: Iterable[str]) -> None:
        """Go through all texts for what was not sought yet."""
        cells = [*like, *exact]
        exactly: dict[str, list[str]] = {own: [] for own in map(_plain, cells) if own not in self.exactly}
        lowest = dict.fromkeys((own for own in map(_letters, cells) if own not in self.lowest), "")
        words = {word for cell in like for word in _words(cell)} - {*self.holders}
        if not (exactly or lowest or words):
            return
        letters = {*map(_letters, exactly), *lowest}
        held: dict[str, list[str]] = {word: [] for word in words}
        for one, text in texts.items():
            own = _words(text)
            if (together := "".join(own)) in letters:
                if together in lowest:
                    lowest[together] = min(lowest[together] or one, one)
                if (plain := _plain(text)) in exactly:
                    exactly[plain].append(one)
            for word in words.intersection(own):
                self.number[word] += 1
                held[word].append(one)
                if len(held[word]) > _HELD:
                    held[word] = heapq.nsmallest(_COMPARED, held[word])
        self.exactly.update({plain: sorted(ids) for plain, ids in exactly.items()})
        self.lowest.update(lowest)
        self.holders.update({word: heapq.nsmallest(_COMPARED, ids) for word, ids in held.items()})

    def sharing_rarest(self, words: Iterable[str]) -> list[str]:
        """Ids of the statements that share most of the rarest of these words, those first."""
        rarest = sorted((word for word in words if self.number[word]), key=lambda word: (self.number[word], word))
        shared = Counter(one for word in rarest[:_RARE_WORDS] for one in self.holders[word])
        return sorted(shared, key=lambda one: (-shared[one], one))[:_COMPARED]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _is_number(text: str) -> bool:
    """Whether it is a number, date or time, as a spreadsheet shows them and people write them.

    >>> [_is_number(text) for text in ("1e5", "1,00E+05", "8,0", "1/2", "01-feb", "10:30 uur", "€ 12")]
    [True, True, True, True, True, True, True]
    >>> [_is_number(text) for text in ("Weg 12", "n.v.t.", "2 van ons")]
    [False, False, False]
    """
    return bool(_NUMBER.fullmatch(text.strip()))


def _letters(text: str) -> str:
    """Plain letters and digits: what survives every encoding and every way to break lines.

    >>> _letters("Eén  loket!"), _letters("EÃ©n loket!")
    ('enloket', 'enloket')
    """
    return "".join(_words(text))
