"""The endpoint as the official client sees it, against the engine's own batches."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import logic_rl
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.seeding import derive
from logic_rl.serving.limits import Limits
from logic_rl.serving.served import Opening
from tests.serving.conftest import LIMITS, Running, serving

openai = pytest.importorskip("openai")

PUZZLE = (
    "On an island, every knight always tells the truth and every knave always lies. There are two people: Alice and "
    "Bob. Alice says that Bob is a knave. Bob says that Alice and Bob are knaves. So who is a knight and who is a "
    "knave?"
)
ASKED = [{"role": "user", "content": PUZZLE}]
CAP = 120  # tokens; of these replies some are finished by then


@pytest.fixture(scope="session")
def client(running):
    with openai.OpenAI(base_url=f"{running.url}/v1", api_key="none", max_retries=0, timeout=60) as client:
        yield client


def ask(client, **settings):
    usual = {"model": "tiny-base", "messages": ASKED, "temperature": 0.3}
    if "max_completion_tokens" not in settings:
        usual["max_tokens"] = CAP
    return client.chat.completions.create(**usual | settings)


def whole(message) -> str:
    """What the model wrote; a thinking block that is cut short is followed by nothing."""
    if message.reasoning is None:
        return message.content
    return f"<think>{message.reasoning}" + (f"</think>{message.content}" if message.content else "")


@pytest.fixture(scope="session")
def expected() -> dict[int, str]:
    """Seed → what `logicrl ask` gives."""
    return {seed: logic_rl.ask("tiny-base", PUZZLE, seed=seed, temperature=0.3, samples=3, max_new_tokens=CAP)
            ["replies"] for seed in range(4)}  # fmt: skip


def test_a_seed_gives_what_ask_gives_with_thinking_apart(client, expected) -> None:
    apart, ends = 0, set()
    for seed, replies in expected.items():
        completion = ask(client, seed=seed, n=3)
        assert [choice.index for choice in completion.choices] == [0, 1, 2]
        for choice, reply in zip(completion.choices, replies, strict=True):
            text = reply["response"].lstrip()
            assert whole(choice.message).lstrip() == text
            assert (choice.message.reasoning is not None) == text.startswith("<think>")
            apart += choice.message.reasoning is not None
            ends.add(choice.finish_reason)
            assert choice.finish_reason == reply["finish_reason"]
        assert completion.usage.completion_tokens == sum(reply["num_tokens"] for reply in replies)
        assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens
    assert apart > 3 and ends == {"stop", "length"}


def streamed(stream) -> tuple[dict[int, list[str]], dict[int, str], list]:
    """(reasoning, content, finish reason) by choice, and all chunks."""
    said: dict[int, list[str]] = {}
    ends, chunks = {}, list(stream)
    for chunk in chunks:
        for choice in chunk.choices:
            own = said.setdefault(choice.index, ["", ""])
            own[0] += getattr(choice.delta, "reasoning", None) or ""
            own[1] += choice.delta.content or ""
            if choice.finish_reason:
                ends[choice.index] = choice.finish_reason
    return said, ends, chunks


def test_a_stream_says_the_same_in_pieces(client) -> None:
    for seed in range(3):
        together = ask(client, seed=seed, n=2)
        said, ends, chunks = streamed(ask(client, seed=seed, n=2, stream=True, stream_options={"include_usage": True}))
        assert len(chunks) > 10 and len({chunk.id for chunk in chunks}) == 1
        for choice in together.choices:
            assert said[choice.index] == [choice.message.reasoning or "", choice.message.content]
            assert ends[choice.index] == choice.finish_reason
        assert chunks[-1].choices == [] and chunks[-1].usage == together.usage
        assert all(chunk.usage is None for chunk in chunks[:-1])
        assert [chunk.choices[0].delta.role for chunk in chunks[:2]] == ["assistant"] * 2


def test_random_weights_in_two_scripts_stream_to_the_same_text(toy_model) -> None:
    """A toy's tokens are any bytes: half characters, end marks, tags."""
    asked = [{"role": "user", "content": "张三说李四是无赖。🙂"}]
    with serving([str(toy_model)]) as one, openai.OpenAI(base_url=f"{one.url}/v1", api_key="x") as client:
        name = client.models.list().data[0].id
        settings = {"model": name, "messages": asked, "temperature": 5, "max_tokens": 60, "n": 8, "seed": 1}
        together = client.chat.completions.create(**settings)
        said, _, _ = streamed(client.chat.completions.create(**settings, stream=True))
        [served] = one.models
        prompt = served.conversation(asked)
    batch = _engine(toy_model).generate(
        [Request(prompt.token_ids, derive(1, 0, index)) for index in range(8)], SamplingParams(5, 60)
    )
    for choice, completion in zip(together.choices, batch, strict=True):
        assert said[choice.index] == [choice.message.reasoning or "", choice.message.content]
        assert choice.message.content == completion.text
    assert any(not completion.text.isascii() for completion in batch)


def _engine(model):
    from logic_rl.rollout.torch_engine import TorchEngine
    from logic_rl.training.learning.models import load_model

    return TorchEngine(*load_model(str(model)))


def test_logprobs_are_the_engines(client, running: Running) -> None:
    completion = ask(client, seed=5, max_tokens=12, temperature=0.7, logprobs=True, top_logprobs=3)
    [served] = running.models
    prompt = served.conversation(ASKED).token_ids
    [alone] = _engine("tiny-base").generate([Request(prompt, derive(5, 0, 0))], SamplingParams(0.7, 12))
    told = completion.choices[0].logprobs.content
    assert [one.logprob for one in told] == pytest.approx(alone.logprobs, abs=1e-4)
    assert b"".join(bytes(one.bytes) for one in told).decode() == "".join(one.token for one in told)
    assert "".join(one.token for one in told).startswith(alone.text[:20])
    for one in told:
        values = [top.logprob for top in one.top_logprobs]
        assert len(values) == 3 and values == sorted(values, reverse=True)
        assert one.logprob <= values[0] + 1e-6
    _, _, chunks = streamed(
        ask(client, seed=5, max_tokens=12, temperature=0.7, logprobs=True, top_logprobs=3, stream=True)
    )
    pieces = [one for chunk in chunks if chunk.choices[0].logprobs for one in chunk.choices[0].logprobs.content]
    assert [one.token for one in pieces] == [one.token for one in told]


def test_a_stop_string_is_left_out_and_ends_the_reply(client) -> None:
    free = whole(ask(client, seed=1).choices[0].message)
    stop = free[len(free) // 2 : len(free) // 2 + 5]
    cut = ask(client, seed=1, stop=["never there", stop])
    assert cut.choices[0].finish_reason == "stop"
    assert whole(cut.choices[0].message) == free.partition(stop)[0]
    assert cut.usage.completion_tokens < ask(client, seed=1).usage.completion_tokens
    said, ends, _ = streamed(ask(client, seed=1, stop=stop, stream=True))
    assert said[0] == [cut.choices[0].message.reasoning or "", cut.choices[0].message.content] and ends == {0: "stop"}


def test_length_greedy_and_top_p(client) -> None:
    short = ask(client, max_completion_tokens=7, max_tokens=100, temperature=0)
    assert short.choices[0].finish_reason == "length" and short.usage.completion_tokens == 7
    narrow = ask(client, temperature=2, top_p=1e-6, max_tokens=30, seed=3)
    greedy = ask(client, temperature=0, max_tokens=30)
    assert narrow.choices[0].message == greedy.choices[0].message
    assert ask(client, temperature=2, max_tokens=30, seed=3).choices[0].message != greedy.choices[0].message
    first, second = (ask(client, temperature=2, max_tokens=30).choices[0].message for _ in range(2))
    assert first != second  # without a seed each time another


def test_models_and_health(client, running: Running) -> None:
    import httpx2 as httpx

    [model] = client.models.list().data
    assert model.id == "tiny-base" and client.models.retrieve("tiny-base").id == "tiny-base"
    assert httpx.get(f"{running.url}/health").json() == {"status": "ok", "replies": {"tiny-base": 0}}


@pytest.mark.parametrize(
    ("settings", "kind", "words"),
    [
        ({"model": "gpt-5"}, openai.NotFoundError, "no model 'gpt-5' here; there is tiny-base"),
        ({"messages": []}, openai.BadRequestError, "messages"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, openai.BadRequestError, "the user's"),
        ({"messages": [{"role": "tool", "content": "x"}]}, openai.BadRequestError, "role"),
        ({"messages": [{"role": "user", "content": PUZZLE * 300}]}, openai.BadRequestError, "2048 positions"),
        ({"max_tokens": 4000}, openai.BadRequestError, "2048 positions"),
        ({"max_tokens": 0}, openai.BadRequestError, "max_tokens"),
        ({"temperature": -1}, openai.BadRequestError, "temperature"),
        ({"temperature": 1e-30}, openai.BadRequestError, "0.001"),
        ({"top_p": 0}, openai.BadRequestError, "top_p"),
        ({"n": 0}, openai.BadRequestError, "n:"),
        ({"n": 33}, openai.BadRequestError, "32 at most"),
        ({"stop": ["a", ""]}, openai.BadRequestError, "empty string"),
        ({"top_logprobs": 2}, openai.BadRequestError, "logprobs: true"),
        ({"logprobs": True, "top_logprobs": 21}, openai.BadRequestError, "top_logprobs"),
        ({"frequency_penalty": 0.5}, openai.BadRequestError, "frequency_penalty is not supported"),
        ({"response_format": {"type": "json_object"}}, openai.BadRequestError, "response_format is not supported"),
        ({"extra_body": {"temprature": 1}}, openai.BadRequestError, "did you mean 'temperature'"),
        ({"extra_body": {"seed": "7"}}, openai.BadRequestError, "seed"),
        ({"stream": True, "n": -1}, openai.BadRequestError, "n:"),
    ],
)
def test_what_cannot_be_asked_is_told(client, settings, kind, words) -> None:
    with pytest.raises(kind) as raised:
        ask(client, **settings)
    assert words in raised.value.body["message"] and raised.value.body["type"].endswith("_error")


def test_what_asks_for_nothing_is_passed_over(client) -> None:
    ask(client, max_tokens=2, frequency_penalty=0, presence_penalty=0.0, logit_bias={}, user="me", tools=[],
        response_format={"type": "text"}, extra_body={"top_k": -1, "reasoning_effort": "low"})  # fmt: skip


def waited(running: Running, is_busy: bool, seconds: float = 30) -> int:
    """The load, once there is some, or none."""
    until = time.monotonic() + seconds
    while bool(running.load) != is_busy and time.monotonic() < until:
        time.sleep(0.01)
    return running.load


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_hangs_up_frees_its_slots(client, running: Running, stream: bool) -> None:
    import httpx2 as httpx

    body = {"messages": ASKED, "n": 32, "max_tokens": 1900, "temperature": 50, "stream": stream}
    with httpx.Client(timeout=30) as impatient:
        if stream:
            with impatient.stream("POST", f"{running.url}/v1/chat/completions", json=body) as response:
                next(response.iter_lines())
                assert running.load > 0
        else:
            with pytest.raises(httpx.TimeoutException):
                impatient.post(f"{running.url}/v1/chat/completions", json=body, timeout=0.4)
    assert waited(running, False) == 0
    assert len(running.models[0].worker.live.free) == 8


def test_64_clients_at_once_lose_nothing(client, running: Running, expected) -> None:
    def one(number: int) -> str:
        seed = number % 4
        if number % 2:
            return whole(ask(client, seed=seed).choices[0].message).lstrip()
        said, ends, _ = streamed(ask(client, seed=seed, stream=True))
        assert ends[0] in ("stop", "length")
        return "".join(said[0])

    with ThreadPoolExecutor(64) as pool:
        texts = list(pool.map(one, range(64)))
    for number, text in enumerate(texts):
        right = expected[number % 4][0]["response"].lstrip()
        assert text == right or text == right.replace("<think>", "").replace("</think>", "")
    assert waited(running, False) == 0


def test_a_full_queue_and_slow_work_are_told_and_pass() -> None:
    tight = Limits(queue=18, seconds=2.0, body_bytes=LIMITS.body_bytes)
    with (
        serving(["tiny-base"], Opening(slots=2), tight) as one,
        openai.OpenAI(base_url=f"{one.url}/v1", api_key="x", max_retries=0) as client,
    ):
        with pytest.raises(openai.RateLimitError, match="try again later"):
            ask(client, n=21)
        long = {"temperature": 50, "max_tokens": 1900, "n": 20}
        with pytest.raises(openai.APIStatusError, match="not finished in 2 seconds") as raised:
            ask(client, **long)
        assert raised.value.status_code == 504 and waited(one, False) == 0
        with pytest.raises(openai.APIError, match="not finished in 2 seconds"):
            streamed(ask(client, **long, stream=True))
        assert waited(one, False) == 0
        assert ask(client, max_tokens=3).usage.completion_tokens == 3


def test_a_model_that_fails_is_told_and_the_server_lives(client, running: Running, monkeypatch) -> None:
    worker = running.models[0].worker
    monkeypatch.setattr(worker.live, "one_pass", lambda: 1 / 0)
    with pytest.raises(openai.InternalServerError, match="ZeroDivisionError"):
        ask(client)
    assert waited(running, False) == 0
    assert ask(client, max_tokens=3).usage.completion_tokens == 3


def test_two_models_side_by_side(toy_model) -> None:
    with (
        serving(["tiny-base", str(toy_model)]) as one,
        openai.OpenAI(base_url=f"{one.url}/v1", api_key="x") as client,
    ):
        names = [model.id for model in client.models.list()]
        assert names == ["tiny-base", str(toy_model)] and client.models.retrieve(names[1]).id == names[1]
        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(lambda name: ask(client, model=name, max_tokens=20, seed=1), names))
        assert [completion.model for completion in both] == names
        assert both[0].choices[0].message != both[1].choices[0].message
        alone = ask(client, seed=1, max_tokens=20)
        assert alone.choices[0].message == both[0].choices[0].message


def test_closing_ends_what_is_under_way() -> None:
    outcome = []
    with (
        serving(["tiny-base"]) as one,
        openai.OpenAI(base_url=f"{one.url}/v1", api_key="x", max_retries=0) as client,
    ):

        def wait_for_it() -> None:
            try:
                outcome.append(ask(client, temperature=50, max_tokens=1900, n=32))
            except openai.APIError as error:
                outcome.append(error)

        thread = threading.Thread(target=wait_for_it)
        thread.start()
        assert waited(one, True) > 0
    thread.join(timeout=20)
    assert len(outcome) == 1 and isinstance(outcome[0], openai.APIError)
