"""``hubbub run``: the communities of the playbook; without one, the sandbox community on a local page."""

import argparse
import asyncio
import contextlib
import errno
import logging
import signal
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engagement.errors import ConfigError

if TYPE_CHECKING:
    from config.settings import Settings

_GRACE_S = 2


def add_to(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1, this machine alone)")
    parser.add_argument("--port", type=int, help="the port to listen on (default: 8080)")
    parser.add_argument(
        "--no-auditor", action="store_true", help="start no auditor beside it: `hubbub audit` runs elsewhere"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until stopped."""
    from bots.app.logs import set_up  # noqa: PLC0415  # `--help` needs none of this
    from config.settings import read_settings  # noqa: PLC0415

    settings = read_settings(arguments)
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    set_up(as_json=settings.log == "json", level=level, secrets=settings.secrets)
    listener = _listen(settings.host, settings.port)
    with listener, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(settings, listener, with_auditor=not arguments.no_auditor))
    return 0


def _listen(host: str, port: int) -> socket.socket:
    """The port, taken at once, so that a port in use is told before anything is opened."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(
                f"port {port} is in use by another program (another Hubbub?): stop it, or choose --port {port + 1}"
            ) from error
        raise ConfigError(f"cannot listen on {host}:{port}: {error.strerror}; check --host and --port") from error
    except (UnicodeError, TypeError) as error:  # what Python says of a name it cannot encode
        listener.close()
        raise ConfigError(f"{host!r} is no address; check --host") from error
    except OverflowError as error:
        listener.close()
        raise ConfigError(f"--port {port} is no port; choose one from 1 to 65535") from error
    return listener


async def _serve(settings: "Settings", listener: socket.socket, *, with_auditor: bool) -> None:
    import uvicorn  # noqa: PLC0415

    from bots.app.auditor_process import Beside, audited  # noqa: PLC0415
    from bots.app.reached_at import here  # noqa: PLC0415
    from bots.app.running import leave_alone_what_stays, running  # noqa: PLC0415

    address = here(*listener.getsockname()[:2])
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    opening = asyncio.current_task()
    is_up = False

    def on_signal() -> None:
        stop.set()
        if not is_up and opening is not None:
            opening.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, on_signal)
    try:
        async with running(settings, address, say=_say) as run:
            made = uvicorn.Config(
                run.web, log_level="warning", access_log=False, timeout_graceful_shutdown=_GRACE_S, lifespan="off"
            )
            serving = uvicorn.Server(made)
            is_up = True
            leave_alone_what_stays()
            auditor = Beside(settings)
            if with_auditor and audited(settings):
                auditor.begin()
            task = asyncio.create_task(serving._serve([listener]))  # noqa: SLF001  # without its signal handlers
            _greet(address, run.connected, has_sandbox=run.has_sandbox)
            await stop.wait()
            _say("Stopping: what was taken in is finished ...")
            await run.drain()  # the web app answers meanwhile, with 503 where a vendor calls
            await auditor.end()
            serving.should_exit = True
            await task
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    _say("Stopped; everything is kept.")


def _say(line: str) -> None:
    print(line, flush=True)


def _greet(address: str, connected: Sequence[str], *, has_sandbox: bool) -> None:
    if connected:
        _say(
            f"\nHubbub is running. {'; '.join(connected)}. How the connections are: {address}/status\n"
            "In chat, a manager types /hubbub setup.\n\nCtrl-C stops it; everything is kept."
        )
        return
    if not has_sandbox:
        _say(f"\nHubbub is running: {address}\n\nCtrl-C stops it; everything is kept.")
        return
    _say(
        f"\nHubbub is running: {address}\n\n"
        "Three things to try:\n"
        "  1. Ask a question in #help, then press “+10 min” twice: helpers are asked.\n"
        "  2. Speak as one of the helpers who was asked: press “I'm on it”, answer. As the asker, mark it with ✅.\n"
        "  3. Press “Why this?” under any message of Hubbub, or drop your own Slack or Discord export on the page.\n\n"
        "Ctrl-C stops it; everything is kept."
    )
