"""Settings of gunicorn: `gunicorn -c python:cms.server cms.wsgi`."""

import gc
import os
from typing import Any

bind = f"{os.environ.get('ACADEMIE_BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("ACADEMIE_WEB_WORKERS", "2"))
threads = int(os.environ.get("ACADEMIE_WEB_THREADS", "4"))
# A worker that leaks is replaced before anybody notices; the jitter keeps them from going at the same time.
max_requests = 1000
max_requests_jitter = 100
timeout = 60
graceful_timeout = 8
# No access log: addresses hold numbers and tokens (DESIGN §7).
accesslog = None
loglevel = "warning"
# Nobody controls it from beside; a socket in somebody's home folder is one more thing to guard.
control_socket_disable = True
# Loaded once and then forked: half the start-up time, and the workers share the memory.
preload_app = True


def when_ready(server: Any) -> None:
    """Before the first worker is made: load what the first request would load, for all of them."""
    from django.urls import get_resolver  # noqa: PLC0415  (Django is set up only now)

    assert get_resolver().url_patterns  # noqa: S101  (it is the reading of it that loads the views)
    gc.collect()
    gc.freeze()
