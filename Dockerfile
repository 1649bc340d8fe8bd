# Hubbub in a container. Without a playbook it serves the sandbox community; open it at http://localhost:8080.
#
#   docker build -t hubbub .
#   docker run --rm --read-only --tmpfs /tmp -p 127.0.0.1:8080:8080 -v hubbub-data:/data hubbub
#
# The pages answer only under the names localhost, 127.0.0.1 and ::1, and under HUBBUB_PUBLIC_URL: publish the port on
# 127.0.0.1, as above, and reach a remote machine through a tunnel (ssh -L 8080:127.0.0.1:8080 machine). With a
# database and a certificate: docs/manager/server.md.

FROM python:3.11-slim AS build
WORKDIR /app
RUN pip install --no-cache-dir "uv>=0.9,<1"
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/hubbub
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .
RUN uv sync --frozen --no-dev --no-editable

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 hubbub && install -d -o hubbub -g hubbub /data
COPY --from=build /opt/hubbub /opt/hubbub
USER hubbub
WORKDIR /home/hubbub
ENV PATH=/opt/hubbub/bin:$PATH PYTHONUNBUFFERED=1 HUBBUB_HOME=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["hubbub", "run", "--host", "0.0.0.0"]
