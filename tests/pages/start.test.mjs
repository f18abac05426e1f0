import { settled } from "./page.mjs";
import { openDocument, outline } from "./dom.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const web = "../../chalicelib/web/";
const config = {
  client_id: "pages",
  authorize_url: "https://id.example/authorize",
  roles: { patient: "patient" },
  claims: { clinic: "clinic", role: "role", patient: "patient", name: "name" },
  embed_origins: ["https://portal.example"],
  logo_origins: [],
};
openDocument(config);
const { start } = await import(`${web}start.js`);
const { route, show } = await import(`${web}router.js`);
const { t } = await import(`${web}words.js`);
const { useHosts } = await import(`${web}session.js`);
const token = `h.${Buffer.from(JSON.stringify({ sub: "s", name: "Ana", role: "patient" })).toString("base64url")}.s`;
const nobodys = { access_token: null, since: 0, expires_at: 0, person: { id: "", name: "", role: "", owner: "" } };
const done = [];
const page = {
  words: ["account"],
  links: [
    { view: "", picture: "wallet", words: "nav.credit" },
    { view: "x", picture: "card", words: "nav.cards", roles: ["staff"] },
  ],
  begin: () => void done.push("begun"),
  drawn: () => void done.push("drawn"),
};
route("", "nav.credit", async () => ({ default: () => document.createElement("h1") }));

beforeEach(() => {
  openDocument(config);
  sessionStorage.clear();
  useHosts(nobodys);
  Object.assign(location, { search: "" });
  done.length = went.length = 0;
});

const signedIn = {
  access_token: token,
  since: 0,
  expires_at: Date.now() + 9e9,
  person: { name: "Ana", role: "patient" },
};
const text = () => document.getElementById("app").textContent;
async function starts(ms = 0) {
  void start(page);
  await settled(ms);
}

test("who is signed in gets the frame with their own links, and what the page begins with", async () => {
  useHosts(signedIn);
  await starts();
  assert.deepEqual(done, ["begun", "drawn"]);
  const lines = outline(document.getElementById("app")).join("\n");
  assert.match(lines, /<a href="#\/" data-views aria-current="page">/);
  assert.doesNotMatch(lines, /#\/x/);
  assert.match(text(), new RegExp(t("sign-out")));
});

test("who isn't signed in is led to the identity provider", async () => {
  await starts();
  assert.match(went[0], /^https:\/\/id\.example\/authorize\?/);
  assert.equal(text(), "");
});

test("who has just signed out is asked first, once", async () => {
  sessionStorage.setItem("signed-out", "true");
  await starts();
  assert.deepEqual(went, []);
  assert.ok(text().includes(t("welcome")) && !document.querySelector("[role=alert]"));
  assert.equal(document.title, t("title"));
  document.querySelector("button").click();
  await settled();
  assert.equal(went.length, 1);
});

test("a sign-in that the provider refused is told, with a way to try again", async () => {
  sessionStorage.setItem("sign-in", JSON.stringify({ state: "s", nonce: "n", verifier: "v", hash: "" }));
  location.search = "?state=s&error=access_denied";
  await starts();
  assert.equal(document.querySelector("[role=alert]").textContent, t("sign-in.failed"));
  document.querySelector("button").click();
  assert.deepEqual(went, ["reload"]);
});

test("the language that the address asks for is the page's", async () => {
  useHosts(signedIn);
  location.search = "?lang=fr";
  await starts();
  assert.equal(document.documentElement.lang, "fr-CA");
  location.search = "?lang=en";
  await starts();
  assert.equal(document.documentElement.lang, "en");
});

test("a page in a frame waits ten seconds for its host's token, and has no sign-out of its own", async () => {
  globalThis.parent = { postMessage: () => {} };
  await starts(9_999);
  assert.equal(text(), "");
  await settled(10_000);
  assert.equal(document.querySelector("[role=alert]").textContent, t("embed.no-token"));
  useHosts(nobodys);
  void start(page);
  await settled(0);
  const data = { type: "account-credit:token", token };
  dispatchEvent({ type: "message", source: parent, origin: "https://portal.example", data });
  await settled(0);
  assert.ok(text().includes("Ana") && !text().includes(t("sign-out")));
  globalThis.parent = globalThis;
});

test("a browser that keeps nothing is told so, rather than sent to and fro", async () => {
  const { setItem } = sessionStorage;
  sessionStorage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  await starts();
  assert.deepEqual([went, document.querySelector("[role=alert]").textContent], [[], t("sign-in.no-storage")]);
  sessionStorage.setItem = setItem;
  document.querySelector("button").click();
  await settled();
  assert.equal(went.length, 1);
});

test("a sign-in that can't begin is told, with a way to try again", async () => {
  openDocument({ ...config, authorize_url: "no address" });
  await starts();
  assert.deepEqual([went, document.querySelector("[role=alert]").textContent], [[], t("sign-in.failed")]);
});

test("a view that was left while it loaded covers none that was shown since", async () => {
  useHosts(signedIn);
  await starts();
  const arrives = (ms) => new Promise((act) => setTimeout(act, ms));
  route("slow", "nav.cards", () => arrives(1_000));
  location.hash = "#/slow";
  void show();
  await settled(100);
  location.hash = "#/";
  void show();
  await settled();
  assert.ok(document.querySelector("#main h1") && !document.querySelector("#main [role=status]"));
});
