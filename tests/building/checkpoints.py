"""Toy checkpoints, one of each family, laid out as Hugging Face lays them out; and their networks, by the papers.

Families differ in how they cut texts, in the numbers of their special pieces, in where places are counted from,
in names and in files: each toy has other ones of these, as checkpoints that people have do.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

WORDS = ("de", "het", "een", "en", "we", "gemeente", "hokje", "samen", "niet", "loket", "brief")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEXTS = ("De gemeente en het loket", "we werken samen, niet in een hokje!", "Brief: één (1) loket", "x")
HEADS = 4
FAMILIES = ("bert", "e5", "roberta", "xlm-roberta", "camembert")  # e5: a BERT that cuts as XLM-RoBERTa does


def tokenizer(family: str) -> Tokenizer:
    """How a family cuts texts; with pieces that no text needs, and the habits of files as they are shared."""
    made = {"bert": _wordpiece, "roberta": _byte_level}.get(family, _unigram)
    found = made(family)
    found.enable_truncation(12)
    pad = (0, "[PAD]") if family == "bert" else (1, "<pad>")
    found.enable_padding(length=20, pad_id=pad[0], pad_token=pad[1])
    return found


def _wordpiece(family: str) -> Tokenizer:
    del family
    special = ["[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [
        *special,
        "自",
        *LETTERS,
        *(f"##{letter}" for letter in LETTERS),
        "ß",
        "##自",
        *WORDS,
        "##kje",
        *":,!()1",
    ]
    found = Tokenizer(models.WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token=special[2]))
    found.normalizer = normalizers.BertNormalizer(lowercase=True)
    found.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    found.add_special_tokens(special)
    found.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 3), ("[SEP]", 4)],
    )
    return found


def _byte_level(family: str) -> Tokenizer:
    del family
    found = Tokenizer(models.BPE())
    found.pre_tokenizer, found.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=330,
        show_progress=False,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    found.train_from_iterator([*TEXTS * 3, "provincie provincies waterschap waterschappen " * 5], trainer)
    found.add_special_tokens(["<mask>"])  # beyond the pieces of the model itself
    found.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    return found


def _unigram(family: str) -> Tokenizer:
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    if family == "camembert":  # its files begin with pieces that are not used
        special = ["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>"]
    pieces = [(piece, 0.0) for piece in special]
    pieces += [("▁", -4.0), ("自", -5.0), ("▁自", -5.0), *((f"▁{word}", -3.0) for word in WORDS), ("okje", -4.0)]
    pieces += [*((sign, -6.0) for sign in LETTERS + ":,!()1"), ("<mask>", 0.0)]
    found = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    found.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    found.pre_tokenizer = pre_tokenizers.Metaspace()
    begin, end = special.index("<s>"), special.index("</s>")
    found.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    found.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", begin), ("</s>", end)]
    )
    return found


def config(family: str, pieces: int) -> dict[str, Any]:
    """Widths that the 8-bit blocks do not divide; more rows than pieces, as some checkpoints have."""
    roberta = family not in ("bert", "e5")
    found: dict[str, Any] = {
        "model_type": family if roberta else "bert",
        "architectures": ["SomethingForMaskedLM"],
        "hidden_size": 72,
        "intermediate_size": 100,
        "num_hidden_layers": 2,
        "num_attention_heads": HEADS,
        "max_position_embeddings": 130 if roberta else 128,
        "type_vocab_size": 1 if roberta else 2,
        "vocab_size": pieces + 3,
        "layer_norm_eps": 1e-5 if roberta else 1e-12,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "transformers_version": "4.0.0",
    }
    if family != "camembert":
        found["pad_token_id"] = int(roberta)  # of e5 that is the piece that begins a text
    return found


def state(settings: dict[str, Any], seed: int = 3) -> dict[str, Any]:
    """Weights by the names of the library, without a prefix."""
    import torch

    chance = torch.Generator().manual_seed(seed)
    width, inner = settings["hidden_size"], settings["intermediate_size"]

    def drawn(*shape: int, around: float = 0.0) -> Any:
        return around + 0.3 * torch.randn(*shape, generator=chance)

    found = {
        "embeddings.word_embeddings.weight": drawn(settings["vocab_size"], width),
        "embeddings.position_embeddings.weight": drawn(settings["max_position_embeddings"], width),
        "embeddings.token_type_embeddings.weight": drawn(settings["type_vocab_size"], width),
        "embeddings.LayerNorm.weight": drawn(width, around=1.0),
        "embeddings.LayerNorm.bias": drawn(width),
        "pooler.dense.weight": drawn(width, width),
    }
    linear = {
        f"attention.{name}": (width, width) for name in ("self.query", "self.key", "self.value", "output.dense")
    }
    linear |= {"intermediate.dense": (inner, width), "output.dense": (width, inner)}
    for layer in range(settings["num_hidden_layers"]):
        start = f"encoder.layer.{layer}"
        for name, shape in linear.items():
            found |= {f"{start}.{name}.weight": drawn(*shape), f"{start}.{name}.bias": drawn(shape[0])}
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            found |= {f"{start}.{name}.weight": drawn(width, around=1.0), f"{start}.{name}.bias": drawn(width)}
    return found


def write(folder: Path, family: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write a checkpoint; its settings, and its weights as they should be read."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    cutter = tokenizer(family)
    settings = config(family, cutter.get_vocab_size())
    weights = state(settings)
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    cutter.save(str(folder / "tokenizer.json"))
    if family == "bert":  # of the first years: other names of the norms' halves, the heads of pretraining
        names = {n: n.replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta") for n in weights}
        old = {f"bert.{names[name]}": values for name, values in weights.items()}
        torch.save(old | {"cls.predictions.bias": torch.zeros(3)}, folder / "pytorch_model.bin")
    elif family == "roberta":  # half precision
        weights = {name: values.to(torch.bfloat16) for name, values in weights.items()}
        save_file({f"roberta.{name}": values for name, values in weights.items()}, folder / "model.safetensors")
    elif family == "xlm-roberta":  # in parts
        _parts(folder, "model.safetensors", weights, save_file)
    else:
        weights = {name: values.half() for name, values in weights.items()}
        _parts(folder, "pytorch_model.bin", {f"roberta.{name}": own for name, own in weights.items()}, torch.save)
    return settings, {name: values.float() for name, values in weights.items()}


def _parts(folder: Path, name: str, weights: dict[str, Any], save: Any) -> None:
    stem, _, end = name.partition(".")
    of = {key: f"{stem}-{1 + (n % 2):05}-of-00002.{end}" for n, key in enumerate(weights)}
    for file in set(of.values()):
        save({key: weights[key] for key in weights if of[key] == file}, folder / file)
    (folder / f"{name}.index.json").write_text(json.dumps({"metadata": {}, "weight_map": of}), encoding="utf-8")


def vector(settings: dict[str, Any], w: dict[str, Any], ids: list[int]) -> Any:
    """Mean of the last layer of one text: Devlin et al. 2019, Liu et al. 2019, head after head, in double."""
    import torch

    w = {name: values.double() for name, values in w.items()}
    eps, per_head = settings["layer_norm_eps"], settings["hidden_size"] // HEADS
    first = 0 if settings["model_type"] == "bert" else 2

    def linear(x: Any, name: str) -> Any:
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def norm(x: Any, name: str) -> Any:
        spread = ((x - x.mean(-1, keepdim=True)) ** 2).mean(-1, keepdim=True) + eps
        return (x - x.mean(-1, keepdim=True)) / spread.sqrt() * w[f"{name}.weight"] + w[f"{name}.bias"]

    x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.token_type_embeddings.weight"][0]
    places = [first + n for n in range(len(ids))]
    x = norm(x + w["embeddings.position_embeddings.weight"][places], "embeddings.LayerNorm")
    for number in range(settings["num_hidden_layers"]):
        start = f"encoder.layer.{number}"
        q, k, v = (linear(x, f"{start}.attention.self.{name}") for name in ("query", "key", "value"))
        heads = []
        for head in range(HEADS):
            own = slice(head * per_head, (head + 1) * per_head)
            heads.append(torch.softmax(q[:, own] @ k[:, own].T / math.sqrt(per_head), -1) @ v[:, own])
        x = norm(
            x + linear(torch.cat(heads, 1), f"{start}.attention.output.dense"),
            f"{start}.attention.output.LayerNorm",
        )
        up = linear(x, f"{start}.intermediate.dense")
        up = up * 0.5 * (1 + torch.erf(up / math.sqrt(2)))
        x = norm(x + linear(up, f"{start}.output.dense"), f"{start}.output.LayerNorm")
    return x.mean(0).numpy()
