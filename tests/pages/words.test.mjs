import "./browser.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const web = "../../chalicelib/web/";
const words = await import(`${web}words.js`);
const { device, tab } = await import(`${web}store.js`);
const { clinicTime, onClinicClock } = await import(`${web}clinic/clinic-time.js`);
const { countryName, currencyName } = await import(`${web}clinic/names.js`);
const { failureWords, outsideWords, refundWords } = await import(`${web}clinic/refund-words.js`);
const { declineWords } = await import(`${web}account/decline.js`);
const { whyOff } = await import(`${web}account/top-up-off.js`);
const { t, tryWords } = words;

const errors = [];
console.error = (text) => errors.push(text);
const browser = (...languages) =>
  Object.defineProperty(globalThis, "navigator", { value: { languages }, configurable: true });

beforeEach(async () => {
  tab.clear();
  device.clear();
  errors.length = 0;
  location.search = "";
  await words.useLanguage("en");
});

test("the language is the chosen one, then the address's, the browser's, the clinic's, and English", () => {
  browser("de-CH", "fr-FR");
  assert.equal(words.preferredLanguage(), "fr-CA");
  location.search = "?lang=en";
  assert.equal(words.preferredLanguage(), "en");
  tab.write("language", "fr-CA");
  assert.equal(words.preferredLanguage(), "fr-CA");
  tab.clear();
  location.search = "";
  browser("EN-GB", "fr");
  assert.equal(words.preferredLanguage(), "en");
  browser("de");
  assert.equal(words.preferredLanguage(), "en");
  tab.write("clinic", { language: "fr-CA" });
  assert.equal(words.preferredLanguage(), "fr-CA");
  tab.write("clinic", { language: "de" });
  assert.equal(words.preferredLanguage(), "en");
});

test("words are loaded once, in the language, and again when it changes", async () => {
  await words.needWords(["common", "refused"].slice(0, 1));
  assert.equal(t("later"), "later");
  await words.chooseLanguage("fr-CA");
  assert.equal(t("later"), "plus tard");
  assert.deepEqual(
    [
      document.documentElement.lang,
      tab.read("language"),
      words.currentLanguage(),
      words.otherLanguage(),
      words.locale(),
    ],
    ["fr-CA", "fr-CA", "fr-CA", "en", "fr-CA"],
  );
  await words.useLanguage("en");
  assert.deepEqual([words.otherLanguage(), words.locale(), tab.read("language")], ["fr-CA", "en-CA", "fr-CA"]);
});

test("a word that is missing shows its key, and the console has it", () => {
  assert.equal(t("no.such"), "no.such");
  assert.deepEqual([errors, words.hasWords("no.such")], [["no words for no.such"], false]);
});

test("words are filled in, and what isn't known is left empty", async () => {
  await words.needWords(["clinic"]);
  assert.match(t("problem.too_many_requests", { when: "in 2 minutes" }), /again in 2 minutes\.$/);
  assert.match(t("problem.too_many_requests"), /again \.$/);
  assert.deepEqual(errors, []);
});

test("the first of several keys that has words is used", async () => {
  await words.needWords(["clinic", "common"]);
  assert.equal(tryWords(["no.such", "later", "loading"], "else"), "later");
  assert.equal(tryWords(["no.such"], "else"), "else");
  assert.match(tryWords(["problem.too_many_requests"], "", { when: "in 1 hour" }), /in 1 hour/);
});

test("a wall clock's time is the clinic's, on both sides of a change of the clock", () => {
  tab.write("clinic", { time_zone: "America/Toronto" });
  const at = (text) => clinicTime(text).toISOString();
  assert.equal(at("2026-11-27T09:30"), "2026-11-27T14:30:00.000Z");
  assert.equal(at("2026-07-01T00:00"), "2026-07-01T04:00:00.000Z");
  assert.equal(at("2026-03-08T01:59"), "2026-03-08T06:59:00.000Z");
  assert.equal(at("2026-03-08T03:00"), "2026-03-08T07:00:00.000Z");
  assert.equal(at("2026-11-01T03:00"), "2026-11-01T08:00:00.000Z");
  tab.write("clinic", { time_zone: "Asia/Kolkata" });
  assert.equal(at("2026-11-27T09:30"), "2026-11-27T04:00:00.000Z");
});

test("a time that is offered to be changed is on the clinic's wall clock", () => {
  const shown = (time) => onClinicClock(Date.parse(time));
  for (const [time_zone, wall] of [
    ["America/Winnipeg", "2026-11-26T22:30"],
    ["Asia/Kolkata", "2026-11-27T10:00"],
  ]) {
    tab.write("clinic", { time_zone });
    assert.equal(shown("2026-11-27T04:30:59Z"), wall);
    assert.equal(clinicTime(wall).toISOString(), "2026-11-27T04:30:00.000Z");
  }
});

test("countries and currencies have their names in the language", async () => {
  assert.deepEqual([countryName("ca"), currencyName("cad")], ["Canada", "Canadian Dollar"]);
  await words.useLanguage("fr-CA");
  assert.deepEqual([countryName("us"), currencyName("cad")], ["États-Unis", "dollar canadien"]);
});

test("a refund that was asked for is told as it is, a failed one with its reason", async () => {
  await words.needWords(["credit", "record", "clinic", "payments"]);
  const amount = { amount: 1_500, currency: "cad" };
  const told = (refund) => refundWords({ amount, status: "succeeded", failure: null, outside: null, ...refund });
  assert.equal(told({}), t("refund.said-succeeded", { amount: "$15.00" }));
  const failed = told({ status: "failed", failure: "lost_or_stolen_card" });
  assert.equal(failed, `${t("refund.said-failed", { amount: "$15.00" })} ${failureWords("lost_or_stolen_card")}`);
  const outside = { tender: "cheque", reference: "No. 7" };
  assert.equal(told({ outside }), t("refund.said-outside", { amount: "$15.00" }));
  assert.match(outsideWords(outside), / · No\. 7$/);
  assert.doesNotMatch(outsideWords({ ...outside, reference: null }), /·/);
  assert.equal(failureWords("some_new_code"), t("refund.because", { reason: "some new code" }));
  assert.notEqual(failureWords("lost_or_stolen_card"), t("refund.because", { reason: "lost or stolen card" }));
});

test("a decline is told by the first code that has words: Stripe's here, then the service's", async () => {
  await words.needWords(["checkout"]);
  const known = ["insufficient_funds", "expired_card"].map((code) => t(`decline.${code}`));
  assert.equal(declineWords({ decline_code: "insufficient_funds", code: "expired_card" }, null), known[0]);
  assert.equal(declineWords({ decline_code: "odd", code: "expired_card" }, null), known[1]);
  assert.equal(declineWords(undefined, { decline_code: "insufficient_funds", code: "expired_card" }), known[0]);
  assert.equal(declineWords({}, { code: "expired_card" }), known[1]);
  assert.equal(declineWords(undefined, null), t("decline.generic"));
  assert.deepEqual(errors, []);
});

test("why credit can't be added is told, also for a reason of a later release", async () => {
  await words.needWords(["account", "common", "checkout"]);
  assert.equal(whyOff({ reason: "new" }), t("off.other"));
  assert.deepEqual(errors, []);
});
