"""Whether the model hub can be reached, asked in seconds: its own client tries again for minutes."""

from __future__ import annotations

import os
import socket
import urllib.error
import urllib.request
from pathlib import Path

from logic_rl.errors import UsageError

SECONDS = 10.0  # for one answer of any kind


def require_reachable(name: str) -> None:
    """Look whether a hub model is kept on this machine, else whether the hub answers.

    Args:
        name: a hub id such as "Qwen/Qwen2.5-7B".

    Raises:
        UsageError: neither; what else may be wrong with the name, the hub's own client says.
    """
    if os.environ.get("HF_HUB_OFFLINE") or _is_kept(name):
        return
    if reason := silence(os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")):
        raise UsageError(
            f"model {name!r} is neither a folder here nor reachable on the hub: check the spelling and the network, "
            f"or download it and give its folder ({reason})"
        )


def _is_kept(name: str) -> bool:
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface")
    folder = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE") or Path(home, "hub")
    return (Path(folder).expanduser() / f"models--{name.replace('/', '--')}" / "snapshots").is_dir()


def require_answer(endpoint: str) -> None:
    """Look whether anybody is at the address of `--endpoint`, in seconds and before any work.

    Raises:
        UsageError: nobody is.
    """
    if reason := silence(endpoint):
        raise UsageError(f"--endpoint {endpoint} does not answer ({reason}): start it, or mend the address")


def silence(endpoint: str) -> str | None:
    """Why no connection can be made; None where there is one, or where another client may have more luck."""
    try:
        urllib.request.urlopen(urllib.request.Request(endpoint, method="HEAD"), timeout=SECONDS).close()
    except urllib.error.HTTPError:
        return None
    except (urllib.error.URLError, OSError) as error:
        cause = getattr(error, "reason", error)
        if isinstance(cause, socket.gaierror | ConnectionError | TimeoutError):
            return f"{endpoint}: {getattr(cause, 'strerror', None) or cause}"
    return None
