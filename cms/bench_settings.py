"""The settings of `make bench`: those of the site, with the measuring instruments of `cms.bench` added."""

from cms.settings import *  # noqa: F403
from cms.settings import MIDDLEWARE as SITE_MIDDLEWARE

MIDDLEWARE = ["cms.bench.CountQueriesMiddleware", *SITE_MIDDLEWARE]
ROOT_URLCONF = "cms.bench"
