import { tab } from "./store.js";

const kept = "session";
const noPerson = { id: "", name: "", role: "", owner: "" };
/** @type {Page.Config} */
let config;
/** @type {Page.Session | null} */
let hosted = null;

/** Everything this page knows about where it is: its deployment writes that into the page, as data. */
export function loadConfig() {
  config = JSON.parse(document.getElementById("config")?.textContent ?? "");
}

export const settings = () => config;

/** Whether another page shows this one: then it is that page that knows who is signed in. */
export const isEmbedded = () => window.parent !== window;

/** @returns {Page.Session | null} */
const session = () => hosted ?? tab.read(kept);

/** Names the page that gave the token: the service takes it in the clinic's own portals alone. */
/** @returns {Record<string, string>} */
export const framing = () => (hosted?.host ? { "Embedding-Origin": hosted.host } : {});

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
export const home = () => location.origin + location.pathname;

/** @param {Page.Session} found */
export const keep = (found) => tab.write(kept, found);

/** Leaves for the identity provider, and comes back to this view. */
export const signIn = async () => (await import("./sign-in.js")).signIn();

/** Takes up what the identity provider sent back, if anything. */
export async function finishSignIn() {
  if (new URLSearchParams(location.search).has("state")) await (await import("./sign-in.js")).finishSignIn();
}

/**
 * Works with a session of the page that embeds this one. It is kept in memory only.
 *
 * @param {Page.Session} found
 */
export function useHosts(found) {
  const before = hosted?.person.owner;
  hosted = found;
  if (before && before !== found.person.owner) location.reload();
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
