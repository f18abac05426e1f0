import { claimsOf, digest, encode, sessionOf } from "./claims.js";
import { home, keep, settings } from "./session.js";
import { tab } from "./store.js";
import { currentLanguage } from "./words.js";

const asking = "sign-in";
export const noStorage = "sign-in.no-storage";
const random = () => encode(crypto.getRandomValues(new Uint8Array(32)));

/** Leaves for the identity provider (authorization code with PKCE, RFC 7636, S256) and comes back to this view. */
export async function signIn() {
  const config = settings();
  const asked = { verifier: random(), state: random(), nonce: random() };
  tab.write(asking, { ...asked, hash: location.hash });
  if (!tab.keeps(asking)) throw new Error(noStorage); // Back from there, this page would know of nothing, and ask again.
  const address = new URL(config.authorize_url);
  const query = {
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: home(),
    scope: "openid profile",
    audience: config.audience,
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: await digest(asked.verifier),
    code_challenge_method: "S256",
    ui_locales: currentLanguage(),
  };
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  location.assign(address);
}

/** Takes up what the identity provider sent back; throws when it refused or the answer isn't for this sign-in. */
export async function finishSignIn() {
  const answer = new URLSearchParams(location.search);
  const asked = tab.read(asking);
  tab.remove(asking);
  history.replaceState(null, "", home() + (asked?.hash ?? ""));
  if (!asked || asked.state !== answer.get("state")) return;
  if (!answer.has("code")) throw new Error(answer.get("error_description") ?? answer.get("error") ?? "no code");
  const tokens = await exchange(answer.get("code") ?? "", asked.verifier);
  if (claimsOf(tokens.id_token)["nonce"] !== asked.nonce) throw new Error("the ID token is of another sign-in");
  keep(await sessionOf(tokens));
}

/**
 * @param {string} code
 * @param {string} verifier
 */
async function exchange(code, verifier) {
  const config = settings();
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
