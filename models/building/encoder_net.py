"""The encoder as a PyTorch network, and how it is tuned to the codebook.

A BERT (Devlin et al. 2019) whose pieces' mean is standardised and read by one linear
layer. Tuned with a loss per theme and for being off topic (binary) and per exclusive kind
(cross-entropy, rare labels weighed up by 1/√frequency); AdamW, a tenth of the steps warm-up, then
down to nought; the pieces' own vectors stay as they are. Runs in bfloat16 where the processor can.
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
        there = (ids != _PADDING).float()
        x = F.dropout(
            self.ln(self.word(ids) + self.pos.weight[: ids.shape[1]] + self.typ), self.dropout, self.training
        )
        mask = ((1 - there) * _FAR)[:, None, None, :].to(_precision())
        for layer in self.layers:
            x = layer(x, mask)
        return (x * there[..., None]).sum(1).float() / there.sum(1, keepdim=True)


class Net(nn.Module):  # type: ignore[misc]
    """Encoder, standardised by what it gave before tuning, and a linear layer from the labels' log-odds on."""

    def __init__(
        self, encoder: Encoder, mean: Array, deviation: Array, offsets: Array, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.enc = encoder
        self.mu, self.sd = (nn.Parameter(torch.tensor(v), requires_grad=False) for v in (mean, deviation))
        self.head = nn.Linear(len(mean), len(offsets))
        self.dropout = dropout
        nn.init.normal_(self.head.weight, std=0.02)
        with torch.no_grad():
            self.head.bias.copy_(torch.tensor(offsets))

    def forward(self, ids: Tensor) -> Tensor:
        return self.head(F.dropout((self.enc(ids) - self.mu) / self.sd, self.dropout, self.training)).float()


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


def _batches(
    texts: Pieces, numbers: npt.NDArray[np.int_], size: int, chance: np.random.Generator
) -> Iterator[list[int]]:
    order, found = chance.permutation(numbers), []
    for start in range(0, len(order), size * _WINDOW):
        window = sorted(order[start : start + size * _WINDOW].tolist(), key=lambda n: len(texts[n]))
        found += [window[i : i + size] for i in range(0, len(window), size)]
    yield from (found[i] for i in chance.permutation(len(found)))


def apply(network: nn.Module, texts: Pieces, *, batch: int = 64) -> Array:
    """(n_texts, n_outputs) of a network, in the order of the texts."""
    network.eval()
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
    before = apply(encoder, texts)
    net = Net(encoder, before.mean(0), before.std(0) + 1e-4, _log_odds(targets), tuning.dropout)
    groups = [
        {"params": [p for p in encoder.parameters() if p.requires_grad], "lr": tuning.rate},
        {"params": list(net.head.parameters()), "lr": tuning.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    expected = len(texts) - (1 - tuning.thin) * targets.made_up.sum()
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
        read = np.flatnonzero(~targets.made_up | (chance.random(len(texts)) < tuning.thin))
        losses = []
        for numbers in _batches(texts, read, tuning.batch, chance):
            with torch.autocast("cpu", torch.bfloat16):
                out = net(_padded(texts, numbers))
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
    }
    names = {"qkv": "qkv", "mix": "ao", "up": "fi", "down": "fo", "norm1": "aln", "norm2": "oln"}
    for number in range(len(net.enc.layers)):
        for name, own in names.items():
            for end, whole in (("w", "weight"), ("b", "bias")):
                found[f"{number}.{name}.{end}"] = state[f"enc.layers.{number}.{own}.{whole}"]
    return found
