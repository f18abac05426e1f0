/** Opening balances from a file: how staff check it, and import it. */
import { both, choose, holdPaths, loses, openClinic, press, refuses, slow, together } from "./clinic.mjs";
import { tells } from "./visit.mjs";

await openClinic();
const send = press("dialog [type=submit]");
const cancel = press("dialog .actions [type=button]");
const file = (name, size = 30) => new File(["x".repeat(size)], name, { type: "text/csv" });
const refusals = [
  ["as_of", "date", "write 2026-04-03"],
  ["as_of", "date", "not a date"],
  ["amount", "amount_large", "at most 1000.00"],
  ["line", "cells", "six cells"],
  ["patient_id", "patient_twice", "on line 2 already"],
  ["reference", "reference_taken", "has 12.50 already"],
  ["as_of", "date_unclear", "could be 2026-04-03 or 2026-03-04: write the one it is"],
  ["name", "of_a_later_release", "Something new"],
].map(([field, code, message], index) => ({ line: index < 2 ? 2 : index + 2, field, code, message }));
const checked = (changes) => (method, path, content) => (method === "POST" ? { ...content, ...changes } : content);
const fine = checked({ refused: [], accepted: 3, already_there: 0, status: "posted" });
const many = (count) => Array.from({ length: count }, (_, index) => ({ ...refusals[3], line: index + 2 }));
const csv = [choose(file("balances.csv"))];
holdPaths([
  ["choose a file with every kind of refusal", "import", checked({ refused: refusals }), csv],
  ["choose a file with a hundred refusals", "import", checked({ refused: many(100) }), csv],
  ["choose a file with more refusals", "import", checked({ refused: many(101) }), [...csv, "Show all"]],
  ["choose a file, and none", "import", fine, [...csv, choose()]],
  [
    "choose a second file while the first is checked",
    "import",
    fine,
    [together(choose(file("a.csv")), choose(file("b.csv", 10)))],
  ],
  [
    "choose a good file while a bad one is checked",
    "import",
    slow("imports", (method, path, content) => ({ ...content, refused: [] })),
    [together(choose(file("a.csv")), choose())],
  ],
  ["import a file that takes a while", "import", both(fine, checked({ status: "posting" })), [...csv, "Import", send]],
  ["think better of an import", "import", fine, [...csv, "Import", cancel]],
  [
    "lose the answer to an import, and import again",
    "import",
    (method, path, content) => (path.endsWith("dry_run=true") ? fine(method, path, content) : { refused: "lost" }),
    [...csv, "Import", send, tells(fine), send],
  ],
  [
    "choose a file that can't be read",
    "import",
    refuses(400, "invalid_request", [
      { field: "other", message: "not this" },
      { field: "file", message: "line 3 has a quote that doesn't end" },
    ]),
    csv,
  ],
  [
    "choose a file with another thing wrong",
    "import",
    refuses(400, "invalid_request", [{ field: "x", message: "No" }]),
    csv,
  ],
  ["choose a file when the service can't be reached", "import", loses, csv],
  [
    "choose a file of which nothing is new, and some is there",
    "import",
    both(fine, checked({ accepted: 0, already_there: 3 })),
    csv,
  ],
]);
