"""`logicrl serve --engine vllm` in a process of its own: the real vLLM on this machine's CPU. Takes half a minute."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from logic_rl.cli.main import main

openai = pytest.importorskip("openai")

ASKED = [{"role": "user", "content": "There are two people: Alice and Bob. Alice says that Bob is a knave. Bob says "
          "that Alice and Bob are knaves. So who is a knight and who is a knave?"}]  # fmt: skip
SLOTS = 8


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where it listens; it ends on SIGTERM without an error."""
    if not (find_spec("vllm") and find_spec("ray")):
        pytest.skip("vllm and ray are not installed: make setup-vllm")
    command = [sys.executable, "-m", "logic_rl", "serve", "--model", "tiny-base", "--engine", "vllm", "--port", "0",
               "--slots", str(SLOTS)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        told: list[str] = []
        for line in server.stderr:
            told.append(line)
            if found := re.search(r"at (http://127\.0\.0\.1:\d+)/v1", line):
                break
        else:
            pytest.fail("".join(told)[-2000:])
        yield found[1]
        server.terminate()
        _, told_last = server.communicate(timeout=60)
        assert server.returncode == 0 and told_last.rstrip().endswith("stopped"), told_last[-2000:]


@pytest.fixture(scope="module")
def client(address):
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0, timeout=120) as client:
        yield client


def ask(client, **settings):
    return client.chat.completions.create(**{"model": "tiny-base", "messages": ASKED, "max_tokens": 80} | settings)


def load(address: str) -> int:
    import httpx2 as httpx

    return sum(httpx.get(f"{address}/health", timeout=30).json()["replies"].values())


@pytest.fixture(scope="module")
def alone():
    """The project's own engine on the same prompt: (prompt's token ids, engine)."""
    from logic_rl.rollout.torch_engine import TorchEngine
    from logic_rl.serving.conversation import Conversation
    from logic_rl.serving.served import Opening, found_model
    from logic_rl.training.learning.models import load_model

    path, asking = found_model("tiny-base", Opening())
    model, tokenizer = load_model(path)
    return Conversation(asking, tokenizer)(ASKED).token_ids, TorchEngine(model, tokenizer)


@pytest.mark.slow
def test_greedy_it_writes_what_the_own_engine_writes(client, alone) -> None:
    from logic_rl.rollout.engine import Request, SamplingParams

    prompt, engine = alone
    [expected] = engine.generate([Request(prompt, 0)], SamplingParams(0.0, 80))
    completion = ask(client, temperature=0, logprobs=True, top_logprobs=3)
    told = completion.choices[0].logprobs.content
    assert completion.usage.prompt_tokens == len(prompt)
    assert completion.usage.completion_tokens == len(told) == len(expected.token_ids)
    assert "".join(one.token for one in told).startswith(expected.text)
    assert [one.logprob for one in told] == pytest.approx(expected.logprobs, abs=2e-3)
    assert all(one.top_logprobs[0].token == one.token and len(one.top_logprobs) == 3 for one in told)


@pytest.mark.slow
@pytest.mark.parametrize("temperature", [0.7, 1.5])
def test_logprobs_are_those_of_the_model(temperature: float, client, alone) -> None:
    import torch

    prompt, engine = alone
    completion = ask(client, temperature=temperature, seed=3, logprobs=True, top_logprobs=5)
    told = completion.choices[0].logprobs.content
    ids = [engine.tokenizer.convert_tokens_to_ids(engine.tokenizer.tokenize(one.token)) for one in told[:20]]
    assert all(len(own) == 1 for own in ids), "else the text would not tell the tokens"
    with torch.no_grad():
        logits = engine.model(torch.tensor([[*prompt, *(own[0] for own in ids)]])).logits[0]
    expected = (logits / temperature).log_softmax(-1)[len(prompt) - 1 : -1]
    for place, (one, own) in enumerate(zip(told, ids, strict=False)):
        assert one.logprob == pytest.approx(float(expected[place, own[0]]), abs=2e-3)
        best = expected[place].topk(5).values.tolist()
        assert [top.logprob for top in one.top_logprobs] == pytest.approx(best, abs=2e-3)


@pytest.mark.slow
def test_a_seed_repeats_itself_streamed_too(client) -> None:
    first = ask(client, seed=5, n=3, temperature=1)
    texts = [choice.message.content for choice in first.choices]
    assert len(set(texts)) > 1
    assert [choice.message.content for choice in ask(client, seed=5, n=3, temperature=1).choices] == texts
    streamed = ["", "", ""]
    for chunk in ask(client, seed=5, n=3, temperature=1, stream=True):
        for choice in chunk.choices:
            streamed[choice.index] += choice.delta.content or ""
    assert streamed == texts


@pytest.mark.slow
def test_a_stop_string_and_the_cap_end_a_reply(client, address: str) -> None:
    whole = ask(client, temperature=0).choices[0]
    stop = "</answer>"
    cut = ask(client, temperature=0, stop=[stop]).choices[0]
    before, found, _ = whole.message.content.partition(stop)
    assert found and cut.message.content == before and cut.finish_reason == "stop"
    assert ask(client, temperature=0, max_tokens=5).choices[0].finish_reason == "length"
    with pytest.raises(openai.BadRequestError, match="room"):
        ask(client, max_tokens=100_000)
    assert load(address) == 0


@pytest.mark.slow
def test_more_clients_than_slots_lose_nothing(client, address: str) -> None:
    with ThreadPoolExecutor(3 * SLOTS) as pool:
        replies = list(pool.map(lambda seed: ask(client, seed=seed, max_tokens=30), range(3 * SLOTS)))
    assert all(0 < reply.usage.completion_tokens <= 30 for reply in replies)
    assert load(address) == 0


@pytest.mark.slow
def test_a_client_that_hangs_up_frees_its_slots(client, address: str) -> None:
    stream = ask(client, n=SLOTS, max_tokens=1500, temperature=2, stream=True)
    next(iter(stream))
    assert load(address) > 0
    stream.close()
    until = time.monotonic() + 30
    while load(address) and time.monotonic() < until:
        time.sleep(0.05)
    assert load(address) == 0


def test_it_serves_one_model(capsys) -> None:
    if not (find_spec("vllm") and find_spec("ray")):
        pytest.skip("vllm and ray are not installed: make setup-vllm")
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--engine", "vllm", "--model", "tiny-base", "--model", "smollm2-cold"])
    assert ended.value.code == 2 and "serves one model" in capsys.readouterr().err
