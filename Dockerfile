# The site in a container: one process, as deploy/serve starts it. compose.yaml has the rest of a server.
# Everything comes from the environment (.env.example); the root file system may be read-only.

FROM python:3.11-slim AS build
WORKDIR /opt/videocall
COPY requirements.txt ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --disable-pip-version-check --requirement requirements.txt
COPY . .
# Static files for a container that stands alone. The key and the host name are for this one command.
RUN SECRET_KEY="for this one command, the server gets its own from outside" ALLOWED_HOSTS=localhost \
        STATIC_DIR=collected .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && .venv/bin/pip uninstall --yes --quiet pip setuptools \
    && python -m compileall -q accounts calls videocall

FROM python:3.11-slim
# A number of its own, so that no person of the host has it.
RUN groupadd --gid 10001 videocall \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /opt/videocall videocall \
    && install -d -o videocall -g videocall -m 750 /var/lib/videocall
WORKDIR /opt/videocall
COPY --from=build /opt/videocall ./
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/var/lib/videocall STATIC_DIR=collected \
    PATH=/opt/videocall/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["deploy/healthy", "--alive"]
CMD ["deploy/serve"]
