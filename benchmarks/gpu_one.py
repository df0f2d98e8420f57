"""Parts of `gpu.sh`, in this process: python benchmarks/gpu_one.py PART... --rows FILE [--shapes 1.8M,135M] ...

Every measurement is one JSON line at the end of FILE, written when it is known, so that a part that is cut short leaves
what it had. Parts: peaks, correctness, rollout, update, run.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import torch

from benchmarks.shapes import RANKS, SHAPES, NoText, random_model, reads_of
from logic_rl.config.algorithm import ALGORITHMS
from logic_rl.config.run import LoraConfig, OptimiserConfig, PhaseConfig
from logic_rl.curriculum import StepSettings
from logic_rl.errors import LogicRLError
from logic_rl.resources import model_path
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.torch_engine import TorchEngine
from logic_rl.training.compute import learning_compute, price_of
from logic_rl.training.learning.experience import experience, with_advantages
from logic_rl.training.learning.learner import Learner, trainable_policy
from logic_rl.training.learning.models import default_device
from logic_rl.training.learning.precision import dtype_of, with_precision
from logic_rl.training.learning.update import update
from logic_rl.types import Completion, Prompt, Rollout, RolloutGroup, Score

GROUP = 8  # samples of a prompt
DEVICE = default_device()
VENDOR = {"H200": (989e12, 4.8e12), "H100": (989e12, 3.35e12), "A100": (312e12, 2.0e12)}  # dense bf16 FLOP/s, bytes/s


def synchronise() -> None:
    if DEVICE.type == "cuda":
        torch.cuda.synchronize()


def seconds_of(work: Callable[[], object]) -> float:
    synchronise()
    start = time.perf_counter()
    work()
    synchronise()
    return time.perf_counter() - start


def forget_memory() -> None:
    gc.collect()
    if DEVICE.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def peak_gib() -> float:
    """On a GPU since `forget_memory`; elsewhere of the whole process so far."""
    if DEVICE.type == "cuda":
        return torch.cuda.max_memory_allocated() / 2**30
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def native() -> torch.dtype:
    return getattr(torch, dtype_of("native", DEVICE))


def peaks(options: argparse.Namespace) -> Iterator[dict]:
    """What this device does at most: a large matrix product in each dtype, and a large copy, read and written."""
    on_gpu = DEVICE.type == "cuda"
    size, count = (8192, 2**30) if on_gpu else (1024, 2**25)
    source = torch.empty(count, dtype=torch.uint8, device=DEVICE).random_()
    target = torch.empty_like(source)
    copying = min(seconds_of(lambda: target.copy_(source)) for _ in range(8))
    name = torch.cuda.get_device_name() if on_gpu else DEVICE.type
    vendor = next((figures for known, figures in VENDOR.items() if known in name), (None, None))
    for dtype in dict.fromkeys((torch.float32, native())):
        left, right = (torch.randn(size, size, device=DEVICE).to(dtype) for _ in range(2))
        product = min(seconds_of(lambda left=left, right=right: left @ right) for _ in range(8))
        yield {
            "dtype": str(dtype).removeprefix("torch."), "device": name,
            "flop_per_second": 2 * size**3 / product, "bytes_per_second": 2 * count / copying,
            "vendor_bf16_flop_per_second": vendor[0], "vendor_bytes_per_second": vendor[1],
        }  # fmt: skip


def measured_peaks(options: argparse.Namespace, dtype: torch.dtype) -> tuple[float, float]:
    """(operations, bytes) a second, from the rows if `peaks` has run."""
    lines = options.rows.read_text(encoding="utf-8").splitlines() if options.rows.is_file() else []
    known = [row for row in map(json.loads, lines) if row["part"] == "peaks" and "error" not in row]
    wanted = str(dtype).removeprefix("torch.")
    row = next(row for row in known or peaks(options) if row["dtype"] == wanted)
    return row["flop_per_second"], row["bytes_per_second"]


def prompts(count: int, length: int, vocabulary: int) -> list[tuple[int, ...]]:
    rng = Random(1)
    return [tuple(rng.randrange(vocabulary) for _ in range(length)) for _ in range(count)]


def requests(options: argparse.Namespace, count: int, vocabulary: int, caps: list[int]) -> list[Request]:
    texts = prompts(-(-count // GROUP), options.prompt, vocabulary)
    return [Request(texts[i // GROUP], i, caps[i]) for i in range(count)]


def rollout_row(options: argparse.Namespace, name: str, engine: TorchEngine, count: int, refilled: bool) -> dict:
    """Of `count` replies, the reading of their prompts with them.

    `refilled`: replies of a quarter to all of the tokens in half as many slots, which are filled again. Else all have
    the same length and are sampled at once.
    """
    dtype = engine.model.dtype
    peak_flop, peak_bytes = measured_peaks(options, dtype)
    price = price_of(engine.model)
    engine.max_slots = max(1, count // 2) if refilled else count
    least = max(1, options.tokens // 4) if refilled else options.tokens
    caps = [least + (options.tokens - least) * (7 * i % count) // max(1, count - 1) for i in range(count)]
    asked = requests(options, count, SHAPES[name].vocabulary, caps)
    done: list[Completion] = []
    passes: list[int] = []

    def sample() -> None:
        done.extend(engine.generate(asked, SamplingParams(1.0, options.tokens), lambda ended, _: passes.append(ended)))

    warming = seconds_of(lambda: engine.generate(asked, SamplingParams(1.0, 8)))
    seconds = seconds_of(sample)
    lengths = [len(one.token_ids) for one in done]
    flop = sum(price.sampling(options.prompt, lengths[i : i + GROUP]) for i in range(0, count, GROUP))
    read = reads_of(SHAPES[name], price, dtype).sampling(options.prompt, lengths, len(passes))
    return {
        "shape": name, "dtype": str(dtype).removeprefix("torch."), "sequences": count, "refilled": refilled,
        "compiled": options.compile, "tokens": sum(lengths), "passes": len(passes), "seconds": seconds,
        "warm_up_seconds": warming, "tokens_per_second": sum(lengths) / seconds,
        "flop_share": flop / seconds / peak_flop, "bytes_share": read / seconds / peak_bytes, "peak_gib": peak_gib(),
    }  # fmt: skip


def rollout(options: argparse.Namespace) -> Iterator[dict]:
    """Sampled tokens per second."""
    for name in options.shapes:
        forget_memory()
        model = random_model(SHAPES[name], native(), DEVICE)
        engine = TorchEngine(model, NoText(SHAPES[name].vocabulary), compiled=options.compile)
        for count in options.sequences:
            yield rollout_row(options, name, engine, count, refilled=False)
        yield rollout_row(options, name, engine, max(options.sequences), refilled=True)
        del model, engine  # before the next one takes its memory


def rollout_groups(options: argparse.Namespace, vocabulary: int) -> list[RolloutGroup]:
    """Random replies whose rewards differ within every group, so that all of them are learnt from."""
    rng, chance = Random(2), torch.tensor(1 / vocabulary).log().item()

    def one(place: int) -> Rollout:
        ids = tuple(rng.randrange(vocabulary) for _ in range(options.tokens))
        return Rollout(Completion("", ids, (chance,) * len(ids), "stop", 0), Score(float(place), {}, "wrong"), place)

    return [
        RolloutGroup(Prompt(None, "", prompt, False), tuple(map(one, range(GROUP))))
        for prompt in prompts(max(1, options.samples // GROUP), options.prompt, vocabulary)
    ]


def learner_for(options: argparse.Namespace, name: str, tokens_per_pass: int) -> Learner:
    """As a run has it: float32 weights, bfloat16 products where the device has them."""
    limits = with_precision(OptimiserConfig(tokens_per_pass=tokens_per_pass), DEVICE)
    model = random_model(SHAPES[name], torch.float32, DEVICE)
    policy = trainable_policy(model, limits, LoraConfig(RANKS.get(name, 0)))
    return Learner(policy, None, None, 0, options.tokens, ALGORITHMS["grpo"], limits)


def update_row(options: argparse.Namespace, name: str, tokens_per_pass: int) -> dict:
    """One GRPO update, advantages and optimiser step with it; the first of three warms up."""
    forget_memory()
    learner = learner_for(options, name, tokens_per_pass)
    groups = rollout_groups(options, SHAPES[name].vocabulary)
    settings = StepSettings(PhaseConfig("rollout", 1, {2: 1.0}, group_size=GROUP), 0, 1.0, 1e-6, 0.0)
    reports: list[dict] = []

    def step() -> None:
        samples = with_advantages(experience(learner, groups, settings), settings, learner.algorithm)
        reports.append(update(learner, samples, settings, 1))

    seconds = [seconds_of(step) for _ in range(3)]
    samples = experience(learner, groups, settings)
    tokens = sum(map(len, samples))
    dtype = torch.bfloat16 if learner.limits.autocast else torch.float32
    flop = learning_compute(price_of(learner.policy.model), samples)["compute/flop"]
    usual = statistics.median(seconds[1:])
    return {
        "shape": name, "adapters": RANKS.get(name, 0), "dtype": str(dtype).removeprefix("torch."), "tokens": tokens,
        "tokens_per_pass": tokens_per_pass, "seconds": usual, "warm_up_seconds": seconds[0],
        "tokens_per_second": tokens / usual, "flop_share": flop / usual / measured_peaks(options, dtype)[0],
        "peak_gib": peak_gib(), "grad_norm": reports[-1]["optim/grad_norm"],
    }  # fmt: skip


def update_parts(options: argparse.Namespace) -> Iterator[dict]:
    """Tokens of prompt and reply per second."""
    for name in options.shapes:
        for tokens_per_pass in options.tokens_per_pass:
            try:
                yield update_row(options, name, tokens_per_pass)
            except torch.OutOfMemoryError:
                yield {"shape": name, "tokens_per_pass": tokens_per_pass, "error": "out of memory"}


def trained(curriculum: str, settings: dict[str, object], label: str) -> Iterator[dict]:
    """A run of the command line, a row a step of reinforcement learning."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "run"
        words = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
        command = [sys.executable, "-m", "logic_rl", "train", "--curriculum", curriculum, "--out", str(folder), *words]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            yield {"run": label, "error": done.stderr.strip()[-600:]}
            return
        for row in map(json.loads, (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()):
            kept = ("time/", "reward/mean", "reward/format_rate", "length/mean", "optim/logprob_gap", "optim/skipped")
            yield {"run": label, "step": row["step"], **{k: v for k, v in row.items() if k.startswith(kept)}}


def runs(options: argparse.Namespace) -> Iterator[dict]:
    """The three phases on the tiny base, three steps each; on SmolLM2 one, if its weights are on this machine."""
    if options.smoke:
        yield from trained("smoke", {}, "smoke")
        return
    short = {f"phases.{phase}.steps": 3 for phase in ("warmup", "rollout", "anneal")}
    yield from trained("three_phase", {**short, "evaluation.num_puzzles": 24}, "three_phase")
    if weights := smollm2():
        steps = {f"phases.{phase}.steps": 1 for phase in ("warmup", "rollout", "anneal")}
        yield from trained("smollm_three_phase", {**steps, "model": weights}, "smollm2-135m")


def smollm2() -> str | None:
    """What is packaged, if its base is installed, or the base as it lies in the cache."""
    try:
        return model_path("smollm2-cold")
    except LogicRLError:
        cached = sorted(Path(os.environ.get("LOGICRL_CACHE", ".")).glob("models/SmolLM2-135M*"))
        return str(cached[0]) if cached else None


def written(rows: Path, part: str, found: Iterator[dict]) -> bool:
    """Append every row as it comes; whether all went well."""
    fine = True
    with rows.open("a", encoding="utf-8") as file:

        def write(row: dict) -> None:
            line = json.dumps({"part": part} | row)
            print(line, file=file, flush=True)
            print(line[:400], file=sys.stderr, flush=True)

        try:
            for row in found:
                fine &= "error" not in row
                write(row)
        except Exception as error:  # the next part shall run all the same
            fine = False
            write({"error": f"{type(error).__name__}: {error}"[:600]})
    return fine


def correctness(options: argparse.Namespace) -> Iterator[dict]:
    from benchmarks.gpu_correctness import agreement

    yield from agreement(options, DEVICE)


PARTS = {"peaks": peaks, "correctness": correctness, "rollout": rollout, "update": update_parts, "run": runs}


def read_options(arguments: list[str] | None = None) -> argparse.Namespace:
    def names(text: str) -> list[str]:
        return text.split(",")

    def numbers(text: str) -> list[int]:
        return [int(word) for word in text.split(",")]

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=sorted(PARTS))
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--shapes", type=names, default=list(SHAPES))
    parser.add_argument("--sequences", type=numbers, default=[64, 256, 1024])
    parser.add_argument("--prompt", type=int, default=128, help="tokens of a prompt")
    parser.add_argument("--tokens", type=int, default=256, help="tokens of a reply")
    parser.add_argument("--samples", type=int, default=128, help="of an update")
    parser.add_argument("--tokens-per-pass", type=numbers, default=[2048, 16384], help="of an update")
    parser.add_argument("--compile", action="store_true", help="decode through torch.compile")
    parser.add_argument("--smoke", action="store_true", help="the run: the curriculum smoke alone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    options = read_options()
    fine = [written(options.rows, part, PARTS[part](options)) for part in options.parts]
    sys.exit(0 if all(fine) else 1)
