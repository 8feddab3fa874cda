from tests.applications.conftest import apply, customer, move  # noqa: F401 - the same fixtures
