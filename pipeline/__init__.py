"""Samenwerkingsthermometer: code Dutch feedback on collaboration and follow it over rounds.

Layers, each importing only downwards::

    cli                                        what a person types
    making/                                    makes the bundled models, by hand and seldom
    new_corpus/                                makes a corpus; beside the stages, as it ties
                                               domains and files together before any stage runs
    stages/                                    thin: paths, params, read, call, write
    ingestion/ coding/ topics/ review/         the domain: pure functions on records
    trends/ evidence/ reporting/               and frames; siblings meet through tables
    tables excel_tables counting rounds        the ground floor, small and stable
    corpus codebook params ledger
    personal_data table yaml_model files archive errors
"""

__version__ = "0.1.0"
