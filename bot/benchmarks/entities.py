"""Entities in shopping queries: a linear-chain CRF on words, their shapes and their neighbours.

    python -m benchmarks.entities --train JSONL --test JSONL [--json]

Each line has `tokens` and `labels` (BIO). Scored strictly: a span counts where it begins, ends and is named
as labelled. The assistant itself has no such model: its entities come from a grammar and from the catalog's
own words, which normalise what they find; this says what a trained one reaches, and what it costs.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import sklearn_crfsuite

from benchmarks.costs import measured, peak_megabytes

Span = tuple[int, int, str]
PUBLISHED = {"BERT-base": 0.608, "DistilBERT": 0.612, "BiLSTM": 0.515}
"""QueryNER, on its test set."""
L1, L2, ITERATIONS = 0.05, 0.05, 80
AFFIXES = (1, 2, 3, 4)  # letters
LOWER = re.compile("[a-z]+")
UPPER = re.compile("[A-Z]+")
DIGITS = re.compile(r"\d+")


def read(path: Path) -> tuple[list[list[str]], list[list[str]]]:
    """The tokens and the labels of a JSONL file."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [line["tokens"] for line in lines], [line["labels"] for line in lines]


def features(tokens: Sequence[str]) -> list[list[str]]:
    """What the model sees of each token."""
    return [_features(tokens, at) for at in range(len(tokens))]


def _features(tokens: Sequence[str], at: int) -> list[str]:
    word, last = tokens[at].lower(), len(tokens) - 1
    seen = ["bias", f"word={word}", f"shape={_shape(tokens[at])}"]
    seen += [f"place={min(at, 4)}", f"place from the end={min(last - at, 4)}"]
    for letters in AFFIXES:
        seen += [f"prefix {letters}={word[:letters]}", f"suffix {letters}={word[-letters:]}"]
    for step in (-2, -1, 1, 2):
        if 0 <= at + step <= last:
            other = tokens[at + step].lower()
            seen += [f"word {step}={other}", f"suffix {step}={other[-3:]}"]
            if abs(step) == 1:
                seen.append(f"with {step}={word}|{other}")
        else:
            seen.append(f"edge {step}")
    return seen


def _shape(word: str) -> str:
    return DIGITS.sub("9", UPPER.sub("A", LOWER.sub("a", word)))


def spans(labels: Sequence[str]) -> set[Span]:
    """The entities that BIO labels mark; an I without its B begins one."""
    marked: set[Span] = set()
    start, kind = 0, ""
    for at, label in enumerate([*labels, "O"]):
        goes_on = label.startswith("I-") and label[2:] == kind
        if kind and not goes_on:
            marked.add((start, at, kind))
        if not goes_on:
            start, kind = at, label[2:]
    return marked


def scores(labels: Sequence[Sequence[str]], marked: Sequence[Sequence[str]]) -> dict[str, float]:
    """Strict precision, recall and F1 over all spans."""
    pairs = [(spans(truth), spans(read)) for truth, read in zip(labels, marked, strict=True)]
    right = sum(len(truth & read) for truth, read in pairs)
    wanted, said = sum(len(truth) for truth, _ in pairs), sum(len(read) for _, read in pairs)
    return {
        "f1": round(2 * right / max(wanted + said, 1), 4),
        "precision": round(right / max(said, 1), 4),
        "recall": round(right / max(wanted, 1), 4),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Train, measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    arguments = parser.parse_args(argv)
    tokens, labels = read(arguments.train)
    queries, truth = read(arguments.test)
    model = sklearn_crfsuite.CRF(
        algorithm="lbfgs", c1=L1, c2=L2, max_iterations=ITERATIONS, all_possible_transitions=True
    )
    with measured() as training:
        model.fit([features(query) for query in tokens], labels)
    with measured() as reading:
        marked = model.predict([features(query) for query in queries])
    row = {
        "queries": len(queries),
        **scores(truth, marked),
        "training_cpu_seconds": round(training.cpu_seconds, 1),
        "cpu_ms_a_query": round(1000 * reading.cpu_seconds / max(len(queries), 1), 3),
        "peak_megabytes": round(peak_megabytes()),
    }
    if arguments.json:
        print(json.dumps(row))
        return 0
    print("CRF", *(f"{column} {value}" for column, value in row.items()), sep="\n  ")
    for name, f1 in PUBLISHED.items():
        print(f"{name} (published, on QueryNER's test set): f1 {f1}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
