import { WebhookVerificationError } from "./errors.js";

/** Seconds that a webhook may be on its way, and that the clocks may differ. */
export const TOLERANCE = 300;

const HMAC = { name: "HMAC", hash: "SHA-256" };
const encoder = new TextEncoder();

/**
 * The webhook's JSON, if it is signed with the secret, by Standard Webhooks or by X-Webhook-Signature; throws
 * WebhookVerificationError otherwise. `payload` is the body as it came, before anything has parsed it. A webhook that
 * is sent again keeps its id (`webhook-id`): act on an id once.
 */
export async function verify(payload, headers, secret, { tolerance = TOLERANCE, now = Date.now() / 1000 } = {}) {
  const body = typeof payload === "string" ? encoder.encode(payload) : new Uint8Array(payload);
  let claim;
  try {
    claim = claimOf(lowered(headers), secret);
  } catch (error) {
    throw new WebhookVerificationError(`The webhook's signature cannot be read: ${error.message}`, { cause: error });
  }
  if (Math.abs(now - claim.stamp) > tolerance) {
    throw new WebhookVerificationError(`The webhook was signed more than ${tolerance} seconds ago or ahead.`);
  }
  const key = await crypto.subtle.importKey("raw", claim.key, HMAC, false, ["verify"]);
  const signed = joined(encoder.encode(claim.prefix), body);
  const fits = await Promise.all(claim.digests.map((digest) => crypto.subtle.verify(HMAC, key, digest, signed)));
  if (!fits.includes(true)) {
    throw new WebhookVerificationError("The webhook's signature does not fit its body and the secret.");
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    throw new WebhookVerificationError("The webhook's body is no JSON.", { cause: error });
  }
}

/** The headers of Standard Webhooks for a body, for events sent to the server or to a test of your own. */
export async function sign(payload, secret, { id, timestamp = Math.floor(Date.now() / 1000) }) {
  const body = typeof payload === "string" ? encoder.encode(payload) : new Uint8Array(payload);
  const key = await crypto.subtle.importKey("raw", standardKey(secret), HMAC, false, ["sign"]);
  const digest = await crypto.subtle.sign(HMAC, key, joined(encoder.encode(`${id}.${timestamp}.`), body));
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": `v1,${btoa(String.fromCharCode(...new Uint8Array(digest)))}`,
  };
}

/** When it was signed, the text before the body, the key, and the digests that are offered. */
function claimOf(given, secret) {
  const standard = given.get("webhook-signature");
  if (standard !== undefined) {
    const id = given.get("webhook-id");
    const stamp = given.get("webhook-timestamp") ?? "";
    const offered = standard.split(/\s+/).filter((one) => one.startsWith("v1,"));
    if (!id || offered.length === 0) throw new Error("webhook-id or a signature of version v1 is missing");
    const digests = offered.map((one) => base64(one.slice(3)));
    return { stamp: seconds(stamp), prefix: `${id}.${stamp}.`, key: standardKey(secret), digests };
  }
  const stamp = given.get("x-webhook-timestamp") ?? "";
  const digest = /^sha256=((?:[0-9a-f]{2})+)$/i.exec(given.get("x-webhook-signature") ?? "")?.[1];
  if (!digest) throw new Error("no header webhook-signature, and none X-Webhook-Signature that begins with sha256=");
  const bytes = Uint8Array.from(digest.match(/../g), (pair) => parseInt(pair, 16));
  return { stamp: seconds(stamp), prefix: `${stamp}.`, key: encoder.encode(secret), digests: [bytes] };
}

function seconds(stamp) {
  if (!/^[0-9]+$/.test(stamp)) throw new Error(`the time is no number of seconds: ${JSON.stringify(stamp)}`);
  return Number(stamp);
}

/** `whsec_` stands before base64; any other secret is taken as it is written. */
function standardKey(secret) {
  return secret.startsWith("whsec_") ? base64(secret.slice("whsec_".length)) : encoder.encode(secret);
}

function base64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function lowered(headers) {
  const pairs = typeof headers.entries === "function" ? [...headers.entries()] : Object.entries(headers);
  return new Map(pairs.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(" ") : value]));
}
