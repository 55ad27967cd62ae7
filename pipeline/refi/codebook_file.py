"""Writes a codebook for other programs: REFI-QDA (.qdc), and the table that Taguette reads (.csv)."""

import csv
import io
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from pipeline.core.codebook import Codebook
from pipeline.core.corpus import Action
from pipeline.core.files import neutralise
from pipeline.refi.code_tree import action_sets, add_codes, add_sets, code_tree, leaves
from pipeline.refi.project import ORIGIN, xml_bytes

CODEBOOK = "urn:QDA-XML:codebook:1.0"
COLUMNS = ("tag", "description", "group", "id")  # Taguette reads the first two


def qdc_bytes(codebook: Codebook, actions: Mapping[int, Action], corpus: str) -> bytes:
    """The codes as a tree with definitions, and the actions of a corpus as sets of them."""
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    add_codes(root, code_tree(codebook))
    add_sets(root, action_sets(actions, corpus), member="guid")
    return xml_bytes(root)


def csv_bytes(codebook: Codebook) -> bytes:
    """A row a code. With a byte order mark, by which Taguette, and Excel, know the encoding for certain."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(COLUMNS)
    for group in code_tree(codebook):
        for code in leaves([group]):
            table.writerow(map(neutralise, (code.name, code.description, group.name, code.id)))
    return stream.getvalue().encode("utf-8-sig")
