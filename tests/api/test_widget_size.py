"""What the storefront script costs a shopper's connection: about what its documentation says."""

import gzip
import re
from pathlib import Path

import pytest

WIDGET = Path("api/widget")
DOCUMENTED = re.compile(
    r"about (\d+) kB of readable source\s+\((\d+) kB compressed\); the chat \((\d+) kB, (\d+) kB compressed\)"
)
IMPORT = re.compile(r'from "\./([\w-]+\.js)"')
SOON = {"launcher.js", "recommendations.js"}
"""Asked for by every page, after the first."""


def modules(*names: str) -> set[str]:
    """The modules and all that they need at once."""
    loaded: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        loaded.add(name)
        waiting |= {*IMPORT.findall((WIDGET / name).read_text())} - loaded
    return loaded


def sizes(names: set[str]) -> list[int]:
    """In kB as they are, and compressed."""
    content = b"".join((WIDGET / name).read_bytes() for name in sorted(names))
    return [round(len(size) / 1024) for size in (content, gzip.compress(content, mtime=0))]


def test_the_script_is_as_large_as_its_documentation_says() -> None:
    documented = DOCUMENTED.search(Path("docs/storefront.md").read_text())
    assert documented is not None
    page = modules("rapport.js", *SOON)
    chat = {*modules("chat.js"), "chat.css", "chat-replies.css"} - page
    assert [*sizes(page), *sizes(chat)] == pytest.approx(list(map(int, documented.groups())), rel=0.1)
