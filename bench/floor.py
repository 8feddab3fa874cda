"""The floor: what is left when nothing is but the server, the driver and PostgreSQL, which writes the JSON itself.

No authentication, limits, checks, fence or event; the lists' count and the overview come from tables rolled up
beforehand (`bench.ground`). A product cannot be this fast; it shows how far from it one is.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg2

TENANT = int(os.environ["BENCH_TENANT"])
_local = threading.local()

_INVOICE = """
  json_build_object('id', i.id, 'client', i.client_id, 'client_name', c.name, 'invoice_number', i.invoice_number,
    'issue_date', i.issue_date, 'due_date', i.due_date, 'status', i.status, 'currency', i.currency, 'taxes', i.taxes,
    'subtotal', i.subtotal::text, 'tax_amount', i.tax_amount::text, 'total_amount', i.total_amount::text,
    'paid_amount', i.paid_amount::text, 'balance', i.balance::text, 'terms', i.terms, 'notes', i.notes,
    'created_at', i.created_at, 'updated_at', i.updated_at, 'owner', i.owner_id,
    'line_items', (SELECT coalesce(json_agg(json_build_object('id', l.id, 'description', l.description, 'quantity',
      l.quantity, 'unit_price', l.unit_price::text, 'discount', l.discount::text, 'taxes', l.taxes, 'total',
      l.total::text) ORDER BY l.position), '[]') FROM invoices_invoiceline l
      WHERE l.tenant_id = i.tenant_id AND l.invoice_id = i.id),
    'payments', (SELECT coalesce(json_agg(json_build_object('id', p.id, 'amount', p.amount::text, 'payment_date',
      p.payment_date, 'payment_method', p.payment_method, 'reference', p.reference)), '[]') FROM payments_payment p
      WHERE p.tenant_id = i.tenant_id AND p.invoice_id = i.id))
"""
LIST = f"""
SELECT json_build_object('count', (SELECT invoices FROM bench_count), 'results', json_agg(row))::text FROM (
  SELECT {_INVOICE} AS row FROM (
    SELECT * FROM invoices_invoice WHERE tenant_id = {TENANT} ORDER BY id DESC LIMIT 20
  ) i JOIN clients_client c ON c.id = i.client_id ORDER BY i.id DESC) page
"""
SEARCH = f"""
SELECT json_build_object('count', count(*), 'results', json_agg(row))::text FROM (
  SELECT {_INVOICE} AS row FROM invoices_invoice i JOIN clients_client c ON c.id = i.client_id
  WHERE i.tenant_id = {TENANT} AND i.invoice_number = %s) found
"""
RETRIEVE = f"""
SELECT {_INVOICE}::text FROM invoices_invoice i JOIN clients_client c ON c.id = i.client_id
WHERE i.tenant_id = {TENANT} AND i.id = %s
"""
CREATE = f"""
WITH given AS (SELECT %s::bigint AS client, %s::jsonb AS lines),
  line AS (SELECT n, l->>'description' AS description, (l->>'quantity')::numeric AS quantity,
    (l->>'unit_price')::numeric AS unit_price,
    round((l->>'quantity')::numeric * (l->>'unit_price')::numeric, 2) AS total
    FROM given, jsonb_array_elements(lines) WITH ORDINALITY AS e (l, n)),
  summed AS (SELECT sum(total) AS subtotal, round(sum(total) * 0.08, 2) AS tax FROM line),
  number AS (INSERT INTO tenants_numberseries (tenant_id, kind, year, last)
    VALUES ({TENANT}, 'floor', extract(year FROM now()), 1)
    ON CONFLICT (tenant_id, kind, year) DO UPDATE SET last = tenants_numberseries.last + 1 RETURNING year, last),
  invoice AS (INSERT INTO invoices_invoice (tenant_id, client_id, invoice_number, issue_date, due_date, status,
      currency, tax_mode, prices_include_tax, taxes, subtotal, tax_amount, total_amount, paid_amount, balance, terms,
      notes, search_text, created_at, updated_at)
    SELECT {TENANT}, given.client, 'FLOOR-' || number.year || '-' || number.last, now(), now() + interval '30 days',
      'draft', 'MYR', 'group', false, '[]', subtotal, tax, subtotal + tax, 0.00, subtotal + tax, '', '', '', now(),
      now() FROM given, summed, number RETURNING *),
  lines AS (INSERT INTO invoices_invoiceline (tenant_id, invoice_id, position, description, quantity, unit_price,
      discount, taxes, tax_rate, total)
    SELECT {TENANT}, invoice.id, n, description, quantity, unit_price, 0.00, '[]', 0.08, line.total
    FROM line, invoice RETURNING id, position, description, quantity, unit_price, total)
SELECT json_build_object('id', id, 'invoice_number', invoice_number, 'status', status, 'total_amount',
  total_amount::text, 'line_items', (SELECT json_agg(lines ORDER BY position) FROM lines), 'payments', '[]'::json)::text
FROM invoice
"""
OVERVIEW = """
SELECT json_build_object('revenue', (SELECT json_agg(r) FROM bench_revenue r WHERE day >= date_trunc('month', now())),
  'open', (SELECT json_agg(o) FROM bench_open o))::text
"""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application of four addresses."""
    *_, collection, last = environ["PATH_INFO"].strip("/").split("/")
    status = "200 OK"
    if environ["REQUEST_METHOD"] == "POST":
        body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        status, text = "201 Created", _ask(CREATE, (body["client"], json.dumps(body["line_items"])))
    elif collection == "dashboard":
        text = _ask(OVERVIEW)
    elif search := environ["QUERY_STRING"].removeprefix("search="):
        text = _ask(SEARCH, (search,))
    else:
        text = _ask(LIST) if last == "invoices" else _ask(RETRIEVE, (int(last),))
    content = text.encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
    return [content]


def _ask(query: str, parameters: tuple[Any, ...] | None = None) -> str:
    if not hasattr(_local, "cursor"):
        connection = psycopg2.connect(os.environ["BENCH_DATABASE"])
        connection.autocommit = True
        _local.cursor = connection.cursor()
    _local.cursor.execute(query, parameters)
    return str(_local.cursor.fetchone()[0])
