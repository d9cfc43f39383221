"""Every setting, read from the environment, with a default that runs on one machine.

`load()` checks them all and raises `SettingsError` with the reason in words.
"""

import os
import re
import secrets
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("development", "test", "production")
SELLER = (  # invented, for who tries it out
    ("name", "The Crowd"),
    ("street", "Voorbeeldstraat 1"),
    ("postcode", "1234 AB"),
    ("city", "Utrecht"),
    ("kvk", "12345678"),
    ("vat_id", "NL123456789B01"),
    ("iban", "NL13 TEST 0123 4567 89"),
    ("email", "post@thecrowd.example"),
)
SEARCH_ENGINES = ("whoosh", "postgres")
SPELLING = "write postgresql://name:password@host:port/database or sqlite:////folder/file"


class SettingsError(Exception):
    """A setting is missing or wrong."""


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    raw = env.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise SettingsError(f"{name} must be true or false, not {raw!r}")


def _number(
    env: Mapping[str, str], name: str, default: int, least: int = 0, most: int | None = None
) -> int:
    raw = env.get(name, "").strip()
    try:
        number = int(raw) if raw else default
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not {raw!r}") from None
    if number < least:
        raise SettingsError(f"{name} must be at least {least}, not {number}")
    if most is not None and number > most:
        raise SettingsError(f"{name} must be at most {most}, not {number}")
    return number


def _pattern(env: Mapping[str, str], name: str, default: str, pattern: str, words: str) -> str:
    value = env.get(name, "").strip() or default
    if not re.fullmatch(pattern, value):
        raise SettingsError(f"{name} must be {words}, not {value!r}")
    return value


def _steps(env: Mapping[str, str], name: str) -> tuple[tuple[int, int], ...]:
    """`10:22500,25:20000`: from ten seats on 225 euro each, from twenty-five on 200."""
    raw = env.get(name, "").replace(" ", "")
    if not re.fullmatch(r"(\d+:\d+(,\d+:\d+)*)?", raw):
        raise SettingsError(f"{name} must be seats:cents, as in 10:22500,25:20000, not {raw!r}")
    pairs = [step.split(":") for step in raw.split(",") if step]
    steps = tuple((int(least), int(cents)) for least, cents in pairs)
    for (least, cents), (more, cheaper) in pairwise(steps):
        if more <= least or cheaper >= cents:
            raise SettingsError(f"{name} must go up in seats and down in cents")
    if steps and steps[0][0] < 2:
        raise SettingsError(f"{name} begins at 2 seats; one costs MEMBERSHIP_PRICE_CENTS")
    return steps


def _folder(env: Mapping[str, str], name: str, default: Path) -> Path:
    """A folder that is there: made when it was not."""
    folder = Path(env.get(name) or default).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{name} cannot be made: {folder} ({error.strerror})") from error
    return folder


def _secret(env: Mapping[str, str], data: Path, production: bool) -> str:
    """The key that signs sessions: given in production, else made once and kept."""
    if key := env.get("SECRET_KEY", ""):
        if production and len(key) < 32:
            raise SettingsError("SECRET_KEY must have at least 32 characters")
        return key
    if production:
        raise SettingsError("SECRET_KEY must be set in production")
    kept = data / "secret_key"
    try:
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_hex(32))
        return kept.read_text()
    except OSError as error:
        raise SettingsError(f"DATA_DIR cannot keep {kept} ({error.strerror})") from error


def _database(env: Mapping[str, str], name: str, default: str) -> str:
    """SQLAlchemy's spelling of a database address."""
    url = env.get(name) or default
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(f"{name} must begin with sqlite:/// or postgresql://")
    try:
        make_url(url)
    except (ArgumentError, ValueError):  # their words may hold the password
        raise SettingsError(f"{name} is no address: {SPELLING}") from None
    return url


def _hosts(env: Mapping[str, str], base_url: str, production: bool) -> list[str] | None:
    """Names by which we may be called; on one's own network any will do."""
    own = [urlsplit(base_url).hostname or "", "localhost", "127.0.0.1"]
    given = [name.strip() for name in env.get("TRUSTED_HOSTS", "").split(",") if name.strip()]
    local = env.get("HOST") in {None, "", "localhost", "127.0.0.1", "::1"}
    return own + given if production or local or given else None


def _seller(env: Mapping[str, str], production: bool) -> dict[str, str]:
    """Who sells, as the law wants it on invoices. Invented, but where money is asked for."""
    given = {name: env.get(f"SELLER_{name.upper()}", "").strip() for name, _ in SELLER}
    missing = [f"SELLER_{name.upper()}" for name, value in given.items() if not value]
    if missing and production and env.get("STRIPE_API_KEY", "").strip():
        raise SettingsError(f"{', '.join(missing)} must be set: invoices name who sells")
    seller = {name: given[name] or invented for name, invented in SELLER}
    if not re.fullmatch(r"\d{8}", seller["kvk"]):
        raise SettingsError("SELLER_KVK must have 8 digits")
    if not re.fullmatch(r"NL\d{9}B\d{2}", seller["vat_id"]):
        raise SettingsError("SELLER_VAT_ID must be like NL123456789B01")
    iban = seller["iban"].replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d\d[A-Z0-9]{10,30}", iban) or not _adds_up(iban):
        raise SettingsError("SELLER_IBAN is no IBAN: a digit is wrong or missing")
    return seller


def _adds_up(iban: str) -> bool:
    """ISO 13616: letters as numbers from 10, the first four at the end, 1 modulo 97."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def _stripe(env: Mapping[str, str], production: bool) -> dict[str, Any]:
    """Where money is asked for. Without a key: Stripe's embedded double, never in production."""
    key = env.get("STRIPE_API_KEY", "").strip()
    base = env.get("STRIPE_API_BASE", "").strip().rstrip("/")
    secrets_ = [one.strip() for one in env.get("STRIPE_WEBHOOK_SECRET", "").split(",")]
    if key and not re.fullmatch(r"(sk|rk)_(test|live)_\S+", key):
        raise SettingsError("STRIPE_API_KEY begins with sk_test_, sk_live_, rk_test_ or rk_live_")
    live = key[3:8] == "live_"
    if live and not production:
        raise SettingsError("STRIPE_API_KEY is a live key: those are refused outside production")
    if base and not key:
        raise SettingsError("STRIPE_API_BASE is of no use without STRIPE_API_KEY")
    if base and (urlsplit(base).scheme not in {"http", "https"} or not urlsplit(base).netloc):
        raise SettingsError(
            "STRIPE_API_BASE must be a full address, such as http://localhost:12111"
        )
    return {
        "STRIPE_API_KEY": key,
        "STRIPE_API_BASE": base,
        "STRIPE_LIVE": live,
        "STRIPE_FAKE": not key and not production,
        "STRIPE_WEBHOOK_SECRETS": [one for one in secrets_ if one],
        # where a form may lead to, besides this site
        "FORM_TARGETS": [
            "https://checkout.stripe.com",
            "https://billing.stripe.com",
            *([f"{urlsplit(base).scheme}://{urlsplit(base).netloc}"] if base else []),
        ]
        if key
        else [],
    }


def _codes(env: Mapping[str, str]) -> dict[str, str]:
    """`DISCOUNT_CODES=NAJAAR:20%,WELKOM:5000`: off the first year, a part or so many cents."""
    raw = env.get("DISCOUNT_CODES", "").replace(" ", "").upper()
    one = r"[A-Z0-9-]{3,20}:(?:[1-9]\d?%|[1-9]\d{0,6})"
    if not re.fullmatch(rf"({one}(,{one})*)?", raw):
        raise SettingsError("DISCOUNT_CODES must be CODE:20% or CODE:5000, with commas between")
    found = re.findall(r"([A-Z0-9-]+):([0-9]+%?)", raw)
    return dict(found)


def _days(env: Mapping[str, str]) -> list[int]:
    raw = (env.get("RENEWAL_MAIL_DAYS") or "45,14,3").replace(" ", "")
    if not re.fullmatch(r"[1-9]\d{0,2}(,[1-9]\d{0,2})*", raw):
        raise SettingsError("RENEWAL_MAIL_DAYS must be days before a renewal, such as 45,14,3")
    return sorted({int(day) for day in raw.split(",")}, reverse=True)


def load(env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The application's configuration, checked."""
    env = os.environ if env is None else env
    environment = env.get("CROWD_ENV", "development")
    if environment not in ENVIRONMENTS:
        raise SettingsError(f"CROWD_ENV must be one of {', '.join(ENVIRONMENTS)}")
    production = environment == "production"
    demo = _flag(env, "CROWD_DEMO", False)
    if demo and production:
        raise SettingsError("CROWD_DEMO is refused when CROWD_ENV is production")

    data = _folder(env, "DATA_DIR", ROOT / "var")
    port = _number(env, "PORT", 8000, least=1, most=65_535)
    base_url = (env.get("BASE_URL") or f"http://localhost:{port}").rstrip("/")
    if urlsplit(base_url).scheme not in {"http", "https"} or not urlsplit(base_url).netloc:
        raise SettingsError("BASE_URL must be a full address, such as https://thecrowd.example")
    if production and not base_url.startswith("https://"):
        raise SettingsError("BASE_URL must begin with https:// in production")
    mail_url = env.get("MAIL_URL") or f"folder://{data / 'mail'}"
    if urlsplit(mail_url).scheme not in {"folder", "smtp", "smtps"}:
        raise SettingsError("MAIL_URL must begin with folder://, smtp:// or smtps://")
    if production and mail_url.startswith("folder://"):
        raise SettingsError("MAIL_URL must be a mail server in production")
    queue_url = env.get("QUEUE_URL") or f"sqlite:///{data / 'queue.sqlite'}"
    if not queue_url.startswith(("sqlite:///", "redis://", "rediss://")):
        raise SettingsError("QUEUE_URL must begin with sqlite:/// or redis://")
    limits_url = env.get("LIMITS_URL") or "memory://"
    if not limits_url.startswith(("memory://", "redis://", "rediss://")):
        raise SettingsError("LIMITS_URL must begin with memory:// or redis://")

    files_url = env.get("FILES_URL") or f"folder://{data / 'files'}"
    where = urlsplit(files_url)
    if where.scheme not in {"folder", "s3"} or (where.scheme == "s3" and not where.netloc):
        raise SettingsError("FILES_URL must be folder:///path or s3://bucket")

    search_engine = env.get("SEARCH_ENGINE") or "whoosh"
    if search_engine not in SEARCH_ENGINES:
        raise SettingsError(f"SEARCH_ENGINE must be one of {', '.join(SEARCH_ENGINES)}")
    database = _database(env, "DATABASE_URL", f"sqlite:///{data / 'crowd.sqlite'}")
    if search_engine == "postgres" and not database.startswith("postgresql"):
        raise SettingsError("SEARCH_ENGINE=postgres needs a DATABASE_URL of postgresql://")
    replica = ""
    if env.get("SEARCH_REPLICA_URL"):
        replica = _database(env, "SEARCH_REPLICA_URL", "")
        if search_engine != "postgres" or not replica.startswith("postgresql"):
            raise SettingsError(
                "SEARCH_REPLICA_URL is a postgresql:// to read, for SEARCH_ENGINE=postgres"
            )

    return {
        "ENVIRONMENT": environment,
        "DEMO": demo,
        "DATA_DIR": data,
        "SECRET_KEY": _secret(env, data, production),
        "BASE_URL": base_url,
        "HOST": env.get("HOST") or "127.0.0.1",
        "PORT": port,
        "WEB_THREADS": _number(env, "WEB_THREADS", 8, least=1),
        "WEB_PROCESSES": _number(env, "WEB_PROCESSES", 1, least=1),
        "TRUSTED_HOSTS": _hosts(env, base_url, production),
        "TRUSTED_PROXIES": _number(env, "TRUSTED_PROXIES", 0),
        "SQLALCHEMY_DATABASE_URI": database,
        "SEARCH_ENGINE": search_engine,
        "SEARCH_MEANING": _flag(env, "SEARCH_MEANING", environment != "test"),
        "SEARCH_REPLICA_URL": replica,
        "SEARCH_INDEX_DIR": _folder(env, "SEARCH_INDEX_DIR", ROOT / "search_index"),
        "QUEUE_URL": queue_url,
        "JOB_LEASE_SECONDS": _number(env, "JOB_LEASE_SECONDS", 60, least=5),
        "FILES_URL": files_url,
        "MAIL_URL": mail_url,
        "MAIL_FROM": env.get("MAIL_FROM") or "The Crowd <post@thecrowd.example>",
        "MEMBERSHIP_PRICE_CENTS": _number(env, "MEMBERSHIP_PRICE_CENTS", 25_000),
        "SEAT_STEPS": _steps(env, "SEAT_STEPS"),
        "VAT_MODE": _pattern(
            env, "VAT_MODE", "incl_21", r"(incl|excl)_[1-9]\d?|exempt", "incl_21, excl_21 or exempt"
        ),
        "LEGAL_FORM": _pattern(
            env,
            "LEGAL_FORM",
            "vereniging",
            r"vereniging|onderneming",
            "vereniging (association) or onderneming (company)",
        ),
        "STUDENT_PRICE_CENTS": _number(env, "STUDENT_PRICE_CENTS", 0),
        "STARTER_PRICE_CENTS": _number(env, "STARTER_PRICE_CENTS", 0),
        "DISCOUNT_CODES": _codes(env),
        "GRACE_DAYS": _number(env, "GRACE_DAYS", 14, most=365),
        "INVOICE_GRACE_DAYS": _number(env, "INVOICE_GRACE_DAYS", 60, most=365),
        "INVOICE_TERM_DAYS": _number(env, "INVOICE_TERM_DAYS", 30, least=1, most=365),
        "RENEWAL_MAIL_DAYS": _days(env),
        **_stripe(env, production),
        "SELLER": _seller(env, production),
        "RATELIMIT_STORAGE_URI": limits_url,
        "RATELIMIT_ENABLED": environment != "test",
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "SESSION_COOKIE_NAME": "crowd",
        "SESSION_COOKIE_SECURE": base_url.startswith("https://"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 180 * 24 * 3600,
        "BABEL_DEFAULT_LOCALE": "nl",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "crowd" / "translations"),
        "WTF_CSRF_TIME_LIMIT": None,
    }
