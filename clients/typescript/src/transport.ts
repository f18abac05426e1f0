/** A bearer token, or a function that returns one. */
export type Token = string | (() => string | Promise<string>);

export interface Options {
  /** How often a call is tried: five times, unless given. */
  attempts?: number;
  fetch?: typeof fetch;
  sleep?: (milliseconds: number) => Promise<void>;
}

export interface FieldProblem {
  field: string;
  message: string;
}

interface Given {
  body?: unknown;
  query?: Record<string, unknown>;
  headers?: Record<string, string | undefined>;
}

/** Longer than the API itself allows a call, so that its own response is seen. */
const TIMEOUT_MS = 30_000;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;
const PASSING = new Set([429, 500, 502, 503, 504]);

/** A problem that the API returned (RFC 9457). Program against `code`, which never changes its meaning. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** The fields that are wrong. */
  readonly errors: FieldProblem[];
  readonly headers: Headers;

  constructor(status: number, headers: Headers, problem: Record<string, unknown>) {
    const code = typeof problem["code"] === "string" ? problem["code"] : "unknown";
    super(`${status} ${code}: ${String(problem["detail"] ?? "")}`);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.errors = (problem["errors"] as FieldProblem[] | undefined) ?? [];
    this.headers = headers;
  }

  /** How long the API asks to wait, in milliseconds. */
  get retryAfter(): number | undefined {
    const asked = this.headers.get("Retry-After") ?? "";
    return /^[0-9]+$/.test(asked) ? Number(asked) * 1000 : undefined;
  }
}

/** The API could not be reached, or its response got lost. The same call with the same key is safe. */
export class NoResponse extends Error {
  constructor(call: string, cause: unknown) {
    super(`${call}: no response`, { cause });
    this.name = "NoResponse";
  }
}

/** An Idempotency-Key for one thing that a person wants: store it until the response has arrived. */
export const newKey = (): string => crypto.randomUUID();

/**
 * A caller of the API at `url`. A call is tried up to `attempts` times, after as long as the API's Retry-After asks; a
 * POST only with its Idempotency-Key, the same each time, so that nothing is done twice.
 */
export class Transport {
  readonly url: string;
  readonly #token: Token;
  readonly #attempts: number;
  readonly #fetch: typeof fetch;
  readonly #sleep: (milliseconds: number) => Promise<void>;

  constructor(url: string, token: Token, options: Options = {}) {
    this.url = url.replace(/\/+$/, "");
    this.#token = token;
    this.#attempts = options.attempts ?? ATTEMPTS;
    this.#fetch = options.fetch ?? ((...given) => fetch(...given));
    this.#sleep = options.sleep ?? ((milliseconds) => new Promise((done) => setTimeout(done, milliseconds)));
  }

  /** Resolves to the JSON of a successful response, or null without a body. Rejects with Problem, NoResponse. */
  async call<Found>(method: string, path: string, given: Given = {}): Promise<Found> {
    const attempts = method !== "POST" || given.headers?.["Idempotency-Key"] ? this.#attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await this.#tried(method, path, given)) as Found;
      } catch (error) {
        const passing = error instanceof NoResponse || (error instanceof Problem && PASSING.has(error.status));
        if (!passing || attempt >= attempts) throw error;
        await this.#sleep((error instanceof Problem ? error.retryAfter : undefined) ?? pauseAfter(attempt));
      }
    }
  }

  async #tried(method: string, path: string, given: Given): Promise<unknown> {
    const token = typeof this.#token === "string" ? this.#token : await this.#token();
    const headers = new Headers({ Authorization: `Bearer ${token}` });
    for (const [name, value] of Object.entries(given.headers ?? {})) if (value !== undefined) headers.set(name, value);
    const body = bodyOf(given.body, headers);
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      response = await this.#fetch(this.url + path + queryOf(given.query), { method, headers, body, signal });
      text = await response.text();
    } catch (error) {
      throw new NoResponse(`${method} ${path}`, error);
    }
    if (!response.ok) throw new Problem(response.status, response.headers, problemOf(text));
    return text ? JSON.parse(text) : null;
  }
}

const pauseAfter = (attempt: number): number =>
  (0.5 + Math.random() / 2) * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));

/** A file is sent as it is, anything else as JSON. */
function bodyOf(body: unknown, headers: Headers): string | null {
  if (body === undefined) return null;
  headers.set("Content-Type", typeof body === "string" ? "text/csv; charset=utf-8" : "application/json");
  return typeof body === "string" ? body : JSON.stringify(body);
}

function queryOf(query: Record<string, unknown> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}

/** The problem, or what there is of one: a proxy on the way may respond in its own words. */
function problemOf(text: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === "object" && found !== null) return found as Record<string, unknown>;
  } catch {
    // Not JSON.
  }
  return { detail: text.slice(0, 500) };
}
