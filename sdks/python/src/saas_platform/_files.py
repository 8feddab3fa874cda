"""Files on their way up and down."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from os import PathLike
from pathlib import Path
from typing import IO, Any, TypeAlias
from urllib.parse import unquote

import httpx

from saas_platform._types import as_text

Upload: TypeAlias = (
    bytes | IO[bytes] | PathLike[str] | tuple[str, bytes | IO[bytes]] | tuple[str, bytes | IO[bytes], str]
)
"""What can be sent as a file: its bytes, an open file, a path; or a name, one of the first two and its type."""

Part = tuple[str, tuple[Any, ...]]


@dataclass
class Form:
    """A multipart body that can be sent again."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[Part] = field(default_factory=list)
    _starts: list[tuple[IO[bytes], int]] = field(default_factory=list)
    _opened: list[IO[bytes]] = field(default_factory=list)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Form":
        form = cls()
        for name, each in _flat(body):
            if _is_upload(each):
                form.files.append((name, form._part(each)))
            elif each is not None:
                form.fields.setdefault(name, []).append(as_text(each))
        return form

    def rewind(self) -> None:
        for file, start in self._starts:
            file.seek(start)

    def close(self) -> None:
        for file in self._opened:
            file.close()

    def _part(self, value: Upload) -> tuple[Any, ...]:
        match value:
            case bytes():
                return ("file", value)
            case (name, content, *rest):
                return (name, self._content(content), *rest)
            case PathLike():
                path = Path(value)
                self._opened.append(path.open("rb"))
                return (path.name, self._content(self._opened[-1]))
        name = getattr(value, "name", "file")
        return (os.path.basename(name) if isinstance(name, str) else "file", self._content(value))

    def _content(self, content: bytes | IO[bytes]) -> bytes | IO[bytes]:
        if isinstance(content, bytes):
            return content
        if not content.seekable():
            return content.read()
        self._starts.append((content, content.tell()))
        return content


def has_files(body: Mapping[str, Any]) -> bool:
    return any(_is_upload(each) for _, each in _flat(body))


def _flat(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        for each in value if isinstance(value, list) else [value]:
            yield name, each


def _is_upload(value: Any) -> bool:
    return isinstance(value, (bytes, PathLike, tuple)) or hasattr(value, "read")


class _File:
    """A file that the server sends, named as the server names it."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    @property
    def content_type(self) -> str:
        return str(self._response.headers.get("Content-Type", ""))

    @property
    def filename(self) -> str:
        """The name alone, never a path; empty where the server gives none."""
        header = Message()
        header["Content-Disposition"] = self._response.headers.get("Content-Disposition", "")
        return os.path.basename(unquote(header.get_filename("")).replace("\\", "/"))

    def _target(self, where: str | PathLike[str]) -> Path:
        path = Path(where)
        return path / (self.filename or "file") if path.is_dir() else path


class Download(_File):
    """A file that the server sends: `read()` it, or `save()` it without holding it in memory."""

    def read(self) -> bytes:
        with self:
            return self._response.read()

    def iter_bytes(self, size: int = 64 * 1024) -> Iterator[bytes]:
        with self:
            yield from self._response.iter_bytes(size)

    def save(self, where: str | PathLike[str]) -> Path:
        """Write it to a path, or under its own name into a directory. A download that breaks leaves nothing behind."""
        target = self._target(where)
        part = target.with_name(f"{target.name}.part")
        try:
            with part.open("wb") as file:
                for chunk in self.iter_bytes():
                    file.write(chunk)
            return part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def close(self) -> None:
        self._response.close()

    def __enter__(self) -> "Download":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class AsyncDownload(_File):
    """A file that the server sends: `read()` it, or `save()` it without holding it in memory."""

    async def read(self) -> bytes:
        async with self:
            return await self._response.aread()

    async def iter_bytes(self, size: int = 64 * 1024) -> AsyncIterator[bytes]:
        async with self:
            async for chunk in self._response.aiter_bytes(size):
                yield chunk

    async def save(self, where: str | PathLike[str]) -> Path:
        """Write it to a path, or under its own name into a directory. A download that breaks leaves nothing behind."""
        target = self._target(where)
        part = target.with_name(f"{target.name}.part")
        try:
            with part.open("wb") as file:
                async for chunk in self.iter_bytes():
                    file.write(chunk)
            return part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    async def aclose(self) -> None:
        await self._response.aclose()

    async def __aenter__(self) -> "AsyncDownload":
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()
