from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.coder.classify import classifying
from pipeline.coder.classify.classifying import CODING, READ, READ_OF_RUN, analysed, code_statements
from pipeline.coder.data.training_set import Example
from pipeline.coder.evaluation.evaluation_set import cross_validated
from pipeline.coder.evaluation.metrics_json import set_figures
from pipeline.coder.model.coder import Coder, Provenance, check_fresh, read_coder
from pipeline.coder.model.resources import CoderResources
from pipeline.coder.model.training import Learned
from pipeline.coder.rules.rules import RuleHits
from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import THEMES_STATUSES
from pipeline.core.errors import InputError
from pipeline.core.params import Classify, Params
from pipeline.measures.agreement import micro_f1
from pipeline.measures.bootstrap import Bootstrap
from tests.cases import cases

TEXTS = (
    "Iedere afdeling zit in haar eigen hokje en werkt langs de andere heen.",
    "Geef ons één vast aanspreekpunt dat bereikbaar is.",
    "Er is over en weer weinig vertrouwen.",
    "n.v.t.",
    "",
    "👍",
    "=1+1",
    "They never answer the phone, whoever you call about it.",
    "Мы не знаем, кому звонить.",
    "Het ging om een plan.",
)


def frame(*texts: str, **columns: str) -> pd.DataFrame:
    return pd.DataFrame({"text": list(texts), **{name: [value] * len(texts) for name, value in columns.items()}})


def code(resources: CoderResources, params: Params, *texts: str, **columns: str) -> pd.DataFrame:
    return code_statements(frame(*texts, **columns), resources, params.classify)


def test_every_row_is_whole(resources: CoderResources, params: Params, codebook: Codebook) -> None:
    coding = code(resources, params, *TEXTS, "woord " * 9_000)

    assert list(coding.columns) == CODING
    assert set(coding["category"]) <= set(codebook.categories)
    assert set(coding["stance"]) <= set(codebook.stances)
    assert set(coding["themes_status"]) <= set(THEMES_STATUSES)
    for row in coding.to_dict("records"):
        themes = split_themes(str(row["themes"]))
        assert bool(themes) == (row["themes_status"] == "thema")
        assert themes == [theme for theme in codebook.themes if theme in themes]
        assert row["why"]
        assert 0 <= float(row["category_confidence"]) <= 1


@pytest.mark.parametrize(("text", "status"), cases(__file__, "status"))
def test_status(resources: CoderResources, params: Params, text: str, status: str) -> None:
    assert code(resources, params, text)["themes_status"].tolist() == [status]


def test_a_rule_is_the_reason_where_it_found_words(resources: CoderResources, params: Params) -> None:
    row = code(resources, params, TEXTS[0]).iloc[0]

    assert "verkokering" in split_themes(row["themes"])
    assert 'verkokering: regel kokers (woorden "hokje")' in row["why"]


def test_without_content_the_stance_is_neutral(resources: CoderResources, params: Params) -> None:
    row = code(resources, params, "geen", question="Wat kan beter?").iloc[0]

    assert (row["stance"], row["themes"], row["theme_confidences"]) == ("neutraal", "", "")


def test_the_question_helps_and_is_not_needed(resources: CoderResources, params: Params) -> None:
    text = "De overleggen met de gemeente."
    stances = {
        question: code(resources, params, text, question=question)["stance"].item()
        for question in ("Wat gaat goed?", "Wat kan beter?", "Welk advies geeft u?")
    }

    assert stances == {"Wat gaat goed?": "behouden", "Wat kan beter?": "knelpunt", "Welk advies geeft u?": "wens"}
    assert code(resources, params, text)["stance"].equals(code(resources, params, text, question="")["stance"])


def test_doubt_zero_leaves_nothing_near_its_threshold_undecided(resources: CoderResources) -> None:
    settings_ = {"min_vocabulary_coverage": 0.0}
    none = code_statements(frame(*TEXTS), resources, Classify(abstention_margin=0.0, **settings_))
    all_ = code_statements(frame(*TEXTS), resources, Classify(abstention_margin=1.0, **settings_))

    assert "onbeslist" not in set(none["themes_status"])
    assert "geen_thema" not in set(all_["themes_status"])
    assert (none["themes"] == all_["themes"]).all()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(TEXTS))), chunk=st.integers(1, 12), characters=st.integers(1, 300))
def test_a_row_does_not_depend_on_its_neighbours(
    resources: CoderResources,
    params: Params,
    monkeypatch: pytest.MonkeyPatch,
    order: list[int],
    chunk: int,
    characters: int,
) -> None:
    whole = code(resources, params, *TEXTS)

    monkeypatch.setattr(classifying, "_CHUNK", chunk)
    monkeypatch.setattr(classifying, "_LARGEST", characters)
    parts = code(resources, params, *(TEXTS[i] for i in order))

    pd.testing.assert_frame_equal(parts, whole.iloc[order].reset_index(drop=True))


@pytest.mark.parametrize(("lengths", "read_at_once"), cases(__file__, "at_a_time"))
def test_few_characters_are_in_memory_at_a_time(
    resources: CoderResources,
    params: Params,
    monkeypatch: pytest.MonkeyPatch,
    lengths: list[int],
    read_at_once: list[int],
) -> None:
    monkeypatch.setattr(classifying, "_CHUNK", 3)
    monkeypatch.setattr(classifying, "_LARGEST", 8)
    read = classifying.read_statements
    sizes = []

    def counted(part: pd.DataFrame, resources: CoderResources) -> classifying.ReadStatements:
        sizes.append(len(part))
        return read(part, resources)

    monkeypatch.setattr(classifying, "read_statements", counted)

    assert len(code(resources, params, *("a" * length for length in lengths))) == len(lengths)
    assert sizes == read_at_once


@pytest.mark.parametrize(
    ("text", "n_read"),
    [
        ("x" * 200_000, READ_OF_RUN),
        ("de provincie " * 20_000, READ),
        (f"{'x' * 300} hokje", READ_OF_RUN + len(" hokje")),
        ("x" * READ_OF_RUN, READ_OF_RUN),
        ("woord " * 5_000, 30_000),
    ],
)
def test_of_a_text_without_end_so_much_is_analysed_and_the_reason_says_so(
    resources: CoderResources, params: Params, text: str, n_read: int
) -> None:
    assert len(analysed(text)) == n_read
    assert text.startswith(analysed(text)[:READ_OF_RUN])

    why = code(resources, params, text)["why"].item()

    assert why.endswith(f"; gelezen: {n_read} van de {len(text)} tekens") == (n_read < len(text))


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_gets_an_answer(resources: CoderResources, params: Params, text: str) -> None:
    row = code(resources, params, text).iloc[0]

    assert row["themes_status"] in THEMES_STATUSES
    assert "\n" not in row["why"]


def test_a_corpus_may_leave_labels_out(resources: CoderResources, params: Params, codebook: Codebook) -> None:
    smaller = codebook.model_copy(
        update={
            "themes": {k: v for k, v in codebook.themes.items() if k != "verkokering"},
            "stances": {k: v for k, v in codebook.stances.items() if k != "knelpunt"},
        }
    )
    own = replace(resources, codebook=smaller)

    row = code(own, params, TEXTS[0]).iloc[0]

    assert "verkokering" not in row["themes"] + row["theme_confidences"]
    assert row["stance"] != "knelpunt"


def test_a_codebook_without_a_known_stance_is_refused(resources: CoderResources, codebook: Codebook) -> None:
    other = codebook.model_copy(update={"stances": {"anders": next(iter(codebook.stances.values()))}})

    with pytest.raises(InputError, match="no stance that the coder knows"):
        replace(resources, codebook=other)


def test_a_coder_survives_its_file(resources: CoderResources, params: Params) -> None:
    content = resources.coder.to_bytes()
    back = read_coder(content, where="x")
    own = replace(resources, coder=back)

    pd.testing.assert_frame_equal(code(own, params, *TEXTS), code(resources, params, *TEXTS))
    assert back.to_bytes() == content


@pytest.mark.parametrize("changed", ["codebook", "rules", "language", "encoder"])
def test_a_stale_coder_is_refused(resources: CoderResources, changed: str) -> None:
    now = resources.coder.provenance
    check_fresh(resources.coder, now, where="x")

    with pytest.raises(InputError, match="dvc repro"):
        check_fresh(resources.coder, Provenance(**vars(now) | {changed: "other"}), where="x")


def test_a_broken_coder_file_says_what_to_run() -> None:
    with pytest.raises(InputError, match="not a usable coder") as caught:
        read_coder(b"PK broken", where="coder.skops")

    assert "pipeline.stages.train" in str(caught.value)


def test_unseen_statements_are_coded_far_better_than_by_the_commonest_label(
    learned: Learned, examples: tuple[Example, ...], hits: RuleHits, codebook: Codebook, params: Params
) -> None:
    evaluated = cross_validated(learned, hits.of([example.text for example in examples]), codebook, {})
    bootstrap = Bootstrap.of_groups(evaluated.groups, samples=20, seed=params.train.seed)
    figures = set_figures(evaluated, codebook.labels, bootstrap, [])

    # Rules were written with all training statements in view, so on a sixth of these they flatter.
    assert figures["baselines"]["rules_only"]["themes"]["micro_f1"] >= 0.5
    assert figures["themes"]["micro_f1"] >= 0.5
    assert figures["baselines"]["majority"]["themes"]["micro_f1"] <= 0.15
    assert figures["category"]["macro_f1"] >= figures["baselines"]["majority"]["category"]["macro_f1"] + 0.25
    assert figures["stance"]["macro_f1"] >= figures["baselines"]["majority"]["stance"]["macro_f1"] + 0.25
    assert figures["themes"]["calibration_error"] <= 0.05
    said = learned.answers["themes"].labels
    assert figures["themes"]["micro_f1"] == round(micro_f1(learned.truth["themes"], said), 4)


def test_the_coder_has_a_column_of_weights_per_label(resources: CoderResources, codebook: Codebook) -> None:
    coder: Coder = resources.coder

    assert coder.weights.shape[1] == len(codebook.categories) + len(codebook.stances) + len(codebook.themes)
    assert coder.columns["themes"] == slice(8, 28)
