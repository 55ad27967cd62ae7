from __future__ import annotations

import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError
from tests import builders
from tests.cases import cases


def codebook(**themes: str) -> Codebook:
    themes = themes or {"regie": "Regie en sturing", "leren": "Leren"}
    return Codebook.model_validate(builders.codebook(themes))


@pytest.mark.parametrize("value", ["regie", "Regie en sturing", " REGIE ", "regie  en\nsturing"])
def test_a_label_is_found_by_id_and_by_name_however_typed(value: str) -> None:
    assert codebook().find("themes", value) == "regie"
    assert codebook().resolve("themes", value) == "regie"


@pytest.mark.parametrize(("typed", "label_id"), cases(__file__, "found", named=True))
def test_a_label_is_found_by_what_cannot_be_another(typed: str, label_id: str) -> None:
    book = codebook(
        black_box="Black box / transparantie",
        inbreng="Betrekken en ruimte voor inbreng",
        tempo_capaciteit="Tempo en capaciteit",
        autonomie="Ruimte en autonomie",
        maat="Ruimte voor maatwerk",
    )

    assert book.find("themes", typed) == label_id


@pytest.mark.parametrize(("typed", "label_id"), cases(__file__, "nearest", named=True))
def test_the_nearest_label_is_sought_among_names_too(typed: str, label_id: str) -> None:
    assert codebook().nearest("themes", typed) == label_id


def test_a_label_that_is_not_there_names_the_nearest() -> None:
    assert codebook().find("themes", "inhoud") == ""
    with pytest.raises(InputError, match='unknown category "inhout"') as caught:
        codebook().resolve("categories", "inhout")
    assert caught.value.nearest == "inhoud"


@pytest.mark.parametrize(("themes", "message"), cases(__file__, "clashes"))
def test_names_tell_labels_apart(themes: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        codebook(**themes)


def test_a_label_may_be_named_as_its_id() -> None:
    assert codebook(leren="leren").find("themes", "Leren") == "leren"


def with_earlier(**went: object) -> Codebook:
    now = codebook(sturing="Sturing", regie_voeren="Regie voeren", leren="Leren")
    return Codebook.model_validate({**now.model_dump(by_alias=True), **went})


def test_the_earlier_name_of_a_theme_is_known() -> None:
    renamed = with_earlier(renames={"Samen & leren": "leren"})

    assert renamed.went_on_as("samen en LEREN") == ("leren",)
    assert renamed.resolve("themes", "samen_en_leren") == "leren"
    assert renamed.went_on_as("leren") == ()
    assert renamed.version == with_earlier().version


def test_a_theme_that_was_divided_is_neither_of_its_parts() -> None:
    divided = with_earlier(splits={"regie": ["sturing", "regie_voeren"]})

    assert divided.went_on_as("Regie") == ("sturing", "regie_voeren")
    assert divided.find("themes", "regie") == ""
    assert with_earlier().find("themes", "regie") == "regie_voeren"


@pytest.mark.parametrize(("went", "message"), cases(__file__, "unclear"))
def test_where_an_earlier_theme_went_must_be_clear(went: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        with_earlier(**went)
