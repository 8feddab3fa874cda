from apps.dashboard import rollup  # noqa: F401 - subscribes to the event log
