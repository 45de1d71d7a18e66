"""Django's settings: one city in one workspace, SQLite by default, PostgreSQL by one variable.

``YUNZHU_WORKSPACE``
    the workspace whose city is served; the current folder otherwise.
``YUNZHU_DATABASE_URL``
    ``postgresql://user:password@host:port/name``, for cities that are not a ``city.sqlite3`` in
    their workspace; SQLite in the workspace when it is not set.
``YUNZHU_SECRET_KEY``
    Django's secret for pages with sessions; without it such pages refuse to start.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from yunzhu.errors import UsageError
from yunzhu.workspace import DATABASE_NAME, DATABASE_VARIABLE

# Long enough for a whole import to finish before another writer gives up.
_BUSY_SECONDS = 30


def database_settings(root: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return Django's database entry for a workspace folder.

    A ``city.sqlite3`` in the folder is its city, whatever the variable names: the variable may be
    meant for another workspace.

    Raises
    ------
    UsageError : ``YUNZHU_DATABASE_URL`` is not a PostgreSQL address.

    Examples
    --------
    >>> database_settings(Path("w"), {})["NAME"]
    'w/city.sqlite3'
    >>> found = database_settings(Path("w"), {DATABASE_VARIABLE: "postgresql://a:b%40c@db/city"})
    >>> found["HOST"], found["USER"], found["PASSWORD"], found["NAME"]
    ('db', 'a', 'b@c', 'city')
    """
    file = root / DATABASE_NAME
    if (url := environment.get(DATABASE_VARIABLE)) and not file.is_file():
        return _postgresql(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            # A transaction that will write takes its lock at once instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": _BUSY_SECONDS,
            # FULL: an accepted work item and its audit entry survive a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    # The address holds a password: no message repeats it.
    expected = "postgresql://user:password@host:port/name"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(
            "数据库地址无法解析 the database address cannot be read",
            field=DATABASE_VARIABLE,
            expected=expected,
        ) from error
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        raise UsageError(
            "不是 PostgreSQL 数据库地址 not the address of a PostgreSQL database",
            field=DATABASE_VARIABLE,
            found=f"{parts.scheme}://… {'' if name else '(no name)'}".strip(),
            expected=expected,
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # libpq takes a socket folder as host, which a URL can only say in its query.
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(port or "")),
        "OPTIONS": options,
    }


DATABASES = {"default": database_settings(Path(os.environ.get("YUNZHU_WORKSPACE", ".")))}
SECRET_KEY = os.environ.get("YUNZHU_SECRET_KEY", "")
DEBUG = False
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    # The admin's modules load with the addresses of pages, not with every command.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.messages",
    "django.contrib.sessions",
    "simple_history",
    "yunzhu.city",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
ROOT_URLCONF = "yunzhu.portal.addresses"
AUTH_USER_MODEL = "city.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
# The program that embeds the city keeps its own logging.
LOGGING_CONFIG = None
