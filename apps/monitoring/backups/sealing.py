"""A file encrypted piece by piece under a passphrase, so that neither end has to hold it in memory.

AES-256-GCM under a key that scrypt makes of the passphrase. Each piece is numbered and says whether it is the last one:
none can be changed, moved, left out or cut off without being noticed.
"""

import hashlib
import secrets
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"SKSEAL1\n"
_PIECE: Final = 1 << 20
_TAG: Final = 16
_SALT: Final = 16


class SealError(Exception):
    """The file was not sealed under this passphrase, or is not as it was written."""


class Sealer:
    """Takes bytes and writes them sealed. `close` writes the last piece; the file below stays open."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = secrets.token_bytes(_SALT)
        file.write(MAGIC + salt)
        self._file, self._cipher = file, _cipher(passphrase, salt)
        self._held, self._count = bytearray(), 0

    def write(self, data: bytes) -> int:
        self._held += data
        while len(self._held) > _PIECE:
            self._write_piece(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(data)

    def close(self) -> None:
        self._write_piece(bytes(self._held), last=True)

    def _write_piece(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._count), piece, _place(last)))
        self._count += 1


class Unsealer:
    """Reads what a Sealer wrote. Raises SealError at the first byte that is not as it was."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        if file.read(len(MAGIC)) != MAGIC:
            raise SealError("The file is not sealed.")
        self._file, self._cipher = file, _cipher(passphrase, file.read(_SALT))
        self._held, self._count = bytearray(), 0
        self._next = file.read(_PIECE + _TAG)

    def read(self, size: int) -> bytes:
        while len(self._held) < size and self._next:
            piece, self._next = self._next, self._file.read(_PIECE + _TAG)
            try:
                self._held += self._cipher.decrypt(_nonce(self._count), piece, _place(not self._next))
            except (InvalidTag, ValueError) as exc:
                raise SealError("The file is damaged, cut off or sealed under another passphrase.") from exc
            self._count += 1
        data = bytes(self._held[:size])
        del self._held[:size]
        return data


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.scrypt(passphrase.encode(), salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=32))


def _nonce(count: int) -> bytes:
    # The key is the file's own: numbering its pieces never uses a nonce twice.
    return count.to_bytes(12, "big")


def _place(last: bool) -> bytes:
    return b"last" if last else b"more"
