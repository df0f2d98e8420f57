"""Tokens per second of 64 clients at `logicrl serve`, beside the engine's own without a server, on the same prompts.

    python benchmarks/serve.py [--model tiny-base] [--clients 64] [--requests 256] [--max-new-tokens 512] [--turns 2]

The engine decodes all requests in one call, with as many slots as there are clients. A server of its own process
gets the same prompts from that many clients at once, each with one connection and one request after the other: replies
as a whole, and streamed. Prompts are puzzles of two to four people, temperature 1; seeds differ, so lengths do a
little. Prints one JSON object: the median over the turns, and the share of the engine's rate that arrives.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import islice
from queue import Empty, SimpleQueue

from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.torch_engine import TorchEngine
from logic_rl.seeding import derive
from logic_rl.serving.conversation import Conversation
from logic_rl.serving.served import Opening, found_model
from logic_rl.training.learning.models import load_model
from puzzles import PuzzleSpec, sample_distinct

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--model", default="tiny-base")
parser.add_argument("--clients", type=int, default=64)
parser.add_argument("--requests", type=int, default=256)
parser.add_argument("--max-new-tokens", type=int, default=512)
parser.add_argument("--turns", type=int, default=2)


def prompts(count: int) -> list[str]:
    few = [
        puzzle.text
        for people in (2, 3, 4)
        for puzzle in islice(sample_distinct(PuzzleSpec(people, fixed_cast=True), random.Random(0)), 32)
    ]
    random.Random(0).shuffle(few)
    return [few[number % len(few)] for number in range(count)]


class Alone:
    """The engine itself, in this process."""

    def __init__(self, options: argparse.Namespace, texts: list[str]) -> None:
        path, asking = found_model(options.model, Opening())
        model, tokenizer = load_model(path)
        conversation = Conversation(asking, tokenizer)
        self.engine = TorchEngine(model, tokenizer, options.clients)
        self.params = SamplingParams(1.0, options.max_new_tokens)
        self.requests = [
            Request(conversation([{"role": "user", "content": text}]).token_ids, derive(seed, 0, 0))
            for seed, text in enumerate(texts)
        ]

    def rate(self) -> float:
        begun = time.perf_counter()
        tokens = sum(len(one.token_ids) for one in self.engine.generate(self.requests, self.params))
        return tokens / (time.perf_counter() - begun)


def served_rate(options: argparse.Namespace, texts: list[str], port: int, stream: bool) -> float:
    waiting: SimpleQueue[tuple[int, str]] = SimpleQueue()
    for entry in enumerate(texts):
        waiting.put(entry)

    def client(_: int) -> int:
        connection, tokens = HTTPConnection("127.0.0.1", port, timeout=600), 0
        while True:
            try:
                seed, text = waiting.get_nowait()
            except Empty:
                connection.close()
                return tokens
            body = {"messages": [{"role": "user", "content": text}], "seed": seed, "stream": stream,
                    "max_tokens": options.max_new_tokens, "stream_options": {"include_usage": True}}  # fmt: skip
            connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse().read()
            [count] = re.findall(rb'"completion_tokens":(\d+)', answer)
            tokens += int(count)

    begun = time.perf_counter()
    with ThreadPoolExecutor(options.clients) as pool:
        tokens = sum(pool.map(client, range(options.clients)))
    return tokens / (time.perf_counter() - begun)


def main() -> None:
    options = parser.parse_args()
    texts = prompts(options.requests)
    alone, rates = Alone(options, texts), {"engine": [], "whole": [], "streamed": []}
    alone.rate()  # warms up
    command = [sys.executable, "-m", "logic_rl", "serve", "--model", options.model, "--port", "0",
               "--slots", str(options.clients)]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:  # it tells its port when it is up
        try:
            assert server.stderr is not None
            port = next(int(found[1]) for line in server.stderr if (found := re.search(r"127\.0\.0\.1:(\d+)/v1", line)))
            served_rate(options, texts[: options.clients], port, stream=False)  # warms up
            for _ in range(options.turns):
                rates["engine"].append(alone.rate())
                rates["whole"].append(served_rate(options, texts, port, stream=False))
                rates["streamed"].append(served_rate(options, texts, port, stream=True))
        finally:
            server.terminate()
    medians = {name: statistics.median(values) for name, values in rates.items()}
    shares = {f"{name}_share": round(medians[name] / medians["engine"], 3) for name in ("whole", "streamed")}
    print(json.dumps({name: round(value) for name, value in medians.items()} | shares))


if __name__ == "__main__":
    main()
