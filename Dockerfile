# The API and the worker: one image, two commands. The assistant has its own, bot/Dockerfile.
FROM python:3.11.14-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
# An index with CPU wheels of torch keeps several GB of CUDA libraries out of the image.
ARG PIP_EXTRA_INDEX_URL=""

RUN groupadd --gid 10001 rapport && useradd --uid 10001 --gid rapport --create-home rapport
WORKDIR /app
RUN install --directory --owner rapport --group rapport var

COPY requirements.lock ./
RUN pip install -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY core core
COPY feedback feedback
COPY recommender recommender
COPY serving serving
COPY experiments experiments
COPY recovery recovery
COPY api api
COPY jobs jobs
COPY demo demo
COPY migrations migrations
RUN pip install --no-deps --editable .

USER rapport
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/v1/health', timeout=4)"]
CMD ["rapport", "serve", "--host", "0.0.0.0"]
