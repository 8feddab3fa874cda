from django.core.exceptions import ValidationError

from apps.core.texts import say

MAXIMUM_BYTES = 4096


class MaximumLengthValidator:
    """Refuses passwords so long that hashing them is an attack."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password.encode()) > MAXIMUM_BYTES:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return say("A password has at most {most} bytes.", most=MAXIMUM_BYTES)
