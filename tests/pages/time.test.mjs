import "./browser.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";

const web = "../../chalicelib/web/";
const { useLanguage } = await import(`${web}words.js`);
const { tab } = await import(`${web}store.js`);
const { inClinicZone, zoneComesWith, zoneKnown, zoneLetters } = await import(`${web}zone.js`);
const { clinicDay, clinicDayBefore, clinicDaysUntil, dateOf } = await import(`${web}calendar.js`);
const { moment } = await import(`${web}moment.js`);
const { clock, day, fromNow } = await import(`${web}format.js`);
const { brandName, cardName } = await import(`${web}card-name.js`);
const { expired } = await import(`${web}card-words.js`);

const evening = "2026-11-27T04:30:00Z";
const clinicIn = (time_zone) => tab.write("clinic", { time_zone });

test("a date is the clinic's, whatever the device's zone", () => {
  clinicIn("America/Winnipeg");
  assert.equal(day(evening), "November 26, 2026");
  clinicIn("Asia/Tokyo");
  assert.equal(day(evening), "November 27, 2026");
  assert.equal(day(evening, "medium"), "Nov 27, 2026");
  clinicIn("Not/AZone");
  assert.match(inClinicZone({ timeStyle: "short" }).format(new Date(evening)), /^11:30.p\.m\.$/);
});

test("the zone is named only where the device's clock shows another time", () => {
  clinicIn("America/Toronto");
  assert.equal(zoneLetters(new Date(evening)), "");
  clinicIn("America/Winnipeg");
  assert.equal(zoneLetters(new Date(evening)), "\u00a0CST");
  assert.match(clock(evening), /^10:30.p\.m\.\u00a0CST$/);
});

test("a device that has come into another zone is noticed", () => {
  clinicIn("America/Toronto");
  assert.equal(zoneLetters(new Date(evening)), "");
  process.env.TZ = "America/Winnipeg";
  assert.equal(zoneLetters(new Date(evening)), "\u00a0EST");
  process.env.TZ = "America/Toronto";
});

test("a format is made once", () => {
  clinicIn("America/Winnipeg");
  assert.equal(inClinicZone({ dateStyle: "long" }), inClinicZone({ dateStyle: "long" }));
});

test("no line's end tears a time apart", async () => {
  clinicIn("America/Winnipeg");
  assert.match(moment(evening), /^November 26, 2026 at 10:30[\u00a0\u202f]p\.m\.\u00a0CST$/);
  await useLanguage("fr-CA");
  assert.match(moment(evening), /^26 novembre 2026 à 22\u00a0h\u00a030\u00a0HNC$/);
  await useLanguage("en");
});

function nowIs(t, time) {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse(time) });
}

test("today is the clinic's day, and days before it are whole ones", (t) => {
  nowIs(t, evening);
  clinicIn("America/Winnipeg");
  const days = [clinicDay(), clinicDayBefore(0), clinicDayBefore(1), clinicDayBefore(30)];
  assert.deepEqual(days, ["2026-11-26", "2026-11-26", "2026-11-25", "2026-10-27"]);
  clinicIn("Asia/Tokyo");
  assert.deepEqual([clinicDay(), clinicDay(Date.parse("2026-11-27T15:00:00Z"))], ["2026-11-27", "2026-11-28"]);
});

test("a card is good to the end of its month where the clinic is, wherever the device is", () => {
  const january = { exp_month: 1, exp_year: 2027 };
  const found = (time) => expired(january, Date.parse(time));
  clinicIn("America/Winnipeg");
  assert.deepEqual([found("2027-02-01T05:59:59Z"), found("2027-02-01T06:00:00Z")], [false, true]);
  clinicIn("Asia/Tokyo");
  assert.deepEqual([found("2027-01-31T14:59:59Z"), found("2027-01-31T15:00:00Z")], [false, true]);
  assert.deepEqual([found("2026-12-31T00:00:00Z"), found("2028-01-01T00:00:00Z")], [false, true]);
});

test("the day before a day of 25 hours is yesterday until its last minute", (t) => {
  nowIs(t, "2026-11-02T04:59:00Z");
  clinicIn("America/Toronto");
  assert.deepEqual([clinicDay(), clinicDayBefore(1), clinicDayBefore(2)], ["2026-11-01", "2026-10-31", "2026-10-30"]);
});

test("days until a time are those of the clinic's calendar, whatever the device's zone", (t) => {
  nowIs(t, evening);
  const until = () => ["2026-11-27T05:59:00Z", "2026-11-27T06:00:00Z", "2026-11-29T04:00:00Z"].map(clinicDaysUntil);
  clinicIn("America/Winnipeg");
  assert.deepEqual(until(), [0, 1, 2]);
  clinicIn("Asia/Tokyo");
  assert.deepEqual(until(), [0, 0, 2]);
  assert.equal(clinicDaysUntil("2026-11-26T14:59:00Z"), -1);
});

test("a date without a time is the same day everywhere", () => {
  for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Toronto"]) {
    clinicIn(zone);
    assert.equal(dateOf("2026-11-27"), "Nov 27, 2026");
  }
  assert.equal(dateOf("2026-11-27", "long"), "November 27, 2026");
});

test("the zone is known when the clinic's answer has come, or failed", async () => {
  tab.remove("clinic");
  let come = () => {};
  zoneComesWith(new Promise((resolve) => (come = resolve)));
  let known = false;
  const waiting = zoneKnown().then(() => (known = true));
  await Promise.resolve();
  assert.equal(known, false);
  come("answer");
  await waiting;
  zoneComesWith(Promise.reject(new Error("offline")));
  await zoneKnown();
  clinicIn("America/Winnipeg");
  assert.equal(await zoneKnown(), "America/Winnipeg");
});

test("a wait is told in whole minutes or hours, never too short", () => {
  const waits = [1, 60, 61, 59 * 60, 59 * 60 + 1, 3_600, 3_601, 7_200];
  assert.deepEqual(waits.map(fromNow), [
    ...["in 1 minute", "in 1 minute", "in 2 minutes", "in 59 minutes"],
    ...["in 1 hour", "in 1 hour", "in 2 hours", "in 2 hours"],
  ]);
});

test("a card is named by its brand and last digits", () => {
  const names = { visa: "Visa", mastercard: "Mastercard", amex: "American Express", discover: "Discover", jcb: "JCB" };
  const others = { diners: "Diners Club", unionpay: "UnionPay", interac: "Interac" };
  for (const [brand, name] of Object.entries({ ...names, ...others })) assert.equal(brandName(brand), name);
  assert.equal(brandName("cartes_bancaires"), "card.other");
  assert.equal(cardName({ brand: "visa", last4: "4242", wallet: null }), "card.name");
  assert.equal(cardName({ brand: "visa", last4: "4242", wallet: "apple_pay" }), "Apple Pay, card.name");
  assert.equal(cardName({ brand: "visa", last4: "4242", wallet: "link" }), "card.name");
});
