import "./browser.mjs";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const web = "../../chalicelib/web/";
const { useLanguage } = await import(`${web}words.js`);
const { readAmount } = await import(`${web}typed-amount.js`);
const { plainAmount, symbol } = await import(`${web}amounts.js`);
const { decimals, money, standing } = await import(`${web}format.js`);

const tables = JSON.parse(readFileSync(process.env.TYPED_AMOUNTS, "utf8"));

for (const [language, table] of Object.entries(tables))
  test(`an amount that is typed is that amount or refused with the reason, in ${language}`, async () => {
    await useLanguage(language);
    for (const [text, expected] of table) {
      const { amount, problem } = readAmount(text, "cad");
      assert.equal(problem ?? amount, expected, text);
    }
  });

test("an amount that is shown is read back to the cent", async () => {
  for (const language of ["en", "fr-CA"]) {
    await useLanguage(language);
    for (const amount of [0, 1, 29, 115, 5_000, 99_999, 100_000, 123_456_789, 10 ** 12])
      for (const shown of [plainAmount(amount, "cad"), money({ amount, currency: "cad" })])
        assert.deepEqual(readAmount(shown, "cad"), { amount, problem: null }, shown);
  }
});

test("the largest amount is one that the service takes", () => {
  assert.equal(readAmount("10000000000.00", "cad").amount, 10 ** 12);
  assert.equal(readAmount("10000000000.01", "cad").problem, "large");
});

test("each currency has its own marks and decimals", async () => {
  await useLanguage("en");
  assert.deepEqual([decimals("cad"), decimals("jpy")], [2, 0]);
  assert.equal(readAmount("US$50", "usd").amount, 5_000);
  assert.equal(readAmount("CA$50", "usd").problem, "currency");
  assert.equal(readAmount("EUR 50", "eur").amount, 5_000);
  assert.equal(readAmount("€50", "eur").problem, "currency");
  assert.equal(readAmount("1000", "jpy").amount, 1_000);
  assert.equal(readAmount("10.5", "jpy").problem, "decimals");
  assert.equal(readAmount("1.000", "jpy").problem, "unclear");
});

test("a balance below zero is told as owed, without a sign", async () => {
  await useLanguage("en");
  assert.equal(standing({ amount: -500, currency: "cad" }), "owed");
  for (const [amount, shown] of [
    [0, "$0.00"],
    [1, "$0.01"],
  ])
    assert.equal(standing({ amount, currency: "cad" }), shown);
});

test("money is written as people of the language write it", async () => {
  await useLanguage("en");
  assert.equal(money({ amount: 123_450, currency: "cad" }), "$1,234.50");
  assert.equal(money({ amount: 5_000, currency: "cad" }, { brief: true }), "$50");
  assert.equal(money({ amount: 5_050, currency: "cad" }, { brief: true }), "$50.50");
  assert.equal(money({ amount: 5_000, currency: "cad" }, { signed: true }), "+$50.00");
  assert.equal(money({ amount: 0, currency: "cad" }, { signed: true }), "$0.00");
  assert.equal(money({ amount: -5_000, currency: "cad" }), "-$50.00");
  assert.deepEqual(symbol("cad"), { text: "$", first: true });
  assert.equal(plainAmount(123_450, "cad"), "1234.50");
  await useLanguage("fr-CA");
  assert.equal(money({ amount: 123_450, currency: "cad" }), "1\u00a0234,50\u00a0$");
  assert.deepEqual(symbol("cad"), { text: "$", first: false });
  assert.equal(plainAmount(123_450, "cad"), "1234,50");
});
