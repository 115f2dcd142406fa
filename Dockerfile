# The API and the worker: one image, two commands. The assistant has its own, bot/Dockerfile.
FROM python:3.11.14-slim-bookworm AS base

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

# LightGBM's threads; the slim image has them not.
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 rapport && useradd --uid 10001 --gid rapport --no-create-home rapport
WORKDIR /app
RUN install --directory --owner rapport --group rapport var encoder

# What serves, in the lock's versions: no torch, no test tools, no sample shop.
COPY pyproject.toml requirements.lock LICENSE ./
RUN pip install --constraint requirements.lock .

COPY core core
COPY feedback feedback
COPY recommender recommender
COPY search search
COPY serving serving
COPY recovery recovery
COPY api api
COPY jobs jobs
COPY migrations migrations
RUN pip install --no-deps --editable .

# Exports the sentence encoder once, and is not needed after that.
FROM base AS export
# An index with CPU wheels of torch keeps several GB of CUDA libraries out of it: docs/deploying.md.
ARG PIP_EXTRA_INDEX_URL=""
RUN pip install --constraint requirements.lock --editable ".[export]"
ENV HOME=/tmp
USER rapport
CMD ["rapport", "encoder"]

FROM base AS serving
ENV HOME=/tmp
USER rapport
EXPOSE 8000
# The start period costs nothing where it is not needed: the first good answer ends it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10m --retries=6 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/v1/health/ready', timeout=4)"]
CMD ["rapport", "serve", "--host", "0.0.0.0"]
