"""The materials of the mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.mistakes.materials import make_materials


@pytest.fixture(scope="session")
def materials(tmp_path_factory: pytest.TempPathFactory, toy_model: Path) -> Path:
    return make_materials(tmp_path_factory.mktemp("materials"), toy_model)
