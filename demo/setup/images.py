"""`make pin-images`: write the digest of every image that we do not build behind its version.

A registry may give another image under the same version, never under the same digest. Docker asks the
registry, and the digest is that of the index, so that it holds for every processor.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

FILES = (Path("docker-compose.yml"), Path("Dockerfile"), Path("bot/Dockerfile"))
OURS = "rapport"
"""What the names of the images begin with that we build."""
NAMED = re.compile(
    rf"^(?P<before>FROM |\s+image: )(?P<image>(?!{OURS})[\w./-]+:[\w.-]+)(?P<digest>@sha256:[0-9a-f]{{64}})?",
    re.MULTILINE,
)
DIGEST = re.compile(r"^Digest: +(sha256:[0-9a-f]{64})$", re.MULTILINE)
SECONDS = 60


class NotResolved(RuntimeError):
    """The digest of an image could not be had; the message names the image and says why."""


def named(files: Sequence[Path]) -> list[str]:
    """The images of others as `name:version`, each once."""
    texts = (file.read_text(encoding="utf-8") for file in files)
    return sorted({match["image"] for text in texts for match in NAMED.finditer(text)})


def unpinned(files: Sequence[Path]) -> list[str]:
    """The images without a digest, as `file: name:version`."""
    return [
        f"{file}: {match['image']}"
        for file in files
        for match in NAMED.finditer(file.read_text(encoding="utf-8"))
        if not match["digest"]
    ]


def pin(files: Sequence[Path], resolve: Callable[[str], str]) -> dict[str, str]:
    """Write each image's digest, in place of an older one too; all of them or, on NotResolved, none."""
    digests = {image: resolve(image) for image in named(files)}
    for file in files:
        text = file.read_text(encoding="utf-8")
        pinned = NAMED.sub(lambda match: f"{match['before']}{match['image']}@{digests[match['image']]}", text)
        file.write_text(pinned, encoding="utf-8")
    return digests


def digest_of(image: str) -> str:
    """What the registry says, by docker's own client."""
    command = ["docker", "buildx", "imagetools", "inspect", image]
    try:
        shown = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    except FileNotFoundError:
        raise NotResolved(f"{image}: docker is not installed here") from None
    except subprocess.TimeoutExpired:
        raise NotResolved(f"{image}: no answer within {SECONDS} seconds") from None
    match = DIGEST.search(shown.stdout)
    if shown.returncode != 0 or match is None:
        said = (shown.stderr or shown.stdout).strip().splitlines()
        raise NotResolved(f"{image}: {said[-1] if said else 'docker shows no digest'}")
    return match[1]


def main(arguments: Sequence[str]) -> int:
    """Pin all images; with --check only say which are not pinned, which is no failure."""
    if "--check" in arguments:
        for image in unpinned(FILES):
            print(f"Without a digest: {image} (`make pin-images` where a registry is in reach)")
        return 0
    try:
        digests = pin(FILES, digest_of)
    except NotResolved as error:
        print(f"Nothing was written. {error}", file=sys.stderr)
        return 1
    for image, digest in digests.items():
        print(f"{image}@{digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
