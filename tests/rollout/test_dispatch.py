"""The pool's logic: every request is served once, whatever becomes of the workers."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from logic_rl.errors import RunFailed
from logic_rl.rollout.engine import Request, SamplingParams
from logic_rl.rollout.pool.crew import Crew, Limits
from logic_rl.rollout.pool.dispatch import PIECE, Dispatch
from tests.rollout.scripted import ScriptedRemote, Worker

PARAMS = SamplingParams()


def requests(count: int) -> list[Request]:
    return [Request((1, 2, 3), seed=1000 + i) for i in range(count)]


def crew_of(remote: ScriptedRemote, limits: Limits | None = None, accept=lambda place, probe: None) -> Crew:
    crew = Crew(remote, len(remote.workers), limits or Limits(60, 10, 3), accept, clock=remote.clock)
    crew.start()
    return crew


def serve(remote: ScriptedRemote, count: int, crew: Crew | None = None, slots: int = 16, turn: int = 1) -> Dispatch:
    """Runs a turn and checks that each request came back once, with the sample of its seed."""
    dispatch = Dispatch(crew or crew_of(remote), iter(requests(count)), PARAMS, slots, turn)
    results = list(dispatch.run())
    assert Counter(index for index, _ in results) == Counter(range(count))
    assert all(done.token_ids == (requests(count)[index].seed,) for index, done in results)
    return dispatch


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 200])
@pytest.mark.parametrize("workers", [1, 3])
def test_every_request_comes_back_once(count: int, workers: int) -> None:
    remote = ScriptedRemote(*(Worker() for _ in range(workers)))
    assert serve(remote, count).reissued == 0


def test_work_is_shared_evenly_from_the_first_moment() -> None:
    remote = ScriptedRemote(Worker(), Worker())
    serve(remote, 4 * PIECE, slots=64)
    assert all(len(worker.served) >= PIECE for worker in remote.workers)


def test_a_slow_worker_does_not_hold_up_the_rest() -> None:
    def seconds(slow: int) -> float:
        remote = ScriptedRemote(Worker(speed=8), Worker(speed=slow))
        serve(remote, 128, slots=64)
        return remote.now

    assert seconds(slow=8) <= 10
    assert seconds(slow=1) <= 128 / 8 + 6, "the fast worker takes over nearly all"


def test_lost_workers_are_made_anew_and_their_requests_issued_again() -> None:
    remote = ScriptedRemote(Worker(fate=lambda call: "dies" if call == 3 else "ok"), Worker())
    crew = crew_of(remote)
    dispatch = serve(remote, 100, crew)
    assert dispatch.reissued > 0
    assert (crew.restarts, remote.workers[0].births) == (1, 2)


def test_a_hung_worker_is_replaced_after_the_time_out() -> None:
    remote = ScriptedRemote(Worker(fate=lambda call: "hangs" if call == 2 else "ok"))
    crew = crew_of(remote)
    serve(remote, 40, crew)
    assert crew.restarts == 1
    assert 10 <= remote.now <= 25


@pytest.mark.parametrize("seed", range(20))
def test_chaos(seed: int) -> None:
    rng = random.Random(seed)
    fate = lambda call: rng.choices(["ok", "dies", "hangs"], [8, 1, 1])[0]  # noqa: E731
    remote = ScriptedRemote(*(Worker(fate=fate, speed=rng.randint(1, 8)) for _ in range(3)))
    serve(remote, 300, crew_of(remote, Limits(60, 10, failures=50)))


def test_all_workers_lost_at_once() -> None:
    remote = ScriptedRemote(*(Worker(fate=lambda call: "dies" if call == 2 else "ok") for _ in range(2)))
    assert serve(remote, 60).reissued == 40


def test_a_worker_that_keeps_failing_ends_the_run_with_its_last_lines() -> None:
    remote = ScriptedRemote(Worker(), Worker(fate=lambda call: "ok" if call == 1 else "dies"))
    with pytest.raises(RunFailed, match="worker 1 failed 3 times in a row.*killed.*the last line of 1"):
        serve(remote, 200)


def test_an_interrupted_turn_does_not_leak_into_the_next() -> None:
    remote = ScriptedRemote(Worker(), Worker())
    crew = crew_of(remote)
    interrupted = Dispatch(crew, iter(requests(100)), PARAMS, 16, turn=1).run()
    next(interrupted)
    interrupted.close()
    serve(remote, 100, crew, turn=2)


def test_weights_reach_every_worker_and_are_checked() -> None:
    seen = []
    remote = ScriptedRemote(Worker(), Worker())
    crew = crew_of(remote, accept=lambda place, probe: seen.append((place, probe.version)))
    remote.version = 7
    crew.sync()
    assert sorted(seen) == [(0, 0), (0, 7), (1, 0), (1, 7)]


def test_a_worker_that_dies_while_taking_weights_gets_the_current_ones() -> None:
    seen = []
    remote = ScriptedRemote(Worker(fate=lambda call: "dies" if call == 2 else "ok"), Worker())
    crew = crew_of(remote, accept=lambda place, probe: seen.append((place, probe.version)))
    remote.version = 7
    crew.sync()
    assert (0, 7) in seen and crew.ready == {0, 1}


def test_wrong_weights_end_the_run() -> None:
    def accept(place: int, probe) -> None:
        if probe.version == 7:
            raise RunFailed("the engine has other weights than the trainer")

    remote = ScriptedRemote(Worker())
    crew = crew_of(remote, accept=accept)
    remote.version = 7
    with pytest.raises(RunFailed, match="other weights"):
        crew.sync()


def test_weights_reach_a_worker_that_is_still_sampling() -> None:
    """A turn ends when all requests are there, and a slow worker may still be at copies of some."""
    remote = ScriptedRemote(Worker(speed=8), Worker(speed=1))
    crew = crew_of(remote)
    serve(remote, 40, crew)
    assert any(call.name == "sample" for call in crew.calls.values()), "else this tests nothing"
    remote.version = 7
    crew.sync()
    assert crew.well == {0, 1}
    assert [name for name, _ in remote.log].count("load") == 2
    serve_with = Dispatch(crew, iter(requests(40)), PARAMS, 16, turn=2)
    assert {done.policy_version for _, done in serve_with.run()} == {7}


def test_a_worker_never_waits_for_the_pool() -> None:
    """Scoring takes time between two looks at the workers; they sample meanwhile."""
    remote = ScriptedRemote(Worker(speed=4))
    crew = crew_of(remote)
    started = remote.now
    for index, _ in Dispatch(crew, iter(requests(200)), PARAMS, 64, turn=1).run():
        remote.now += 0.8 if index % 4 == 0 else 0.0
    assert remote.now - started <= 200 / 4 + 2


def test_a_lost_worker_without_room_is_done_without_until_there_is() -> None:
    remote = ScriptedRemote(Worker(), Worker(fate=lambda call: "dies" if call == 3 else "ok"))
    crew = crew_of(remote)
    remote.known_room = lambda: 1  # its node is gone
    serve(remote, 100, crew)
    assert (crew.absent, crew.restarts) == ({1}, 0)
    remote.version = 1
    crew.sync()
    assert crew.well == {0}
    remote.known_room = lambda: 2  # a new node joins
    serve(remote, 100, crew, turn=2)
    assert (crew.absent, crew.restarts, remote.workers[1].births) == (set(), 1, 2)


def test_a_node_that_is_known_to_be_lost_only_later_holds_up_nothing() -> None:
    remote = ScriptedRemote(Worker(), Worker(fate=lambda call: "dies" if call == 3 else "ok"))
    crew = crew_of(remote)
    remote.homeless = {1}
    remote.known_room = lambda: 2 if remote.now < 15 else 1
    serve(remote, 40, crew)
    remote.version = 1
    crew.sync()
    assert crew.well == {0} and crew.absent == {1}
    assert remote.now < 30, "not start_seconds, which is 60"
    assert crew.failures[1] == 1


def test_no_room_for_any_worker_ends_the_run() -> None:
    remote = ScriptedRemote(Worker(fate=lambda call: "dies" if call == 2 else "ok"))
    crew = crew_of(remote)
    remote.known_room = lambda: 0
    with pytest.raises(RunFailed, match="for 60 s no node had room"):
        serve(remote, 100, crew)
    assert 60 < remote.now < 70
