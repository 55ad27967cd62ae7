"""From Vega-Lite to SVG and PNG, and SVG made fit to stand inside the page.

Text is measured and drawn with the font in ``fonts/``, under a name of its own: a font of the machine would else
win over the one that the drawing program brings, and give other bytes. What stands in an SVG is a list of fonts
with letters of the same width, as a reader's machine does not have ours.
"""

import re
from pathlib import Path

import vl_convert
from markupsafe import Markup, escape

from pipeline.report.charts.charts import DUTCH, Spec

FONT = "Thermometer Sans"  # in the folder fonts/
SCREEN_FONTS = "Liberation Sans, Arial, Helvetica, sans-serif"
_NAMES_FONT = 'font-family="{}"'.format
_SIZE = re.compile(r' width="(?P<width>[\d.]+)" height="[\d.]+" viewBox')
_NAMED = re.compile(r' (?:role|aria-[a-z]+|class|pointer-events|xmlns:xlink|version)="[^"]*"')
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')  # in English, per mark; the title says it in one sentence
_PAPER = re.compile(r'<rect width="[\d.]+" height="[\d.]+" fill="[^"]*"/>')


vl_convert.register_font_directory(str(Path(__file__).parent / "fonts"))


def svg(spec: Spec) -> str:
    """The chart as SVG; the same spec gives the same bytes."""
    drawing = str(vl_convert.vegalite_to_svg(spec, format_locale=DUTCH, allowed_base_urls=[]))
    return drawing.replace(_NAMES_FONT(FONT), _NAMES_FONT(SCREEN_FONTS))


def png(drawing: str, scale: float) -> bytes:
    """The SVG as PNG, on every machine with our font; ``scale`` is the number of pixels per point."""
    return bytes(vl_convert.svg_to_png(drawing.replace(_NAMES_FONT(SCREEN_FONTS), _NAMES_FONT(FONT)), scale=scale))


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
    # Safe: vl_convert escapes text, and what is put in is escaped here.
    head, rest = map(Markup, bare.split(">", 1))
    own = Markup(' width="{}" class="tekening {}" data-tekening="{}" role="img" aria-label="{}">')
    return head + own.format(width["width"], kind, name, alternative) + rest
