"""The countries of ISO 3166, named in the caller's language."""

import gettext
from functools import cache
from typing import Any

import pycountry


@cache
def countries(language: str) -> list[dict[str, Any]]:
    """Every country by its name in the language: `name, alpha2, alpha3, numeric`; in English where there is none."""
    names = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, languages=[language.replace("-", "_")], fallback=True
    )
    rows = (
        {
            "name": names.gettext(getattr(country, "common_name", country.name)),
            "alpha2": country.alpha_2,
            "alpha3": country.alpha_3,
            "numeric": country.numeric,
        }
        for country in pycountry.countries
    )
    return sorted(rows, key=lambda row: row["name"])
