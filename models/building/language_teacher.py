"""The larger model that the bundled language pipeline learns from: an encoder with three heads.

Eight layers of multilingual-e5-small, fine-tuned on UD Dutch; one head gives part of speech with
morphology, one each word's head (biaffine, Dozat & Manning 2017), one the relation. Needs PyTorch,
which the pipeline itself does not.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.building.language_conllu import Row
from models.building.language_trees import best_tree

Array = npt.NDArray[np.float32]
Pieces = Callable[[str], list[int]]  # word -> ids of its pieces, at least one
_START, _PAD, _END = 0, 1, 2  # ids of the encoder's own marks
_MOST_PIECES = 12  # of one word; a longer one is a web address
_ROOT = "root"
_NEVER = -1e9


@dataclass(frozen=True)
class Settings:
    """How the teacher learns; chosen once, by what two cores can do in a quarter of an hour."""

    layers: int = 8
    epochs: int = 3
    words_per_batch: int = 400
    encoder_rate: float = 1.5e-4
    head_rate: float = 2e-3
    warm_up: float = 0.1
    seed: int = 0


@dataclass(frozen=True)
class Labels:
    """What the heads choose from: part of speech with morphology, joined by |; relations."""

    tags: tuple[str, ...]
    relations: tuple[str, ...]


def labels_of(sentences: Sequence[Sequence[Row]]) -> Labels:
    """The labels that occur, sorted."""
    rows = [row for rows in sentences for row in rows]
    return Labels(tuple(sorted({f"{row[3]}|{row[5]}" for row in rows})), tuple(sorted({row[7] for row in rows})))


class Layer(nn.Module):  # type: ignore[misc]  # PyTorch is not there where types are checked
    """One layer of BERT, normalised after each half."""

    def __init__(self, weights: Mapping[str, Array], number: int, heads: int = 12, dropout: float = 0.1) -> None:
        super().__init__()
        self.heads, self.rate = heads, dropout
        get = {name: torch.tensor(weights[f"l{number}.{name}"]) for name in _LAYER_NAMES}
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            linear = nn.Linear(get[f"{name}.w"].shape[1], get[f"{name}.w"].shape[0])
            linear.weight.data, linear.bias.data = get[f"{name}.w"], get[f"{name}.b"]
            setattr(self, name, linear)
        for name in ("aln", "oln"):
            norm = nn.LayerNorm(len(get[f"{name}.w"]), 1e-12)
            norm.weight.data, norm.bias.data = get[f"{name}.w"], get[f"{name}.b"]
            setattr(self, name, norm)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Batch × pieces × width, in and out."""
        batch, pieces, width = x.shape
        q, k, v = (
            linear(x).view(batch, pieces, self.heads, width // self.heads).transpose(1, 2)
            for linear in (self.q, self.k, self.v)
        )
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        seen = self.ao(seen.transpose(1, 2).reshape(batch, pieces, width))
        x = self.aln(x + functional.dropout(seen, self.rate, self.training))
        inner = self.fo(functional.gelu(self.fi(x)))
        out: Tensor = self.oln(x + functional.dropout(inner, self.rate, self.training))
        return out


_LAYER_NAMES = [f"{part}.{kind}" for part in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln") for kind in "wb"]


class Teacher(nn.Module):  # type: ignore[misc]
    """Encoder and heads.

    Parameters
    ----------
    weights : of the encoder, by the names of its file: ``emb.word``, ``l0.q.w`` …
    """

    def __init__(self, weights: Mapping[str, Array], labels: Labels, layers: int) -> None:
        super().__init__()
        width = weights["emb.word"].shape[1]
        self.labels = labels
        self.words = nn.Embedding.from_pretrained(torch.tensor(weights["emb.word"]))
        self.register_buffer("places", torch.tensor(weights["emb.pos"] + weights["emb.type"][0]))
        self.norm = nn.LayerNorm(width, 1e-12)
        self.norm.weight.data = torch.tensor(weights["emb.ln.w"])
        self.norm.bias.data = torch.tensor(weights["emb.ln.b"])
        self.layers = nn.ModuleList(Layer(weights, number) for number in range(layers))
        self.mix = nn.Parameter(torch.zeros(2, layers + 1))  # how much of each layer: for tags, for trees
        self.tag = nn.Sequential(nn.Dropout(0.2), nn.Linear(width, len(labels.tags)))
        self.arc_word, self.arc_head = _part(width, 300), _part(width, 300)
        self.relation_word, self.relation_head = _part(width, 100), _part(width, 100)
        self.arcs = nn.Parameter(torch.zeros(301, 300))
        self.relations = nn.Parameter(torch.zeros(len(labels.relations), 101, 101))
        self.root = nn.Parameter(torch.randn(width) * 0.1)

    def read(self, ids: Tensor, there: Tensor, average: Tensor) -> tuple[Tensor, Tensor]:
        """Words as seen for tags and for trees: each batch × words × width."""
        x = self.norm(self.words(ids) + self.places[: ids.shape[1]])
        x = functional.dropout(x, 0.1, self.training)
        mask = there[:, None, None, :].bool()
        states = [x]
        for layer in self.layers:
            x = layer(x, mask)
            states.append(x)
        stack = functional.layer_norm(torch.stack(states), (x.shape[-1],))
        mixed = torch.einsum("kl,lbtd->kbtd", self.mix.softmax(-1), stack)
        for_tags, for_trees = torch.einsum("bwt,kbtd->kbwd", average, mixed)
        return for_tags, for_trees

    def forward(self, ids: Tensor, there: Tensor, average: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of tags and of heads (0: the root); words as dependents and as heads, for the relations."""
        for_tags, for_trees = self.read(ids, there, average)
        places = torch.cat([self.root.expand(len(ids), 1, -1), for_trees], 1)
        arcs = _with_one(self.arc_word(places[:, 1:])) @ self.arcs @ self.arc_head(places).transpose(1, 2)
        words = _with_one(self.relation_word(places[:, 1:]))
        return self.tag(for_tags), arcs, words, _with_one(self.relation_head(places))

    def relation(self, words: Tensor, heads: Tensor, chosen: Tensor) -> Tensor:
        """Scores of the relations of each word to its chosen head."""
        index = chosen.clamp(min=0)[..., None].expand(-1, -1, heads.shape[-1])
        return torch.einsum("bwi,rij,bwj->bwr", words, self.relations, heads.gather(1, index))


def _part(width: int, size: int) -> nn.Sequential:
    return nn.Sequential(nn.Dropout(0.2), nn.Linear(width, size), nn.ReLU(), nn.Dropout(0.3))


def _with_one(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)


def as_tensors(sentences: Sequence[Sequence[str]], pieces: Pieces) -> tuple[Tensor, Tensor, Tensor]:
    """Piece ids, which are there, and the weights that average a word's pieces (batch × words × pieces)."""
    cut = [[pieces(word)[:_MOST_PIECES] for word in words] for words in sentences]
    length = max(sum(map(len, words)) for words in cut) + 2
    ids = torch.full((len(cut), length), _PAD)
    there = torch.zeros(len(cut), length)
    average = torch.zeros(len(cut), max(map(len, cut)), length)
    for number, words in enumerate(cut):
        ids[number, 0], end = _START, 1
        for place, word in enumerate(words):
            ids[number, end : end + len(word)] = torch.tensor(word)
            average[number, place, end : end + len(word)] = 1 / len(word)
            end += len(word)
        ids[number, end] = _END
        there[number, : end + 1] = 1
    return ids, there, average


def batches(lengths: Sequence[int], size: int, *, shuffle: random.Random | None = None) -> list[list[int]]:
    """Numbers of sentences of about one length, together at least ``size`` words a batch."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] + (shuffle.random() * 4 if shuffle else 0))
    found: list[list[int]] = [[]]
    for number in order:
        if sum(lengths[i] for i in found[-1]) >= size:
            found.append([])
        found[-1].append(number)
    if shuffle:
        shuffle.shuffle(found)
    return found


def learn(
    sentences: Sequence[Sequence[Row]], weights: Mapping[str, Array], pieces: Pieces, settings: Settings
) -> Teacher:
    """The encoder fine-tuned on annotated sentences."""
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)  # noqa: S311 - an order, not a secret
    teacher = Teacher(weights, labels_of(sentences), settings.layers)
    slow = [*teacher.norm.parameters(), *teacher.layers.parameters()]
    fast = [p for p in teacher.parameters() if p.requires_grad and all(p is not other for other in slow)]
    groups = [{"params": slow, "lr": settings.encoder_rate}, {"params": fast, "lr": settings.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    lengths = [len(rows) for rows in sentences]
    total = len(batches(lengths, settings.words_per_batch)) * settings.epochs
    warm = max(1.0, settings.warm_up * total)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (total - step) / max(1.0, total - warm)))
    )
    teacher.train()
    for _ in range(settings.epochs):
        for batch in batches(lengths, settings.words_per_batch, shuffle=chance):
            loss = _loss(teacher, [sentences[number] for number in batch], pieces)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    teacher.eval()
    return teacher


def _loss(teacher: Teacher, sentences: Sequence[Sequence[Row]], pieces: Pieces) -> Any:
    tags, arcs, words, heads = teacher(*as_tensors([[row[1] for row in rows] for rows in sentences], pieces))
    gold = torch.full((3, *tags.shape[:2]), -100)  # -100: no word, not counted
    closed = torch.zeros(len(sentences), 1, arcs.shape[-1])
    for number, rows in enumerate(sentences):
        closed[number, 0, len(rows) + 1 :] = _NEVER
        for place, row in enumerate(rows):
            gold[0, number, place] = teacher.labels.tags.index(f"{row[3]}|{row[5]}")
            gold[1, number, place] = int(row[6])
            gold[2, number, place] = teacher.labels.relations.index(row[7])
    scores = (tags, arcs + closed, teacher.relation(words, heads, gold[1]))
    pairs = zip(scores, gold, strict=True)
    return sum(functional.cross_entropy(score.flatten(0, 1), right.flatten()) for score, right in pairs)


def label(teacher: Teacher, sentences: Sequence[Sequence[str]], pieces: Pieces) -> list[list[Row]]:
    """Sentences of words, annotated: CoNLL-U rows without lemmas."""
    found: list[list[Row]] = [[] for _ in sentences]
    root = teacher.labels.relations.index(_ROOT)
    with torch.inference_mode():
        for batch in batches([len(words) for words in sentences], 800):
            tags, arcs, words, heads = teacher(*as_tensors([sentences[number] for number in batch], pieces))
            trees = []
            chosen = torch.zeros(tags.shape[:2], dtype=torch.long)
            for place, number in enumerate(batch):
                size = len(sentences[number])
                trees.append(best_tree(arcs[place, :size, : size + 1].log_softmax(-1).double().numpy()))
                chosen[place, :size] = torch.tensor(trees[-1])
            relations = teacher.relation(words, heads, chosen)
            relations[..., root][chosen != 0] = _NEVER
            for place, number in enumerate(batch):
                for word, form in enumerate(sentences[number]):
                    pos, morph = teacher.labels.tags[int(tags[place, word].argmax())].split("|", 1)
                    head = int(trees[place][word])
                    relation = teacher.labels.relations[int(relations[place, word].argmax())] if head else _ROOT
                    found[number].append(
                        [str(word + 1), form, "_", pos, "_", morph, str(head), relation, "_", "_"]
                    )
    return found


def word_vectors(teacher: Teacher, words: Sequence[str], pieces: Pieces) -> Array:
    """Each word on its own as the teacher sees it, for tags and for trees side by side."""
    found = np.zeros((len(words), 2 * teacher.words.embedding_dim), np.float32)
    with torch.inference_mode():
        for batch in batches([len(pieces(word)) for word in words], 2000):
            both = teacher.read(*as_tensors([[words[number]] for number in batch], pieces))
            found[batch] = torch.cat(both, -1)[:, 0].numpy()
    return found
