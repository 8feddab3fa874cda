"""The SDKs under `sdks/`, written from `docs/openapi.yaml`: `make sdks`.

The types of bodies and answers are made by datamodel-code-generator (Python) and openapi-typescript (JavaScript), the
methods by the modules here. What sends them is written by hand and stands beside the generated files.
"""
