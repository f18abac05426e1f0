import { becomes, frame, openPage } from "./page.mjs";
import { followed, visited } from "./visit.mjs";
import { test } from "node:test";
import { reads, recorded } from "./stories.mjs";
import { held, holdViews } from "./views.mjs";

const person = { sub: "usr_sam", clinic: "c", name: "Sam Tremblay" };
await openPage("clinic", { ...person, role: "full_access" });
test("the frame of full access leads to every view", () => held("clinic-frame", frame()));
holdViews("clinic");

/** Settings that someone else changes between reading and saving them. */
function staleSettings(theirs) {
  let changes = 0;
  return (method, path, content) => {
    if (method === "PATCH" && (changes += 1) === 1) return { refused: 412, status: 412, code: "stale_version" };
    const isChanged = changes && path.includes("billing-settings");
    return isChanged ? { ...content, ...theirs, changed_by: { kind: "staff", id: "usr_kim", name: "Kim" } } : content;
  };
}
const refuses = (code, field) => (method, _, content) =>
  method === "GET" ? content : { refused: 400, status: 400, code, errors: [{ field, message: "No" }] };
const isPosted = (method, path, content) =>
  path.endsWith("dry_run=true")
    ? { ...content, refused: [], accepted: 3, status: "checked" }
    : { ...content, refused: [] };
const others = reads({
  "clinic/patients": ({ items: [found] }) => ({ items: [{ ...found, id: "pat_ben", name: "Ben" }], next_cursor: null }),
});
const sent = ["input file"];
const payment = "pay_7j5ycw2m3xkqv4hd6ra2bt5ezu";
/** Names, addresses, what the service tells, and the presses. */
const paths = [
  ["saves a setting", "billing", undefined, ["top_up_minimum", "Save"]],
  [
    "saves every setting",
    "billing",
    undefined,
    ["enabled", "top_up_maximum", "memo_maximum", "Add an amount", "refunds", "Save"],
  ],
  ["saves words", "billing", undefined, ["refund_policy", "statement_name", "known", "Save"]],
  [
    "saves settings that someone else changed",
    "billing",
    staleSettings({ top_up_maximum: 90_000 }),
    ["top_up_minimum", "Save", "Save"],
  ],
  [
    "saves the change that someone else made",
    "billing",
    staleSettings({ top_up_minimum: 1_250 }),
    ["top_up_minimum", "Save"],
  ],
  [
    "saves a setting that is refused",
    "billing",
    refuses("invalid_request", "top_up_minimum"),
    ["top_up_minimum", "Save"],
  ],
  ["saves an address that is refused", "billing", refuses("invalid_request", "notice_email"), ["notice_email", "Save"]],
  ["chooses a file with lines that are refused", "import", undefined, sent],
  ["imports a file", "import", isPosted, [...sent, "Import", "Import"]],
  ["chooses a file that is too large", "import", refuses("body_too_large"), sent],
  ["imports a file of which nothing is new", "import", (...given) => ({ ...isPosted(...given), accepted: 0 }), sent],
  ["finds a patient", "patients", undefined, ["input", "Open profile"]],
  ["finds no patient", "patients", reads({ "clinic/patients": { items: [], next_cursor: null } }), ["input"]],
  [
    "transfers credit",
    "payment/pat_ana/pay_1",
    others,
    ["Transfer", "input to", "to_patient_id-choice", "input amount", "input reason", "Transfer"],
  ],
  [
    "transfers recorded credit",
    `payment/pat_ana/${payment}`,
    (...given) => recorded(...given.slice(0, 2), others(...given)),
    ["Transfer", "input to", "to_patient_id-choice", "Transfer", "input reason", "Transfer"],
  ],
  ["merges patients", "patient/pat_ana", others, ["Merge", "input into", "into-choice", "input reason", "Merge"]],
];
for (const [does, view, told, presses] of paths)
  test(`full access ${does}`, async () => held(`clinic-${does}`, await followed(`#/${view}`, told, presses)));

test("staff see and press what staff may", async () => {
  await becomes({ ...person, role: "staff" });
  const lines = frame();
  for (const view of ["", "patient/pat_ana", "payment/pat_ana/pay_1", "billing", "accounts"])
    lines.push(...(await visited(`#/${view}`)));
  held("clinic-staff", lines);
});
