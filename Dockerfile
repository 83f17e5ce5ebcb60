# problemsmith with its sandbox. What a container must be allowed for it: compose.yaml, docs/operations.md.
#
#   docker build --tag problemsmith .
#   docker build --tag problemsmith --build-arg LANGUAGES="g++ openjdk-17-jdk-headless" .
FROM debian:bookworm-slim

# Debian packages of further languages of the judge: docs/languages.md. Python, JavaScript and
# TypeScript need none.
ARG LANGUAGES=""

# $LANGUAGES is split into words on purpose.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        bubblewrap ca-certificates libseccomp2 python3 python3-venv $LANGUAGES \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/problemsmith

# First what seldom changes: the libraries, each by its hash.
COPY requirements.lock ./
COPY scripts/make-venv scripts/
RUN mkdir src && scripts/make-venv python3 .venv requirements.lock

COPY src src
RUN .venv/bin/python -m compileall -q src

# The program needs no root, and the sandbox then maps no uid but this one.
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/problemsmith problemsmith
USER problemsmith
ENV PROBLEMSMITH_DATA_DIR=/var/lib/problemsmith \
    PYTHONDONTWRITEBYTECODE=1
VOLUME /var/lib/problemsmith
WORKDIR /var/lib/problemsmith

EXPOSE 8000
# Of `serve`. Other commands have no port: compose.yaml switches it off for them.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD \
    ["/opt/problemsmith/.venv/bin/python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/health', timeout=4)"]

ENTRYPOINT ["/opt/problemsmith/.venv/bin/problemsmith"]
CMD ["serve", "--host", "0.0.0.0"]
