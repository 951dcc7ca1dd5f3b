"""One request and its answer, as the endpoints see them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers

from converter.sandbox.faults import Fault
from converter.sandbox.world import World

Document = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer, not a failure of this program
    """A request that is answered with an error; everything it did is taken back.

    ``errors`` is a sentence or, by field, sentences; how they are written follows the switch ``error_shape``.
    """

    def __init__(
        self, status: int, errors: str | Mapping[str, Sequence[str]], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, errors)
        self.status = status
        self.errors = errors
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body of an answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token speaks for: an app and the user it acts as."""

    client_id: str
    user_id: int


@dataclass(slots=True)
class Call:
    """One request. ``params`` come from the path, ``caller`` and ``company_id`` from headers, once they are checked.

    ``form`` holds the parts of a form in their order, files as bytes; None when the body is no form.
    """

    world: World
    n: int
    method: str
    path: str
    query: Sequence[tuple[str, str]]
    headers: Headers
    body: bytes
    form: Sequence[tuple[str, str | bytes]] | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    caller: Caller = field(default=Caller("", 0))
    company_id: int = 0
    fault: Fault | None = None

    def document(self) -> Document:
        """The JSON object of the body; a form counts as one, with ``name[key]`` as nesting. 400 for anything else."""
        if self.form is not None:
            return _nested([(key, value) for key, value in self.form if isinstance(value, str)])
        try:
            document = json.loads(self.body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise Refusal(400, f"The request body is not valid JSON: {error}") from error
        if not isinstance(document, dict):
            raise Refusal(400, "The request body must be a JSON object")
        if b"\\u" in self.body:
            _require_unicode(document)
        return document

    def asked(self, name: str) -> str | None:
        """The last value of a query parameter."""
        return next((value for key, value in reversed(self.query) if key == name), None)

    def filters(self) -> dict[str, list[str]]:
        """``filters[name]`` and ``filters[name][]`` of the query, by name."""
        found: dict[str, list[str]] = {}
        for key, value in self.query:
            if match := _FILTER.fullmatch(key):
                found.setdefault(match[1], []).append(value)
        return found


Handler = Callable[[Call], Answer]

_FILTER = re.compile(r"filters\[(\w+)\](?:\[\d*\])?")
_STEP = re.compile(r"[^\[\]]+")


def reply(document: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer in JSON."""
    body = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    return Answer(status, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


def no_content() -> Answer:
    """204."""
    return Answer(204)


def whole(text: str | None) -> int | None:
    """A number of 64 bits written in digits, as ids are in addresses and headers; None for anything else."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 18:
        return None
    return int(text)


def _require_unicode(document: Document) -> None:
    """Half a surrogate pair can be escaped in JSON, but it is no character."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Refusal(400, f"The request body is not valid Unicode: {error.reason}") from error


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is not a JSON number")


def _nested(pairs: Sequence[tuple[str, str]]) -> Document:
    document: Document = {}
    for key, value in pairs:
        *steps, last = _STEP.findall(key) or [key]
        place = document
        for step in steps:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise Refusal(400, f"The field {key} contradicts another")
        place[last] = value
    return document
