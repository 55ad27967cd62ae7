"""The cell theme_chances: how likely every theme is, also those that are not given.

From it the blind audit is drawn where the coder is unsure, and shares are estimated.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.core.codebook import SEPARATOR
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.measures.bootstrap import Floats

NOTHING_SAID = f"{NO_CONTENT}=1.00"  # the cell of a statement without content


def chance_cells(themes: Floats, off_topic: Floats, names: Sequence[str]) -> list[str]:
    """Per statement its cell, in hundredths; what would be 0.00 is left out.

    Parameters
    ----------
    themes : (n_statements, n_themes) chance of each theme, 0-1, if the statement is on topic.
    off_topic : (n_statements,) chance that it is not, 0-1.
    names : (n_themes) theme ids.

    >>> chance_cells(np.array([[0.5, 0.001], [0.9, 0.2]]), np.array([0.0, 0.4]), ["rust", "leren"])
    ['rust=0.50', 'rust=0.54|leren=0.12|buiten_onderwerp=0.40']
    """
    off = off_topic[:, None]
    hundredths = np.rint(100 * np.hstack([themes * (1 - off), off])).astype(np.int64).tolist()
    entries = [["", *(f"{name}={number / 100:.2f}" for number in range(1, 101))] for name in (*names, OFF_TOPIC)]
    cells = (map(list.__getitem__, entries, row) for row in hundredths)
    return [SEPARATOR.join(filter(None, cell)) for cell in cells]
