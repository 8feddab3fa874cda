"""Secrets at rest: AES-256-GCM under keys that are derived from the installation's.

The first of `ENCRYPTION_KEYS` seals, each of them opens: a new key is put in front of the list, and an old one leaves
it once nothing is sealed under it any more.
"""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


class SealBroken(Exception):
    """What was to be opened was sealed for another context, under a key that is gone, or has been changed."""


def seal(content: bytes, *, context: bytes) -> bytes:
    """The content, unreadable without the installation's key and the same context (what it is for, and whose it is)."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.ENCRYPTION_KEYS[0], context).encrypt(nonce, content, None)


def unseal(sealed: bytes, *, context: bytes) -> bytes:
    """What was sealed. Raises SealBroken for another context and for what none of the keys opens."""
    for key in settings.ENCRYPTION_KEYS:
        try:
            return _cipher(key, context).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (InvalidTag, ValueError):
            continue
    raise SealBroken


def seal_again(sealed: bytes, *, context: bytes) -> bytes:
    """What was sealed, under the present key. Raises SealBroken as `unseal`."""
    return seal(unseal(sealed, context=context), context=context)


def _cipher(key: str, context: bytes) -> AESGCM:
    return AESGCM(hmac.digest(key.encode(), b"seal\0" + context, "sha256"))
