"""Does listening pay? Survey labels and chat signals in training and answers, heard against not heard.

A SIMULATION: shoppers with hidden tastes that were made up meet the real recommender, database, labelling and
training. It shows what the machinery does with answers; it does not foretell any shop's sales.
"""

import os
import time
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.closed_loop.arms import OFF, SETS
from benchmarks.closed_loop.findings import finding_of, show
from benchmarks.closed_loop.loop import Size
from benchmarks.closed_loop.play import Plan, played, shelf
from benchmarks.leave_one_out import embedded
from benchmarks.report import print_json


def main(plan: Plan, *, first: int, workers: int, as_json: bool) -> None:
    """Play every seed, pool the shoppers, print each arm beside the one that hears nothing."""
    began = time.perf_counter()
    stock = shelf(plan.products)
    play = partial(played, plan=plan, vectors=embedded(stock, plan.encoder))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        outcomes = list(pool.map(play, range(first, first + plan.seeds)))
    size = plan.size
    title = f"{plan.seeds} seeds, {size.shoppers} shoppers, {size.days} days, {len(stock)} products"
    findings = [finding_of(arm, plan.arms[0], outcomes) for arm in plan.arms]
    show(findings, f"A SIMULATION: {title}")
    if as_json:
        print_json(
            benchmark="closed_loop",
            simulation=True,
            seeds=[*range(first, first + plan.seeds)],
            products=len(stock),
            **asdict(size),
            arms=[asdict(finding) for finding in findings],
            seconds=round(time.perf_counter() - began),
        )


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m benchmarks.closed_loop", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="worlds: tastes, luck and popular products anew")
    parser.add_argument("--first", type=int, default=1, help="the number of the first world")
    parser.add_argument("--shoppers", type=int, default=Size.shoppers, help="of each seed")
    parser.add_argument("--days", type=int, default=Size.days, help="that are measured, trained every night")
    parser.add_argument("--before", type=int, default=Size.before, help="days that all arms share, unheard")
    parser.add_argument("--products", type=int, default=0, help="a generated, larger shop")
    parser.add_argument("--arms", nargs="+", choices=SETS, default=["main"], help="which questions are asked")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 2), help="processes")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"), help="made there if absent")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    given = parser.parse_args()
    plan = Plan(
        arms=[OFF, *(arm for name in dict.fromkeys(given.arms) for arm in SETS[name])],
        size=Size(given.shoppers, given.before, given.days),
        seeds=given.seeds,
        products=given.products,
        encoder=given.encoder,
    )
    main(plan, first=given.first, workers=given.workers, as_json=given.json)
