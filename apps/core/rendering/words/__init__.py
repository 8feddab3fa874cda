"""The words of documents, of their mails and of their pages, in each language that has a file here."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from json import loads

LANGUAGES = tuple(sorted(file.name.removesuffix(".json") for file in files(__name__).iterdir() if ".json" in file.name))


@cache
def words(language: str) -> Mapping[str, str]:
    """Words by their keys, in the language of a tag such as "ms" or "pt-BR"; English where there are none of it."""
    spoken = language.replace("_", "-").lower().partition("-")[0]
    name = spoken if spoken in LANGUAGES else "en"
    found: dict[str, str] = loads((files(__name__) / f"{name}.json").read_text("utf-8"))
    return found
