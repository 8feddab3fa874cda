"""The language of a tenant's papers, mails and pages: words, figures, dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.core.money import format_money, format_price
from apps.core.rendering.figures import figure_style, format_day
from apps.core.rendering.words import words


@dataclass(frozen=True)
class Wording:
    """`language` is a tag such as "pt-BR"; `number_format` one of `figures.FORMATS`, empty for the language's own."""

    language: str = "en"
    number_format: str = ""

    @property
    def words(self) -> Mapping[str, str]:
        return words(self.language)

    def number(self, number: Decimal) -> str:
        """A number without trailing zeros."""
        return self.figure(format(number.normalize(), "f"))

    def percent(self, fraction: str | Decimal) -> str:
        """A fraction as a percentage: "0.09975" is "9.975 %", never broken before the sign."""
        return f"{self.number(Decimal(fraction) * 100)}\u00a0%"

    def amount(self, amount: Decimal, currency: str) -> str:
        return self.figure(format_money(amount, currency))

    def price(self, price: Decimal, currency: str) -> str:
        return self.figure(format_price(price, currency))

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount with its currency, for running text."""
        return f"{self.amount(amount, currency)} {currency}"

    def figure(self, figure: str) -> str:
        """A figure as the API answers it, in the tenant's style."""
        return figure_style(self.language, self.number_format)(figure)

    def day(self, day: date) -> str:
        return format_day(day, self.language)
