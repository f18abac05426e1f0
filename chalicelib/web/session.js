import { tab } from "./store.js";
import { currentLanguage } from "./words.js";

const kept = "session";
const asking = "sign-in";
const noPerson = { id: "", name: "", role: "", owner: "" };
/** @type {Page.Config} */
let config;
/** @type {Page.Session | null} */
let hosted = null;

/** Everything this page knows about where it is: from the service, never written into the page. */
export async function loadConfig() {
  const answer = await fetch("web/config.json");
  if (!answer.ok) throw new Error(`config.json returned ${answer.status}`);
  config = await answer.json();
}

export const settings = () => config;

/** Whether another page shows this one: then it is that page that knows who is signed in. */
export const isEmbedded = () => window.parent !== window;

/** @returns {Page.Session | null} */
const session = () => hosted ?? tab.read(kept);

export function token() {
  const found = session();
  return found && found.expires_at > Date.now() ? found.access_token : null;
}

/**
 * Who this tab belongs to, `{id, name, role, owner}`: also while a session that ended is being renewed, so that their
 * form is kept for them. `owner` stands for this person at this clinic where the name must not be readable.
 *
 * @returns {Page.Person}
 */
export const person = () => session()?.person ?? noPerson;
export const isFresh = () => Date.now() - (session()?.since ?? 0) < 60_000;

/** The page's own address, which is where the identity provider sends people back to. */
const home = () => location.origin + location.pathname;

/** @param {ArrayBuffer | Uint8Array} bytes */
function encode(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

const random = () => encode(crypto.getRandomValues(new Uint8Array(32)));
/** @param {string} text */
const digest = async (text) => encode(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

/** Leaves for the identity provider (authorization code with PKCE, RFC 7636, S256) and comes back to this view. */
export async function signIn() {
  const verifier = random();
  const state = random();
  tab.write(asking, { verifier, state, hash: location.hash });
  const address = new URL(config.authorize_url);
  const query = {
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: home(),
    scope: "openid profile",
    audience: config.audience,
    state,
    code_challenge: await digest(verifier),
    code_challenge_method: "S256",
    ui_locales: currentLanguage(),
  };
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  location.assign(address);
}

/** Takes up what the identity provider sent back, if anything; throws when it refused or the answer isn't for us. */
export async function finishSignIn() {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state")) return;
  const asked = tab.read(asking);
  tab.remove(asking);
  history.replaceState(null, "", home() + (asked?.hash ?? ""));
  if (!asked || asked.state !== answer.get("state")) return;
  if (!answer.has("code")) throw new Error(answer.get("error_description") ?? answer.get("error") ?? "no code");
  tab.write(kept, await sessionOf(await exchange(answer.get("code") ?? "", asked.verifier)));
}

/**
 * @param {string} code
 * @param {string} verifier
 */
async function exchange(code, verifier) {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    redirect_uri: home(),
    client_id: config.client_id,
    code_verifier: verifier,
  });
  const answer = await fetch(config.token_url, { method: "POST", body });
  if (!answer.ok) throw new Error(`the token endpoint returned ${answer.status}`);
  return answer.json();
}

/**
 * @param {{ access_token: string, id_token?: string, expires_in?: number }} tokens
 * @returns {Promise<Page.Session>}
 */
async function sessionOf({ access_token, id_token, expires_in: lifetime_s = 300 }) {
  const names = config.claims;
  const claims = { ...claimsOf(access_token), ...claimsOf(id_token) };
  const since = Date.now();
  const owner = (await digest(`${claims[names.clinic]} ${claims[names.patient] ?? claims.sub}`)).slice(0, 16);
  const who = { id: claims.sub ?? "", name: claims[names.name] ?? "", role: claims[names.role] ?? "", owner };
  return { access_token, since, expires_at: since + lifetime_s * 1000, person: who };
}

/**
 * Works with a token of the page that embeds this one. It is kept in memory only.
 *
 * @param {string} access_token
 */
export async function useHostsToken(access_token) {
  const before = hosted?.person.owner;
  const { exp = 0 } = claimsOf(access_token);
  hosted = await sessionOf({ access_token, expires_in: exp - Date.now() / 1000 });
  if (before && before !== hosted.person.owner) location.reload();
}

/**
 * The claims of a token, for showing only: the service verifies the token, the page can't.
 *
 * @param {string} [jwt]
 * @returns {Record<string, any>}
 */
function claimsOf(jwt) {
  try {
    const text = atob((jwt?.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
  } catch {
    return {};
  }
}

/** Replaces a token that ran out: by the host's next one, or by leaving for the identity provider. */
export async function renew() {
  if (isEmbedded()) return (await import("./embed.js")).askForToken();
  tab.write(kept, { ...session(), access_token: null, expires_at: 0 });
  await signIn();
  return new Promise(() => {});
}

/** Ends the session here, with everything this tab remembered, and at the identity provider if it has a way. */
export function signOut() {
  const language = tab.read("language");
  tab.clear();
  if (language) tab.write("language", language);
  tab.write("signed-out", true);
  if (!config.logout_url) return location.assign(home());
  const address = new URL(config.logout_url);
  address.searchParams.set("client_id", config.client_id);
  address.searchParams.set("post_logout_redirect_uri", home());
  return location.assign(address);
}

/** True once after signing out, so that the page doesn't sign straight in again. */
export function justSignedOut() {
  const yes = tab.read("signed-out") !== null;
  tab.remove("signed-out");
  return yes;
}
