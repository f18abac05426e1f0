/** A token is renewed a minute before it expires, so that no call carries one that expires on the way. */
const RENEWED_BEFORE_MS = 60_000;
const DEFAULT_LIFETIME_S = 300;
const TIMEOUT_MS = 10_000;

interface Credentials {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  audience?: string;
  fetch?: typeof fetch;
  now?: () => number;
}

/** Tokens for the clinic's own software, by OAuth's client credentials (RFC 6749, section 4.4), kept until they expire. */
export function clientCredentials(given: Credentials): () => Promise<string> {
  const now = given.now ?? Date.now;
  let token = "";
  let until = 0;
  return async () => {
    if (!token || now() >= until) {
      const form = new URLSearchParams({ grant_type: "client_credentials" });
      if (given.audience) form.set("audience", given.audience);
      const headers = { Authorization: `Basic ${btoa(`${given.clientId}:${given.clientSecret}`)}` };
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await (given.fetch ?? fetch)(given.tokenUrl, { method: "POST", headers, body: form, signal });
      if (!response.ok) throw new Error(`The token endpoint responded with ${response.status}.`);
      const found = (await response.json()) as { access_token: string; expires_in?: number };
      token = found.access_token;
      until = now() + (found.expires_in ?? DEFAULT_LIFETIME_S) * 1000 - RENEWED_BEFORE_MS;
    }
    return token;
  };
}
