"""Text recognition on the CPU with the models that come inside the rapidocr wheel: nothing is ever downloaded.

Importing this module loads the libraries, the first `engine()` the models: only the process that reads pays for it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import cv2
import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from rapidocr import RapidOCR

from apps.core.errors import RuleViolation
from apps.core.texts import say

Image = NDArray[np.uint8]
"""Rows of points in the order blue, green, red."""
Floats = NDArray[np.float32]

_MODELS: Final = files("rapidocr") / "models"
_DETECTION: Final = "PP-OCRv6_det_small.onnx"
_RECOGNITION: Final = "PP-OCRv6_rec_small.onnx"
_HEIGHT: Final = 48
POINTS_A_STEP: Final = 8
_WIDEST: Final = 3200
_LINES_AT_ONCE: Final = 6

# The blocks of Unicode that each script adds to the signs and digits that all of them share.
_SCRIPTS: Final = {
    "latin": ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF)),
    "greek": ((0x370, 0x3FF),),
    "han": ((0x2E80, 0x2FDF), (0x3000, 0x303F), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF)),
    "kana": ((0x3040, 0x30FF),),
}
_SCRIPTS_OF: Final = {"zh": ("latin", "han"), "ja": ("latin", "han", "kana"), "el": ("latin", "greek")}
_NOT_IN_THE_MODEL: Final = frozenset(
    ["ar", "be", "bg", "bn", "fa", "he", "hi", "hy", "ka", "kk", "km", "ko", "lo", "mk", "mn", "mr", "my", "ne"]
) | {"ru", "sr", "ta", "te", "th", "uk", "ur"}


@dataclass(frozen=True)
class Box:
    """Where a line of text stands: its corners, from its own top left clockwise if the page is upright."""

    corners: Floats

    @property
    def width(self) -> float:
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    @property
    def height(self) -> float:
        return float(np.linalg.norm(self.corners[3] - self.corners[0]))

    @property
    def is_upright(self) -> bool:
        return self.width >= self.height

    def along(self) -> "Box":
        """The same box with the long side on top: text that stands on its side is turned by a quarter."""
        return self if self.is_upright else Box(np.roll(self.corners, 1, axis=0))

    def flipped(self) -> "Box":
        """The same box upside down."""
        return Box(np.roll(self.corners, 2, axis=0))


def scripts_of(languages: Sequence[str]) -> frozenset[str]:
    """The scripts of languages, given by their ISO 639 codes. Refuses one that the models cannot read."""
    for language in languages:
        if language in _NOT_IN_THE_MODEL or not (language.isascii() and language.isalpha() and len(language) in (2, 3)):
            raise RuleViolation(
                say(
                    "OCR_LANGUAGES names {language!r}, which cannot be read: the models know the Latin and Greek "
                    "scripts, Chinese and Japanese.",
                    language=language,
                ),
                code="unknown_language",
            )
    return frozenset(script for language in languages for script in _SCRIPTS_OF.get(language, ("latin",)))


class Engine:
    """The two models: one finds lines of text in an image, the other reads them."""

    def __init__(self, languages: Sequence[str], threads: int) -> None:
        self._finder = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.max_side_len": 100_000,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "Det.model_path": str(_MODELS / _DETECTION),
                "Det.limit_type": "max",
                "Det.limit_side_len": 100_000,
            }
        )
        options = SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_cpu_mem_arena = False
        self._reader = InferenceSession(str(_MODELS / _RECOGNITION), options)
        characters = self._reader.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *characters, " "]
        self._languages = self._columns_of_scripts(scripts_of(languages))

    def find_lines(self, image: Image, *, longest: int) -> list[Box]:
        """The lines of text, looked for in the image made at most `longest` points long."""
        scale = min(1.0, longest / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
        found = self._finder(np.ascontiguousarray(small), use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        return [] if boxes is None else [_ordered(np.asarray(corners, np.float32) / scale) for corners in boxes]

    def read_lines(self, image: Image, boxes: Sequence[Box]) -> list[tuple[str, float]]:
        """The text in each box and how sure it is, from 0 to 1, in the languages of the settings."""
        crops = [cut_out(image, box) for box in boxes]
        order = sorted(range(len(crops)), key=lambda index: crops[index].shape[1])
        read: dict[int, tuple[str, float]] = {}
        for start in range(0, len(order), _LINES_AT_ONCE):
            batch = order[start : start + _LINES_AT_ONCE]
            for index, likelihoods in zip(batch, self._likelihoods([crops[i] for i in batch]), strict=True):
                read[index] = self._text(likelihoods[: _steps(crops[index])])
        return [read[index] for index in range(len(boxes))]

    def read_steps(self, crops: Sequence[Image], alphabet: str) -> list[Floats]:
        """How likely each character of the alphabet is, step by step along each line; column 0 is "none of them"."""
        columns = [0, *(self._characters.index(character) for character in alphabet)]
        answers = zip(crops, self._likelihoods(crops), strict=True)
        return [likelihoods[: _steps(crop), columns] for crop, likelihoods in answers]

    def _columns_of_scripts(self, scripts: frozenset[str]) -> NDArray[np.intp]:
        foreign = [block for script, blocks in _SCRIPTS.items() if script not in scripts for block in blocks]
        own = [block for script in scripts for block in _SCRIPTS[script]]

        def is_readable(character: str) -> bool:
            point = ord(character[0]) if character else 0
            if any(first <= point <= last for first, last in own):
                return True
            return not any(first <= point <= last for first, last in foreign) and point < 0x2E80

        return np.array([i for i, c in enumerate(self._characters) if is_readable(c)])

    def _likelihoods(self, crops: Sequence[Image]) -> Iterator[Floats]:
        widest = max(crop.shape[1] for crop in crops)
        batch = np.zeros((len(crops), 3, _HEIGHT, widest), np.float32)
        for row, crop in zip(batch, crops, strict=True):
            row[:, :, : crop.shape[1]] = (crop.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)
        (answer,) = self._reader.run(None, {self._reader.get_inputs()[0].name: batch})
        return iter(answer)

    def _text(self, likelihoods: Floats) -> tuple[str, float]:
        likelihoods = likelihoods[:, self._languages]
        best = likelihoods.argmax(axis=1)
        starts = [step for step, column in enumerate(best) if column and (step == 0 or column != best[step - 1])]
        text = "".join(self._characters[self._languages[best[step]]] for step in starts)
        sure = [float(likelihoods[step, best[step]]) for step in starts]
        return text.strip(), sum(sure) / len(sure) if sure else 0.0


def _ordered(corners: Floats) -> Box:
    """The box whose first edge runs from left to right, more than any other of its edges does."""
    edges = np.roll(corners, -1, axis=0) - corners
    rightward = edges[:, 0] / np.maximum(np.linalg.norm(edges, axis=1), 1e-6)
    return Box(np.roll(corners, -int(rightward.argmax()), axis=0))


def _steps(crop: Image) -> int:
    return math.ceil(int(crop.shape[1]) / POINTS_A_STEP)


def cut_out(image: Image, box: Box, *, margin: float = 0.12) -> Image:
    """The box with some margin, straightened, as high as the model reads it."""
    corners = box.corners
    width, height = max(box.width, 1.0), max(box.height, 1.0)
    along, down = (corners[1] - corners[0]) / width, (corners[3] - corners[0]) / height
    x, y = along * margin * 2.5 * height, down * margin * height
    outer = np.array([corners[0] - x - y, corners[1] + x - y, corners[2] + x + y, corners[3] - x + y], np.float32)
    points = (width + margin * 5 * height) / (height * (1 + 2 * margin)) * _HEIGHT
    columns = int(min(max(points, _HEIGHT), _WIDEST))
    target = np.array([[0, 0], [columns, 0], [columns, _HEIGHT], [0, _HEIGHT]], np.float32)
    warp = cv2.getPerspectiveTransform(outer, target)
    cut: Any = cv2.warpPerspective(
        image, warp, (columns, _HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return cut  # type: ignore[no-any-return]


@cache
def engine() -> Engine:
    """The one engine of this process, in the languages and with the threads of the settings."""
    return Engine(settings.OCR_LANGUAGES, settings.OCR_THREADS)
