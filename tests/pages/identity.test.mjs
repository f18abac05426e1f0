import "./browser.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const web = "../../chalicelib/web/";
const session = await import(`${web}session.js`);
const { tab } = await import(`${web}store.js`);
const { digest } = await import(`${web}claims.js`);
const { finishSignIn, signIn } = await import(`${web}sign-in.js`);
const { askForToken } = await import(`${web}embed.js`);
session.loadConfig();

const jwt = (claims) => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
const replaced = [];
globalThis.history = { replaceState: (_, __, address) => replaced.push(address) };
let exchanged = [];
let tokens = {};
let status = 200;
globalThis.fetch = async (address, { method, body }) => {
  exchanged.push({ address, method, ...Object.fromEntries(body) });
  return new Response(JSON.stringify(tokens), { status });
};

beforeEach(() => {
  tab.clear();
  went.length = replaced.length = 0;
  exchanged = [];
  status = 200;
  Object.assign(session.settings(), {
    authorize_url: "https://id.example/authorize?tenant=1",
    token_url: "https://id.example/token",
    audience: "account-credit",
    embed_origins: ["https://portal.example"],
  });
  location.hash = "#/add";
  location.search = "";
});

async function leave() {
  await signIn();
  return Object.fromEntries(new URL(went[0]).searchParams);
}

/** Comes back from the provider with this answer and these claims in the ID token. */
async function comesBack(answer, claims) {
  location.search = `?${new URLSearchParams(answer)}`;
  tokens = { access_token: jwt({ sub: "s" }), id_token: jwt(claims), expires_in: 60 };
  await session.finishSignIn();
}

test("signing in leaves with a fresh secret each time, and the provider learns its digest alone", async () => {
  const sent = await leave();
  assert.ok(went[0].startsWith("https://id.example/authorize?tenant=1&"));
  const kept = tab.read("sign-in");
  assert.deepEqual(sent, {
    tenant: "1",
    response_type: "code",
    client_id: "pages",
    redirect_uri: "https://credit.example/account",
    scope: "openid profile",
    audience: "account-credit",
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: await digest(kept.verifier),
    code_challenge_method: "S256",
    ui_locales: "en",
  });
  assert.equal(new Set([kept.verifier, kept.state, kept.nonce]).size, 3);
  for (const secret of [kept.verifier, kept.state, kept.nonce]) assert.match(secret, /^[\w-]{43}$/);
  await signIn();
  assert.notEqual(tab.read("sign-in").verifier, kept.verifier);
});

test("the answer to this sign-in signs in, in the view that was left", async () => {
  const { state, nonce } = await leave();
  const { verifier } = tab.read("sign-in");
  await comesBack({ state, code: "c" }, { nonce });
  assert.deepEqual(exchanged, [
    {
      address: "https://id.example/token",
      method: "POST",
      grant_type: "authorization_code",
      code: "c",
      redirect_uri: "https://credit.example/account",
      client_id: "pages",
      code_verifier: verifier,
    },
  ]);
  assert.equal(session.token(), jwt({ sub: "s" }));
  assert.deepEqual(replaced, ["https://credit.example/account#/add"]);
  assert.equal(tab.read("sign-in"), null);
});

test("an answer to another sign-in, or to none, signs no one in and leaves the address clean", async () => {
  const { nonce } = await leave();
  await comesBack({ state: "forged", code: "c" }, { nonce });
  await comesBack({ state: "forged", code: "c" }, { nonce });
  assert.deepEqual([exchanged, session.token()], [[], null]);
  assert.deepEqual(replaced, ["https://credit.example/account#/add", "https://credit.example/account"]);
});

test("an ID token of another sign-in is refused", async () => {
  const { state } = await leave();
  await assert.rejects(comesBack({ state, code: "c" }, { nonce: "other" }), /another sign-in/);
  assert.equal(session.token(), null);
});

test("the provider's own reason is thrown, and a broken exchange is", async () => {
  for (const [answer, reason] of [
    [{ error: "access_denied", error_description: "Ask your clinic" }, /Ask your clinic/],
    [{ error: "access_denied" }, /access_denied/],
    [{}, /no code/],
  ]) {
    went.length = 0;
    const { state } = await leave();
    await assert.rejects(comesBack({ state, ...answer }, {}), reason);
  }
  went.length = 0;
  const { state, nonce } = await leave();
  status = 400;
  await assert.rejects(comesBack({ state, code: "c" }, { nonce }), /400/);
  assert.equal(session.token(), null);
});

test("without an answer in the address, nothing is taken up", async () => {
  await leave();
  await session.finishSignIn();
  assert.deepEqual([replaced, tab.read("sign-in") !== null], [[], true]);
});

const host = { posted: [], postMessage: (...message) => host.posted.push(message) };
const listeners = new Set();
globalThis.addEventListener = (name, listener) => name === "message" && listeners.add(listener);
const sends = (token, { source = host, origin = "https://portal.example", type = "account-credit:token" } = {}) =>
  Promise.all([...listeners].map((take) => take({ source, origin, data: { type, token } })));

test("a frame takes a token from its own parent, of a listed origin, and nothing else", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  globalThis.parent = host;
  const given = askForToken();
  assert.deepEqual(host.posted, [[{ type: "account-credit:token-wanted", version: 1 }, "https://portal.example"]]);
  context.mock.timers.tick(500);
  assert.equal(host.posted.length, 2);
  const good = jwt({ sub: "p", exp: 1_900, iat: 1_000 });
  await sends(good, { source: {} });
  await sends(good, { origin: "https://evil.example" });
  await sends(good, { type: "token" });
  await sends({ token: good });
  await sends("not a token");
  await sends(`${good}\n`);
  await sends(`h.${"a".repeat(8_189)}.s`);
  assert.equal(session.token(), null);
  await sends(good);
  await given;
  assert.equal(session.token(), good);
  assert.deepEqual(session.framing(), { "Embedding-Origin": "https://portal.example" });
  context.mock.timers.tick(20_000);
  assert.equal(host.posted.length, 2);
});

test("where any origin may frame the page, a token of any is taken, up to its longest", async () => {
  session.settings().embed_origins = ["*"];
  const given = askForToken();
  const longest = `h.${"a".repeat(8_188)}.s`;
  await sends(longest, { origin: "https://any.example" });
  await given;
  assert.equal(session.token(), longest);
  assert.deepEqual(session.framing(), { "Embedding-Origin": "https://any.example" });
});

test("a host that gives no token is given up after ten seconds", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  host.posted.length = 0;
  const given = askForToken();
  let over = false;
  given.catch(() => (over = true));
  context.mock.timers.tick(9_999);
  await Promise.resolve();
  assert.equal(over, false);
  context.mock.timers.tick(1);
  await assert.rejects(given, /the host gave no token/);
  const before = host.posted.length;
  context.mock.timers.tick(5_000);
  assert.equal(host.posted.length, before);
});

test("an embedded page asks its host for the next token; another one leaves to sign in", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  host.posted.length = 0;
  const renewed = session.renew();
  while (!host.posted.length) await new Promise(setImmediate);
  assert.equal(host.posted.length, 1);
  session.settings().embed_origins = ["https://portal.example"];
  await sends(jwt({ sub: "p" }));
  await renewed;
  globalThis.parent = globalThis;
  session.useHosts({ access_token: "x", since: 0, expires_at: 0, person: { owner: "" } });
  const left = new Promise((resolve) => (location.assign = resolve));
  void session.renew();
  assert.match(String(await left), /^https:\/\/id\.example\/authorize/);
});
