"""Django's settings, from the environment (videocall/environment.py reads it, .env.example explains it).

Production is the default; `make run` sets DEBUG=1 for development.
"""

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from videocall import environment, logs, oidc, redis_connection
from videocall.environment import BASE_DIR
from videocall.secret_key import kept_key
from videocall.sign_in import *  # noqa: F403

environment.load_file()

DEBUG = environment.flag("DEBUG", False)
DATA_DIR = environment.folder("DATA_DIR", "var")
SECRET_KEY = environment.secret("SECRET_KEY", least=50) or (DEBUG and kept_key(DATA_DIR)) or ""
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY: not set. Make one, and keep it secret: openssl rand -base64 48")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS", [])
SITE_NAME = environment.text("SITE_NAME", "Videocall")

# ---- who may reach us --------------------------------------------------------------------------
# In development the machine's own names; whoever binds to another address wants to be reached by it.
_LOCAL = ["localhost", "127.0.0.1", "[::1]"]
_HOST = environment.text("HOST", "127.0.0.1")
_DEVELOPMENT_HOSTS = _LOCAL if _HOST in {*_LOCAL, "::1"} else ["*"]
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", _DEVELOPMENT_HOSTS if DEBUG else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS: not set. Give the site's host name: calls.example.org")
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")
# Whose X-Forwarded-For and X-Forwarded-Proto are believed (videocall/asgi.py).
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")

# ---- what it is made of ------------------------------------------------------------------------
INSTALLED_APPS = [
    "daphne",
    "videocall",
    "accounts",
    "calls",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "videocall.middleware.StaticFilesMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "videocall.middleware.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "videocall.health.answer_watchers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.language.follow_account",
    "videocall.middleware.keep_personal_pages_out_of_caches",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "videocall.middleware.one_thread",
]
ROOT_URLCONF = "videocall.urls"
ASGI_APPLICATION = "videocall.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "videocall.context.site",
                "calls.context.page_config",
            ],
        },
    },
]
LANGUAGE_CODE = "en"
# Each by its own name, for those who can read no other. Their words: locale/, docs/translating.md.
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("pt-br", "Português"),
    ("ar", "العربية"),
    ("zh-hans", "中文"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")
USE_TZ = True

# ---- where things are kept ---------------------------------------------------------------------
_DATABASE = environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
_SYNCHRONOUS = environment.one_of("SQLITE_SYNCHRONOUS", "normal", "normal", "full")
_POOL_SIZE = environment.number("DATABASE_POOL_SIZE", 10, least=1, most=1000)
if _DATABASE["ENGINE"].endswith("sqlite3"):
    # A transaction takes the write lock when it begins (IMMEDIATE): one that reads first and writes later
    # would fail at once instead of waiting. WAL lets readers go on beside the writer.
    _OPTIONS = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={_SYNCHRONOUS.upper()};",
    }
else:
    # Threads come and go under ASGI, so connections belong to a pool and not to a thread. The pool tries to
    # connect at ever longer intervals until `reconnect_timeout`: short, so that it is back soon after
    # PostgreSQL is. A server that vanished without a word is given up after seconds, not after a quarter of
    # an hour.
    _OPTIONS = {
        "pool": {"min_size": 1, "max_size": _POOL_SIZE, "timeout": 5, "reconnect_timeout": 3},
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
    }
_DATABASE["OPTIONS"] = _OPTIONS | _DATABASE.get("OPTIONS", {})
DATABASES = {"default": _DATABASE | {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.redis("REDIS_URL")
REDIS_CA = environment.file("REDIS_CA")
REDIS_SENTINELS = environment.addresses("REDIS_SENTINELS", 26379)
REDIS_SENTINEL_PASSWORD = environment.secret("REDIS_SENTINEL_PASSWORD", least=1)
if REDIS_SENTINELS and not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL: not set, though REDIS_SENTINELS is. Give redis://mymaster/0.")
WORKERS = environment.number("WEB_CONCURRENCY", 1, least=1, most=1000)  # as uvicorn reads it
if REDIS_URL:
    # Never the core layer: it drops bursts, and closes every socket when Redis restarts.
    _LAYER_HOST = redis_connection.layer_host(REDIS_URL, REDIS_CA, REDIS_SENTINELS, REDIS_SENTINEL_PASSWORD)
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [_LAYER_HOST], "prefix": "videocall"},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "videocall.cache.SurvivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "videocall",
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# ---- files -------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = environment.folder("STATIC_DIR", str(DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "videocall.staticfiles.HashedStaticFilesStorage"},
}
# Development serves the collected files too, so that it sees what production sees.
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

# ---- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "accounts.sessions"
# Long, because a browser that was signed out does not ring.
SESSION_COOKIE_AGE = environment.number("SESSION_DAYS", 180, least=1, most=3650) * 24 * 3600
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# The account that answers test calls (manage.py echo_account, echo_bot); on every newcomer's list.
ECHO_USERNAME = environment.text("ECHO_USERNAME")
ECHO_PASSWORD = environment.secret("ECHO_PASSWORD", least=12)
SIGNUP = environment.one_of("SIGNUP", "open", "open", "invitation", "closed")
ACCOUNT_EMAIL_VERIFICATION = environment.one_of(
    "EMAIL_VERIFICATION", "optional", "none", "optional", "mandatory"
)
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {
    "signup": environment.rate("SIGNUP_RATE", "20/m/ip"),
    "login": environment.rate("LOGIN_RATE", "30/m/ip"),
    "login_failed": environment.rate("LOGIN_FAILED_RATE", "10/m/ip,5/300s/key"),
    "reset_password": environment.rate("PASSWORD_RESET_RATE", "20/m/ip,5/m/key"),
    "change_password": environment.rate("PASSWORD_CHANGE_RATE", "5/m/user"),
    "manage_email": environment.rate("EMAIL_CHANGE_RATE", "10/m/user"),
    "confirm_email": environment.rate("EMAIL_CONFIRMATION_RATE", "1/180s/key"),
}
OIDC = oidc.provider(DEBUG)
INSTALLED_APPS += oidc.apps(OIDC)
SOCIALACCOUNT_PROVIDERS = oidc.for_allauth(OIDC)
ADMIN_TWO_FACTOR = environment.flag("ADMIN_TWO_FACTOR", False)  # the other settings of it: sign_in.py
MFA_RATE_LIMITS = {"webauthn_login": ACCOUNT_RATE_LIMITS["login"]}
CONTACT_REQUEST_RATE = environment.rate("CONTACT_REQUEST_RATE", "30/h/user")
INVITATION_RATE = environment.rate("INVITATION_RATE", "20/d/user")
REPORT_RATE = environment.rate("REPORT_RATE", "10/d/user")
REPORTS_TO = environment.mailboxes("REPORTS_TO")  # who is told that somebody was reported
DOWNLOAD_RATE = environment.rate("DOWNLOAD_RATE", "10/h/user")
PICTURE_RATE = environment.rate("PICTURE_RATE", "30/h/user")

# ---- mail --------------------------------------------------------------------------------------
_MAIL = environment.email("EMAIL_URL", "consolemail://")
EMAIL_BACKEND = _MAIL.pop("EMAIL_BACKEND")
EMAIL_TIMEOUT = 10
vars().update(_MAIL)
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <videocall@localhost>")

# ---- calls -------------------------------------------------------------------------------------
RING_SECONDS = environment.number("RING_SECONDS", 45, least=1, most=600)
# Calls that ended longer ago are forgotten, with what pages reported of them; 0 keeps them for ever.
HISTORY_DAYS = environment.number("HISTORY_DAYS", 0, most=36500)
REPORTS_DAYS = environment.number("REPORTS_DAYS", 0, most=36500)  # after one was handled; 0 keeps it
STUN_URLS = environment.urls("STUN_URLS", "stun:", "stuns:")
TURN_URLS = environment.urls("TURN_URLS", "turn:", "turns:")
TURN_SECRET = environment.secret("TURN_SECRET", least=16)
# What one socket may send: what goes to the database, and what is only relayed. 0 is no limit.
SOCKET_REQUESTS_PER_SECOND = environment.number("SOCKET_REQUESTS_PER_SECOND", 10)
SOCKET_SIGNALS_PER_SECOND = environment.number("SOCKET_SIGNALS_PER_SECOND", 200)
# So many messages over these limits, and the socket is closed.
SOCKET_VIOLATIONS = environment.number("SOCKET_VIOLATIONS", 5)
# How often one address may open a socket at this process. 0 is no limit.
SOCKET_HANDSHAKES_PER_SECOND = environment.number("SOCKET_HANDSHAKES_PER_SECOND", 100)
PAGES_PER_PERSON = environment.number("PAGES_PER_PERSON", 10)
# How often somebody may call, and may call one person (calls/frequency.py). 0 is no limit.
CALLS_PER_MINUTE = environment.number("CALLS_PER_MINUTE", 20)
CALLS_PER_MINUTE_TO_ONE = environment.number("CALLS_PER_MINUTE_TO_ONE", 6)
# How often a person may try the relay without a call (calls/connection.py).
CONNECTION_CHECK_RATE = environment.rate("CONNECTION_CHECK_RATE", "10/h/user")
TURN_TTL_SECONDS = environment.number("TURN_TTL_SECONDS", 600, least=5, most=86400)
if TURN_URLS and not TURN_SECRET:
    raise ImproperlyConfigured("TURN_SECRET: not set, though TURN_URLS is. Give coturn's static-auth-secret.")

# ---- the browser's own protections -------------------------------------------------------------
HTTPS = environment.flag("HTTPS", not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", 31536000 if HTTPS else 0)
# Says something about hosts that are not ours, for good: the operator's choice. Hence the silenced checks.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = environment.flag("HSTS_WHOLE_DOMAIN", False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes forms post `Origin: null`
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# ---- what it tells its operator -----------------------------------------------------------------
METRICS_TOKEN = environment.secret("METRICS_TOKEN", least=16)
SENTRY_DSN = environment.sentry("SENTRY_DSN")  # videocall/apps.py

# ---- what it says ------------------------------------------------------------------------------
LOGGING = logs.configuration(
    form=environment.one_of("LOG_FORMAT", "text" if DEBUG else "json", "text", "json"),
    level=environment.one_of("LOG_LEVEL", "INFO", "DEBUG", "INFO", "WARNING", "ERROR"),
)
