"""Writes the generated reference pages of docs/ anew; with --check it only names those out of step.

Sources: core/settings.py for settings.md and the rest of .env.example, the application's own OpenAPI document
for openapi.json, core/facts for shop-facts.schema.json.
"""

import ast
import json
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from api.app import create_app
from core.facts import ShopFacts
from core.settings import Settings

DOCS = Path(__file__).parent
ENV = DOCS.parent / ".env.example"
SETTINGS = DOCS.parent / "core" / "settings.py"


SETTINGS_PAGE = """\
# Settings

Rapport reads its settings from the environment and from a file `.env` in the folder it is started in; the
environment wins. Copy [.env.example](../.env.example) to begin with. A value that cannot be read stops the
start with one sentence that names it.

| variable | default | meaning |
|---|---|---|
{rows}

The assistant's processes read `RAPPORT_API_URL` (where the API answers), `RAPPORT_ACTIONS_URL` (where the
action server does), `RAPPORT_SECRET_KEY`, `RAPPORT_ENCODER` and `RAPPORT_TRACKER_URL`; `rapport demo` and
docker-compose.yml set them.

*The table is made from core/settings.py by `make docs`.*
"""


def settings_page() -> str:
    """The settings as a page: variable, default and meaning of each."""
    meanings = _attribute_docstrings(ast.parse(SETTINGS.read_text(encoding="utf-8")))
    rows = [
        f"| `{variable(name)}` | {_default(field.get_default())} | {meanings[name]} |"
        for name, field in Settings.model_fields.items()
    ]
    return SETTINGS_PAGE.format(rows="\n".join(rows))


REST = "# All other settings with their defaults; this part is made from core/settings.py by `make docs`.\n"


def env_example() -> str:
    """What is written by hand in .env.example, and below it every setting that is not in there."""
    by_hand = ENV.read_text(encoding="utf-8").partition(REST)[0]
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", by_hand, re.MULTILINE))
    rest = {variable(name): field.get_default() for name, field in Settings.model_fields.items()}
    lines = [f"# {name}={_as_text(value)}\n" for name, value in rest.items() if name not in named]
    return by_hand + REST + "".join(lines)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return "DATABASE_URL" if name == "database_url" else f"RAPPORT_{name.upper()}"


def _default(value: object) -> str:
    return f"`{_as_text(value)}`" if _as_text(value) else "–"


def _as_text(value: object) -> str:
    """A default as it is written in the environment."""
    return "" if value is None else ",".join(value) if isinstance(value, list) else str(value)


def _attribute_docstrings(module: ast.Module) -> dict[str, str]:
    """What stands below each annotated attribute of the module's classes."""
    docstrings = {}
    for owner in (node for node in module.body if isinstance(node, ast.ClassDef)):
        for field, below in zip(owner.body, owner.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                match below:
                    case ast.Expr(value=ast.Constant(value=str(text))):
                        docstrings[field.target.id] = " ".join(text.split())
    return docstrings


def openapi_document() -> str:
    """What a running API serves at /openapi.json, for those who generate clients."""
    in_use = Settings()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, var=Path(folder), database_url="", encoder=in_use.encoder_folder)
        document = create_app(settings).openapi()
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def facts_schema() -> str:
    """The JSON Schema of the file of the shop's facts, for editors that check TOML."""
    return json.dumps(ShopFacts.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


PAGES: Mapping[Path, Callable[[], str]] = {
    DOCS / "settings.md": settings_page,
    DOCS / "openapi.json": openapi_document,
    DOCS / "shop-facts.schema.json": facts_schema,
    ENV: env_example,
}


def main(*, check: bool) -> int:
    """Write what is out of step, or only say so; 1 when --check finds any."""
    stale = 0
    for path, page in PAGES.items():
        text = page()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if not check:
            path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(DOCS.parent)} {'is not in step; run `make docs`' if check else 'written'}")  # noqa: T201
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
