"""From Vega-Lite to SVG and PNG, and SVG made fit to stand inside the page."""

from __future__ import annotations

import re

import vl_convert
from markupsafe import Markup, escape

from pipeline.report.charts.charts import DUTCH, Spec

_SIZE = re.compile(r' width="(?P<width>[\d.]+)" height="[\d.]+" viewBox')
_NAMED = re.compile(r' (?:role|aria-[a-z]+|class|pointer-events|xmlns:xlink|version)="[^"]*"')
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')  # in English, per mark; the title says it in one sentence
_PAPER = re.compile(r'<rect width="[\d.]+" height="[\d.]+" fill="[^"]*"/>')


def svg(spec: Spec) -> str:
    """The chart as SVG; the same spec gives the same bytes."""
    return str(vl_convert.vegalite_to_svg(spec, format_locale=DUTCH, allowed_base_urls=[]))


def png(drawing: str, scale: float) -> bytes:
    """The SVG as PNG; ``scale`` is the number of pixels per point."""
    return bytes(vl_convert.svg_to_png(drawing, scale=scale))


def titled(drawing: str, alternative: str) -> str:
    """A stand-alone SVG with its alternative text, the only text for who does not see it."""
    head, rest = _SPOKEN.sub("", drawing).split(">", 1)
    return f'{head} role="img"><title>{escape(alternative)}</title>{rest}'


def inline(drawing: str, name: str, alternative: str, kind: str) -> Markup:
    """The SVG for inside the page: one image with one alternative text, no background, width free.

    Parameters
    ----------
    name : of the chart, to find it by. kind : class of the svg element: on which screens it is shown.
    """
    bare = _PAPER.sub("", _NAMED.sub("", drawing), count=1)
    width = _SIZE.search(bare)
    if width is None:
        raise ValueError("the drawing has no size")
    bare = _SIZE.sub(" viewBox", bare, count=1)
    head, rest = bare.split(">", 1)
    # Safe: vl_convert escapes text, and what is put in is escaped here.
    head = f'{head} width="{width["width"]}" class="tekening {kind}" data-tekening="'
    said = escape(name) + Markup('" role="img" aria-label="') + escape(alternative)
    return Markup(head) + said + Markup('">') + Markup(rest)  # noqa: S704
