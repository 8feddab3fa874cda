// The vectors that the Python SDK is held against too.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { WebhookVerificationError, webhooks } from "../src/index.js";

const vectors = JSON.parse(await readFile(new URL("../../webhook-vectors.json", import.meta.url), "utf-8"));

for (const { name, valid, payload, headers, secret, now } of vectors) {
  test(`${valid ? "accepts" : "refuses"}: ${name}`, async () => {
    const verified = webhooks.verify(payload, headers, secret, { now });
    if (valid) assert.deepEqual(await verified, JSON.parse(payload));
    else await assert.rejects(verified, WebhookVerificationError);
  });
}

test("signs what it verifies, from bytes and Headers too", async () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const body = new TextEncoder().encode('{"a": 1}');
  const headers = new Headers(await webhooks.sign(body, secret, { id: "msg_1" }));
  assert.deepEqual(await webhooks.verify(body, headers, secret), { a: 1 });
});
