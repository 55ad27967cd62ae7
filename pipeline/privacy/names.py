"""Names of persons: by first name, by title or function before them, by initials, by a surname's prefix."""

from collections.abc import Iterator
from functools import cached_property

from pipeline.core.masking import Span
from pipeline.privacy.beginnings import beginnings
from pipeline.privacy.lexicon import Lexicon, Token, all_parts, is_word, lexicon
from pipeline.privacy.lower_case import lower_name_end
from pipeline.privacy.tokens import Tokens

_LOOK_BACK = 40  # characters in which stands what a name is one of
_OR = frozenset({"en", "of"})
_AND = frozenset({"en"})
_SURELY_CALLED = ("de ", "den ", "der ", "ter ", "ten ")  # before a surname that is a place too


class Names:
    """One text, as tokens, with what is a name in it.

    Names of persons that the source gives away elsewhere (who signed a quote) are ``known``, each word apart.
    """

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self._text = text
        self._known = known
        self._lexicon: Lexicon = lexicon()
        self._words = self._lexicon.context

    @cached_property
    def _tokens(self) -> Tokens:
        return Tokens(self._text)

    def spans(self) -> Iterator[Span]:
        """Stretches that are names of persons; titles and functions are left out of them."""
        reached = 0
        for at in beginnings(self._text, self._known):
            if at < reached:
                continue
            token = self._tokens[at]
            wanted = token.text[0].isupper() or token.lower in self._words.prefixes
            listed = self._organisation(at) if wanted else 0
            end = listed or (wanted and self._name_end(at)) or lower_name_end(self._tokens, at)
            if end and not listed and not self._named_after(at, end):
                yield Span(self._tokens[at].start, self._tokens[end - 1].end, "naam")
            reached = end

    def _organisation(self, at: int) -> int:
        """End (not included) of a listed organisation that begins at a token, unless it is a person here."""
        token = self._tokens[at]
        end = 0 if token.initials else self._tokens.organisation_end(at)
        if not end:
            return 0
        before = self._tokens.before(at)
        signed = any(self._tokens[i].text in self._known for i in range(at, end))
        if signed or self._after_title(at, before):
            return 0
        one_word = end == at + 1
        first = at > 0 and self._tokens.gap(at) == " " and self._may_be_first(self._tokens[at - 1])
        person = self._words.is_called(before) or (token.capital and self._tokens.acts(end))
        if (first or person) and (one_word or token.lower in self._words.prefixes):
            return 0
        both = one_word and self._is_first(token) and before not in self._words.before_places
        town = token.key.lower() in self._lexicon.towns_and_names
        return 0 if both and (town or self._tokens.capital_after(at)) else end

    def _named_after(self, at: int, end: int) -> bool:
        """Whether words around a name make it one of a firm or a body: "Jansen Bouw", "gemeente Hoogstraten"."""
        first, last, before = self._tokens[at], self._tokens[end - 1], self._tokens.before(at)
        words, person = self._words, self._may_be_first(first)
        named = person or (first.text.islower() and first.text not in words.prefixes)
        if self._tokens.in_longer_phrase(at + 1, end):
            return True  # "Van Aa en Maas"
        if last.capital and not self._lexicon.is_surname(last) and words.organisation_after.match(f" {last.text}"):
            return True  # "Dr. Schaepmanlaan"
        if before in words.titles:
            return False
        if words.organisation_after.match(self._text, last.end):
            return True
        if first.initials or words.is_called(before):
            return False
        where = before in words.before_places and first.capital and self._tokens.gap(at) == " "
        trusted = first.text in self._known or (at > 1 and self._tokens[at - 2].lower in words.trusting)
        earlier = self._text[max(0, first.start - _LOOK_BACK) : first.start]
        kind = words.organisation_before.search(earlier)
        joined = [i for i in (at, end) if 0 < i < len(self._tokens) and self._tokens.gap(i).strip() in ("&", "+")]
        alone = end == at + 1 and person and not trusted
        return bool(
            (kind and not (named and (kind["article"] or kind["body"])))
            or (alone and (words.thing_before.search(earlier) or words.thing_after.match(self._text, last.end)))
            or (end > at + 1 and words.organisation_before.match(f"{first.text} "))
            or ((where or words.firm_before.search(earlier)) and not person and not trusted)
            or (joined and not person and not any(self._is_first(self._tokens[i]) for i in joined))
            or words.organisation_head.match(self._text, first.start)
            or self._is_firm_of_two(at, end)
        )

    def _is_firm_of_two(self, at: int, end: int) -> bool:
        """Whether a surname is a part of a firm: "Kramer Van Dongen", or "Sturm en Dekker" that acts as one."""
        tokens, only = self._tokens, self._is_surname_only
        beside = [i for i in (at, end) if 0 < i < len(tokens) and tokens.gap(i) == " " and only(i - 1)]
        if any(only(i) or (tokens[i].text == "Van" and tokens.surname_end(i)) for i in beside):
            return True
        if end < len(tokens) and end in beside and tokens.is_place(tokens[end]) and tokens[end].capital:
            return not self._lexicon.is_surname(tokens[end])  # "Wessels Zeist"
        start = at - 2 if at > 1 and tokens.follows(at - 1, _AND) and tokens.gap(at) == " " else at
        last = end if start < at else tokens.surname_end(end + 1) if tokens.follows(end, _AND) else 0
        acts = last and tokens.opens_sentence(start) and tokens.follows(last, self._words.firm_verbs)
        return bool(acts and only(start) and self._lexicon.is_surname(tokens[last - 1]))

    def _is_surname_only(self, at: int) -> bool:
        """Whether a word is a surname: no first name, no word that opens a sentence, none after "Jan"."""
        token, first = self._tokens[at], self._may_be_first
        if (
            first(token)
            or not token.capital
            or (at and self._tokens.gap(at) == " " and first(self._tokens[at - 1]))
        ):
            return False
        opens = self._tokens.opens_sentence(at)
        return token.key in (self._lexicon.surnames if opens else self._lexicon.all_surnames)

    def _name_end(self, at: int) -> int:
        """End (not included) of the name that begins at a token, by the first rule that fits; 0 when none does."""
        token = self._tokens[at]
        small = not token.initials and not token.capital
        if small and token.lower not in self._words.prefixes:
            return 0
        before = self._tokens.before(at)
        titled = self._after_title(at, before)
        if small:  # "mevrouw van der Berg"
            return titled or self._after_role(at, before)
        if titled or self._tokens.in_place_name(at):
            return titled
        return (
            self._after_initials(at)
            or self._first_name(at, before)
            or self._after_role(at, before)
            or self._unlisted_first_name(at)
            or self._surname(at, before)
        )

    # Each rule gives the end (not included) of the name that begins at a token, or 0.

    def _after_title(self, at: int, before: str) -> int:
        titled = before in self._words.titles
        if not titled and before == "en" and at > 2:
            titled = any(self._tokens[i].lower in self._words.plural_titles for i in range(max(0, at - 5), at - 1))
        return self._chain(at) if titled and self._tokens[at].lower not in self._words.beside_names else 0

    def _after_initials(self, at: int) -> int:
        token = self._tokens[at]
        end = (
            self._tokens.surname_end(at + 1)
            if token.initials and token.lower not in self._words.not_initials
            else 0
        )
        if not end:
            return 0
        core = self._tokens[end - 1]
        unlisted = token.text.count(".") == 1 and core.key not in self._lexicon.all_surnames
        if unlisted and (is_word(core.text) or self._tokens.is_place(core)):
            return 0
        return end if core.lower not in self._words.not_names else 0

    def _first_name(self, at: int, before: str) -> int:
        token = self._tokens[at]
        sure, possible = self._is_first(token), self._may_be_first(token)
        if not possible or before in self._words.naming or token.lower in self._words.not_names:
            return 0
        end = self._chain(at)
        if self._tokens.is_named_thing(end) or self._text.startswith(self._words.sayings, token.start):
            return 0
        opens = self._tokens.opens_sentence(at)
        if end > at + 1:
            rest = self._tokens[end - 1]
            if rest.lower in self._words.named_things or rest.lower.endswith(self._words.place_endings):
                return 0 if rest.lower not in self._lexicon.lower_surnames else end
            from_place = self._tokens[at + 1].lower == "van" and self._tokens.is_place(rest) and end == at + 3
            listed = self._lexicon.is_surname(rest, prefixed=end > at + 2) and not from_place
            if sure or listed or rest.text in self._known or not (opens or is_word(rest.text)):
                return end
        surely = not opens and not self._tokens.is_place(token)
        if sure or surely or token.text in self._known:
            return at + 1
        beside = self._tokens.follows(at + 1, _OR) and self._tokens.gap(at + 2)
        acts = self._tokens.follows(at + 1, self._words.person_verbs) or self._tokens.explained(at)
        return at + 1 if acts or (beside and self._is_first(self._tokens[at + 2])) else 0

    def _after_role(self, at: int, before: str) -> int:
        token = self._tokens[at]
        if not self._words.is_called(before) or token.lower in self._words.beside_names:
            return 0
        end = self._chain(at)
        if not end:
            return 0
        core = self._tokens[end - 1]
        called = self._may_be_first(token) or any(map(self._text[token.start : core.start].count, _SURELY_CALLED))
        of_place = self._of_place(at, end, before) and not (called and end > at + 1)
        if core.lower in self._words.not_names or of_place:
            return 0
        prefixed = token.lower in self._words.prefixes
        # "medewerker van Vitens" is of, not called.
        unknown = not (is_word(core.text) or core.lower.endswith(self._words.portfolio_endings))
        return (
            end if self._lexicon.is_surname(core, prefixed) or (unknown and (token.capital or not prefixed)) else 0
        )

    def _of_place(self, at: int, end: int, before: str) -> bool:
        """Whether a function's place follows it ("burgemeester van Mol"); an official's is one with a council."""
        core, governs = self._tokens[end - 1], self._tokens.is_government(self._tokens[end - 1])
        official = before in self._words.officials and core.key in self._lexicon.all_surnames
        of_it = governs and end == at + 2 and self._tokens[at].text == "van"
        return of_it or (self._tokens.is_place(core) and (governs or not official))

    def _unlisted_first_name(self, at: int) -> int:
        """A word that no list has, before a surname that a list has: "Tygo Brouwer"."""
        token, words = self._tokens[at], self._words
        if token.initials or len(token.text) < 3 or token.lower in words.not_names | words.prefixes:
            return 0
        end = self._tokens.surname_end(at + 1) if self._tokens.gap(at + 1) == " " else 0
        if end not in (at + 2, at + 3, at + 4) or self._tokens.is_named_thing(end):
            return 0
        core = self._tokens[end - 1]
        listed = core.key in (self._lexicon.surnames if end == at + 2 else self._lexicon.after_prefix)
        plain = words.is_called(token.lower) or is_word(token.text)
        plain |= token.lower.endswith(words.place_endings + words.portfolio_endings)
        place = self._tokens.is_place(token) or self._tokens.is_place(core)
        return end if listed and not plain and not place else 0

    def _surname(self, at: int, before: str) -> int:
        token = self._tokens[at]
        if token.text in self._known:
            return self._chain(at) or at + 1
        if token.lower in self._words.opening_prefixes:
            return self._prefixed_surname(at)
        if token.lower in self._words.not_names:
            return 0
        word, opens = token.key in self._lexicon.surname_words, self._tokens.opens_sentence(at)
        if self._tokens.explained(at) and (word or token.key in self._lexicon.surnames):
            return at + 1
        if token.key in self._lexicon.surnames and opens:  # "Wouters opmerking" is of a first name
            genitive = token.key.removesuffix("s") in self._lexicon.first_names
            return (
                at + 1 if self._tokens.acts(at + 1) or (genitive and not self._tokens.follows(at + 1, _OR)) else 0
            )
        if token.key in self._lexicon.surnames:
            return at + 1
        beside = word and any(  # "(Bos, Verweij)"
            self._tokens.gap(max(at, other)) in (", ", " / ") and self._tokens[other].key in self._lexicon.surnames
            for other in (at - 1, at + 1)
        )
        bare = word and not opens and (beside or before in self._words.before_surnames)
        return at + 1 if bare and not self._tokens.is_place(token) and not self._tokens.capital_after(at) else 0

    def _prefixed_surname(self, at: int) -> int:
        """One word after a prefix: "Van Dijk"."""
        token, end = self._tokens[at], self._tokens.surname_end(at)
        if not end or self._tokens[end - 2].lower not in self._words.prefixes:
            return 0  # nothing, or more than one word after the prefix
        core, opens = self._tokens[end - 1], self._tokens.opens_sentence(at)
        of_there = self._tokens.is_place(core) or self._tokens.is_government(core)
        if (
            core.lower in self._words.not_names
            or self._tokens.capital_after(end - 1)
            or (opens and token.lower == "van" and of_there and not self._tokens.acts(end))
            or (opens and token.lower in ("de", "het", "'t") and is_word(core.text))
        ):
            return 0
        article = end > at + 2 and not opens  # "Van den Eynde": no other word begins so, whether listed or not
        return end if article or self._lexicon.is_surname(core) else 0

    # Parts of names

    def _chain(self, at: int) -> int:
        """End of a whole name: initials, first names, surname."""
        end = at
        while end < len(self._tokens) and (end == at or self._tokens.gap(end) in (" ", ". ")):
            token = self._tokens[end]
            if not (token.initials or (token.capital and self._may_be_first(token))):
                break
            end += 1
        if end == at or self._tokens.gap(end) == " ":
            surname = self._tokens.surname_end(end)
            last = self._tokens[surname - 1].lower if surname else ""
            ends = last in self._words.not_names and last not in self._words.surnames_after_first
            if surname and (end == at or not (ends or self._tokens.only_from(end, surname))):
                end = surname
        double = (
            self._tokens.surname_end(end) if self._tokens.gap(end) in (" - ", " – ") else 0
        )  # "De Graaf - van Ommen"
        if double and self._lexicon.is_surname(self._tokens[double - 1]):
            return double
        return end if end > at else 0

    def _is_first(self, token: Token) -> bool:
        return token.capital and all_parts(token.key, self._lexicon.first_names)

    def _may_be_first(self, token: Token) -> bool:
        return token.capital and (token.text in self._known or all_parts(token.key, self._lexicon.all_first_names))
