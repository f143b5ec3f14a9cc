"""Settings: everything that differs between machines comes from the environment (table in README.md).

`ACADEMIE_MODE=production` is the default; `make run` sets `demo`, which needs nothing else.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cms import env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- where we run -----------------------------------------------------------------------------------
MODE = env.text("ACADEMIE_MODE", "production")
if MODE not in {"demo", "production"}:
    raise ImproperlyConfigured("ACADEMIE_MODE is demo of production.")
DEMO = MODE == "demo"
DATA_DIR = Path(env.text("ACADEMIE_DATA", str(BASE_DIR / "var"))).resolve()
if DEMO:
    ACADEMIE_URL = env.text("ACADEMIE_URL", f"http://localhost:{env.text('PORT', '8000')}")
    SECRET_KEY = env.secret_file(DATA_DIR / "keys" / "secret_key")
else:
    ACADEMIE_URL = env.required(
        "ACADEMIE_URL",
        "het adres van de site, zoals https://academie.example.nl. Het staat op elk certificaat.",
    )
    SECRET_KEY = env.required("ACADEMIE_SECRET_KEY", "50 of meer willekeurige tekens.")
SCHEMES = ("https", "http") if DEMO else ("https",)
ACADEMIE_URL = env.origin("ACADEMIE_URL", ACADEMIE_URL, schemes=SCHEMES)
# Where the site was before a move: paper and badges lead there for good (DESIGN §7).
ACADEMIE_OLD_URLS = env.origins("ACADEMIE_OLD_URLS", env.text("ACADEMIE_OLD_URLS"), schemes=SCHEMES)
SITE_HOST = urlsplit(ACADEMIE_URL).hostname or ""
HTTPS = ACADEMIE_URL.startswith("https://")

DEBUG = False
OLD_HOSTS = [urlsplit(address).hostname or "" for address in ACADEMIE_OLD_URLS]
ALLOWED_HOSTS = [SITE_HOST, *OLD_HOSTS, *(["localhost", "127.0.0.1"] if DEMO else [])]
CSRF_TRUSTED_ORIGINS = [ACADEMIE_URL, *ACADEMIE_OLD_URLS]

# --- apps -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "cms",
    "certificates",
    "courses",
    "registrations",
    "accounts",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.contrib.settings",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "post_office",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # The first sets what our own left open (nothing); `check --deploy` looks for it by name.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Before the two that ask who is there.
    "accounts.staff_sessions.StaffSessionMiddleware",
    "accounts.middleware.LearnerMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "courses.trial_mount.TrialMiddleware",
    "courses.guarding.DeletionMiddleware",
]
ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.learners.learner_tag",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- data -------------------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database(DATABASE_URL) if DATABASE_URL else env.sqlite(DATA_DIR / "academie.sqlite3")
}
PARTS_CACHE = {
    # Screens of editions never change, so every process may keep its own copy of their HTML (DESIGN §4).
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "parts",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": 5000},
}
if REDIS_URL:
    CACHES: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
        "parts": PARTS_CACHE,
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    if not DATABASE_URL:
        # A second file, so that a busy cache never holds up the answers of learners.
        DATABASES["cache"] = env.sqlite(DATA_DIR / "cache.sqlite3")
        DATABASE_ROUTERS = ["cms.routers.CacheRouter"]
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "academie_cache",
            "OPTIONS": {"MAX_ENTRIES": 1_000_000},
        },
        "parts": PARTS_CACHE,
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- people -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
LOGIN_URL = "/inloggen/"
LOGIN_REDIRECT_URL = "/mijn/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Ten minutes is OWASP ASVS 6.5.5's maximum; three is too short for somebody who switches apps.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Codes are counted by accounts.limits: per address strict, per network generous (DESIGN §6).
ACCOUNT_RATE_LIMITS = {"login_failed": "200/h/ip,10/10m/key"}
# How many proxies stand in front: without it every visitor behind a proxy has the proxy's address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("ACADEMIE_PROXIES", 0, low=0, high=10)
# Passkeys follow when their pages are there.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_TOTP_TOLERANCE = 1  # the clock of a phone may be half a minute off
MFA_TOTP_ISSUER = "WABP Academie"
# Of learners; that of staff ends after half a day, or half an hour without an act: accounts.staff_sessions.
SESSION_COOKIE_AGE = 90 * 24 * 3600
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cms.errors.csrf_failure"
DEVICE_COOKIE_NAME = "__Host-toestel" if HTTPS else "toestel"

# --- safety on the wire -----------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^gezondheid/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# The Wagtail editor of a long lesson posts a few thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# --- files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Certificates are personal: outside MEDIA_ROOT, handed out by a view that asks whose they are.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# --- mail and background work -----------------------------------------------------------------------
EMAIL_BACKEND = "post_office.EmailBackend"
POST_OFFICE = {
    "BACKENDS": {"default": "accounts.mail.DemoMailbox" if DEMO else "django.core.mail.backends.smtp.EmailBackend"},
    "DEFAULT_PRIORITY": "medium",
    # The pauses between the tries grow, from a minute to days: accounts.tasks.PAUSES, one for each retry.
    "MAX_RETRIES": 8,
    "RETRY_INTERVAL": timedelta(minutes=1),
    "LOG_LEVEL": 1,  # a row for each failure; that a mail went out stands in the mail itself
    "MESSAGE_ID_ENABLED": False,
    "OVERRIDE_RECIPIENTS": None,
}
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25, low=1, high=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.text("EMAIL_USE_TLS", "0") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"WABP Academie <academie@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": True}}

# --- Wagtail ----------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "WABP Academie"
WAGTAILADMIN_BASE_URL = ACADEMIE_URL
# One clock for everybody: an hour that is planned is the hour that learners see.
WAGTAIL_USER_TIME_ZONES = ["Europe/Amsterdam"]
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
WAGTAILIMAGES_IMAGE_MODEL = "courses.CourseImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.image_forms.CourseImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 20_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "courses.CourseDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.document_forms.CourseDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "pptx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# Nothing that somebody uploaded opens in the browser itself.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
# Said here, because what Python knows of these endings differs from machine to machine.
OFFICE = "application/vnd.openxmlformats-officedocument"
WAGTAILDOCS_CONTENT_TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": f"{OFFICE}.presentationml.presentation",
}
# No third-party request: gravatar would be told who our editors are, the update check that we exist.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- logging: no names, addresses, codes or tokens (DESIGN §7) ----------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "cms.logs.MaskingFormatter", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Without a handler here post_office brings its own, which masks nothing: its errors name addresses.
    # pyHanko tells at length what is wrong with the PDF of a stranger: our own answer says it.
    "loggers": {
        "post_office": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
    },
}
