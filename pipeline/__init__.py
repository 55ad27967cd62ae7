"""Samenwerkingsthermometer: code Dutch feedback on collaboration and follow it over rounds.

Layers, each importing only downwards::

    cli/                                 what a person types
    stages/ new_corpus/ refi/            thin: paths, params, read, call, write; exchange with other programs
    ingest/ coder/ language_model/       the domain: pure functions on records and frames;
    discover/ review/ trend/             siblings meet through tables
    evidence/ report/
    measures/ privacy/                   what several of them share
    core/                                the ground floor, small and stable: errors, files,
                                         params, corpus, codebook, ledger, tables

What makes the bundled models stands apart, in models/building.
"""

__version__ = "0.1.0"
