"""The making of the sentence encoder, whole, on a toy: 36 statements, one layer; PyTorch where it is there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from models.building import encoder, encoder_graph
from models.building.encoder_targets import Tuning
from pipeline.coder.encoder.encoder import TOKENIZER, as_npz, from_npz, key
from pipeline.coder.encoder.sentence import MODEL, SEEN, SETTINGS, Settings, opened, read_encoder
from pipeline.core.errors import InputError
from tests.cases import cases, data
from tests.paths import ROOT

OUTPUTS = (MODEL, TOKENIZER, SETTINGS, SEEN, encoder.CARD)


def torch_works() -> bool:
    """PyTorch is there, with the libraries that its build needs."""
    try:
        import torch  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


needs_torch = pytest.mark.skipif(not torch_works(), reason="PyTorch is not installed: make making (it is large)")
WIDTH, INNER, PIECES, PLACES = 192, 64, 40, 140  # twelve heads of sixteen
TUNING = Tuning(epochs=2, batch=8, thin=0.8)


def e5(seed: int = 7) -> dict[str, np.ndarray]:
    """Weights as encoder_weights writes them, of one layer."""
    chance = np.random.default_rng(seed)

    def drawn(*shape: int, around: float = 0.0) -> np.ndarray:
        return (around + chance.normal(0, 0.1, shape)).astype(np.float32)

    shapes = {**dict.fromkeys(("q", "k", "v", "ao"), (WIDTH, WIDTH)), "fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}
    return {
        "emb.word": drawn(PIECES, WIDTH),
        "emb.pos": drawn(PLACES, WIDTH),
        "emb.type": drawn(2, WIDTH),
        **{f"{name}.{end}": drawn(WIDTH, around=1.0 * (end == "w")) for name in ("emb.ln", "l0.aln", "l0.oln")
           for end in "wb"},
        **{f"l0.{name}.w": drawn(*shape) for name, shape in shapes.items()},
        **{f"l0.{name}.b": drawn(shape[0]) for name, shape in shapes.items()},
    }  # fmt: skip


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory, toy_tokenizer: str) -> Path:
    """A project with 36 training statements (12 of them polished, two coders) and weights to start from."""
    root = tmp_path_factory.mktemp("making")
    training = root / "corpora" / "training"
    (training / "coders").mkdir(parents=True)
    shutil.copy(ROOT / "corpora" / "codebook.yaml", root / "corpora")
    shutil.copy(ROOT / "params.yaml", root)
    lines = []
    for name, size in (("part_f.jsonl", 12), ("realistic_3.jsonl", 24)):
        whole = (ROOT / "corpora" / "training" / name).read_text(encoding="utf-8").split("\n")[:size]
        own = [json.loads(line) for line in whole]
        # The toy's tokeniser takes a letter for a piece. Tuning teaches a text's first 128 pieces, reading
        # takes the mean over all its parts: what was taught can only be asked back of texts of one part.
        own = [line | {"text": line["text"][:80]} for line in own]
        (training / name).write_text("".join(json.dumps(line) + "\n" for line in own), encoding="utf-8")
        lines += own
    for coder in ("first", "second"):
        labels = ("id", "on_topic", "category", "stance", "themes")
        said = [{name: line[name] for name in labels if name in line} for line in lines]
        said[0]["stance"] = "neutraal"
        (training / "coders" / f"{coder}.jsonl").write_text("\n".join(map(json.dumps, said)), encoding="utf-8")
    (root / "weights").mkdir()
    (root / "weights" / "weights.npz").write_bytes(as_npz(e5()))
    (root / "weights" / "tokenizer.json").write_text(toy_tokenizer, encoding="utf-8")
    return root


@pytest.fixture
def project(origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own copy, the working folder."""
    copy = tmp_path / "project"
    shutil.copytree(origin, copy)
    monkeypatch.chdir(copy)
    return copy


def texts(project: Path) -> dict[str, str]:
    """Id -> text of the training statements."""
    files = sorted((project / "corpora" / "training").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").split("\n") if line]
    return {row["id"]: row["text"] for row in rows}


def make(project: Path, tuning: Tuning = TUNING, out: str = "out") -> dict[str, bytes]:
    encoder.make(project / "weights", project / "work", project / out, tuning)
    return {name: (project / out / name).read_bytes() for name in OUTPUTS}


def tuned(seed: int) -> dict[str, np.ndarray]:
    """A network as tuning would leave it, without tuning."""
    weights, chance = e5(seed), np.random.default_rng(seed)
    heads = chance.normal(0, 0.1, (2, 29, WIDTH)).astype(np.float32)
    names = {"mix": "ao", "up": "fi", "down": "fo", "norm1": "aln", "norm2": "oln"}
    return {
        "word": weights["emb.word"],
        "place": weights["emb.pos"] + weights["emb.type"][0],
        "mean": np.zeros(WIDTH, dtype=np.float32),
        "deviation": np.ones(WIDTH, dtype=np.float32),
        "head.w": heads[0],
        "look.w": heads[1],
        "head.b": np.zeros(29, dtype=np.float32),
        **{f"norm.{end}": weights[f"emb.ln.{end}"] for end in "wb"},
        **{f"0.qkv.{end}": np.concatenate([weights[f"l0.{c}.{end}"] for c in "qkv"]) for end in "wb"},
        **{f"0.{name}.{end}": weights[f"l0.{own}.{end}"] for name, own in names.items() for end in "wb"},
    }


@pytest.fixture
def all_tuned(project: Path) -> Path:
    """The project, every network in the work folder."""
    work = project / "work"
    work.mkdir()
    ids = sorted(texts(project))
    (work / encoder.PARTS_FILE).write_text(json.dumps({name: n % 3 for n, name in enumerate(ids)}))
    for seed, name in enumerate(("without-0", "without-1", "without-2", "whole")):
        (work / f"{name}.npz").write_bytes(as_npz(tuned(seed)))
    return project


def test_networks_that_are_there_are_packed_without_pytorch(all_tuned: Path) -> None:
    first = make(all_tuned)
    assert make(all_tuned) == first

    made, said = read_encoder(all_tuned / "out"), list(texts(all_tuned).values())
    assert set(made.seen.rows) == {key(text) for text in said}
    assert made.settings.longest == 128
    assert [len(labels) for labels in made.settings.labels.values()] == [4, 4, 20, 1]
    assert made.seen.vectors.shape == (36, 36)  # 64, or as many as there are texts
    # A kept vector is the encoder's own, shortened.
    kept, own = made.seen.vectors[made.seen.rows[key(said[0])]], made.short(made.read(said[:1]).vectors)[0]
    assert float(kept @ own) > 0.999
    # Each statement is judged by the sister that had not seen it.
    found, parts = made.unseen(said), json.loads((all_tuned / "work" / encoder.PARTS_FILE).read_text())
    for seed in range(3):
        (all_tuned / "work" / "whole.npz").write_bytes(as_npz(tuned(seed)))
        make(all_tuned, out="sister")
        rows = [n for n, name in enumerate(texts(all_tuned)) if parts[name] == seed]
        sister = read_encoder(all_tuned / "sister").read([said[n] for n in rows]).logits
        np.testing.assert_allclose(found[rows], sister, rtol=1e-3, atol=1e-3)  # kept in half precision
    assert not np.allclose(found, made.read(said).logits, atol=1e-2)


def test_the_card_tells_what_was_done(all_tuned: Path) -> None:
    card = make(all_tuned, Tuning(epochs=7, rate=5e-5, thin=0.25))[encoder.CARD].decode()
    said = " ".join(card.split())

    assert [part for part in data(__file__, "card") if part not in said] == []
    assert max(len(line) for line in card.splitlines()) < 160


def test_networks_without_their_parts_are_refused(all_tuned: Path) -> None:
    (all_tuned / "work" / encoder.PARTS_FILE).unlink()

    with pytest.raises(InputError, match="what they had seen is not known") as caught:
        make(all_tuned)

    assert caught.value.where.endswith("work")
    assert not (all_tuned / "out").exists()


def test_networks_that_were_tuned_from_other_weights_are_refused(all_tuned: Path) -> None:
    first = make(all_tuned)
    (all_tuned / "weights" / "weights.npz").write_bytes(as_npz(e5(seed=8)))

    with pytest.raises(InputError, match="the networks here were tuned from other weights") as caught:
        make(all_tuned)

    assert caught.value.where.endswith("work")
    assert {name: (all_tuned / "out" / name).read_bytes() for name in OUTPUTS} == first


@pytest.mark.parametrize(("file", "message"), cases(__file__, "missing"))
def test_what_is_missing_is_named(
    project: Path, capsys: pytest.CaptureFixture[str], file: str, message: str
) -> None:
    (project / file).unlink()

    assert encoder.main(["weights", "--work", "work", "--out", "out"]) == 2
    assert message in capsys.readouterr().err
    assert not (project / "out").exists()


def test_components_by_hand() -> None:
    # Along (3, 4)/5 most, across it less: the larger number of each axis is above nought.
    along, across = np.array([[0.6, 0.8]]), np.array([[-0.8, 0.6]])
    rows = np.vstack([5 * along, -5 * along, across, -across]) + 9

    axes = encoder.components(rows.astype(np.float32), 2)

    np.testing.assert_allclose(axes, [[0.6, 0.8], [0.8, -0.6]], atol=1e-5)
    short = encoder.shortened(np.array([[3, 4], [0, 0]], dtype=np.float32), np.eye(2, dtype=np.float32))
    assert short.tolist() == [[76, 102], [0, 0]]


def test_statements_that_came_after_tuning_are_read_once(all_tuned: Path) -> None:
    before = make(all_tuned)
    new = "Dit kwam pas later erbij."
    late = {"id": "late", "text": new, "category": "proces", "stance": "wens", "themes": []}
    (all_tuned / "corpora" / "training" / "part_z.jsonl").write_text(json.dumps(late), encoding="utf-8")

    said = encoder.extend(all_tuned / "out")

    assert said.startswith("encoder: 1 statements read beside the 36 that it was tuned on")
    made, row = read_encoder(all_tuned / "out"), 36
    assert made.seen.rows[key(new)] == row
    np.testing.assert_allclose(made.seen.logits[row], made.read([new]).logits[0], atol=1e-3)
    np.testing.assert_array_equal(made.seen.logits[:row], from_npz(before[SEEN])["logits"].astype(np.float32))
    assert made.seen.vectors.shape == (37, 36)


@needs_torch
def test_the_graph_computes_what_pytorch_does(toy_tokenizer: str) -> None:
    import torch

    from models.building.encoder_net import Encoder, Net, arrays

    torch.manual_seed(0)
    chance = np.random.default_rng(1)
    mean, deviation, offsets = (chance.uniform(0.5, 1, n).astype(np.float32) for n in (WIDTH, WIDTH, 28))
    net = Net(Encoder(e5()), mean, deviation, offsets).eval()
    torch.nn.init.normal_(net.look.weight, std=0.1)
    ids = [[0, 7, 20, 2], [0, 5, 2], [0, *range(4, 40), 2]]

    for own in ids:
        with torch.no_grad():
            expected = net(torch.tensor([own])).numpy()[0]
        model = encoder_graph.build(arrays(net), heads=12)
        session = opened(model.SerializeToString(), toy_tokenizer, settings_of(28)).session
        found = session.run(None, {"ids": np.array([own, own])})[0][0]
        np.testing.assert_allclose(
            found, expected, atol=0.02
        )  # packing rounds; 1e-4 without it is tested in numpy


@needs_torch
def test_padding_changes_nothing_in_pytorch() -> None:
    import torch

    from models.building.encoder_net import Encoder

    net = Encoder(e5()).eval()
    with torch.no_grad():
        alone, among = (net.means(torch.tensor(ids)) for ids in ([[0, 7, 2]], [[0, 7, 2, 1, 1], [0, 7, 8, 9, 2]]))

    np.testing.assert_allclose(alone[0], among[0], atol=1e-5)


def settings_of(n_labels: int) -> Settings:
    return Settings(labels={"themes": tuple(f"t{n}" for n in range(n_labels))}, longest=96, codebook="x")


@needs_torch
def test_two_runs_write_the_same_bytes_and_a_broken_off_run_goes_on(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from models.building import encoder_net

    first = make(project)
    told = capsys.readouterr().err
    assert [line for line in told.splitlines() if line.endswith("statements")][-1] == "whole: 36 statements"
    assert told.count("epoch 2 of 2: loss") == 4
    shutil.rmtree(project / "work")
    tune, calls = encoder_net.tune, []

    def breaking(*given: object, **more: object) -> object:
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return tune(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(encoder_net, "tune", breaking)
    with pytest.raises(KeyboardInterrupt):
        make(project, out="again")
    assert not (project / "again").exists()
    assert {path.name for path in (project / "work").iterdir()} == {
        *(encoder.ORIGIN_FILE, encoder.PARTS_FILE),
        *("without-0.npz", "without-1.npz"),
    }

    assert make(project, out="again") == first
    assert len(calls) == 5  # two, the one that broke off, and the two that were left


@needs_torch
def test_tuning_learns_what_it_is_taught(project: Path) -> None:
    make(project, Tuning(epochs=25, batch=8, rate=1e-3, head_rate=1e-2, thin=1.0, dropout=0.0))
    made = read_encoder(project / "out")
    rows = [json.loads(line) for file in sorted((project / "corpora" / "training").glob("*.jsonl"))
            for line in file.read_text(encoding="utf-8").split("\n") if line]  # fmt: skip

    rows = [row for row in rows if row["category"]]
    logits = made.read([row["text"] for row in rows]).logits
    said = logits[:, made.columns["category"]].argmax(axis=1)

    right = [made.settings.labels["category"][n] == row["category"] for n, row in zip(said, rows, strict=True)]
    assert np.mean(right) > 0.9  # by chance 0.3
    assert not np.allclose(made.unseen([row["text"] for row in rows]), logits, atol=0.5)
