import { frame, openPage, stripe } from "./page.mjs";
import { followed } from "./visit.mjs";
import { beforeEach, test } from "node:test";
import { stories, topUp } from "./stories.mjs";
import { held, holdPaths, holdViews } from "./views.mjs";
import { paths, stories as more } from "./account-stories.mjs";

await openPage("account", { sub: "pat_ana", patient: "pat_ana", clinic: "c", role: "patient", name: "Ana" });
test("a patient's frame leads to what a patient has", () => held("account-frame", frame()));
holdViews("account");
holdViews("account", more);

const succeeded = stories.account["the contract's examples"].told;
const declined = topUp({ status: "pending", last_error: { code: "card_declined", decline_code: "odd" } });
const twice = stories.account["there are two locations and no card"].told;
/** Names, what the service tells, what Stripe tells, and the presses. */
const payments = [
  ["with the card on file", succeeded, undefined, ["$25", "Pay $25.00"]],
  ["with a new card", succeeded, undefined, ["$25", "new", "Continue", "Pay $50.00"]],
  [
    "with a card that is declined",
    declined,
    { decline_code: "insufficient_funds" },
    ["$25", "Pay $25.00", "Pay $50.00"],
  ],
  ["with an incomplete number", declined, { type: "validation_error" }, ["$25", "Pay $25.00", "Change"]],
  ["after it expired", topUp({ status: "canceled" }), undefined, ["$50", "Pay $50.00"]],
  ["by typing the amount", succeeded, undefined, ["input amount", "Pay $12.50"]],
  ["at one of two locations", twice, undefined, ["$25", "loc_2", "Continue", "Pay $50.00"]],
  ["above the room", twice, undefined, ["$50", "Continue"]],
];
for (const [how, told, error, presses] of payments)
  test(`a patient pays ${how}`, async () => {
    stripe.error = error;
    held(`account-pays-${how}`, await followed("#/add", told, presses));
  });

const tooLong = (_, path, content) =>
  path.includes("/statement")
    ? { refused: 400, status: 400, code: "invalid_request", errors: [{ field: "from", message: "Too long" }] }
    : content;
const dates = ["Statement", "other"];
/** Names, what the service tells, and the presses. */
const statements = [
  ["of dates in the wrong order", succeeded, [...dates, "from=2026-11-02", "to=2026-11-01", "Download"]],
  ["without a date", succeeded, [...dates, "from=", "Download", "from=2026-11-01", "to=", "Download"]],
  [
    "of one day, as a file for spreadsheets",
    succeeded,
    [...dates, "from=2026-11-01", "to=2026-11-01", "csv", "Download"],
  ],
  ["of last year", succeeded, ["Statement", "last-year", "Download"]],
  ["of more than is allowed", tooLong, ["Statement", "Download"]],
];
for (const [what, told, presses] of statements)
  test(`a patient asks for a statement ${what}`, async () =>
    held(`account-statement-${what}`, await followed("#/history", told, presses)));

beforeEach(() => Object.assign(stripe, { error: undefined, throws: undefined }));
holdPaths("account", paths);
