"""The WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application = get_wsgi_application()

from certificates.keyring import refuse_demo_keys  # noqa: E402  (needs the apps)

refuse_demo_keys()
