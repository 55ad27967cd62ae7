"""Names of persons in lower case, as people type them: a first name, with its surname, or what follows a title."""

from pipeline.privacy.lexicon import Token, all_parts, is_word, lexicon
from pipeline.privacy.tokens import Tokens

_SHORTEST_ALONE = 5  # letters of a first name that needs no context; shorter ones are too often something else
_SHORTEST_AFTER = 4  # letters of one that only a word before it speaks for ("met ilse")
_LINKS = frozenset({"en", "of"})


def lower_name_end(tokens: Tokens, at: int) -> int:
    """End (not included) of the name in lower case that begins at a token; 0 when none does."""
    token, words = tokens[at], lexicon().context
    if not token.text.islower():
        return 0
    first = is_first(token)
    titled = at > 0 and tokens[at - 1].lower in words.titles
    before = tokens.before(at) if first or titled else ""
    if not first:
        return _surname_end(tokens, at, bare=before in words.short_titles) if before in words.titles else 0
    if tokens.organisation_end(at) > at + 1 or tokens.in_place_name(at) or before in words.naming:
        return 0  # "dirk van den broek", "anna paulowna", "systeem yvonne"
    owner = token.text.endswith(("'s", "’s"))  # "tessa's wijk"
    surname = _surname_end(tokens, at + 1, named=True) if tokens.gap(at + 1) == " " and not owner else 0
    sure = len(token.text) >= _SHORTEST_ALONE and not is_word(token.text)
    return surname or (at + 1 if sure or _speaks_of_a_person(tokens, at, before) else 0)


def is_first(token: Token) -> bool:
    """Whether a word in lower case is a first name that is nothing else."""
    lists = lexicon()
    written = "-".join(part.capitalize() for part in token.key.split("-"))
    return token.key not in lists.context.lower_no_names and all_parts(written, lists.first_names)


def _speaks_of_a_person(tokens: Tokens, at: int, before: str) -> bool:
    """Whether the words around a first name say that it is one: "kan peter dit nakijken", "sander en ilse"."""
    words = lexicon().context
    if before in words.titles or words.is_called(before) or tokens.follows(at + 1, words.person_verbs):
        return True
    spoken_of = before in words.before_lower_names and len(tokens[at].text) >= _SHORTEST_AFTER
    asked = before in words.asking_verbs and tokens.follows(at + 1, words.after_asking)
    return spoken_of or asked or _is_linked(tokens, at)


def _is_linked(tokens: Tokens, at: int) -> bool:
    """Whether another first name stands on the other side of "en"."""
    left = at > 1 and tokens.follows(at - 1, _LINKS) and tokens.gap(at) == " " and is_first(tokens[at - 2])
    return left or (tokens.follows(at + 1, _LINKS) and tokens.gap(at + 2) == " " and is_first(tokens[at + 2]))


def _surname_end(tokens: Tokens, at: int, bare: bool = False, named: bool = False) -> int:
    """End of prefixes and a surname.

    Parameters
    ----------
    bare : also one that is a word, without prefixes ("dr. bakker").
    named : after a first name: also one that no list has, when it looks like one ("froukje ossenwaard").
    """
    words, lists = lexicon().context, lexicon()
    end = at
    while end < len(tokens) and end - at < 3 and tokens[end].text in words.prefixes:
        end += 1
    if end == len(tokens) or any(tokens.gap(i) != " " for i in range(at + 1, end + 1)):
        return 0
    word, key = tokens[end].text, tokens[end].key.capitalize()
    listed = key in (lists.after_prefix if end > at else lists.surnames)
    listed |= bare and key in lists.surname_words
    if named and end == at:
        looks = word.endswith(words.surname_endings) and (key in lists.surname_words or not is_word(word))
        listed |= word in words.lower_surnames or looks
    return end + 1 if listed and word.islower() and word not in words.not_names else 0
