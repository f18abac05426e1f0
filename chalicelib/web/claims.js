import { settings } from "./session.js";

const short_s = 300;

/** @param {ArrayBuffer | Uint8Array} bytes */
export function encode(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

/** @param {string} text */
export const digest = async (text) => encode(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

/**
 * The claims of a token, for showing only: the service verifies the token, the page can't.
 *
 * @param {string} [jwt]
 * @returns {Record<string, any>}
 */
export function claimsOf(jwt) {
  try {
    const text = atob((jwt?.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
  } catch {
    return {};
  }
}

/**
 * The claim of this name; else the one at this path, as in `realm_access.roles`. A name may have periods itself, and the
 * longest that is there counts, as the service has it.
 *
 * @param {any} claims
 * @param {string} name
 * @returns {any}
 */
function claim(claims, name) {
  const parts = name.split(".");
  for (let end = parts.length; end > 0; end -= 1) {
    const [first, rest] = [parts.slice(0, end), parts.slice(end)].map((some) => some.join("."));
    const found = claims?.[first ?? ""];
    const value = rest ? claim(found, rest) : found;
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/**
 * The person's role, alone or in a list, by our name or by the provider's.
 *
 * @param {unknown} value
 */
function roleOf(value) {
  const roles = [value].flat().map((name) => settings().roles[String(name)]);
  return ["full_access", "staff", "patient"].find((role) => roles.includes(role)) ?? "";
}

/** @param {Record<string, any>} claims */
function nameOf(claims) {
  const parts = [claims["given_name"], claims["family_name"]].filter((part) => typeof part === "string");
  const name = claim(claims, settings().claims.name);
  return typeof name === "string" && name.trim() ? name : parts.join(" ");
}

/**
 * @param {{ access_token: string, id_token?: string, expires_in?: number }} tokens
 * @returns {Promise<Page.Session>}
 */
export async function sessionOf({ access_token, id_token, expires_in }) {
  const names = settings().claims;
  const claims = { ...claimsOf(id_token), ...claimsOf(access_token) };
  const since = Date.now();
  const lifetime_s = Number(expires_in) > 0 ? Number(expires_in) : short_s; // Some providers write null, 0 or a text.
  const patient = claim(claims, names.patient) ?? claims["sub"];
  const owner = (await digest(`${claim(claims, names.clinic)} ${patient}`)).slice(0, 16);
  const name = nameOf({ ...claims, ...claimsOf(id_token) });
  const person = { id: claims["sub"] ?? "", name, role: roleOf(claim(claims, names.role)), owner };
  return { access_token, since, expires_at: since + lifetime_s * 1000, person };
}

/**
 * How long a token is good for, in seconds from now: the device's clock may be wrong, so only the token's own are compared.
 *
 * @param {string} jwt
 */
export function lifetimeOf(jwt) {
  const { exp, iat, nbf } = claimsOf(jwt);
  const life_s = exp - (iat ?? nbf);
  return life_s > 0 ? life_s : short_s;
}
