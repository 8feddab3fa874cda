"""Pages in other scripts, set in the fonts that documents are set in."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont


def chinese_page(text: str) -> Image.Image:
    page = Image.new("RGB", (900, 220), "white")
    ImageDraw.Draw(page).text((60, 60), text, font=_chinese_font(), fill="black")
    return page


@cache
def _chinese_font() -> ImageFont.FreeTypeFont:
    folder = Path(str(files("pylopdf_fonts_zh_cn")))
    font = next(path for path in sorted(folder.rglob("*")) if path.suffix in (".ttf", ".otf", ".ttc"))
    return ImageFont.truetype(str(font), 64)
