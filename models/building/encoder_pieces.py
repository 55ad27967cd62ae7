"""The pieces that a checkpoint's tokeniser cuts texts into, and those of them that Dutch needs.

Pieces that do not occur in the given texts and words are left out, all others stay, and texts of such words are
cut as before. The pieces that begin, pad and end a text become the first three, so that what comes after this
need not know of which family an encoder is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing

from models.building.encoder_weights import used_pieces
from pipeline.core.errors import InputError
from pipeline.core.files import read_bytes

SAVE = "save the checkpoint again with save_pretrained, model and fast tokenizer, and name that folder"
_MARKS = {"Unigram": "▁", "WordPiece": "##", "BPE": "Ġ"}  # kind of tokeniser -> mark in its pieces


class Cutter:
    """A checkpoint's tokeniser, and the pieces of it that are kept.

    Attributes
    ----------
    pieces : number -> piece.
    kept : numbers of the kept ones: those that begin, pad and end a text, the unknown one, the others ascending.
    """

    def __init__(self, path: Path, texts: Iterable[str]) -> None:
        content = read_bytes(path, todo=f"it is the fast tokenizer's file; {SAVE}")
        try:
            self.description: dict[str, Any] = json.loads(content)
            whole = Tokenizer.from_str(content.decode())
            whole.no_truncation()
            whole.no_padding()
            self.pieces = {n: piece for piece, n in whole.get_vocab(with_added_tokens=True).items()}
            model, around = self.description["model"], whole.encode("").ids
            if model["type"] not in _MARKS or (model["type"] == "BPE" and "ByteLevel" not in content.decode()):
                raise ValueError(f"read are WordPiece, Unigram and BPE over bytes, and this is {model['type']}")
            if len(around) != 2:
                raise ValueError("it does not put one piece before a text and one after it")
            special = [around[0], self._padding(whole), around[1], *self._unknown(model)]
            if len({*special} & self.pieces.keys()) < len(special):
                raise ValueError("the pieces that begin, pad and end a text, and the unknown one, are not its own")
        except Exception as problem:  # noqa: BLE001 - tokenizers raises bare exceptions
            raise InputError(f"this tokeniser cannot be read ({problem})", str(path), todo=SAVE) from None
        used = used_pieces(whole, self.pieces, texts, mark=_MARKS[model["type"]])
        if model["type"] == "BPE":
            used = self._with_steps(used)
        self.kept = [*special, *sorted(set(used) - set(special))]
        self._around = self.pieces[around[0]], self.pieces[around[1]]

    def _padding(self, whole: Tokenizer) -> int:
        # By its name: what config.json calls so is, in some checkpoints, the piece that begins a text.
        numbers = map(whole.token_to_id, ("<pad>", "[PAD]"))
        return next((number for number in numbers if number is not None), -1)

    def _unknown(self, model: Mapping[str, Any]) -> list[int]:
        if model["type"] == "Unigram":
            return [-1 if model["unk_id"] is None else model["unk_id"]]
        numbers = {piece: number for number, piece in self.pieces.items()}
        return [numbers.get(model["unk_token"], -1)] if model.get("unk_token") else []  # bytes are never unknown

    def _merges(self) -> list[tuple[str, str]]:
        written = self.description["model"]["merges"]  # older files have the two in one string
        pairs = [pair.split(" ") if isinstance(pair, str) else pair for pair in written]
        return [(one, other) for one, other in pairs]

    def _with_steps(self, used: Iterable[int]) -> list[int]:
        """What is used, and the shorter pieces from which it is put together, step by step."""
        found = {self.pieces[number] for number in used}
        for one, other in reversed(self._merges()):
            if one + other in found:
                found |= {one, other}
        return [number for number, piece in self.pieces.items() if piece in found]

    def cut_down(self) -> str:
        """The tokeniser with the kept pieces only, numbered in their order."""
        new = {self.pieces[number]: n for n, number in enumerate(self.kept)}
        model: dict[str, Any] = dict(self.description["model"])
        if model["type"] == "Unigram":
            scores = dict(model["vocab"])
            unknown_piece = self.pieces[model["unk_id"]]
            model |= {"vocab": [[piece, scores.get(piece, 0.0)] for piece in new], "unk_id": new[unknown_piece]}
        else:
            model["vocab"] = new
        if model["type"] == "BPE":
            model["merges"] = [list(pair) for pair in self._merges() if {*pair, "".join(pair)} <= new.keys()]
        added = [
            token | {"id": new[token["content"]]}
            for token in self.description.get("added_tokens", ())
            if token["content"] in new
        ]
        parts = {"model": model, "added_tokens": sorted(added, key=lambda token: token["id"])}
        without = {"post_processor": None, "truncation": None, "padding": None}
        tokenizer = Tokenizer.from_str(json.dumps(self.description | parts | without))
        begin, end = self._around
        tokenizer.post_processor = TemplateProcessing(
            single=[begin, "$A", end], special_tokens=[(piece, new[piece]) for piece in self._around]
        )
        return str(tokenizer.to_str())
