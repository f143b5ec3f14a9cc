"""`make run`: from a fresh checkout to a demo that answers, and a clean end at Ctrl-C.

Standard library only, up to the moment that the environment stands.
"""

import errno
import http.client
import os
import socket
import subprocess
import sys
from pathlib import Path

from scripts import debian, prepared, venv
from scripts.children import Children
from scripts.venv import ROOT

__all__ = ["answers", "main", "site_environment"]

ADDRESS = "127.0.0.1"
START_SECONDS = 90.0
NO_PANGO = "Zonder deze pakketten is een certificaat een webpagina in plaats van een pdf: sudo apt install {}"


def main() -> int:
    """0 when somebody stopped it, 1 when something went wrong."""
    port, data = _port(), Path(os.environ.get("ACADEMIE_DATA") or ROOT / "var").resolve()
    python = venv.ensure("base")
    _need_pango()
    environment = site_environment(data=data, port=port)
    _prepare(python, environment, data)
    children = Children()
    try:
        return _serve(children, python, environment, data)
    finally:
        children.stop()


def site_environment(*, data: Path, port: int) -> dict[str, str]:
    """The environment of every process of a demo on `port` with its files in `data`."""
    return os.environ | {
        "ACADEMIE_MODE": "demo",
        "ACADEMIE_DATA": str(data),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _serve(children: Children, python: str, environment: dict[str, str], data: Path) -> int:
    web = [python, "-m", "gunicorn", "-c", "python:cms.server", "cms.wsgi"]
    worker = [python, "manage.py", "run_worker", "--skip-checks", "--no-startup-delay", "--every", "60"]
    children.start("de website", web, cwd=ROOT, env=environment)
    children.start("de achtergrondtaken", worker, cwd=ROOT, env=environment)
    port = int(environment["PORT"])
    if children.wait_until(lambda: answers(port), seconds=START_SECONDS):
        print(_block(port, data), flush=True)
        children.watch()
    if children.stopping:
        print("\nGestopt.", flush=True)
        return 0
    what = children.ended() or "de website"
    print(f"Er ging iets mis met {what}. Daarom stopt alles. Hierboven staat waarom.", file=sys.stderr)
    return 1


def _port() -> int:
    """PORT (8000), when it is a number and free; else exits with a sentence."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT is een getal tussen 1 en 65535, geen “{text}”.")
    port = int(text)
    with socket.socket() as probe:
        # As gunicorn does: a port that is only just closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            sys.exit(_why_not(port, error))
    return port


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Poort {port} is bezet. Draait de site al? Kies anders een andere poort: PORT={port + 1} make run"
    return f"Poort {port} mag ik niet gebruiken ({error.strerror}). Kies een andere: PORT=8000 make run"


def _need_pango() -> None:
    missing = debian.missing_for_certificates()
    if missing and not debian.install(missing):
        print(NO_PANGO.format(" ".join(missing)), flush=True)


def _prepare(python: str, environment: dict[str, str], data: Path) -> None:
    """Database, static files and demo world; no Django is started when nothing changed."""
    data.mkdir(parents=True, exist_ok=True)
    if prepared.is_prepared(data):
        return
    command = [python, "manage.py", "prepare"]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False, stdin=subprocess.DEVNULL).returncode:
        sys.exit("Het klaarzetten is niet gelukt. Hierboven staat waarom.")
    prepared.remember(data)


def answers(port: int) -> bool:
    """Whether the site on `port` says that it is healthy."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=10)
    try:
        connection.request("GET", "/gezondheid/", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _block(port: int, data: Path) -> str:
    """What somebody who has just started the demo wants to know."""
    site = f"http://localhost:{port}"
    lines = [
        "",
        "De WABP Academie draait.",
        "",
        f"  De site     {site}/",
        f"  Beheer      {site}/beheer/",
        f"  Demo-mail   {site}/demo/mail/   hier lees je de inlogcodes",
    ]
    logins = data / "demo-logins.txt"
    if logins.exists():
        lines += ["", *(f"  {line}".rstrip() for line in logins.read_text().splitlines())]
    return "\n".join([*lines, "", "Stoppen: Ctrl-C"])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nGestopt. Begin opnieuw met: make run")
