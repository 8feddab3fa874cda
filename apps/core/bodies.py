"""What the server's bridge and the views say to each other about a request's body. Imports no Django."""

import sys
from typing import Final

UNKNOWN_LENGTH: Final = sys.maxsize
"""The length that a body larger than what is held is given when it comes without one."""
