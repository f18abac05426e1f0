import { fromNow } from "./format.js";
import { inTurn } from "./in-turn.js";
import { framing, isFresh, renew, token } from "./session.js";
import { zoneKnown } from "./zone.js";
import { currentLanguage, t, tryWords } from "./words.js";

const tries = 3;
const patience_ms = 35_000;
const soon_s = 5;
/** What is being read just now: another view of it waits for the same answer. */
/** @type {Map<string, Promise<any>>} */
const asking = new Map();
const tellsClinic = new Set(["me/credit", "clinic/billing-settings"]);

/** @typedef {{ body?: object, key?: string, seen?: string | null, once?: boolean, table?: boolean }} Options */

/** An answer of the service that isn't a success (RFC 9457), or no answer at all (`code` "network"). */
export class Problem extends Error {
  /**
   * @param {Partial<Api.Schemas["Problem"]>} problem
   * @param {number | null} retryAfter_s
   */
  constructor({ status = 0, code = "network", title = "", detail = "", errors = [] } = {}, retryAfter_s = null) {
    super(detail || title || code);
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.retryAfter_s = retryAfter_s;
  }

  /** Whether the same request may well succeed a little later. Whether it had its effect is unknown. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Whether to ask again at once: a gateway that has no room wants a second, a rate limit up to an hour. */
  get soonOver() {
    return this.passing && (this.status !== 429 || (this.retryAfter_s !== null && this.retryAfter_s <= soon_s));
  }

  /** What to tell people: the catalogue's sentence for the code, never the service's own. */
  get words() {
    const general = this.status === 401 ? "problem.unauthenticated" : "problem.unexpected";
    const values = { when: fromNow(this.retryAfter_s), named: this.named };
    return tryWords([`problem.${this.code}`, general], t("problem.unexpected"), values);
  }

  /** The things that the first error names after its colon: invoices, say. */
  get named() {
    return this.errors[0]?.message.split(": ")[1] ?? "";
  }

  /**
   * What to tell about one field of a form, or null.
   *
   * @param {string} field
   */
  wordsFor(field) {
    if (!this.errors.some((error) => error.field === field)) return null;
    const codes = this.code === "invalid_request" ? [] : [`problem.${this.code}`];
    return tryWords([...codes, `problem.field.${field}`], this.words);
  }
}

/**
 * What to tell people about anything that was thrown.
 *
 * @param {unknown} thrown
 */
export function wordsOf(thrown) {
  if (thrown instanceof Problem) return thrown.words;
  console.error(thrown);
  return t(navigator.onLine === false ? "problem.network" : "problem.unexpected");
}

/**
 * The request is given up when it takes too long. Browsers before 2022 lack AbortSignal.timeout.
 *
 * @param {string} address
 * @param {RequestInit} request
 */
async function fetchInTime(address, request) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience_ms);
  try {
    return await fetch(address, { ...request, signal: giveUp.signal });
  } catch {
    throw new Problem();
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Options} options
 * @returns {Promise<any>}
 */
async function once(method, path, { body, key, seen, table }) {
  /** @type {Record<string, string>} */
  const headers = {
    Accept: table ? "text/csv" : "application/json",
    "Accept-Language": currentLanguage(),
    Authorization: `Bearer ${token()}`,
    ...framing(),
  };
  const isFile = body instanceof Blob;
  if (body) headers["Content-Type"] = isFile ? body.type : "application/json";
  if (key) headers["Idempotency-Key"] = key;
  if (seen) headers["If-Match"] = seen;
  const answer = await fetchInTime(`v1/${path}`, {
    method,
    headers,
    body: isFile ? body : body && JSON.stringify(body),
  });
  if (answer.status === 204) return null;
  if (answer.ok && table) return { text: await answer.text(), link: answer.headers.get("Link") };
  const content = await answer.json().catch(() => null);
  if (answer.ok && !content) throw new Problem(); // A proxy's own page.
  if (answer.ok) return { ...content, etag: answer.headers.get("ETag") };
  throw new Problem(
    { code: "unexpected", ...content, status: answer.status },
    Number(answer.headers.get("Retry-After")) || null,
  );
}

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks the service. All of it is safe to ask again, reads, settling, and POSTs that carry their key, but what is asked `once`.
 *
 * @param {string} method
 * @param {string} path
 * @param {Options} options
 * @returns {Promise<any>}
 */
export function api(method, path, options = {}) {
  if (method !== "GET") return untilAnswered(method, path, options);
  const asked = asking.get(path) ?? untilAnswered(method, path, options).finally(() => asking.delete(path));
  asking.set(path, asked);
  return asked;
}

/**
 * A list or report as CSV, with its Link header.
 *
 * @param {string} path
 * @returns {Promise<{ text: string, link: string | null }>}
 */
export const readTable = (path) => untilAnswered("GET", path, { table: true });

/**
 * @param {string} method
 * @param {string} path
 * @param {Options} options
 * @returns {Promise<any>}
 */
async function untilAnswered(method, path, options) {
  for (let attempt = 1; ; attempt += 1) {
    /** @type {string | null} */
    let sent = null;
    try {
      const found = await inTurn(() => {
        sent = token();
        return once(method, path, options);
      });
      if (!tellsClinic.has(path)) await zoneKnown();
      return found;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status === 401) await signInAgain(problem, sent);
      else if (!problem.soonOver || options.once || attempt === tries) throw problem;
      await pause(Math.min(problem.retryAfter_s ?? 0.4 * 2 ** attempt, 5) * 1000 * (0.75 + Math.random() / 2));
    }
  }
}

/**
 * A token that ran out is replaced, once for all that were sent with it; one that was refused as soon as it was issued
 * would only be refused again.
 *
 * @param {Problem} problem
 * @param {string | null} sent
 */
async function signInAgain(problem, sent) {
  if (token() !== sent && token()) return;
  if (isFresh()) throw problem;
  await renew().catch(() => {
    throw problem;
  });
}

/**
 * `?name=value` for those that have a value.
 *
 * @param {Record<string, string | number | null | undefined>} values
 */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}
