"""What `logicrl serve` does: models up, the server up, and both down again."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing

import uvicorn

from logic_rl.errors import UsageError
from logic_rl.interruption import termination_as_interrupt
from logic_rl.serving.app import application
from logic_rl.serving.connection import patient_connection
from logic_rl.serving.guard import Guard
from logic_rl.serving.limits import LOOPBACK, Limits
from logic_rl.serving.served import Opening, found_model, opened_model, require_different

BACKLOG = 2048  # connections that wait to be taken, as uvicorn has it
SWITCH = 1e-4  # seconds that a thread keeps the interpreter from the one that decodes, which wants it at every product
GRACE = 3  # seconds that open answers have when the server ends


def serve(
    models: Sequence[str], host: str, port: int, opening: Opening, limits: Limits, say: Callable[[str], None]
) -> None:
    """Serve models until Ctrl-C or SIGTERM.

    Args:
        port: 0 takes a free one.
        say: hears where it listens.

    Raises:
        UsageError: a model cannot be loaded, or the address cannot be had; before anything is loaded.
    """
    require_different(tuple(models))
    if opening.engine == "vllm" and len(models) > 1:
        raise UsageError("--engine vllm serves one model: give one --model, and the others a server of their own")
    for model in models:
        found_model(model, opening)
    sys.setswitchinterval(SWITCH)
    with ExitStack() as stack:
        stack.enter_context(termination_as_interrupt())
        listening = stack.enter_context(closing(bound(host, port)))
        opened = []
        for model in models:
            say(f"loading {model}")
            opened.append(opened_model(model, opening, limits.queue))
            stack.callback(opened[-1].worker.close)
        listening.listen(BACKLOG)  # who comes before the server runs waits for it, and is not refused
        is_loopback = host in LOOPBACK
        address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
        say(f"{', '.join(models)} at {address}/v1, the page at {address}/ (Ctrl-C ends it)")
        if not is_loopback:
            say("note: whoever reaches this address can use it; there are no keys")
        server(Guard(application(opened, limits), limits, is_loopback), limits).run(sockets=[listening])


def server(guarded: Guard, limits: Limits) -> uvicorn.Server:
    """uvicorn in front of the application; it ends on Ctrl-C."""
    config = uvicorn.Config(
        guarded, http=patient_connection(limits), ws="none", lifespan="off", log_level="warning", access_log=False,
        limit_concurrency=limits.connections, timeout_graceful_shutdown=GRACE, server_header=False,
    )  # fmt: skip
    return uvicorn.Server(config)


def bound(host: str, port: int) -> socket.socket:
    """A listening socket; raises UsageError where the address cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        raise UsageError(f"cannot listen at {host}, port {port} ({error.strerror or error}): give another --port, or "
                         "--port 0 for any free one") from None  # fmt: skip
    return listening
