"""From a request to its answer, faults of the network aside: who asks, may they, and what the endpoint says."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.types import Scope

from converter.sandbox import oauth, rates
from converter.sandbox.access import company_of
from converter.sandbox.call import Answer, Call, Caller, Handler, Refusal, reply
from converter.sandbox.routes import find

_WITHOUT_COMPANY = ("/rest/v1.0/me", "/rest/v1.0/companies")
_CODES = {
    400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE", 409: "CONFLICT", 410: "GONE", 413: "PAYLOAD_TOO_LARGE", 414: "URI_TOO_LONG",
    422: "UNPROCESSABLE_ENTITY", 429: "TOO_MANY_REQUESTS",
}  # fmt: skip


def answer_to(call: Call, scope: Scope) -> Answer:
    """Carry a request out. What it changes is committed when this returns."""
    if not call.path.startswith("/rest/"):
        return _carried_out(call, scope)
    limits, refusal = _admitted(call)
    answer = _carried_out(call, scope, limited=True) if refusal is None else _refused(call, refusal)
    return Answer(answer.status, answer.body, {**limits, **answer.headers})


def answer_at_own_door(call: Call, scope: Scope) -> Answer:
    """Answer at the sandbox's own door: a reset brings its own transaction."""
    if call.path == "/sandbox/reset":
        try:
            return find(call, scope)(call)
        except Refusal as error:
            return _refused(call, error)
    return _carried_out(call, scope)


def _admitted(call: Call) -> tuple[Mapping[str, str], Refusal | None]:
    with call.world.store.transaction():
        if call.fault is not None and call.fault.kind == "expire-token":
            oauth.expire(call)
        call.caller = Caller(oauth.app_of(call), 0)
        return rates.spend(call)


def _carried_out(call: Call, scope: Scope, *, limited: bool = False) -> Answer:
    try:
        with call.world.store.transaction():
            if limited:
                _identify(call)
            handler = find(call, scope)
            return _once(call, handler) if limited else handler(call)
    except Refusal as error:
        return _refused(call, error)


def _identify(call: Call) -> None:
    call.caller = oauth.caller_of(call)
    person = call.world.store.value("SELECT 1 FROM apps WHERE user_id = ?", call.caller.user_id) is None
    # A person may ask for these two without naming a company; a service account may not.
    if not (person and call.path in _WITHOUT_COMPANY and "procore-company-id" not in call.headers):
        call.company_id = company_of(call)
    switches = call.world.switches
    if switches.exceeded("max_url_bytes", len(call.path) + sum(len(k) + len(v) + 2 for k, v in call.query)):
        raise Refusal(414, "The request URI is too long")
    if switches.exceeded("max_body_bytes", len(call.body)):
        raise Refusal(413, "The request body is too large")


def _once(call: Call, handler: Handler) -> Answer:
    """With ``idempotency_header=honoured`` a write that was answered is not done again but answered again."""
    token = call.headers.get("idempotency-token")
    if token is None or call.method == "GET" or call.world.switches["idempotency_header"] == "ignored":
        return handler(call)
    key = (token, call.caller.client_id, f"{call.method} {call.path}")
    sql = "SELECT * FROM answers WHERE token = ? AND client_id = ? AND request = ?"
    if (row := call.world.store.one(sql, *key)) is not None:
        return Answer(row["status"], row["body"], json.loads(row["headers"]))
    answer = handler(call)
    values = (answer.status, json.dumps(dict(answer.headers)), answer.body)
    call.world.store.run("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", *key, *values)
    return answer


def _refused(call: Call, refusal: Refusal) -> Answer:
    if isinstance(refusal, oauth.SignInRefusal):
        return reply({"error": refusal.error, "error_description": refusal.errors}, refusal.status)
    errors, code = refusal.errors, _CODES.get(refusal.status, "ERROR")
    words = errors if isinstance(errors, str) else "; ".join(f"{name} {', '.join(t)}" for name, t in errors.items())
    if call.path.startswith("/rest/v2"):
        details = [] if isinstance(errors, str) else [{"reason_code": "INVALID_PROPERTY", "message": words}]
        return reply({"error": {"code": code, "message": words, "details": details}}, refusal.status, refusal.headers)
    if call.world.switches["error_shape"] == "message":
        fields = {} if isinstance(errors, str) else errors
        return reply({"code": code, "message": words, "fields": fields}, refusal.status, refusal.headers)
    if words.startswith("Missing Procore-Company-Id"):  # documented as plain text
        return Answer(refusal.status, words.encode(), {"Content-Type": "text/plain"})
    return reply({"errors": errors}, refusal.status, refusal.headers)
