"""What our pages have in common: files, escaped text, a policy of what may run; and the index of all corpora.

The index says how each corpus is doing, and leads to its files. It follows the order of params.yaml and ranks
nobody: each corpus asked other questions of other people.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from markupsafe import Markup

from pipeline.core.files import html_templates, policy_hash
from pipeline.core.yaml_model import own_yaml
from pipeline.report.view.figures import dutch_number
from pipeline.report.view.themes import when

CARDS = "kaarten"  # folder under reports/; no corpus can have its name
NUMBER_WORDS = ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"


class Compiled(BytecodeCache):
    """Templates compiled before in this process, by name and text: that takes longer than to fill them in."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled of this text."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.kept[bucket.key, bucket.checksum] = bucket.code


_compiled = Compiled()


class Files:
    """What a person edits to change words or look, without touching code.

    Attributes
    ----------
    words, theme, findings : the YAML files of that name.
    templates : file name to text of every HTML template.
    style, index_style : the CSS of the page, and what the index adds. script : the JavaScript of the page.
    document : the Word template.
    """

    def __init__(self) -> None:
        self.words, self.theme, self.findings = (
            own_yaml(HERE / f"{name}.yaml") for name in ("words", "theme", "findings")
        )
        texts = {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.[cj]*")}
        self.templates = {name: text for name, text in texts.items() if name.endswith(".j2")}
        self.style, self.index_style, self.script = texts["style.css"], texts["index.css"], texts["explorer.js"]
        self.document = (TEMPLATES / "samenvatting.docx").read_bytes()


def environment(templates: Mapping[str, str]) -> Environment:
    """Templates as :func:`pipeline.core.files.html_templates` makes them, with our filters.

    Parameters
    ----------
    templates : file name to text.
    """
    made = html_templates(templates)
    made.bytecode_cache = _compiled
    made.filters["ronde"] = when
    made.filters["telwoord"] = number_word
    made.filters["heel"] = lambda number: dutch_number(str(number), "aantal")
    return made


def number_word(number: int) -> str:
    """A small number in letters, as Dutch text has it.

    >>> number_word(3), number_word(12)
    ('drie', '12')
    """
    return NUMBER_WORDS[number] if 0 <= number < len(NUMBER_WORDS) else str(number)


def render_index(cards: Sequence[str], files: Files) -> str:
    """The index: rows as :func:`pipeline.report.rendering.card` makes them, in the order to show them."""
    style = files.style + files.index_style
    # Safe: rows that our own template made and escaped, and our own style sheet.
    shown = {"kaarten": [Markup(card) for card in cards], "style": Markup(style)}  # noqa: S704
    return environment(files.templates).get_template("index.html.j2").render(shown, style_hash=policy_hash(style))
