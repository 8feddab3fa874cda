"""Where the servers are: PostgreSQL, Redis and the directory the product keeps its own files in.

Everything is read from the environment, to which a `.env` file beside `manage.py` is added first. Without
`DATABASE_URL` and `REDIS_URL` the addresses are those of the embedded servers (see `config.embedded`). This module
imports nothing of Django, so that anything may ask it at any time.
"""

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from dotenv import load_dotenv

PROJECT: Final = Path(__file__).resolve().parent.parent
load_dotenv(PROJECT / ".env")

DATA_DIR: Path = (PROJECT / Path(os.environ.get("DATA_DIR") or "var").expanduser()).resolve()

EMBEDDED_DATABASE: Final = "senangkira"
# A unix socket's whole path has at most 107 bytes; the name of the socket itself needs the rest.
_LONGEST_SOCKET_DIR: Final = 80
# PostgreSQL cuts names at 63 bytes, which would make one role of `<database>_app` and `<database>_ops`.
_LONGEST_ROLE_STEM: Final = 58

Mode = Literal["development", "production"]


class ConfigurationError(Exception):
    """A setting is missing or wrong; the message names it and says what would be right."""


def mode() -> Mode:
    """`development` unless MODE says `production`. Any other value is refused, a typo must not open a server."""
    match _setting("MODE"):
        case None | "development":
            return "development"
        case "production":
            return "production"
        case other:
            raise ConfigurationError(f"MODE is {other!r}; it has to be 'development' or 'production'.")


def secret_key() -> str:
    """SECRET_KEY; in development without one, a key made on first use and kept in `DATA_DIR/secret_key`."""
    if key := _setting("SECRET_KEY"):
        return key
    if mode() == "production":
        raise ConfigurationError("SECRET_KEY is not set; in production it has to be a random text of 50 characters.")
    return _kept("secret_key", secrets.token_urlsafe(50))


def uses_embedded_postgres() -> bool:
    """True unless one of DATABASE_URL, DATABASE_APP_URL and DATABASE_OPS_URL names a server."""
    return not any(map(_setting, ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_OPS_URL")))


def uses_embedded_redis() -> bool:
    """True unless REDIS_URL names a server."""
    return _setting("REDIS_URL") is None


def database_urls() -> dict[str, str]:
    """The database as its three roles see it, as URLs for libpq and dj-database-url.

    `owner` migrates, `app` serves under row-level security, `ops` bypasses it. From DATABASE_URL, the owner's, the two
    others are derived: role `<database>_app` or `<database>_ops`, its password an HMAC under the secret key.
    A process that never migrates may have DATABASE_APP_URL and DATABASE_OPS_URL alone: its `owner` is then the app.
    """
    if uses_embedded_postgres():
        return {role: _embedded_url(f"senangkira_{role}", EMBEDDED_DATABASE) for role in ("owner", "app", "ops")}
    owner, app, ops = map(_database_setting, ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_OPS_URL"))
    if owner is None and (app is None or ops is None):
        raise ConfigurationError(
            "Set DATABASE_URL (the owner's address), or both DATABASE_APP_URL and DATABASE_OPS_URL "
            "for a process that never migrates."
        )
    return {
        "owner": owner or app or "",
        "app": app or _derived_url(owner or "", "app"),
        "ops": ops or _derived_url(owner or "", "ops"),
    }


def superuser_url(database: str = "postgres") -> str:
    """The embedded server's superuser, who prepares database and roles."""
    return _embedded_url("postgres", database)


def redis_url(database: int) -> str:
    """The given database of the Redis server, as redis-py reads it; a database in REDIS_URL itself is replaced."""
    url = _setting("REDIS_URL")
    if url is None:
        return f"unix://{quote(str(valkey_socket()))}?db={database}"
    parts = urlsplit(url)
    query = {key: value for key, value in parse_qsl(parts.query) if key != "db"}
    if parts.scheme in ("redis", "rediss") and parts.netloc:
        return parts._replace(path=f"/{database}", query=urlencode(query)).geturl()
    if parts.scheme == "unix" and parts.path:
        query["db"] = str(database)
        return f"unix://{parts.netloc}{parts.path}?{urlencode(query)}"
    raise ConfigurationError(f"REDIS_URL begins with {parts.scheme!r}; it has to be redis://, rediss:// or unix://.")


def broker_url(database: int) -> str:
    """The same database as `redis_url`, as kombu reads it."""
    parts = urlsplit(redis_url(database))
    if parts.scheme != "unix":
        return parts.geturl()
    query = {"virtual_host" if key == "db" else key: value for key, value in parse_qsl(parts.query)}
    return f"redis+socket://{parts.netloc}{parts.path}?{urlencode(query)}"


def servers_dir() -> Path:
    """Where the embedded servers keep their files: the data directory, if their user can reach it.

    PostgreSQL refuses to run as root and becomes an unprivileged user, who cannot enter a directory such as /root.
    Root's data directory below one has its servers' files in /var/lib instead, under a name of its own.
    """
    if os.geteuid() or reachable_by_all(DATA_DIR):
        return DATA_DIR
    return Path("/var/lib") / f"senangkira-{_kept('instance', secrets.token_hex(6))}"


def socket_dir() -> Path:
    """The directory of the embedded servers' sockets, short enough for a socket's path."""
    directory = servers_dir() / "run"
    if len(os.fsencode(directory)) <= _LONGEST_SOCKET_DIR:
        return directory
    return Path("/tmp") / f"senangkira-{hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]}"  # noqa: S108


def valkey_socket() -> Path:
    """The socket of the embedded Valkey."""
    return socket_dir() / "valkey.sock"


def reachable_by_all(path: Path) -> bool:
    """Whether any user may pass through the path; the parts of it that do not exist yet count as passable."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents) if part.exists())


def make_directory(path: Path, mode: int = 0o711) -> Path:
    """The directory, made with that mode if missing; parents made with it may be passed through but not listed."""
    for part in reversed((path, *path.parents)):
        if not part.exists():
            part.mkdir(exist_ok=True)
            part.chmod(mode if part == path else 0o711)
    return path


def _setting(name: str) -> str | None:
    return os.environ.get(name, "").strip() or None


def _database_setting(name: str) -> str | None:
    url = _setting(name)
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ConfigurationError(f"{name} begins with {parts.scheme!r}; only postgresql:// is supported.")
    if not parts.path.strip("/"):
        raise ConfigurationError(f"{name} names no database; write postgresql://user:password@host:5432/database.")
    return url


def _derived_url(owner_url: str, role: str) -> str:
    parts = urlsplit(owner_url)
    stem = os.fsencode(unquote(parts.path.strip("/")))[:_LONGEST_ROLE_STEM].decode(errors="ignore")
    user = f"{stem}_{role}"
    password = hmac.new(secret_key().encode(), f"database role {user}".encode(), "sha256").hexdigest()
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(user, safe='')}:{password}@{host}").geturl()


def _embedded_url(user: str, database: str) -> str:
    # Not postgresql://%2Fdirectory/..: URL parsers lower the case of a host.
    return f"postgresql://{user}@/{database}?host={quote(str(socket_dir()))}"


def _kept(name: str, fresh: str) -> str:
    """The content of the file in the data directory; the first to ask writes the fresh one, for its owner only."""
    path = make_directory(DATA_DIR) / name
    if not path.exists():
        draft = path.with_name(f".{name}-{os.getpid()}-{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
