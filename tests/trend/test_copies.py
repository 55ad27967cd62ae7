"""Form letters: what is a copy of what, and that sending one round a thousand times moves no share."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core import parallel
from pipeline.core.tables import TREND_CAMPAIGNS
from pipeline.core.text import shingles
from pipeline.trend.annotated_sample import annotated_sample
from pipeline.trend.letters import copies as folding
from pipeline.trend.letters import leaders as standing
from pipeline.trend.letters.campaigns import campaigns
from pipeline.trend.letters.copies import COPY_OF, WORDS, copies, counted_once, in_words
from pipeline.trend.letters.leaders import leaders
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import trend_tables
from tests.cases import cases
from tests.trend.settings import PARAMS, THEMES, labels, row

LETTER = (
    "Wij vragen u dringend om de vergunning voor het zonnepark nog dit jaar te verlenen, samen met het waterschap."
)
VARIANTS = (
    LETTER,
    LETTER.upper(),
    f"Beste provincie, {LETTER}",
    LETTER.replace("dringend ", ""),
    LETTER.replace("zonnepark", "windpark"),
)
OWN = [f"Ieder loket in gemeente {n} werkt {n + 1} dagen langs het andere heen, zag ik weer." for n in range(60)]

MANY = [f"Bij dossier {n} zaten er {3 * n} mensen om tafel, zei buurman {7 * n + 1}." for n in range(300)]
MORE = [f"Van project {n} leerden wij pas {5 * n} weken daarna, weet collega {11 * n + 2}." for n in range(60)]


def with_copies(*rows: dict[str, str]) -> pd.DataFrame:
    frame = labels(*rows)
    words = in_words(frame["text"])
    return frame.assign(**{WORDS: words.cat.codes, COPY_OF: copies(words)})


def shares(frame: pd.DataFrame, **settings: Any) -> pd.DataFrame:
    params = PARAMS.model_copy(update=settings)
    weight = pd.Series(1.0, index=frame.index)
    weight = weight if params.count_copies else counted_once(weight, frame)
    return trend_tables(frame, rounds_in_order(frame, []), THEMES, params, weight).themes


@pytest.mark.parametrize(("texts", "groups"), cases(__file__, "copies"))
def test_what_is_a_copy_of_what(texts: list[str], groups: list[int]) -> None:
    """Groups by number; 0 for a text that is a copy of none."""
    found = copies(in_words(pd.Series(texts, dtype=str)))

    names = [name for name in dict.fromkeys(found) if name]
    assert [names.index(name) + 1 if name else 0 for name in found] == groups


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(12)))
def test_copies_do_not_hang_on_the_order_of_the_rows(order: list[int]) -> None:
    texts = pd.Series([*VARIANTS, LETTER, *OWN[:3], "Goed.", "Goed.", OWN[0]], dtype=str)

    assert copies(in_words(texts.iloc[order])).sort_index().tolist() == copies(in_words(texts)).tolist()


def test_a_campaign_moves_no_share_but_is_counted() -> None:
    before = [{"text": text, "round": "2024", "themes": "leren" if n % 3 else ""} for n, text in enumerate(OWN)]
    now = [{**cells, "round": "2025"} for cells in before]
    letters = [{"text": LETTER, "round": "2025", "themes": "verkokering"}] * 500

    table = shares(with_copies(*before, *now, *letters))
    one = shares(with_copies(*before, *now, letters[0]))

    found, alone = (row(each, thema="verkokering", ronde="2025", doelgroep="extern") for each in (table, one))
    assert (found["n"], found["noemer"], found["unieke_teksten"], found["unieke_teksten_totaal"]) == (
        "500", "560", "1", "61",
    )  # fmt: skip
    estimates = ["aandeel", "verandering", "vergelijking", "aandeel_geteld"]
    assert [found[name] for name in estimates] == [alone[name] for name in estimates]
    assert found["aandeel"] == f"{1 / 61:.4f}"
    assert abs(float(found["bovengrens"]) - float(alone["bovengrens"])) < 0.01


def test_counted_as_sent_a_campaign_is_named_and_hangs_together() -> None:
    before = [{"text": text, "round": "2024"} for text in OWN]
    now = [{"text": text, "round": "2025"} for text in OWN]
    letters = [{"text": VARIANTS[n % 5], "round": "2025", "themes": "verkokering"} for n in range(50)]
    apart = [{"text": f"{n} zinnen van mij", "round": "2025", "themes": "verkokering"} for n in range(50)]

    sent, said = (
        row(
            shares(with_copies(*before, *now, *more), count_copies=True),
            thema="verkokering", ronde="2025", doelgroep="extern",
        )
        for more in (letters, apart)
    )  # fmt: skip

    assert sent["aandeel"] == said["aandeel"] == f"{50 / 110:.4f}"
    assert (sent["vergelijking"], said["vergelijking"]) == ("campagne", "gelijk")
    assert (sent["verandering"], said["verandering"]) == ("geen aantoonbaar verschil", "gestegen")
    widths = [float(each["bovengrens"]) - float(each["ondergrens"]) for each in (sent, said)]
    assert widths[0] > 3 * widths[1]


@pytest.mark.parametrize("letters", [1, 2, 4])
def test_counted_as_sent_letters_alone_show_no_change_not_even_small_ones(letters: int) -> None:
    """Each letter is less than trend.max_campaign_share, so `vergelijking` says nothing."""
    rounds = [{"text": text, "round": name} for name in ("2023", "2024", "2025") for text in MANY]
    sent = [
        {"text": f"{MANY[n % letters]} En wel nu meteen.", "round": "2025", "themes": "verkokering"}
        for n in range(16 * letters)
    ]
    own = [{"text": text, "round": "2025", "themes": "leren"} for text in MORE]

    found = shares(with_copies(*rounds, *own, *sent), count_copies=True, max_campaign_share=0.05)

    verdicts = {
        theme: row(found, thema=theme, ronde="2025", doelgroep="alle")["verandering"]
        for theme in ("verkokering", "leren")
    }
    assert verdicts == {"verkokering": "geen aantoonbaar verschil", "leren": "gestegen"}
    assert "campagne" not in set(found["vergelijking"])


def test_counted_as_sent_a_letter_is_no_slope_over_the_rounds_either() -> None:
    sent = [{"text": LETTER, "round": f"202{n}", "themes": "verkokering"} for n in range(4) for _ in range(20 * n)]
    own = [
        {"text": f"{n} zinnen {text}", "round": f"202{n}", "themes": "leren"}
        for n in range(4)
        for text in MORE[: 20 * n]
    ]
    rounds = [{"text": text, "round": f"202{n}"} for n in range(4) for text in OWN]
    frame = with_copies(*rounds, *sent, *own)

    params = PARAMS.model_copy(update={"count_copies": True})
    table = trend_tables(
        frame, rounds_in_order(frame, []), THEMES, params, pd.Series(1.0, index=frame.index)
    ).rounds

    verdicts = {
        theme: row(table, thema=theme, oordeel="", doelgroep="alle")["verloop"]
        for theme in ("verkokering", "leren")
    }
    assert verdicts == {"verkokering": "geen aantoonbaar verschil", "leren": "gestegen"}


def test_copies_in_another_round_or_of_another_audience_count_there() -> None:
    frame = with_copies(
        *[{"text": LETTER, "round": "2024"}] * 4,
        *[{"text": LETTER, "round": "2025"}] * 2,
        *[{"text": LETTER, "round": "2025", "audience": "intern"}] * 5,
        {"text": "Meer overleg graag.", "round": "2025"},
    )

    weight = counted_once(pd.Series(2.0, index=frame.index), frame)

    assert weight.tolist() == [0.5] * 4 + [1.0] * 2 + [pytest.approx(0.4)] * 5 + [2.0]


def test_too_few_texts_are_too_few_data_however_often_they_were_sent() -> None:
    rows = [{"text": text, "round": moment} for moment in ("2024", "2025") for text in OWN[:10]]
    frame = with_copies(*rows, *[{"text": LETTER, "round": "2025"}] * 40)

    assert set(shares(frame).query("ronde == '2025'")["verandering"]) == {"te weinig gegevens"}


def test_campaigns_by_hand() -> None:
    said = {"themes": "leren", "stance": "wens", "round": "2025"}
    frame = with_copies(
        *[{**said, "text": LETTER, "respondent": f"r{n % 8}"} for n in range(8)],
        {**said, "text": VARIANTS[2], "stance": "knelpunt"},
        {**said, "text": VARIANTS[3], "themes": "", "themes_status": "geen_inhoud"},
        *[{"text": LETTER, "round": "2024"}] * 9,
        *[{"text": text, "round": "2025"} for text in OWN[:11]],
    )

    table = TREND_CAMPAIGNS.checked(campaigns(frame, ["2024", "2025"], PARAMS), where="test")

    [found] = table.to_dict("records")  # in 2024 one too few
    assert found | {"campagne": ""} == {
        "campagne": "",
        "ronde": "2025",
        "stemmen": "10",
        "teksten": "3",
        "respondenten": "8",
        "aandeel_ronde": "0.4500",
        "themas": "leren",
        "oordeel": "wens",
        "tekst": LETTER,
    }
    lower = campaigns(frame, ["2024", "2025"], PARAMS.model_copy(update={"min_campaign": 9}))
    assert lower["ronde"].tolist() == ["2024", "2025"]
    assert len(set(lower["campagne"])) == 1


def test_the_respondents_of_a_letter_are_people_each() -> None:
    frame = with_copies(*[{"text": LETTER, "themes": "leren", "respondent": f"r{n}"} for n in range(6)])
    sample = annotated_sample(frame, pd.Series(1.0, index=frame.index), ["leren"])

    assert (sample.count([0]), sample.count_texts([0]), sample.count_independent()) == (6, 1, 1)
    assert sample.people().content.sum() == 6
    assert replace(sample, text=None, copied=None).count_independent() == 6


@pytest.mark.parametrize("seed", [1, 2])  # the second copies a process in which the first has been
def test_nearly_alike_pairs_are_found_among_many(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(parallel, "MOST", 100)  # texts a process takes at the same time
    for module in (folding, standing):
        monkeypatch.setattr(module, "cores", lambda: 2)
    chance = random.Random(seed)  # noqa: S311 - made-up texts, no secret
    words = [f"woord{number}" for number in range(500)]
    many = [" ".join(chance.choices(words, k=20)) for _ in range(800)]
    changed = [text.replace(text.split()[7], "ander", 1) for text in many[::10]]

    found = copies(in_words(pd.Series([*many, *changed], dtype=str)))

    pairs = zip(found.iloc[: len(many) : 10], found.iloc[len(many) :], strict=True)
    assert all(one and one == other for one, other in pairs)
    assert (found != "").sum() == 2 * len(changed)


few_words = st.lists(st.sampled_from(["laat", "dat", "los"]), min_size=5, max_size=8).map(" ".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.dictionaries(few_words, st.integers(1, 3), min_size=15, max_size=30),
    at_once=st.integers(1, 40),
)
def test_each_goes_with_the_letter_before_it_that_is_most_like_it(
    monkeypatch: pytest.MonkeyPatch, sent: dict[str, int], at_once: int
) -> None:
    """However many are taken at a time: as one by one, each held against all letters before it."""
    monkeypatch.setattr(standing, "_AT_ONCE", at_once)
    texts = sorted(sent)
    ranked = sorted((text for text in texts if len(text.split()) >= 6), key=lambda text: -sent[text])
    _, buckets = standing._sketched(ranked)

    expected = dict.fromkeys(texts, -1)
    letters: list[int] = []
    for place, text in enumerate(ranked):
        own = [letter for letter in letters if (buckets[place] == buckets[letter]).any()]
        both = {letter: [shingles(text), shingles(ranked[letter])] for letter in own}
        likeness = {letter: len(one & other) / len(one | other) for letter, (one, other) in both.items()}
        best = max(own, key=lambda letter: (likeness[letter], -letter), default=place)
        if likeness.get(best, 0) < 0.5:
            letters.append(best := place)
        expected[text] = texts.index(ranked[best])

    found = leaders(texts, np.array([sent[text] for text in texts], dtype=np.int64))
    assert found.tolist() == [*expected.values()]
