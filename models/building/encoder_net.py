"""The encoder as a PyTorch network, and how it is tuned to the codebook.

A BERT (Devlin et al. 2019) whose pieces are standardised by what their mean was before
tuning and read by one linear layer. Each label weighs the pieces in its own way (Mullenbach et al.
2018, "Explainable prediction of medical codes from clinical text"), so that a theme said in passing
is not drowned by eighty words around it. Tuned with a loss per theme and for being off topic
(binary) and per exclusive kind (cross-entropy, rare labels weighed up by 1/√frequency); AdamW, a
tenth of the steps warm-up, then down to nought; the pieces' own vectors stay as they are. In each
epoch some texts are glued to one about something else, as in real paragraphs. Runs in bfloat16
where the processor can.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812 - as everyone writes it
from torch import Tensor, nn

from models.building.encoder_targets import Targets, Tuning
from models.building.encoder_weights import E5, Base

Array = npt.NDArray[np.float32]
Pieces = Sequence[Sequence[int]]
_PADDING = 1  # number of the piece <pad>
_FAR = -1e4  # added to the attention of padding: practically minus infinity, also in bfloat16
_WINDOW = 50  # batches that are sorted by length together: little padding, still random


class Layer(nn.Module):  # type: ignore[misc]  # PyTorch is not there where types are checked
    """Attention and two-step network. Attention is spelled out: the fused one is slow backwards on a CPU."""

    def __init__(self, width: int, inner: int, base: Base, dropout: float) -> None:
        super().__init__()
        self.qkv, self.ao = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = (nn.LayerNorm(width, base.epsilon) for _ in range(2))
        self.heads, self.dropout = base.heads, dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        n, length, width = x.shape
        q, k, v = self.qkv(x).view(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5 + mask, -1)
        x = self.aln(x + self.ao((weights @ v).transpose(1, 2).reshape(n, length, width)))
        return self.oln(x + F.dropout(self.fo(F.gelu(self.fi(x))), self.dropout, self.training))


class Encoder(nn.Module):  # type: ignore[misc]
    """From pieces to one vector per text."""

    def __init__(self, weights: Mapping[str, Array], dropout: float = 0.1, base: Base = E5) -> None:
        super().__init__()
        given = {name: torch.tensor(np.asarray(values)) for name, values in weights.items()}
        inner, width = given["l0.fi.w"].shape
        self.word, self.pos = (nn.Embedding.from_pretrained(given[f"emb.{name}"]) for name in ("word", "pos"))
        self.typ = nn.Parameter(given["emb.type"][0], requires_grad=False)
        self.ln = nn.LayerNorm(width, base.epsilon)
        n_layers = sum(name.endswith(".q.w") for name in given)
        self.layers = nn.ModuleList(Layer(width, inner, base, dropout) for _ in range(n_layers))
        self.dropout = dropout
        with torch.no_grad():
            _fill(self.ln, given["emb.ln.w"], given["emb.ln.b"])
            for number, layer in enumerate(self.layers):
                weight, bias = (torch.cat([given[f"l{number}.{c}.{end}"] for c in "qkv"]) for end in "wb")
                _fill(layer.qkv, weight, bias)
                for name in ("ao", "fi", "fo", "aln", "oln"):
                    _fill(getattr(layer, name), given[f"l{number}.{name}.w"], given[f"l{number}.{name}.b"])

    def forward(self, ids: Tensor) -> Tensor:
        """(n_texts, n_pieces, width)."""
        x = F.dropout(
            self.ln(self.word(ids) + self.pos.weight[: ids.shape[1]] + self.typ), self.dropout, self.training
        )
        mask = _far(ids)[:, None, None, :].to(_precision())
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def means(self, ids: Tensor) -> Tensor:
        """(n_texts, width) means of the pieces."""
        there = (ids != _PADDING).float()[..., None]
        return (self(ids) * there).sum(1).float() / there.sum(1)


class Net(nn.Module):  # type: ignore[misc]
    """Encoder, standardised by what it gave before tuning, and a linear layer from the labels' log-odds on.

    ``look`` starts at nought: at first every label takes the plain mean of the pieces.
    """

    def __init__(
        self, encoder: Encoder, mean: Array, deviation: Array, offsets: Array, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.enc = encoder
        self.mu, self.sd = (nn.Parameter(torch.tensor(v), requires_grad=False) for v in (mean, deviation))
        self.head = nn.Linear(len(mean), len(offsets))
        self.look = nn.Linear(len(mean), len(offsets), bias=False)
        self.dropout = dropout
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.look.weight)
        with torch.no_grad():
            self.head.bias.copy_(torch.tensor(offsets))

    def forward(self, ids: Tensor) -> Tensor:
        pieces = (self.enc(ids) - self.mu) / self.sd
        # Dropped are numbers of the vector, the same ones in all pieces of a text.
        kept = F.dropout(torch.ones(len(ids), 1, pieces.shape[2]), self.dropout, self.training)
        attention = torch.softmax(self.look(pieces).float() + _far(ids)[..., None], dim=1)
        return (self.head(pieces * kept).float() * attention).sum(1)


def _far(ids: Tensor) -> Tensor:
    """Nought where a piece is, and far below where there is padding."""
    return (ids == _PADDING).float() * _FAR


def _fill(part: nn.Module, weight: Tensor, bias: Tensor) -> None:
    part.weight.copy_(weight)
    part.bias.copy_(bias)


def _precision() -> torch.dtype:
    return torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float32


def _padded(texts: Pieces, numbers: Sequence[int]) -> Tensor:
    ids = np.full((len(numbers), max(len(texts[n]) for n in numbers)), _PADDING, dtype=np.int64)
    for row, number in enumerate(numbers):
        ids[row, : len(texts[number])] = texts[number]
    return torch.tensor(ids)


def _glued(
    texts: Pieces, others: npt.NDArray[np.int_], share: float, longest: int, chance: np.random.Generator
) -> Pieces:
    """The texts, a share of them before or after one of ``others``, where both can be read at once."""
    found = list(texts)
    for number in np.flatnonzero(chance.random(len(texts)) < (share if len(others) else 0)).tolist():
        pair = [texts[number], texts[int(chance.choice(others))]]
        if sum(map(len, pair)) <= longest:
            first, second = pair if chance.random() < 0.5 else reversed(pair)
            found[number] = [*first[:-1], *second[1:]]
    return found


def _batches(
    texts: Pieces, numbers: npt.NDArray[np.int_], size: int, chance: np.random.Generator
) -> Iterator[list[int]]:
    order, found = chance.permutation(numbers), []
    for start in range(0, len(order), size * _WINDOW):
        window = sorted(order[start : start + size * _WINDOW].tolist(), key=lambda n: len(texts[n]))
        found += [window[i : i + size] for i in range(0, len(window), size)]
    yield from (found[i] for i in chance.permutation(len(found)))


def apply(network: Callable[[Tensor], Tensor], texts: Pieces, *, batch: int = 64) -> Array:
    """(n_texts, n_outputs) of a network, in the order of the texts."""
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        parts = [
            network(_padded(texts, order[start : start + batch])).float().numpy()
            for start in range(0, len(order), batch)
        ]
    return np.asarray(np.concatenate(parts)[np.argsort(order)])


def _log_odds(targets: Targets) -> Array:
    shares = np.clip(np.hstack([targets.themes, targets.topic]).mean(axis=0), 1e-3, 0.99)
    rest = np.zeros(targets.category.shape[1] + targets.stance.shape[1])
    return np.concatenate([rest, np.log(shares / (1 - shares))]).astype(np.float32)


def _bystanders(targets: Targets) -> npt.NDArray[np.int_]:
    """The texts that change no label of one beside it: off topic, and of the stance that most of those have."""
    off_topic, stances = targets.topic[:, 0] > 0.5, targets.stance.argmax(axis=1)
    counts = np.bincount(stances[off_topic], minlength=targets.stance.shape[1])
    return np.flatnonzero(off_topic & (stances == counts.argmax()))


def _weights(shares: Array) -> Tensor:
    weights = 1 / np.sqrt(np.maximum(shares.sum(axis=0), 1))
    return torch.tensor(weights / weights.mean(), dtype=torch.float32)


def tune(
    weights: Mapping[str, Array],
    texts: Pieces,
    targets: Targets,
    tuning: Tuning,
    *,
    told: Callable[[str], None],
    base: Base = E5,
) -> Net:
    """Tune an encoder; labels in the order category, stance, themes, topic. ``told`` hears of each epoch."""
    torch.manual_seed(tuning.seed)
    chance = np.random.default_rng(tuning.seed)
    encoder = Encoder(weights, tuning.dropout, base)
    encoder.eval()
    before = apply(encoder.means, texts)
    net = Net(encoder, before.mean(0), before.std(0) + 1e-4, _log_odds(targets), tuning.dropout)
    groups = [
        {"params": [p for p in encoder.parameters() if p.requires_grad], "lr": tuning.rate},
        {"params": [*net.head.parameters(), *net.look.parameters()], "lr": tuning.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    expected = len(texts) - (1 - tuning.thin) * targets.polished.sum()
    total = max(tuning.epochs * math.ceil(expected / tuning.batch), 1)
    warm = max(total / 10, 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(step / warm, max(0.0, (total - step) / (total - warm + 1e-9)))
    )
    one_by_one = torch.tensor(np.hstack([targets.themes, targets.topic]))
    category, stance = torch.tensor(targets.category), torch.tensor(targets.stance)
    category_weights, stance_weights = _weights(targets.category), _weights(targets.stance)
    n_category, n_stance = targets.category.shape[1], targets.stance.shape[1]
    for epoch in range(tuning.epochs):
        net.train()
        own = _glued(texts, _bystanders(targets), tuning.glue, tuning.longest, chance)
        read = np.flatnonzero(~targets.polished | (chance.random(len(texts)) < tuning.thin))
        losses = []
        for numbers in _batches(own, read, tuning.batch, chance):
            with torch.autocast("cpu", torch.bfloat16):
                out = net(_padded(own, numbers))
            a, b, c = out.float().split([n_category, n_stance, out.shape[1] - n_category - n_stance], dim=1)
            loss = (
                F.binary_cross_entropy_with_logits(c, one_by_one[numbers], reduction="none").sum(1).mean()
                + F.cross_entropy(a, category[numbers], category_weights, reduction="none").mean()
                + F.cross_entropy(b, stance[numbers], stance_weights, reduction="none").mean()
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        told(f"epoch {epoch + 1} of {tuning.epochs}: loss {np.mean(losses):.3f}")
    return net


def arrays(net: Net) -> dict[str, Array]:
    """The network's weights, named as :func:`models.building.encoder_graph.build` wants them."""
    state = {name: values.float().numpy() for name, values in net.state_dict().items()}
    found = {
        "word": state["enc.word.weight"],
        "place": state["enc.pos.weight"] + state["enc.typ"],
        "norm.w": state["enc.ln.weight"],
        "norm.b": state["enc.ln.bias"],
        "mean": state["mu"],
        "deviation": state["sd"],
        "head.w": state["head.weight"],
        "head.b": state["head.bias"],
        "look.w": state["look.weight"],
    }
    names = {"qkv": "qkv", "mix": "ao", "up": "fi", "down": "fo", "norm1": "aln", "norm2": "oln"}
    for number in range(len(net.enc.layers)):
        for name, own in names.items():
            for end, whole in (("w", "weight"), ("b", "bias")):
                found[f"{number}.{name}.{end}"] = state[f"enc.layers.{number}.{own}.{whole}"]
    return found
