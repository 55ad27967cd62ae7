"""Shares and changes per theme, round and audience (Dutch Excel)."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.codes import (
    ALIKE_SIDES,
    CHANGES,
    COMPARISONS,
    DIFFERENCES,
    METHODS,
    SINCE_FIRST,
    TONE_CHANGES,
    TREND_AUDIENCES,
)
from pipeline.core.counting import NET_SENTIMENT, STANCES
from pipeline.core.table import Column, Table

_LEVEL = (
    Column("aandeel", "best estimate of the share that has it, 0–1; methode says how it was made", number=True),
    Column("ondergrens", "lower end of the 95% interval of aandeel", number=True),
    Column("bovengrens", "upper end of the 95% interval of aandeel", number=True),
    Column(
        "methode",
        "`geheel handmatig`: people coded all statements blind, so it is a plain count; `gecorrigeerd` by the "
        "blind audit for the coder's errors; `handmatig`: from the audited statements alone; "
        "`niet gecorrigeerd`: as labelled, as too few were audited",
        METHODS,
    ),
    Column("gecontroleerd", "of noemer: coded blind by a person in the random audit", number=True),
    Column("aandeel_geteld", "n / noemer, 0–1, as labelled; mentions weighed as params.yaml says", number=True),
)

_WITH_PREVIOUS = (
    Column("vorige_ronde", "the round that this one is compared with, same audience; empty when none"),
    Column("verschil", "aandeel minus that of vorige_ronde, −1 to 1; above 0 is a rise", number=True),
    Column("verschil_ondergrens", "lower end of the 95% interval of verschil", number=True),
    Column("verschil_bovengrens", "upper end of the 95% interval of verschil", number=True),
    Column("p_waarde", "chance of such a difference or a larger one if nothing changed", number=True),
    Column("p_aangepast", "the same, corrected for looking at all themes at once", number=True),
    Column("verandering", "the verdict: a change only when the data carry it", CHANGES),
    Column(
        "vergelijking",
        "how alike the two rounds are, as far as known: the first that holds of another kind of source, other "
        "questions, coded by other people (trend.min_same_coders), another audience; empty without vorige_ronde",
        COMPARISONS,
    ),
    Column("kleinst_aantoonbaar", "smallest change that would mostly have been shown, 0–1", number=True),
)

_WITH_FIRST = (
    Column("eerste_ronde", "first round of the same audience; empty when it is vorige_ronde or there is none"),
    Column("verschil_eerste", "aandeel minus that of eerste_ronde, −1 to 1; above 0 is a rise", number=True),
    Column("verschil_eerste_ondergrens", "lower end of the 95% interval of verschil_eerste", number=True),
    Column("verschil_eerste_bovengrens", "upper end of the 95% interval of verschil_eerste", number=True),
    Column("p_eerste_aangepast", "as p_aangepast, of the comparison with eerste_ronde", number=True),
    Column("sinds_eerste", "as verandering, since eerste_ronde; empty without one", SINCE_FIRST),
    Column("vergelijking_eerste", "as vergelijking, for eerste_ronde; empty without one", COMPARISONS),
)

TREND = Table(
    "trend",
    "one theme in one round for one audience, by audience, round (oldest first) and codebook order",
    ("thema", "ronde", "doelgroep"),
    (
        Column("thema", "theme id"),
        Column("thema_naam", "the theme's Dutch name"),
        Column("ronde", "the moment, without the audience; `zonder naam` when corpus.yaml gives none"),
        Column("doelgroep", "who spoke; `alle` also holds statements by both and by unknown", TREND_AUDIENCES),
        Column("datum", "date of the round, ISO 8601, else empty"),
        Column("n", "counted statements that have the theme, as labelled", number=True),
        Column("noemer", "counted statements: no duplicates, with content, not the authors' own", number=True),
        *_LEVEL,
        Column("n_behouden", "of n: says that it goes well", number=True),
        Column("n_knelpunt", "of n: says that it goes wrong", number=True),
        Column("n_wens", "of n: asks for something", number=True),
        Column("n_neutraal", "of n: no opinion", number=True),
        Column("respondenten", "distinct respondents among n; empty when the round knows none", number=True),
        Column("respondenten_totaal", "distinct respondents among noemer; empty when none is known", number=True),
        Column("respondenten_aandeel", "best estimate of the share of respondents who name it, 0–1", number=True),
        Column("respondenten_ondergrens", "lower end of the 95% interval of respondenten_aandeel", number=True),
        Column("respondenten_bovengrens", "upper end of the 95% interval of respondenten_aandeel", number=True),
        Column(
            "respondenten_methode",
            "as methode, of respondenten_aandeel: by the respondents of whom all was audited; `niet gecorrigeerd` "
            "is respondenten / respondenten_totaal; empty when none is known",
            (*METHODS, ""),
        ),
        Column("onbeslist", "of noemer: themes undecided, so not in n", number=True),
        *_WITH_PREVIOUS,
        *_WITH_FIRST,
    ),
    dutch=True,
)

_ASKED_FOR = "; people praise more when asked what goes well, so only with `gelijk` a change of stance is theirs"

_ALSO_OF_NET_SENTIMENT = {
    "vergelijking": _ASKED_FOR,
    "vergelijking_eerste": _ASKED_FOR,
    "aandeel": "; of `saldo` the share that praises (behouden) less that of who criticises (knelpunt), −1 to 1",
    "aandeel_geteld": "; of `saldo` the count of behouden less that of knelpunt / noemer",
    "verschil": "; of `saldo` −2 to 2",
    "verschil_eerste": "; of `saldo` −2 to 2",
    "kleinst_aantoonbaar": "; of `saldo` 0–2",
    "verandering": "; of `saldo` `verbeterd` or `verslechterd`",
    "sinds_eerste": "; of `saldo` as in verandering",
}


def _of_stances(column: Column) -> Column:
    """A column of the trend as it is where there is also a tone."""
    words = TONE_CHANGES if column.name in ("verandering", "sinds_eerste") else ()
    meaning = column.meaning + _ALSO_OF_NET_SENTIMENT.get(column.name, "")
    return replace(column, meaning=meaning, allowed=(*words, *column.allowed))


TREND_STANCES = Table(
    "trend_stances",
    "one theme with one stance, or with `saldo` its tone, in one round for one audience (trend-oordelen.csv); "
    "in the order of trend, the tones after the stances",
    ("thema", "oordeel", "ronde", "doelgroep"),
    (
        Column("thema", "theme id"),
        Column("thema_naam", "the theme's Dutch name"),
        Column(
            "oordeel",
            "stance; `saldo`: praise less criticism, of which wishes are neither",
            (*STANCES, NET_SENTIMENT),
        ),
        Column("ronde", "as in trend"),
        Column("doelgroep", "as in trend", TREND_AUDIENCES),
        Column("datum", "date of the round, ISO 8601, else empty"),
        Column(
            "n", "counted statements with the theme and this stance, of `saldo` behouden or knelpunt", number=True
        ),
        Column("noemer", "as in trend: all counted statements, also of other themes and stances", number=True),
        *map(_of_stances, (*_LEVEL, *_WITH_PREVIOUS, *_WITH_FIRST)),
    ),
    dutch=True,
)


def _of_side(who: str, heard: str) -> tuple[Column, ...]:
    """What staff or partners say: the columns of one of both."""
    return (
        Column(f"aandeel_{who}", f"aandeel of trend and trend_stances, of {heard}", number=True),
        Column(f"ondergrens_{who}", f"lower end of the 95% interval of aandeel_{who}", number=True),
        Column(f"bovengrens_{who}", f"upper end of the 95% interval of aandeel_{who}", number=True),
        Column(f"noemer_{who}", f"counted statements of {heard}, also of other themes and stances", number=True),
        Column(
            f"respondenten_{who}",
            f"distinct respondents among noemer_{who}; empty when none is known",
            number=True,
        ),
    )


TREND_MIRROR = Table(
    "trend_mirror",
    "one theme, without or with a stance or its tone, in one round: staff (intern) beside partners (extern) "
    "(trend-spiegel.csv); by round, oldest first, of which both have counted statements",
    ("thema", "oordeel", "ronde"),
    (
        Column("thema", "theme id"),
        Column("thema_naam", "the theme's Dutch name"),
        Column(
            "oordeel", "empty for all; a stance; `saldo`: praise less criticism", ("", *STANCES, NET_SENTIMENT)
        ),
        Column("ronde", "as in trend"),
        *_of_side("medewerkers", "staff"),
        *_of_side("partners", "partners"),
        Column("verschil", "aandeel_medewerkers minus aandeel_partners, −1 to 1 (`saldo` −2 to 2)", number=True),
        Column("verschil_ondergrens", "lower end of the 95% interval of verschil", number=True),
        Column("verschil_bovengrens", "upper end of the 95% interval of verschil", number=True),
        Column(
            "p_aangepast",
            "chance of such a difference or a larger one if both are alike, corrected for looking at all themes "
            "(with a stance: all themes and stances) at once; empty when too few data",
            number=True,
        ),
        Column(
            "oordeel_verschil",
            "the verdict, by the same test as verandering in trend; of `saldo` who is more positive",
            DIFFERENCES,
        ),
        Column(
            "vergelijking",
            "how alike both were asked in this round, as far as known: the first that holds of another kind of "
            "source, other questions, coded by other people (trend.min_same_coders); with another than `gelijk` a "
            "difference need not be theirs",
            ALIKE_SIDES,
        ),
    ),
    dutch=True,
)

TREND_ACTIONS = Table(
    "trend_actions",
    "one action in one round for one audience (trend-acties.csv): as trend, its themes taken as one",
    ("nummer", "ronde", "doelgroep"),
    (
        Column("nummer", "number of the action; actions without themes have no rows", number=True),
        Column("titel", "its title"),
        Column("ronde", "as in trend"),
        Column("doelgroep", "as in trend", TREND_AUDIENCES),
        Column("datum", "date of the round, ISO 8601, else empty"),
        Column(
            "n", "counted statements with any of the themes of the action, each once, as labelled", number=True
        ),
        Column("noemer", "as in trend: all counted statements", number=True),
        *_LEVEL,
        Column("n_behouden", "of n: says that it goes well", number=True),
        Column("n_knelpunt", "of n: says that it goes wrong", number=True),
        Column("n_wens", "of n: asks for something", number=True),
        Column("n_neutraal", "of n: no opinion", number=True),
        Column("respondenten", "distinct respondents among n; empty when the round knows none", number=True),
        *_WITH_PREVIOUS,
        *_WITH_FIRST,
    ),
    dutch=True,
)
