"""The product's settings with one more migration, which the rehearsal brings in while the load goes on."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.rehearsed"]
