"""`logicrl serve`: models behind an OpenAI-compatible endpoint, with a page."""

from __future__ import annotations

import click

from logic_rl.cli.shared.engine_options import installed_engine
from logic_rl.cli.shared.prompt_options import prompt_options


@click.command()
@click.option("--model", "models", multiple=True, required=True,
              help="Packaged name, folder (of a run its last checkpoint) or hub id. Repeatable: side by side.")
@click.option("--host", default="127.0.0.1", show_default=True,
              help="Address to listen at; at another than this machine's own others reach it, without keys.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--engine", type=click.Choice(["torch", "vllm"]), default="torch", show_default=True,
              callback=installed_engine, help="vllm serves one model.")
@prompt_options
@click.option("--slots", type=click.IntRange(1, 4096), default=64, show_default=True,
              help="Replies that a model writes at once.")
@click.option("--queue", type=click.IntRange(0), default=256, show_default=True,
              help="Replies that wait for a slot; more are refused with 429.")
@click.option("--seconds", type=click.FloatRange(1), default=600, show_default=True, help="For a whole answer.")
def serve(models: tuple[str, ...], host: str, port: int, queue: int, seconds: float, **opening) -> None:
    """Serve models as OpenAI-compatible chat completions, asked as in their training, and a page to watch them think.

    Streaming, n, seed, stop, top_p, logprobs; a reply's thinking stands in `reasoning`, the rest in `content`.
    Checkpoints carry their prompt, so a bare `vllm serve CHECKPOINT` asks them alike.

    \b
    Example:
      logicrl serve --model tiny-base
      logicrl serve --model tiny-base --model runs/first --port 8080
      logicrl serve --model runs/qwen7b --engine vllm
      curl localhost:8000/v1/chat/completions -H 'Content-Type: application/json' -d '{"messages": [{"role": "user",
        "content": "Alice says that Bob is a knave. Bob says that Alice and Bob are knaves."}]}'
    """
    from logic_rl.extras import require

    require("serve", "logicrl serve")
    from logic_rl.serving.limits import Limits
    from logic_rl.serving.run import serve as served
    from logic_rl.serving.served import Opening

    def say(line: str) -> None:
        click.echo(line, err=True)

    try:
        served(models, host, port, Opening(**opening), Limits(queue=queue, seconds=seconds), say)
    except KeyboardInterrupt:  # the way to end it
        say("stopped")
