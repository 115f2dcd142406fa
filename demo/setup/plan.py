"""The steps of the set-up: from an empty checkout to all that is installed, exported and trained once."""

import os
from pathlib import Path

from demo.setup.step import SetupStep

ENVIRONMENT = Path(".venv").resolve()
STAMPS = ENVIRONMENT / "setup"
BIN = ENVIRONMENT / "bin"
BOT = Path("bot").resolve()
VAR = Path(os.environ.get("RAPPORT_VAR", "var")).resolve()
ENCODER = Path(os.environ.get("RAPPORT_ENCODER", VAR / "encoder")).resolve()
LOGS = VAR / "log"

STEPS = (
    SetupStep(
        name="main-environment",
        title="Main environment (.venv)",
        # With dependencies: the lock holds all that torch's CPU build needs, but the CUDA build, which an
        # index may offer in its place, cannot be imported without libraries that only its own metadata names.
        command=(str(BIN / "pip"), "install", "-r", "requirements.lock", "--editable", "."),
        inputs=(Path("requirements.lock"), Path("pyproject.toml")),
        outputs=(BIN / "rapport",),
    ),
    SetupStep(
        name="assistant-environment",
        title="Assistant's environment (bot/.venv, Python 3.10)",
        command=(str(BIN / "python"), "-m", "demo.setup.python310"),
        inputs=(BOT / "requirements.lock",),
        outputs=(BOT / ".venv/bin/rasa",),
        optional=True,
    ),
    SetupStep(
        name="encoder",
        title="Sentence encoder, exported to ONNX",
        command=(str(BIN / "rapport"), "encoder"),
        after=("main-environment",),
        inputs=(Path("requirements.lock"), Path("recommender/export.py")),
        outputs=(ENCODER / "model.onnx",),
    ),
    SetupStep(
        name="assistant",
        title="Assistant, trained",
        command=(str(BOT / ".venv/bin/rasa"), "train", "--domain", "domain", "--fixed-model-name", "rapport"),
        after=("assistant-environment", "encoder"),
        inputs=(
            *(BOT / name for name in ("config.yml", "domain", "data", "components", "requirements.lock")),
            ENCODER / "manifest.json",
        ),
        outputs=(BOT / "models/rapport.tar.gz",),
        folder=BOT,
        environment={
            "RAPPORT_ENCODER": str(ENCODER),
            "RASA_TELEMETRY_ENABLED": "false",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "2",
        },
    ),
)
