from tests.accounts.conftest import admin, root

__all__ = ["admin", "root"]
