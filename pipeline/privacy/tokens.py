"""A text as words and initials, and what stands around each."""

import re

from pipeline.privacy.lexicon import Token, Words, folded, lexicon

_TOKEN = re.compile(
    r"(?<![\w.])(?:(?:[A-Z]|Th|Ch|Chr|Ph|Fr|Joh)\.[ -]?){1,5}(?=[\w'])"  # initials: all that has a full stop
    r"|['’]t\b|[^\W\d_]+(?:['’-][^\W\d_]+)*"
)
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:;…\n\t•]|\.{3})[\s\"'“”‘’«»()\[\]–—-]*$|^[\s\"'“”‘’«»()\[\]–—•*-]*$")
_LONGEST_SURNAME = 3  # capitalised words in a row


def words_of(text: str) -> list[str]:
    """The texts of the tokens of a text."""
    return [*map(str.rstrip, _TOKEN.findall(text))]


class Tokens(list[Token]):
    """The tokens of one text, and what stands around each; ``at`` is a token's place, 0-based."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lists, self._words = lexicon(), lexicon().context
        for match in _TOKEN.finditer(text):
            start, word = match.start(), match[0]
            initials = "." in word
            if initials:
                word = word.rstrip()
            self.append(Token(start, start + len(word), word, initials))

    def before(self, at: int) -> str:
        """The word before, lower case, when only a space, comma, colon or bracket stands between.

        After a title a full stop may stand too ("dhr. Bakker"); elsewhere it ends a sentence.
        """
        if at == 0:
            return ""
        word, gap = self[at - 1].lower, self.gap(at).strip()
        return word if gap in ("", ",", "(", ":") or (gap == "." and word in self._words.titles) else ""

    def gap(self, at: int) -> str:
        """What stands between a token and the one before; nothing at the end."""
        return self._text[self[at - 1].end : self[at].start] if at < len(self) else ""

    def follows(self, at: int, words: Words, gap: str = " ") -> bool:
        """Whether a token is one of these words, after this gap."""
        return self.gap(at) == gap and self[at].lower in words

    def acts(self, at: int) -> bool:
        """Whether a token is what only persons do."""
        return self.follows(at, self._words.only_persons)

    def explained(self, at: int) -> bool:
        """Whether a function in brackets follows a token: "Kramer (projectleider)"."""
        return self.gap(at + 1) == " (" and self._words.is_called(self[at + 1].lower)

    def is_prefix(self, at: int) -> bool:
        """Whether a token is a small word inside a surname; "uit" is before an article ("uit den Boogaard")."""
        token, words = self[at], self._words
        before_article = token.text in words.prefixes_before_article
        return token.lower in words.prefixes or (before_article and self.follows(at + 1, words.article_prefixes))

    def capital_after(self, at: int) -> bool:
        """Whether the next word has a capital too."""
        return self.gap(at + 1) == " " and self[at + 1].capital

    def is_named_thing(self, at: int) -> bool:
        """Whether a token makes what stands before it an organisation or a building."""
        return self.follows(at, self._words.named_things) and self[at].text[0].isupper()

    def opens_sentence(self, at: int) -> bool:
        """Whether a token has its capital from its place alone."""
        start = self[at].start
        return bool(_OPENS_SENTENCE.search(self._text[max(0, start - 12) : start])) if start else True

    def surname_end(self, at: int) -> int:
        """End of prefixes and one to three capitalised words; 0 when there is no surname here."""
        end = at
        while end < len(self) and end - at < 3 and self.is_prefix(end):
            end += 1
        first = end
        while (
            end < min(len(self), first + _LONGEST_SURNAME)
            and self[end].capital
            and not (end > first and self[end].lower in self._words.not_names)
            and (end == at or self.gap(end) == " ")
        ):
            end += 1
        spaced = all(self.gap(i) == " " for i in range(at + 1, first))
        return end if end > first and spaced else 0

    def is_place(self, token: Token) -> bool:
        """Whether a word is the name of a place."""
        return token.key.lower() in self._lists.places

    def is_government(self, token: Token) -> bool:
        """Whether a word is the name of a municipality, a province or the like."""
        return token.key.lower() in self._lists.governments

    def is_place_phrase(self, start: int, end: int) -> bool:
        """Whether these tokens together are the name of a place."""
        return self._phrase(start, end) in self._lists.places

    def organisation_end(self, at: int) -> int:
        """End (not included) of the longest listed organisation that begins at a token; 0 when none does."""
        ends = (*self._phrase_ends(at), at + 1)
        return next((end for end in ends if self._phrase(at, end) in self._lists.organisations), 0)

    def _phrase_ends(self, at: int) -> range:
        """Where a listed name of two to four words that begins here may end, the longest first."""
        return range(min(at + 4, len(self)), at + 1, -1) if self._is_head(at) else range(0)

    def _is_head(self, at: int) -> bool:
        return at + 1 < len(self) and self._phrase(at, at + 2) in self._lists.phrase_heads

    def _phrase(self, start: int, end: int) -> str:
        """As the lists of places and organisations write it."""
        return folded(self._text[self[start].start : self[end - 1].end]).lower().replace(" & ", " en ")

    def in_place_name(self, at: int) -> bool:
        """Whether a token is part of the name of a place of two to four words."""
        starts = range(max(0, at - 3), at + 1)
        return any(self.is_place_phrase(i, end) for i in starts for end in self._phrase_ends(i) if end > at)

    def in_longer_phrase(self, start: int, end: int) -> bool:
        """Whether a listed name begins within these tokens and goes on after them."""
        longer = ((i, stop) for i in range(start, end) for stop in self._phrase_ends(i) if stop > end)
        return any(
            self.is_place_phrase(*each) or self._phrase(*each) in self._lists.organisations for each in longer
        )

    def only_from(self, start: int, end: int) -> bool:
        """Whether "van Baarn" says where somebody is from."""
        from_there = self[start].text in ("van", "uit", "aan", "op", "in", "bij")
        if not from_there or self._lists.is_surname(self[end - 1]):
            return False
        return self.is_place(self[end - 1]) or self.is_place_phrase(start + 1, end)
