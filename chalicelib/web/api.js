import { fromNow } from "./format.js";
import { isFresh, renew, token } from "./session.js";
import { currentLanguage, t, tryWords } from "./words.js";

const tries = 3;
const patience_ms = 35_000;

/** An answer of the service that isn't a success (RFC 9457), or no answer at all (`code` "network"). */
export class Problem extends Error {
  constructor({ status = 0, code = "network", title = "", detail = "", errors = [] } = {}, retryAfter_s = null) {
    super(detail || title || code);
    Object.assign(this, { status, code, errors, retryAfter_s });
  }

  /** Whether the same request may well succeed a little later. Nobody knows yet whether it had its effect. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** What to tell people: the catalogue's sentence for the code, never the service's own. */
  get words() {
    const general = this.status === 401 ? "problem.unauthenticated" : "problem.unexpected";
    return tryWords([`problem.${this.code}`, general], t("problem.unexpected"), { when: fromNow(this.retryAfter_s) });
  }

  /** What to tell about one field of a form, or null. */
  wordsFor(field) {
    if (!this.errors.some((error) => error.field === field)) return null;
    const codes = this.code === "invalid_request" ? [] : [`problem.${this.code}`];
    return tryWords([...codes, `problem.field.${field}`], this.words);
  }
}

async function once(method, path, { body, key, seen }) {
  const headers = {
    Accept: "application/json",
    "Accept-Language": currentLanguage(),
    Authorization: `Bearer ${token()}`,
  };
  if (body) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  if (seen) headers["If-Match"] = seen;
  let answer;
  try {
    answer = await fetch(`v1/${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(patience_ms),
    });
  } catch {
    throw new Problem();
  }
  if (answer.status === 204) return null;
  const content = await answer.json().catch(() => ({}));
  if (answer.ok) return { ...content, etag: answer.headers.get("ETag") };
  throw new Problem(
    { code: "unexpected", ...content, status: answer.status },
    Number(answer.headers.get("Retry-After")) || null,
  );
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks the service. Everything here is safe to ask again: reads, settling, and POSTs that carry their key. */
export async function api(method, path, options = {}) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(method, path, options);
    } catch (problem) {
      if (problem.status === 401) await signInAgain(problem);
      else if (!problem.passing || problem.status === 429 || attempt === tries) throw problem;
      await pause(Math.min(problem.retryAfter_s ?? 0.4 * 2 ** attempt, 5) * 1000 * (0.75 + Math.random() / 2));
    }
  }
}

/** A token that ran out is replaced; one that was refused as soon as it was issued would only be refused again. */
async function signInAgain(problem) {
  if (isFresh()) throw problem;
  await renew().catch(() => {
    throw problem;
  });
}

/** `?name=value` for those that have a value. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
