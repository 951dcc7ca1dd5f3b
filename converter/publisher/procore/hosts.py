"""Procore's environments (developers.procore.com, "Development Environments"; federal zone overview)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from converter.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where the interface is and where tokens come from; no slash at the end."""

    api: str
    login: str


ENVIRONMENTS = {
    "production": Hosts("https://api.procore.com", "https://login.procore.com"),
    "developer sandbox": Hosts("https://sandbox.procore.com", "https://login-sandbox.procore.com"),
    "monthly sandbox": Hosts("https://api-monthly.procore.com", "https://login-sandbox-monthly.procore.com"),
    "federal": Hosts("https://api.procoregov.com", "https://login.procoregov.com"),
}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def hosts_of(base_url: str, login_url: str) -> Hosts:
    """The two addresses, checked: HTTPS except on loopback, and of one environment where they are Procore's.

    ``ConfigError`` otherwise: a token of one environment is none in another.
    """
    hosts = Hosts(_checked("target.base_url", base_url), _checked("target.login_url", login_url))
    for name, known in ENVIRONMENTS.items():
        if (hosts.api == known.api) != (hosts.login == known.login):
            raise ConfigError(
                f"target.base_url and target.login_url are of two environments: {hosts.api} and {hosts.login}.",
                f"For {name}: base_url = {known.api!r}, login_url = {known.login!r}.",
            )
    return hosts


def environment_of(hosts: Hosts) -> str:
    """The name of the environment, or the host of one that is not Procore's."""
    return next((name for name, known in ENVIRONMENTS.items() if known == hosts), urlsplit(hosts.api).netloc)


def is_loopback(address: str) -> bool:
    """True for an address of this machine."""
    return urlsplit(address).hostname in _LOOPBACK


def _checked(key: str, address: str) -> str:
    """``https://host[:port]`` in small letters."""
    parts = _split(address)
    if parts is None or not parts.hostname:
        raise ConfigError(f"{key} is no address.", "It is written like https://api.procore.com.")
    if parts.username is not None or parts.password is not None:
        raise ConfigError(
            f"{key} has a user name or password in it.", "Procore is signed in to by client id and secret."
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(address)):
        raise ConfigError(f"{key} is {address!r}.", "Procore is reached by https:// only.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ConfigError(f"{key} is {address!r}.", f"Only the host belongs there: {parts.scheme}://{parts.netloc}.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises where the port is no number
    except ValueError:
        return None
    return parts
