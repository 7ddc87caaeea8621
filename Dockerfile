# The same steps as the Makefile: a virtual environment, the constrained install, then `immerse run`.
# The final stage has no compiler, no torch and no pip cache, and does not run as root.
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY taxonomy taxonomy
COPY matcher matcher
COPY api api
COPY benchmarks benchmarks
RUN python -m venv /opt/immerse \
    && /opt/immerse/bin/python -m pip install --quiet -c constraints.txt .

FROM python:3.11-slim-bookworm

RUN useradd --create-home --uid 10001 immerse \
    && mkdir /data \
    && chown immerse:immerse /data
COPY --from=build /opt/immerse /opt/immerse
USER 10001
WORKDIR /home/immerse
ENV PATH=/opt/immerse/bin:$PATH \
    IMMERSE_DATA=/data \
    IMMERSE_HOST=0.0.0.0 \
    IMMERSE_PORT=8000
VOLUME /data
EXPOSE 8000
# The first start builds artefacts for up to three minutes before it answers.
HEALTHCHECK --interval=30s --timeout=5s --start-period=240s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["immerse", "run"]
