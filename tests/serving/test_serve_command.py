"""The command in a process of its own, from the line that says where it listens to its end."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_who_comes_when_it_says_where_it_listens_is_answered(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "logic_rl", "serve", "--model", "tiny-base", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            port = next(
                int(found[1]) for line in server.stderr if (found := re.search(r"127\.0\.0\.1:(\d+)/v1", line))
            )

            def status(_: int) -> int:
                with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
                    connection.request("GET", "/health")
                    with connection.getresponse() as answer:
                        return answer.status

            with ThreadPoolExecutor(64) as pool:
                assert set(pool.map(status, range(64))) == {200}
            server.send_signal(number)
            _, told = server.communicate(timeout=60)
            assert server.returncode == 0 and told.rstrip().endswith("stopped")
        finally:
            server.kill()
