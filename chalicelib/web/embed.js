import { lifetimeOf, sessionOf } from "./claims.js";
import { settings, token, useHosts } from "./session.js";

// docs/embedding describes these two messages to those who write the host.
const wanted = { type: "account-credit:token-wanted", version: 1 };
const reply = "account-credit:token";
const looksLikeToken = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const longest = 8192;
const every_ms = 500;
const patience_ms = 10_000;

/** @type {(value?: any) => void} */
let arrived = () => {};

/**
 * A token is taken from the frame's own parent, of an origin that the operator named, and from no other. Where any
 * origin may frame the page, the service takes the token only in its own clinic's portals.
 *
 * @param {MessageEvent} message
 */
async function take({ source, origin, data }) {
  if (source !== window.parent || ![origin, "*"].some((each) => settings().embed_origins.includes(each))) return;
  if (data?.type !== reply || typeof data.token !== "string") return;
  if (data.token.length > longest || !looksLikeToken.test(data.token)) return;
  useHosts({ ...(await sessionOf({ access_token: data.token, expires_in: lifetimeOf(data.token) })), host: origin });
  if (token()) arrived();
}

/** The browser delivers a message only to a parent of that very origin; nothing in it is secret. */
function ask() {
  for (const origin of settings().embed_origins) window.parent.postMessage(wanted, origin);
}

/** @type {Promise<void> | null} */
let asking = null;

/**
 * Asks the host for a token until it gives one; requests meanwhile wait for the same one. Rejects when the
 * host doesn't within ten seconds.
 *
 * @returns {Promise<void>}
 */
export function askForToken() {
  addEventListener("message", take); // Once, however often it is asked for.
  asking ??= untilGiven().finally(() => (asking = null));
  return asking;
}

/** @returns {Promise<void>} */
function untilGiven() {
  return new Promise((resolve, reject) => {
    const timer = setInterval(ask, every_ms);
    /**
     * @param {(value?: any) => void} act
     * @param {Error} [value]
     */
    const end = (act, value) => {
      clearInterval(timer);
      clearTimeout(patience);
      act(value);
    };
    const patience = setTimeout(() => end(reject, new Error("the host gave no token")), patience_ms);
    arrived = () => end(resolve);
    ask();
  });
}
