import "./browser.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";

const web = "../../chalicelib/web/";
const { claimsOf, digest, encode, lifetimeOf, sessionOf } = await import(`${web}claims.js`);
const { device, tab } = await import(`${web}store.js`);
const { inTurn } = await import(`${web}in-turn.js`);
const session = await import(`${web}session.js`);
session.loadConfig();

const jwt = (claims) => `h.${encode(new TextEncoder().encode(JSON.stringify(claims)))}.s`;

test("claims are read from any alphabet, and a broken token has none", () => {
  for (const name of ["Ana Núñez 陳", "???>>>~~~", " ???>>>~~~", "  ???>>>~~~"])
    assert.deepEqual(claimsOf(jwt({ name })), { name });
  for (const text of [undefined, "", "a", "a.b", "a.!.c"]) assert.deepEqual(claimsOf(text), {});
});

test("a token's digest is safe in an address", async () => {
  assert.equal(await digest("a"), "ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs");
  assert.equal(encode(new Uint8Array([251, 255, 254, 0])), "-__-AA");
});

test("a token's life is the time between its own times", () => {
  assert.equal(lifetimeOf(jwt({ exp: 1_900, iat: 1_000 })), 900);
  assert.equal(lifetimeOf(jwt({ exp: 1_900, nbf: 1_500 })), 400);
  assert.equal(lifetimeOf(jwt({ exp: 1_001, iat: 1_000 })), 1);
  for (const claims of [{}, { exp: 5 }, { exp: 5, iat: 5 }, { exp: 5, iat: 9 }])
    assert.equal(lifetimeOf(jwt(claims)), 300);
});

test("a person has the highest of the roles, by our name or the provider's", async () => {
  const roleOf = async (roles) => (await sessionOf({ access_token: jwt({ realm: { roles } }) })).person.role;
  assert.equal(await roleOf("patient"), "patient");
  assert.equal(await roleOf(["Reception", "offline_access"]), "staff");
  assert.equal(await roleOf(["staff", "full_access"]), "full_access");
  for (const none of ["owner", [], undefined, "toString"]) assert.equal(await roleOf(none), "");
});

test("a claim is found below a name with periods, as the service finds it", async () => {
  const roleOf = async (name, claims) => {
    session.settings().claims.role = name;
    const { person } = await sessionOf({ access_token: jwt(claims) });
    session.settings().claims.role = "realm.roles";
    return person.role;
  };
  const roles = ["staff"];
  assert.equal(await roleOf("resource_access.ca.maple.roles", { resource_access: { "ca.maple": { roles } } }), "staff");
  assert.equal(await roleOf("https://a.example/m.role", { "https://a.example/m": { role: "patient" } }), "patient");
  assert.equal(await roleOf("a.b", { "a.b": "staff", a: { b: "patient" } }), "staff");
  assert.equal(await roleOf("a.b", { "a.b": null, a: { b: "patient" } }), "patient");
  for (const claims of [{}, { a: null }, { a: 5 }, { a: "b" }, { a: { c: "staff" } }])
    assert.equal(await roleOf("a.b", claims), "");
});

test("a name is the identity token's, whole before its parts", async () => {
  const nameOf = async (id, access = {}) =>
    (await sessionOf({ access_token: jwt(access), id_token: jwt(id) })).person.name;
  assert.equal(await nameOf({ name: "Ana", given_name: "A", family_name: "N" }, { name: "Other" }), "Ana");
  assert.equal(await nameOf({ name: " ", given_name: "A", family_name: "N" }), "A N");
  assert.equal(await nameOf({ name: 5, family_name: "N" }), "N");
  assert.equal(await nameOf({}), "");
});

test("both tokens' claims count, the access token's first", async () => {
  const id_token = jwt({ sub: "s", realm: { roles: ["staff"] }, clinic: "c" });
  const { person } = await sessionOf({ access_token: "opaque", id_token });
  assert.deepEqual([person.id, person.role], ["s", "staff"]);
  const access_token = jwt({ sub: "t", realm: { roles: "patient" } });
  assert.deepEqual((await sessionOf({ access_token, id_token })).person.id, "t");
});

test("an owner is one patient of one clinic, and can't be read", async () => {
  const ownerOf = async (claims) => (await sessionOf({ access_token: jwt(claims) })).person.owner;
  const owner = await ownerOf({ clinic: "c", patient: "p", sub: "s" });
  assert.equal(owner.length, 16);
  assert.equal(await ownerOf({ clinic: "c", sub: "p" }), owner);
  for (const other of [
    { clinic: "d", patient: "p" },
    { clinic: "c", patient: "q" },
  ])
    assert.notEqual(await ownerOf(other), owner);
});

test("a session ends with its token, or after five minutes", async () => {
  const before = Date.now();
  const { since, expires_at, access_token, person } = await sessionOf({
    access_token: jwt({ sub: "s" }),
    expires_in: 60,
  });
  assert.ok(since >= before && since <= Date.now());
  assert.equal(expires_at - since, 60_000);
  assert.deepEqual([person.id, access_token], ["s", jwt({ sub: "s" })]);
  for (const [expires_in, life_ms] of [
    ["3599", 3_599_000],
    [null, 300_000],
    [0, 300_000],
    [-5, 300_000],
    ["soon", 300_000],
  ]) {
    const found = await sessionOf({ access_token: "x", expires_in });
    assert.equal(found.expires_at - found.since, life_ms, String(expires_in));
  }
  const usual = await sessionOf({ access_token: "x" });
  assert.deepEqual([usual.expires_at - usual.since, usual.person.id], [300_000, ""]);
});

test("signing out forgets all but the language, and is known once", () => {
  tab.write("language", "fr-CA");
  tab.write("secret", "x");
  session.signOut();
  assert.deepEqual([tab.read("language"), tab.read("secret")], ["fr-CA", null]);
  assert.deepEqual([session.justSignedOut(), session.justSignedOut()], [true, false]);
  assert.deepEqual(went, ["https://credit.example/account"]);
  tab.clear();
  session.settings().logout_url = "https://id.example/logout?x=1";
  session.signOut();
  assert.equal(tab.read("language"), null);
  const back = "client_id=pages&post_logout_redirect_uri=https%3A%2F%2Fcredit.example%2Faccount";
  assert.equal(went[1], `https://id.example/logout?x=1&${back}`);
});

test("no one is sent to sign in from a browser that would forget it", async () => {
  Object.assign(session.settings(), { authorize_url: "https://id.example/authorize", audience: "credit" });
  const before = went.length;
  sessionStorage.full = true;
  await assert.rejects(session.signIn(), /sign-in.no-storage/);
  assert.equal(went.length, before);
  sessionStorage.full = false;
  await session.signIn();
  assert.equal(went.length, before + 1);
  tab.clear();
});

test("a token is used until it ends, and the person is kept after", () => {
  assert.deepEqual([session.token(), session.isFresh()], [null, false]);
  assert.deepEqual(session.person(), { id: "", name: "", role: "", owner: "" });
  const person = { id: "s", name: "Ana", role: "patient", owner: "o" };
  session.keep({ access_token: "t", since: Date.now(), expires_at: Date.now() + 1_000, person });
  assert.deepEqual([session.token(), session.person(), session.isFresh()], ["t", person, true]);
  session.keep({ access_token: "t", since: Date.now() - 60_001, expires_at: Date.now() - 1, person });
  assert.deepEqual([session.token(), session.person(), session.isFresh()], [null, person, false]);
  assert.equal(session.home(), "https://credit.example/account");
  assert.equal(session.isEmbedded(), false);
});

test("a session of the page around is before the tab's own, and another person's starts anew", () => {
  let reloads = 0;
  location.reload = () => (reloads += 1);
  const of = (owner) => ({ access_token: owner, since: 0, expires_at: Date.now() + 9_000, person: { owner } });
  for (const owner of ["a", "a", "b"]) session.useHosts(of(owner));
  assert.deepEqual([session.token(), reloads], ["b", 1]);
});

for (const [name, keeper, storage] of [
  ["tab", tab, sessionStorage],
  ["device", device, localStorage],
])
  test(`the ${name} keeps values where it can, and as long as the page where it can't`, () => {
    assert.equal(keeper.read("none"), null);
    assert.deepEqual(keeper.write("x", { a: 1 }), { a: 1 });
    assert.equal(storage.getItem("x"), '{"a":1}');
    storage.full = true;
    keeper.write("x", 2);
    assert.deepEqual([keeper.read("x"), storage.getItem("x")], [2, null]);
    keeper.remove("x");
    assert.equal(keeper.read("x"), null);
    keeper.write("y", 3);
    storage.full = false;
    keeper.write("y", 4);
    assert.deepEqual([keeper.read("y"), storage.getItem("y")], [4, "4"]);
    storage.setItem("y", "{");
    assert.equal(keeper.read("y"), null);
    const { removeItem } = storage;
    storage.removeItem = () => {
      throw new Error("SecurityError");
    };
    keeper.write("y", 6);
    keeper.remove("none");
    storage.removeItem = removeItem;
    assert.deepEqual([keeper.read("y"), keeper.keeps("y")], [6, true]);
    keeper.write("z", 5);
    keeper.clear();
    assert.deepEqual([keeper.read("y"), keeper.read("z"), storage.getItem("z")], [null, null, null]);
  });

test("three things are done at once, the others in their turn, also after one fails", async () => {
  const ends = [];
  const started = [];
  const begin = (name) =>
    inTurn(() => {
      started.push(name);
      return new Promise((resolve, reject) => ends.push({ resolve, reject }));
    });
  const all = ["a", "b", "c", "d", "e"].map(begin);
  await new Promise(setImmediate);
  assert.deepEqual(started, ["a", "b", "c"]);
  ends[0].reject(new Error("no"));
  await assert.rejects(all[0], /no/);
  await new Promise(setImmediate);
  assert.deepEqual(started, ["a", "b", "c", "d"]);
  ends[1].resolve("done");
  assert.equal(await all[1], "done");
  await new Promise(setImmediate);
  for (const end of ends.slice(2)) end.resolve();
  await Promise.all(all.slice(2));
  const after = ["f", "g", "h", "i"].map(begin);
  await new Promise(setImmediate);
  assert.deepEqual(started.slice(5), ["f", "g", "h"]);
  for (const end of ends.slice(5)) end.resolve();
  await new Promise(setImmediate);
  ends.at(-1).resolve();
  await Promise.all(after);
});
