"""What a connection says and logs holds no secret."""

from __future__ import annotations

import traceback

import pytest

from converter.errors import RejectedError, TransientError
from converter.publisher.procore.blanking import BLANK
from tests.publisher.procore.answering import SECRET, Asked, Said, speaking
from tests.publisher.procore.test_connection import PATH, first


def test_what_repeats_our_secrets_is_blanked() -> None:
    def echo(asked: Asked, _number: int) -> Said:
        return Said(422, f'{{"errors": "{asked.headers["Authorization"]} and {SECRET}"}}')

    with speaking(echo) as (_script, connection), pytest.raises(RejectedError) as caught:
        connection.get(PATH)
        assert SECRET not in repr(connection) and "token-number" not in repr(connection)
    text = "".join(traceback.format_exception(caught.value))
    assert "Bearer ••• and •••" in text and SECRET not in text and "token-number" not in text


def test_a_storage_that_explains_itself_shows_no_signature() -> None:
    fields = {"x-amz-signature": "signature-of-it"}
    said = Said(
        403,
        "<?xml version='1.0'?><Error><Code>SignatureDoesNotMatch</Code><Message>The signature of signature-of-it does "
        "not match</Message><AWSAccessKeyId>AKIAEXAMPLE</AWSAccessKeyId></Error>",
    )
    with (
        speaking(first(said)) as (script, connection),
        pytest.raises(RejectedError, match="SignatureDoesNotMatch") as caught,
    ):
        connection.store(f"{script.url}/b", fields, "1.png", b".", "image/png")
    text = "".join(traceback.format_exception(caught.value))
    assert "signature-of-it" not in text and "AKIAEXAMPLE" not in text


def test_the_finest_log_of_the_library_shows_no_signature(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    signed = "/part?X-Amz-Credential=canary-1&X-Amz-Signature=canary-2"
    with speaking(first()) as (script, connection):
        connection.store_segment(f"{script.url}{signed}", {}, b".")
        connection.get(PATH, project_id=5)
    assert f'"PUT /part?{BLANK} HTTP/1.1" 200' in caplog.text and "canary" not in caplog.text
    assert "project_id=5" in caplog.text and script.asked[0].path == signed


@pytest.mark.parametrize("status", [0, 500])
def test_a_traceback_does_not_show_a_signed_address(status: int) -> None:
    signed = "/b?X-Amz-Signature=canary"
    with speaking(first(then=Said(status))) as (script, connection), pytest.raises(TransientError) as caught:
        connection.store(f"{script.url}{signed}", {}, "1.png", b".", "image/png")
    assert "canary" not in "".join(traceback.format_exception(caught.value))
