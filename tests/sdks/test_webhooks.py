"""Webhooks by the Python SDK, against vectors that the JavaScript one is held against too, and against the server's."""

import json
from typing import Any

import pytest
from saas_platform import WebhookVerificationError, webhooks

from apps.integrations.intake import _read_signature
from tools.sdks.document import SDKS

VECTORS = json.loads((SDKS / "webhook-vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_tells_a_real_webhook_from_others(vector: dict[str, Any]) -> None:
    given = (vector["payload"].encode(), vector["headers"], vector["secret"])
    if vector["valid"]:
        assert webhooks.verify(*given, now=vector["now"]) == json.loads(vector["payload"])
    else:
        with pytest.raises(WebhookVerificationError):
            webhooks.verify(*given, now=vector["now"])


def test_the_server_reads_the_same_signatures() -> None:
    """What is not decided by the clock or by the body."""
    for vector in VECTORS:
        if vector["valid"] and "1700000000" in vector["headers"].values():
            given = {name.title(): value for name, value in vector["headers"].items()}
            signature = _read_signature(given)
            assert signature is not None
            assert signature.fits(vector["secret"], vector["payload"].encode()), vector["name"]


def test_signs_what_it_verifies_and_the_server_reads() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = webhooks.sign('{"a": 1}', secret, id="msg_1")
    assert webhooks.verify('{"a": 1}', headers, secret) == {"a": 1}
    signature = _read_signature({name.title(): value for name, value in headers.items()})
    assert signature is not None
    assert signature.fits(secret, b'{"a": 1}')
