"""The code lists: every value that a column of fixed values may hold, once."""

from typing import Literal, get_args

Kind = Literal[
    "citaat",
    "motto",
    "toelichting",
    "advies_samenvatting",
    "effect",
    "aanvulling",
    "advies",
    "partnerhulp",
    "antwoord",
    "besluit",
    "actiepunt",
]
KINDS: tuple[str, ...] = get_args(Kind)

Audience = Literal["intern", "extern", "beide", "onbekend"]
AUDIENCES: tuple[str, ...] = get_args(Audience)

Mentioned = Literal["vaak", "meerdere", "overig", ""]
MENTIONED: tuple[str, ...] = get_args(Mentioned)

Effect = Literal["ja", "weet_niet", "nee", ""]
EFFECTS: tuple[str, ...] = get_args(Effect)

SET_ASIDE = ("authors_words", "duplicate", "")

NO_CONTENT = "geen_inhoud"  # the statement says nothing
OFF_TOPIC = "buiten_onderwerp"  # it is about something else than collaboration
UNCODED = (NO_CONTENT, OFF_TOPIC)  # such statements have no category and no themes, and do not count
THEMES_STATUSES = ("thema", "geen_thema", *UNCODED, "onbeslist")

LANGUAGE_MODEL = "taalmodel"  # where a label comes from that the bundled coder did not give
PROVENANCES = ("beoordelaar", "rapport", "regel", "model", LANGUAGE_MODEL)  # strongest first

Perspective = Literal["eigen_oordeel", "verwachting", "oordeel_partners", "samen"]
PERSPECTIVES: tuple[str, ...] = get_args(Perspective)

REVIEW_STATUSES = ("akkoord", "gecorrigeerd", "twijfel", "besluit", "")

SETTLED = ("akkoord", "gecorrigeerd", "besluit")  # those that make a label a person's

JOINT = " | "  # between names, dates and remarks of several reviewers

NO_NAME = "onbekend"  # who reviewed, when nobody gave a name

PSEUDONYM = "p[0-9a-f]{10}"  # regular expression: a respondent known by name, who has the same one in every file

Level = Literal["slecht", "matig", "voldoende", "goed", "uitstekend"]
LEVELS: tuple[str, ...] = get_args(Level)

RISEN, FALLEN, NONE_SHOWN, FEW = "gestegen", "gedaald", "geen aantoonbaar verschil", "te weinig gegevens"

CHANGES = (RISEN, FALLEN, NONE_SHOWN, FEW, "eerste ronde")

WHOLE, CORRECTED, BY_HAND, UNCORRECTED = "geheel handmatig", "gecorrigeerd", "handmatig", "niet gecorrigeerd"

METHODS = (WHOLE, CORRECTED, BY_HAND, UNCORRECTED)  # how a share was made

ERRS_ALIKE, ERRS_OTHERWISE = "als in andere rondes", "anders"

ALIKE_ROUNDS = (ERRS_ALIKE, ERRS_OTHERWISE, "")  # whether the coder errs in a round as in the others

ALL_ROUNDS = "alle rondes"

SIGNALS = (
    *("signaal neemt af", "signaal neemt toe", "toon verbeterd", "toon verslechterd"),
    *("geen aantoonbaar verschil", "verschilt per thema", FEW),
)

SIGNAL_HINTS = ("aanwijzing: anders gevraagd", "aanwijzing: door anderen ingedeeld", "aanwijzing: campagne")

SIGNAL_SINCE = " sinds "  # between a signal that moved and the round that it is compared with

UNSUPPORTED = ("geen thema's gekoppeld", "geen uitspraken", "te weinig uitspraken", "geen kritische uitspraken")

TREND_AUDIENCES = ("intern", "extern", "alle")

SINCE_FIRST = (*CHANGES[:-1], "")

TONE_CHANGES = ("verbeterd", "verslechterd")

ALIKE_SIDES = ("gelijk", "andere soort bron", "andere vragen", "campagne", "andere beoordelaars")

OTHER_AUDIENCE = "andere doelgroep"

COMPARISONS = (*ALIKE_SIDES, OTHER_AUDIENCE, "")

BY_ORGANISATION, BY_AUDIENCE = "doelgroep en organisatie", "doelgroep"

OF_ORGANISATION = " · "  # between an audience and a kind of organisation, in the name of a group

MIX_LEVELS = (BY_ORGANISATION, BY_AUDIENCE)  # by which groups two rounds are brought to one mix

MORE_STAFF, MORE_PARTNERS = "medewerkers vaker", "partners vaker"

WARMER_STAFF, WARMER_PARTNERS = "medewerkers positiever", "partners positiever"

DIFFERENCES = (
    MORE_STAFF, MORE_PARTNERS, WARMER_STAFF, WARMER_PARTNERS, NONE_SHOWN, FEW,
)  # fmt: skip
