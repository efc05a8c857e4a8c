"""The one settings file. Every knob comes from the environment; ``docs/reference/settings.md`` lists them."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from handschlag.website import database, environment

VAR = Path(environment.text("HANDSCHLAG_VAR") or "var").resolve()
"""Where an embedded installation keeps what it must not lose: the database, the secret key, mail in the demo."""


def secret(configured: str, file: str) -> str:
    """The configured secret, or one made once and kept beside the embedded database, readable by its owner alone."""
    if configured:
        return configured
    kept = VAR / file
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text().strip()


SECRET_KEY = secret(environment.text("HANDSCHLAG_SECRET_KEY"), "secret-key")
PRIVACY_SECRET = secret(environment.text("HANDSCHLAG_PRIVACY_SECRET"), "privacy-secret")
"""Suppressed addresses are recognised by it, and the keys of persons wrapped with it: it must outlive every other."""

DEBUG = environment.flag("HANDSCHLAG_DEBUG", default=False)
PUBLIC_URL = environment.text("HANDSCHLAG_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
BEHIND_TLS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = environment.text("HANDSCHLAG_HOSTS", "127.0.0.1 localhost [::1] testserver").split()
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
LINKER = environment.text("HANDSCHLAG_LINKER", "own")
AUTOMATIC_MERGING = environment.flag("HANDSCHLAG_AUTOMATIC_MERGING", default=True)
WORKER_IN_SERVER = environment.flag("HANDSCHLAG_WORKER", default=True)

INSTALLED_APPS = [
    # the rooms, in the order a lead walks through them
    "handschlag.ledger",
    "handschlag.post",
    "handschlag.organisation",
    "handschlag.market",
    "handschlag.capture",
    "handschlag.people",
    "handschlag.agreement",
    "handschlag.qualification",
    "handschlag.handover",
    "handschlag.conversation",
    "handschlag.trial",
    "handschlag.learning",
    "handschlag.scoreboard",
    "handschlag.journey",
    "handschlag.simulation",
    "handschlag.website",
    # what they stand on
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "handschlag.website.middleware.MomentMiddleware",
    "handschlag.website.middleware.OnceMiddleware",
    "handschlag.website.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "handschlag.website.urls"
WSGI_APPLICATION = "handschlag.website.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "handschlag.website.context.house",
            ],
        },
    },
]

DATABASES = database.all_from_url(environment.text("DATABASE_URL", f"sqlite:///{VAR / 'handschlag.sqlite3'}"), VAR)
DATABASE_ROUTERS = ["handschlag.website.database.InboxRouter"]
INBOX = "inbox" if "inbox" in DATABASES else "default"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "handschlag.organisation.accounts.HouseAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # colleagues are added by operations; nobody signs up by themselves
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS and environment.flag("HANDSCHLAG_REDIRECT_TO_TLS", default=True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("HANDSCHLAG_BEHIND_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

TRUSTED_PROXIES = environment.networks("HANDSCHLAG_TRUSTED_PROXIES")
ERASURES_LOG = Path(environment.text("HANDSCHLAG_ERASURES_LOG") or VAR / "erasures.log")
SCRUB_HOUR = environment.number("HANDSCHLAG_SCRUB_HOUR", 3)
OPT_IN_DAYS = environment.number("HANDSCHLAG_OPT_IN_DAYS", 14)
WEBHOOK_ALLOWED = environment.targets("HANDSCHLAG_WEBHOOK_ALLOW")
WEBHOOK_CA_FILE = environment.text("HANDSCHLAG_WEBHOOK_CA_FILE")

LANGUAGE_CODE = environment.text("HANDSCHLAG_LANGUAGE", "en")
LANGUAGES = [("en", _("English")), ("de", _("German"))]
TIME_ZONE = environment.text("HANDSCHLAG_TIME_ZONE", "Europe/Berlin")
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
MEDIA_ROOT = VAR / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if environment.text("HANDSCHLAG_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = environment.text("HANDSCHLAG_SMTP_HOST")
EMAIL_PORT = environment.number("HANDSCHLAG_SMTP_PORT", 587)
EMAIL_HOST_USER = environment.text("HANDSCHLAG_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("HANDSCHLAG_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("HANDSCHLAG_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20

MAIL_DROP_HOST = environment.text("HANDSCHLAG_MAIL_DROP_HOST")
MAIL_DROP_PORT = environment.number("HANDSCHLAG_MAIL_DROP_PORT", 993)
MAIL_DROP_USER = environment.text("HANDSCHLAG_MAIL_DROP_USER")
MAIL_DROP_PASSWORD = environment.text("HANDSCHLAG_MAIL_DROP_PASSWORD")
MAIL_DROP_FOLDER = environment.text("HANDSCHLAG_MAIL_DROP_FOLDER", "INBOX")
MAIL_DROP_TLS = environment.flag("HANDSCHLAG_MAIL_DROP_TLS", default=True)
DEFAULT_FROM_EMAIL = environment.text("HANDSCHLAG_MAIL_FROM", "handschlag@localhost")

QUARANTINE_DAYS = environment.number("HANDSCHLAG_QUARANTINE_DAYS", 30)
ENGINE_MEMORY = environment.text("HANDSCHLAG_ENGINE_MEMORY", "2GB")
NINJA_PAGINATION_PER_PAGE = 50

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": environment.text("HANDSCHLAG_LOG_LEVEL", "INFO")},
}
