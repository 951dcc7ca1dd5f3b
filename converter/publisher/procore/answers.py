"""What came of one request, looked at: whether it is an answer, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import requests

from converter.errors import TransientError
from converter.publisher.procore.oauth import Token


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the decoded JSON (None without a body), and the headers."""

    status: int
    body: Any = field(repr=False)
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one request: an answer, or trouble. ``is_undone``: certainly nothing was carried out."""

    token: Token
    came: requests.Response | TransientError
    is_undone: bool = False


def outcome(send: Callable[[], requests.Response]) -> requests.Response | requests.RequestException:
    """The answer or the error, returned: what is raised later must not carry it along, for it knows the request."""
    try:
        return send()
    except requests.RequestException as error:
        return error


def may_pass(response: requests.Response) -> bool:
    """True for answers of a server or gateway that is in trouble: what it did nobody knows."""
    return response.status_code == 408 or response.status_code >= 500


def decoded(content: bytes) -> Any:
    """The JSON; None where there is none."""
    try:
        return msgspec.json.decode(content) if content.strip() else None
    except msgspec.DecodeError:
        return None


def is_half(response: requests.Response) -> bool:
    """True for a body that should be JSON and is not."""
    return 200 <= response.status_code < 300 and bool(response.content.strip()) and decoded(response.content) is None
