const TOLERANCE_S = 300;
const encoder = new TextEncoder();

/** It was not signed with the endpoint's secret, or long ago: respond with 400, and do nothing else. */
export class InvalidWebhook extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvalidWebhook";
  }
}

/** An event. The same one may arrive more than once, always with the same `id`. */
export interface WebhookEvent {
  id: string;
  type: string;
  occurred_at: string;
  patient_id: string | null;
  seq: number | null;
  data: Record<string, unknown>;
}

/**
 * The event in `payload`, the body as it was received, verified as Standard Webhooks defines. `secrets` are the valid
 * ones: two while one is rotated. Rejects with InvalidWebhook.
 */
export async function verify(
  payload: string,
  headers: Headers | Record<string, string>,
  secrets: string | string[],
  now: () => number = Date.now,
): Promise<WebhookEvent> {
  const given = new Headers(headers);
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map((name) => given.get(`webhook-${name}`));
  if (!id || !timestamp || !/^[0-9]+$/.test(timestamp) || !signatures)
    throw new InvalidWebhook("The webhook-id, webhook-timestamp or webhook-signature header is missing.");
  if (Math.abs(now() / 1000 - Number(timestamp)) > TOLERANCE_S)
    throw new InvalidWebhook("It was signed more than five minutes ago, or this clock is wrong.");
  const signed = encoder.encode(`${id}.${timestamp}.${payload}`);
  const received = signatures
    .split(" ")
    .filter((entry) => entry.startsWith("v1,"))
    .map((entry) => entry.slice(3));
  for (const secret of [secrets].flat()) {
    const key = await keyOf(secret);
    for (const signature of received)
      if (await crypto.subtle.verify("HMAC", key, decoded(signature), signed))
        return JSON.parse(payload) as WebhookEvent;
  }
  throw new InvalidWebhook("No signature is by this secret.");
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = decoded(secret.replace(/^whsec_/, ""));
  if (!bytes.length) throw new InvalidWebhook("The secret is not one of this service: it starts with whsec_.");
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

/** The bytes of Base64, or none where it isn't Base64. */
function decoded(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
