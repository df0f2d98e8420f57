"""The application: `uvicorn logic_rl_openenv.server.app:app`, or `server` once the package is installed."""

from __future__ import annotations

import argparse

import uvicorn
from openenv.core.env_server.http_server import create_app

from logic_rl_openenv.models import LogicAction, LogicObservation, LogicState
from logic_rl_openenv.server.logic_environment import LogicEnvironment

SESSIONS = 64  # each has its own question; none holds more than that

app = create_app(
    LogicEnvironment, LogicAction, LogicObservation, env_name="logic_rl_openenv", max_concurrent_envs=SESSIONS,
    state_cls=LogicState,
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to be reached from other machines")
    parser.add_argument("--port", type=int, default=8000)
    told = parser.parse_args()
    uvicorn.run(app, host=told.host, port=told.port)


if __name__ == "__main__":
    main()
