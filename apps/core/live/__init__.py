"""Open streams: what wakes them (`changes`), who carries them (`hub`, `following`), and how they are sent (`server`).

A view answers with `apps.core.sse.stream_response`; whether its caller came over HTTP or a WebSocket is the server's
affair. Docs: `docs/guides/live.md`.
"""
