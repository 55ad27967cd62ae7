from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.core.files import policy_hash
from pipeline.core.tables import REVIEW
from pipeline.review.common.review_rows import review_rows
from pipeline.review.page.page import AboutFile, review_page
from tests.builders import returned

Frames = Callable[..., pd.DataFrame]
ABOUT = AboutFile("blind-2025", "proef", "Proef", 60)


def data_of(page: bytes) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="gegevens">(.*?)</script>', page.decode(), re.DOTALL)
    assert found
    content: dict[str, object] = json.loads(found[1])
    return content


def test_of_a_blind_statement_no_byte_depends_on_what_the_machine_thinks(
    labels: Frames, codebook: Codebook
) -> None:
    said: dict[str, str] = {
        "category": "rol_houding",
        "stance": "knelpunt",
        "themes": "black_box",
        "why": "GEHEIM",
    }
    pages = [
        review_page(review_rows(labels(*rows), ["u0", "u1"], {}), codebook, ABOUT)
        for rows in (({}, {}), (said, {"themes_status": "buiten_onderwerp", "stance_confidence": "0.111"}))
    ]
    shown = review_page(review_rows(labels(said, said), [], {}), codebook, ABOUT)

    assert pages[0] == pages[1]
    assert b"GEHEIM" in shown
    assert (data_of(pages[0])["kind"], data_of(shown)["kind"]) == ("blind", "check")


def test_only_a_check_can_be_put_in_another_order(labels: Frames, codebook: Codebook) -> None:
    rows = labels({}, {})

    assert b"makkelijk eerst" not in review_page(review_rows(rows, ["u0", "u1"], {}), codebook, ABOUT)
    assert b"makkelijk eerst" in review_page(review_rows(rows, ["u0"], {}), codebook, ABOUT)


def test_the_policy_allows_this_script_and_style_and_nothing_else(codebook: Codebook) -> None:
    page = review_page(REVIEW.empty(), codebook, ABOUT).decode()

    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert style
    assert script
    policy = f"default-src 'none'; script-src '{policy_hash(script[1])}'; style-src '{policy_hash(style[1])}'"
    assert f"content=\"{policy}; base-uri 'none'; form-action 'none'\"" in page
    assert re.findall(r'(?:src|href|action)="([^#"][^"]*)"', page) == []


def test_hostile_texts_stay_data(codebook: Codebook) -> None:
    texts = [
        "</script><script>alert(1)</script>",
        "<!-- <script>",
        "\u2028 \u202e 👍",
        "a" * 100_000,
    ]
    title = '"<b>&</title>'

    class Elements(HTMLParser):
        seen: tuple[str, ...] = ()

        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
            self.seen = (*self.seen, tag)

    rows = returned(
        *({"uitspraak_id": f"u{n}", "tekst": text, "controle": f"b{n}"} for n, text in enumerate(texts))
    )
    page = review_page(rows, codebook, ABOUT._replace(title=title))
    parser = Elements()
    parser.feed(page.decode())

    assert [row[3] for row in data_of(page)["rows"]] == texts  # type: ignore[attr-defined]
    assert parser.seen.count("script") == 2
    assert parser.seen.count("title") == 1


def test_the_hash_knows_statements_not_answers(codebook: Codebook) -> None:
    cells = {"uitspraak_id": "u1", "tekst": "Zin."}
    one, other, filled = (
        data_of(review_page(returned({**cells, **more}), codebook, ABOUT))["hash"]
        for more in ({}, {"tekst": "Zin!"}, {"themas_correctie": "geen"})
    )

    assert one == filled
    assert one != other
