"""Addresses of environments, and what refusals say."""

from __future__ import annotations

import pytest

from converter.errors import ConfigError
from converter.publisher.procore.error_bodies import words_of
from converter.publisher.procore.hosts import ENVIRONMENTS, Hosts, environment_of, hosts_of

API, LOGIN = "https://api.procore.com", "https://login.procore.com"


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environments(name: str) -> None:
    known = ENVIRONMENTS[name]
    assert environment_of(hosts_of(f"{known.api}/", known.login.upper().replace("HTTPS", "https"))) == name


@pytest.mark.parametrize(
    ("base_url", "login_url", "said"),
    [
        (API, "https://login-sandbox.procore.com", "two environments"),
        ("https://sandbox.procore.com", LOGIN, "two environments"),
        ("http://api.procore.com", LOGIN, "https:// only|'http://api"),
        (API, "http://login.procore.com", "target.login_url"),
        ("api.procore.com", LOGIN, "no address"),
        ("https://", LOGIN, "no address"),
        ("https://api.procore.com:port", LOGIN, "no address"),
        ("https://[api", LOGIN, "no address"),
        (f"{API}/rest/v1.0", LOGIN, "/rest/v1.0"),
        (f"{API}?company=4", LOGIN, "company"),
        ("https://somebody:password@proxy.example.com", LOGIN, "user name or password"),
    ],
)
def test_addresses_that_cannot_be_meant(base_url: str, login_url: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        hosts_of(base_url, login_url)
    assert caught.value.hint and "somebody" not in str(caught.value)


def test_loopback_needs_no_tls_and_others_are_named_by_their_host() -> None:
    assert environment_of(hosts_of("http://127.0.0.1:8010", "http://localhost:8010/")) == "127.0.0.1:8010"
    assert hosts_of("https://procore.example.com", "https://login.example.com") == Hosts(
        "https://procore.example.com", "https://login.example.com"
    )


@pytest.mark.parametrize(
    ("body", "text", "said"),
    [
        ({"errors": {"title": ["is missing", "is too short"]}}, "", "title: is missing; title: is too short"),
        ({"errors": "App is not connected"}, "", "App is not connected"),
        ({"code": "X", "message": "No", "fields": {"id": ["is unknown"]}}, "", "No; id: is unknown"),
        ({"error": {"message": "bad", "details": [{"message": "worse"}]}}, "", "bad; worse"),
        ({"error": "invalid_grant", "error_description": "expired"}, "", "invalid_grant; expired"),
        (None, "Missing  Procore-Company-Id\nheader!", "Missing Procore-Company-Id header!"),
        (None, "<html><head><title>502 Bad\nGateway</title></head><body><hr></body></html>", "502 Bad Gateway"),
        (None, "<html><style>p {}</style><body><p>Sorry</p> &amp; so on</body></html>", "Sorry & so on"),
        (
            None,
            "<Error><Code>AccessDenied</Code><Message>Too late</Message><Key>k</Key></Error>",
            "AccessDenied: Too late",
        ),
        ({}, "", ""),
    ],
)
def test_words_of_refusals(body: object, text: str, said: str) -> None:
    assert words_of(body, text) == said


def test_a_long_refusal_is_cut() -> None:
    assert len(words_of({"errors": "x" * 9_000}, "")) == 500
