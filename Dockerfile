FROM python:3.12-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /opt/kpibot
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY pyproject.toml README.md ./
COPY bot ./bot
COPY catalogs ./catalogs
RUN pip install --no-deps --no-build-isolation .

# An account without rights, which owns nothing but the volume.
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin kpibot \
    && install --directory --owner kpibot --group kpibot --mode 0750 /data
USER kpibot
WORKDIR /data
VOLUME /data

# Inside a container only 0.0.0.0 can be reached from outside; publish the port on 127.0.0.1 or behind a proxy.
ENV KPIBOT_DATABASE_URL=sqlite:////data/kpibot.db \
    KPIBOT_BACKUP_DIR=/data/backups \
    KPIBOT_WEB_HOST=0.0.0.0 \
    KPIBOT_WEB_PORT=8080
EXPOSE 8080

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD \
    ["python", "-c", "import os, urllib.request as web; web.build_opener(web.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['KPIBOT_WEB_PORT'] + '/healthz', timeout=4)"]

STOPSIGNAL SIGTERM
CMD ["kpibot", "run"]
