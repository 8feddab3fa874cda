"""The dependencies before the advisory services."""
