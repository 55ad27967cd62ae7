"""The files of this package that the pages are made with: texts, look and templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pipeline.core.yaml_model import own_yaml

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"


@dataclass(frozen=True)
class Files:
    """What a person edits to change words or look, without touching code.

    Attributes
    ----------
    words, theme, findings : the YAML files of that name.
    templates : file name to text of every HTML template.
    style, index_style : the CSS of the page, and what the index adds. script : the JavaScript of the page.
    document : the Word template.
    """

    words: Mapping[str, Any]
    theme: Mapping[str, Any]
    findings: Mapping[str, Any]
    templates: Mapping[str, str]
    style: str
    index_style: str
    script: str
    document: bytes

    @classmethod
    def read(cls) -> Self:
        """All of them."""

        def text(name: str) -> str:
            return (TEMPLATES / name).read_text(encoding="utf-8")

        return cls(
            words=own_yaml(HERE / "words.yaml"),
            theme=own_yaml(HERE / "theme.yaml"),
            findings=own_yaml(HERE / "findings.yaml"),
            templates={path.name: text(path.name) for path in sorted(TEMPLATES.glob("*.j2"))},
            style=text("style.css"),
            index_style=text("index.css"),
            script=text("explorer.js"),
            document=(TEMPLATES / "samenvatting.docx").read_bytes(),
        )
