from pathlib import Path

import pytest

import config

PRODUCTION = {
    "CROWD_ENV": "production",
    "SECRET_KEY": "k" * 32,
    "BASE_URL": "https://thecrowd.example",
    "MAIL_URL": "smtps://crowd:geheim@mail.example:465",
    "DATABASE_URL": "postgresql://crowd@db.example/crowd",
}

SELLER = {
    "SELLER_NAME": "Vereniging The Crowd",
    "SELLER_STREET": "Markt 1",
    "SELLER_POSTCODE": "2801 AA",
    "SELLER_CITY": "Gouda",
    "SELLER_KVK": "12345678",
    "SELLER_VAT_ID": "NL123456789B01",
    "SELLER_IBAN": "NL13 TEST 0123 4567 89",
    "SELLER_EMAIL": "penningmeester@thecrowd.example",
}


def test_without_settings_it_runs_on_one_machine(tmp_path: Path) -> None:
    found = config.load({"DATA_DIR": str(tmp_path)})
    assert found["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/crowd.sqlite"
    assert found["MAIL_URL"] == f"folder://{tmp_path}/mail"
    assert (found["HOST"], found["PORT"]) == ("127.0.0.1", 8000)
    assert not found["SESSION_COOKIE_SECURE"]
    assert (found["VAT_MODE"], found["LEGAL_FORM"], found["SEAT_STEPS"]) == (
        "incl_21",
        "vereniging",
        (),
    )


def test_without_a_key_a_double_stands_in_but_never_in_production(tmp_path: Path) -> None:
    here = config.load({"DATA_DIR": str(tmp_path)})
    assert here["STRIPE_FAKE"] and here["FORM_TARGETS"] == []
    assert not config.load({**PRODUCTION, "DATA_DIR": str(tmp_path)})["STRIPE_FAKE"]


def test_keys_and_secrets(tmp_path: Path) -> None:
    live = {"STRIPE_API_KEY": "sk_live_1", "STRIPE_WEBHOOK_SECRET": "whsec_new, whsec_old"}
    found = config.load({**PRODUCTION, "DATA_DIR": str(tmp_path), **live, **SELLER})
    assert found["SELLER"]["city"] == "Gouda"
    assert found["STRIPE_LIVE"] and not found["STRIPE_FAKE"]
    assert found["STRIPE_WEBHOOK_SECRETS"] == ["whsec_new", "whsec_old"]
    test = {"STRIPE_API_KEY": "sk_test_1", "STRIPE_API_BASE": "http://localhost:12111/"}
    found = config.load({"DATA_DIR": str(tmp_path), **test})
    assert not found["STRIPE_LIVE"] and found["STRIPE_API_BASE"] == "http://localhost:12111"
    assert "http://localhost:12111" in found["FORM_TARGETS"]


def test_codes_and_days(tmp_path: Path) -> None:
    given = {"DISCOUNT_CODES": "najaar:20%, WELKOM:5000", "RENEWAL_MAIL_DAYS": "7,30"}
    found = config.load({"DATA_DIR": str(tmp_path), **given})
    assert found["DISCOUNT_CODES"] == {"NAJAAR": "20%", "WELKOM": "5000"}
    assert found["RENEWAL_MAIL_DAYS"] == [30, 7]


def test_steps_for_larger_teams(tmp_path: Path) -> None:
    found = config.load({"DATA_DIR": str(tmp_path), "SEAT_STEPS": "10:22500, 25:20000"})
    assert found["SEAT_STEPS"] == ((10, 22_500), (25, 20_000))


def test_the_key_is_made_once_and_for_our_eyes_only(tmp_path: Path) -> None:
    made = config.load({"DATA_DIR": str(tmp_path)})["SECRET_KEY"]
    assert len(made) == 64
    assert config.load({"DATA_DIR": str(tmp_path)})["SECRET_KEY"] == made
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_production_with_everything_given(tmp_path: Path) -> None:
    found = config.load({**PRODUCTION, "DATA_DIR": str(tmp_path)})
    assert found["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://crowd@db.example/crowd"
    assert found["SESSION_COOKIE_SECURE"]
    assert not found["DEMO"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"CROWD_DEMO": "1"}, "CROWD_DEMO is refused"),
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "kort"}, "at least 32"),
        ({"BASE_URL": "http://thecrowd.example"}, "https://"),
        ({"MAIL_URL": ""}, "mail server"),
        ({"MAIL_URL": "folder:///tmp/mail"}, "mail server"),
        ({"STRIPE_API_KEY": "sk_live_geheim"}, "SELLER_NAME, SELLER_STREET, .* must be set"),
    ],
)
def test_production_refuses(tmp_path: Path, change: dict[str, str], words: str) -> None:
    with pytest.raises(config.SettingsError, match=words):
        config.load({**PRODUCTION, "DATA_DIR": str(tmp_path), **change})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"CROWD_ENV": "prod"}, "CROWD_ENV must be one of"),
        ({"CROWD_DEMO": "misschien"}, "true or false"),
        ({"PORT": "acht"}, "PORT must be a whole number"),
        ({"PORT": "0"}, "PORT must be at least 1, not 0"),
        ({"STRIPE_API_KEY": "geheim"}, "STRIPE_API_KEY begins with"),
        ({"STRIPE_API_KEY": "sk_live_123"}, "refused outside production"),
        ({"STRIPE_API_BASE": "http://localhost:12111"}, "of no use without STRIPE_API_KEY"),
        (
            {"STRIPE_API_KEY": "sk_test_1", "STRIPE_API_BASE": "localhost:12111"},
            "STRIPE_API_BASE must be a full address",
        ),
        ({"DISCOUNT_CODES": "NAJAAR"}, "DISCOUNT_CODES must be"),
        ({"DISCOUNT_CODES": "NAJAAR:100%"}, "DISCOUNT_CODES must be"),
        ({"RENEWAL_MAIL_DAYS": "45,x"}, "RENEWAL_MAIL_DAYS must be"),
        ({"INVOICE_TERM_DAYS": "0"}, "INVOICE_TERM_DAYS must be at least 1"),
        ({"VAT_MODE": "21"}, "VAT_MODE must be incl_21, excl_21 or exempt"),
        ({"LEGAL_FORM": "bv"}, "LEGAL_FORM must be vereniging"),
        ({"SEAT_STEPS": "10=22500"}, "SEAT_STEPS must be seats:cents"),
        ({"SEAT_STEPS": "10:22500,25:23000"}, "up in seats and down in cents"),
        ({"SEAT_STEPS": "25:20000,10:22500"}, "up in seats and down in cents"),
        ({"SELLER_KVK": "1234567"}, "SELLER_KVK must have 8 digits"),
        ({"SELLER_VAT_ID": "NL12B01"}, "SELLER_VAT_ID must be like"),
        ({"SELLER_IBAN": "NL14TEST0123456789"}, "SELLER_IBAN is no IBAN"),
        ({"SELLER_IBAN": "NL"}, "SELLER_IBAN is no IBAN"),
        ({"SEAT_STEPS": "1:20000"}, "begins at 2 seats"),
        ({"PORT": "65536"}, "PORT must be at most 65535"),
        ({"WEB_PROCESSES": "0"}, "WEB_PROCESSES must be at least 1"),
        ({"WEB_THREADS": "-1"}, "WEB_THREADS must be at least 1"),
        ({"JOB_LEASE_SECONDS": "4"}, "JOB_LEASE_SECONDS must be at least 5"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be at least 0"),
        ({"DATABASE_URL": "postgresql://crowd:x@db:poort/crowd"}, "DATABASE_URL is no address"),
        ({"LIMITS_URL": "amqp://x"}, "LIMITS_URL must begin with"),
        ({"DATA_DIR": "/dev/null/data"}, "DATA_DIR cannot be made: /dev/null/data"),
        ({"SEARCH_ENGINE": "lucene"}, "SEARCH_ENGINE must be one of whoosh"),
        ({"SEARCH_ENGINE": "postgres"}, "SEARCH_ENGINE=postgres needs a DATABASE_URL"),
        ({"SEARCH_REPLICA_URL": "postgresql://replica/crowd"}, "SEARCH_REPLICA_URL is a postgres"),
        ({"SEARCH_REPLICA_URL": "redis://replica"}, "SEARCH_REPLICA_URL must begin with"),
        ({"SEARCH_INDEX_DIR": "/dev/null/index"}, "SEARCH_INDEX_DIR cannot be made"),
        ({"BASE_URL": "thecrowd.example"}, "full address"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must begin with"),
        ({"MAIL_URL": "http://mail"}, "MAIL_URL must begin with"),
        ({"QUEUE_URL": "amqp://x"}, "QUEUE_URL must begin with"),
        ({"FILES_URL": "s3://"}, "FILES_URL must be"),
        ({"FILES_URL": "/var/files"}, "FILES_URL must be"),
    ],
)
def test_what_is_wrong_is_said_in_words(tmp_path: Path, change: dict[str, str], words: str) -> None:
    with pytest.raises(config.SettingsError, match=words):
        config.load({"DATA_DIR": str(tmp_path), **change})


def test_who_sells(tmp_path: Path) -> None:
    given = {"DATA_DIR": str(tmp_path), "SELLER_NAME": "Coöperatie De Menigte"}
    assert config.load(given)["SELLER"]["name"] == "Coöperatie De Menigte"
