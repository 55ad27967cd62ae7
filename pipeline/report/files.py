"""The files of this package that the pages are made with: texts, look and templates."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.yaml_model import own_yaml

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"


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
