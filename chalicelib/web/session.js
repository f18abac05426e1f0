import { currentLanguage } from "./words.js";

const kept = "session";
const asking = "sign-in";
let config = null;

/** Everything this page knows about where it is: from the service, never written into the page. */
export async function loadConfig() {
  const answer = await fetch("web/config.json");
  if (!answer.ok) throw new Error(`config.json answered ${answer.status}`);
  config = await answer.json();
  return config;
}

export const settings = () => config;

const session = () => JSON.parse(sessionStorage.getItem(kept) ?? "null");

export function token() {
  const { access_token, expires_at } = session() ?? {};
  return expires_at > Date.now() ? access_token : null;
}

/** Who this tab belongs to: also while a session that ended is being renewed, so that their form is kept for them. */
export const person = () => session()?.person ?? { id: "", name: "" };
export const isFresh = () => Date.now() - (session()?.since ?? 0) < 60_000;

/** The page's own address, which is where the identity provider sends people back to. */
const home = () => location.origin + location.pathname;

function encode(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const random = () => encode(crypto.getRandomValues(new Uint8Array(32)));

/** Leaves for the identity provider (authorization code with PKCE, RFC 7636, S256) and comes back to this view. */
export async function signIn() {
  const verifier = random();
  const state = random();
  sessionStorage.setItem(asking, JSON.stringify({ verifier, state, hash: location.hash }));
  const challenge = encode(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const address = new URL(config.authorize_url);
  const query = {
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: home(),
    scope: "openid profile",
    audience: config.audience,
    state,
    code_challenge: challenge,
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
  const asked = JSON.parse(sessionStorage.getItem(asking) ?? "null");
  sessionStorage.removeItem(asking);
  history.replaceState(null, "", home() + (asked?.hash ?? ""));
  if (!asked || asked.state !== answer.get("state")) return;
  if (!answer.has("code")) throw new Error(answer.get("error_description") ?? answer.get("error") ?? "no code");
  keep(await exchange(answer.get("code"), asked.verifier));
}

async function exchange(code, verifier) {
  const body = new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: home(), client_id: config.client_id, code_verifier: verifier });
  const answer = await fetch(config.token_url, { method: "POST", body });
  if (!answer.ok) throw new Error(`the token endpoint answered ${answer.status}`);
  return answer.json();
}

function keep(tokens) {
  const claims = claimsOf(tokens.id_token ?? tokens.access_token);
  const since = Date.now();
  const expires_at = since + (tokens.expires_in ?? 300) * 1000;
  const value = { access_token: tokens.access_token, expires_at, since, person: { id: claims.sub ?? "", name: claims.name ?? "" } };
  sessionStorage.setItem(kept, JSON.stringify(value));
}

/** What a token says about its bearer, for showing only: the service verifies the token, the page can't. */
function claimsOf(jwt) {
  try {
    const text = atob(jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
  } catch {
    return {};
  }
}

/** Drops the token, and keeps whose tab it is. */
export function forget() {
  sessionStorage.setItem(kept, JSON.stringify({ ...session(), access_token: null, expires_at: 0 }));
}

/** Ends the session here, with everything this tab remembered, and at the identity provider if it has a way. */
export function signOut() {
  const language = sessionStorage.getItem("language");
  sessionStorage.clear();
  if (language) sessionStorage.setItem("language", language);
  sessionStorage.setItem("signed-out", "yes");
  if (!config.logout_url) return location.assign(home());
  const address = new URL(config.logout_url);
  address.searchParams.set("client_id", config.client_id);
  address.searchParams.set("post_logout_redirect_uri", home());
  return location.assign(address);
}

/** True once after signing out, so that the page doesn't sign straight in again. */
export function justSignedOut() {
  const yes = sessionStorage.getItem("signed-out") !== null;
  sessionStorage.removeItem("signed-out");
  return yes;
}
