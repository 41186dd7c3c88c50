"""Learn the weights of the sentence scorer: `python -m benchmarks.learn_summaries DATA.jsonl [--check]`.

Lines of DATA: `{"id", "set", "language", "title", "text", "summary"}`. The model is a logistic regression on "the
greedy oracle takes this sentence": the three sentences, added one by one, that raise ROUGE-2 F1 most. Each set weighs
the same, and so does each article of a set. The result is written to summaries/weights.json; the same
data give the same file.
`--check` cross-validates instead: five folds by a hash of the id, then each set with the weights of the others.
"""

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.rouge import Reference, tokens
from summaries import score
from summaries.choose import Limit, choose
from summaries.quotations import quotations
from summaries.readable import Fitness, fitness
from summaries.score import FEATURES, features
from summaries.units import Unit, units
from summaries.words import kinds

WEIGHTS = Path(score.__file__).with_name("weights.json")
FOLDS = 5
_RIDGE = 10.0
_STEPS = 25

Model = tuple[NDArray[np.float64], float]


@dataclass(frozen=True, slots=True)
class Example:
    """An article with everything that learning and checking need."""

    key: str
    kind: str
    units: list[Unit]
    fit: list[Fitness]
    rows: NDArray[np.float64]
    wanted: NDArray[np.float64]
    spoken: list[list[str]]
    reference: Reference


def load(path: Path) -> list[Example]:
    """The articles of a JSON lines file that have sentences and a summary."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            language = entry["language"]
            candidates = units(entry["text"], language)
            if candidates and entry["summary"].strip():
                found.append(_example(entry, language, candidates))
    return found


def _example(entry: dict[str, str], language: str, candidates: list[Unit]) -> Example:
    title = kinds(entry["title"], language)[0]
    fit = [fitness(unit, title, language) for unit in candidates]
    spoken = [tokens(unit.text, language) for unit in candidates]
    reference = Reference(tokens(entry["summary"], language))
    wanted = np.zeros(len(candidates))
    wanted[oracle(spoken, reference, 3)] = 1
    rows = np.array(features(candidates, title, fit))
    return Example(entry["id"], entry.get("set", ""), candidates, fit, rows, wanted, spoken, reference)


def oracle(spoken: Sequence[Sequence[str]], reference: Reference, count: int) -> list[int]:
    """The sentences that raise ROUGE-2 F1 most, added one by one, in reading order."""
    chosen: list[int] = []
    best = 0.0
    while len(chosen) < min(count, len(spoken)):
        tried = [
            (reference.f1([word for at in sorted([*chosen, place]) for word in spoken[at]], 2), -place)
            for place in range(len(spoken))
            if place not in chosen
        ]
        worth, place = max(tried)
        if worth <= best:
            break
        best = worth
        chosen.append(-place)
    return sorted(chosen)


def learn(examples: Sequence[Example]) -> Model:
    """Weights and bias of the logistic regression, by Newton's method with a ridge penalty."""
    articles = Counter(example.kind for example in examples)
    weight = np.concatenate(
        [np.full(len(example.rows), 1 / articles[example.kind] / len(example.rows)) for example in examples]
    )
    weight /= weight.mean()
    rows = np.vstack([example.rows for example in examples])
    wanted = np.concatenate([example.wanted for example in examples])
    mean, spread = rows.mean(0), rows.std(0)
    # a feature that never varies here (no article without a title, say) keeps weight 0
    scaled = np.where(spread > 1e-9, (rows - mean) / np.maximum(spread, 1e-9), 0.0)
    design = np.hstack([scaled, np.ones((len(scaled), 1))])
    penalty = np.full(design.shape[1], _RIDGE)
    penalty[-1] = 0.0
    fitted = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-design @ fitted))
        slope = design.T @ (weight * (wanted - chance)) - penalty * fitted
        bend = (design * (weight * chance * (1 - chance))[:, None]).T @ design + np.diag(penalty + 1e-9)
        fitted += np.linalg.solve(bend, slope)
    weights = np.where(spread > 1e-9, fitted[:-1] / np.maximum(spread, 1e-9), 0.0)
    return weights, float(fitted[-1] - weights @ mean)


def rouge2(model: Model, examples: Sequence[Example], count: int = 3) -> dict[str, float]:
    """ROUGE-2 F1 in per cent of the summaries that `model` gives, by set, and their mean."""
    weights, bias = model
    found = defaultdict(list)
    for example in examples:
        chance = 1 / (1 + np.exp(-np.clip(example.rows @ weights + bias, -30, 30)))
        lengths = np.array([unit.length for unit in example.units])
        values = list(chance * lengths)
        chosen = choose(example.units, values, example.fit, quotations(example.units), Limit(sentences=count))
        found[example.kind].append(example.reference.f1([word for at in chosen for word in example.spoken[at]], 2))
    means = {kind: 100 * float(np.mean(results)) for kind, results in sorted(found.items())}
    return means | {"mean": float(np.mean(list(means.values())))}


def check(examples: Sequence[Example]) -> None:
    """Print what weights learned without an article's fold, and without its set, do on it."""

    def fold(example: Example) -> str:
        return str(int(hashlib.md5(example.key.encode()).hexdigest(), 16) % FOLDS)

    parts: tuple[tuple[str, Callable[[Example], str]], ...] = (("folds", fold), ("sets", lambda example: example.kind))
    for name, part in parts:
        results: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for held in sorted({part(example) for example in examples}):
            model = learn([example for example in examples if part(example) != held])
            tested = [example for example in examples if part(example) == held]
            for kind, result in rouge2(model, tested).items():
                if kind != "mean":
                    results[kind].append((result, sum(example.kind == kind for example in tested)))
        means = {
            kind: sum(value * number for value, number in found) / sum(number for _, number in found)
            for kind, found in results.items()
        }
        shown = "  ".join(f"{kind} {value:.2f}" for kind, value in sorted(means.items()))
        print(f"held-out {name}: {shown}  mean {sum(means.values()) / len(means):.3f}")


def main() -> None:
    """Learn and write the weights, or check how well learning does."""
    parser = argparse.ArgumentParser(description="Learn the weights of the sentence scorer.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--check", action="store_true", help="cross-validate instead of writing the weights")
    options = parser.parse_args()
    examples = load(options.data)
    if options.check:
        check(examples)
        return
    weights, bias = learn(examples)
    stored = {
        "bias": round(bias, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
    }
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"{len(examples)} articles; ROUGE-2 F1 on them: {rouge2((weights, bias), examples)}")


if __name__ == "__main__":
    main()
