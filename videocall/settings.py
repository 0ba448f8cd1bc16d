"""Django's settings, from the environment (videocall/environment.py reads it, .env.example explains it).

Production is the default; `make run` sets DEBUG=1 for development.
"""

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from videocall import environment
from videocall.environment import BASE_DIR

environ.Env.read_env(BASE_DIR / ".env")  # the real environment wins

DEBUG = environment.flag("DEBUG", False)
DATA_DIR = BASE_DIR / environment.text("DATA_DIR", "var")
SECRET_KEY = environment.secret_key(DEBUG, DATA_DIR)
SITE_NAME = environment.text("SITE_NAME", "Videocall")

# ---- who may reach us --------------------------------------------------------------------------
_LOCAL = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", _LOCAL if DEBUG else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS: not set. Give the site's host names: ALLOWED_HOSTS=calls.example.org")
CSRF_TRUSTED_ORIGINS = environment.urls("CSRF_TRUSTED_ORIGINS", "http://", "https://")
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
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "videocall.context.site",
            ],
        },
    },
]
LANGUAGE_CODE = "en"
USE_I18N = True
TIME_ZONE = environment.text("TIME_ZONE", "UTC")
USE_TZ = True

# ---- where things are kept ---------------------------------------------------------------------
DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.text("REDIS_URL")
if REDIS_URL:
    _LAYER_HOST = {"address": REDIS_URL, "socket_timeout": None, "max_connections": 50}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [_LAYER_HOST], "prefix": "videocall"},
        }
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# ---- files -------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "videocall.staticfiles.HashedStaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False

# ---- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "accounts.sessions"
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
SIGNUP = environment.one_of("SIGNUP", "open", "open", "closed")
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_USERNAME_VALIDATORS = "accounts.adapter.username_validators"
ACCOUNT_EMAIL_VERIFICATION = environment.one_of("EMAIL_VERIFICATION", "optional", "none", "optional", "mandatory")
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "signup": environment.rate("SIGNUP_RATE", "20/m/ip"),
    "login": environment.rate("LOGIN_RATE", "30/m/ip"),
    "login_failed": environment.rate("LOGIN_FAILED_RATE", "10/m/ip,5/300s/key"),
    "reset_password": environment.rate("PASSWORD_RESET_RATE", "20/m/ip,5/m/key"),
    "change_password": environment.rate("PASSWORD_CHANGE_RATE", "5/m/user"),
    "manage_email": environment.rate("EMAIL_CHANGE_RATE", "10/m/user"),
    "confirm_email": environment.rate("EMAIL_CONFIRMATION_RATE", "1/180s/key"),
}
CONTACT_REQUEST_RATE = environment.rate("CONTACT_REQUEST_RATE", "30/h/user")

# ---- mail --------------------------------------------------------------------------------------
_MAIL = environment.email("EMAIL_URL", "consolemail://")
EMAIL_BACKEND = _MAIL.pop("EMAIL_BACKEND")
vars().update(_MAIL)
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <videocall@localhost>")

# ---- calls -------------------------------------------------------------------------------------
RING_SECONDS = environment.number("RING_SECONDS", 45, least=1, most=600)
STUN_URLS = environment.urls("STUN_URLS", "stun:", "stuns:")
TURN_URLS = environment.urls("TURN_URLS", "turn:", "turns:")
TURN_SECRET = environment.text("TURN_SECRET")
TURN_TTL_SECONDS = environment.number("TURN_TTL_SECONDS", 600, least=60, most=86400)
if TURN_URLS and not TURN_SECRET:
    raise ImproperlyConfigured("TURN_SECRET: not set, though TURN_URLS is. Give coturn's static-auth-secret.")

# ---- the browser's own protections -------------------------------------------------------------
HTTPS = environment.flag("HTTPS", not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", 31536000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes forms post `Origin: null`
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
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
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO")},
}
