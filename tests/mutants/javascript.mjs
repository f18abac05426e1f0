// Lists the small changes that can be made to JavaScript modules, as JSON: `node javascript.mjs FILE...`. Offsets are of
// UTF-16, as JavaScript counts. acorn comes with eslint.
import { parse } from "acorn";
import { readFileSync } from "node:fs";

const swaps = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "+=": ["-="],
  "-=": ["+="],
};

/** The operator's place between two operands. */
const operator = (text, node) => text.indexOf(node.operator, node.left.end);

const changes = {
  BinaryExpression: (node, text) => swapped(node, text),
  LogicalExpression: (node, text) => swapped(node, text),
  AssignmentExpression: (node, text) => swapped(node, text),
  UnaryExpression: (node) => (node.operator === "!" ? [[node.start, node.argument.start, ""]] : []),
  IfStatement: (node) => conditions(node.test),
  ConditionalExpression: (node) => conditions(node.test),
  AwaitExpression: (node) => [[node.start, node.argument.start, ""]],
  ExpressionStatement: (node) => (node.directive ? [] : [[node.start, node.end, ";"]]),
  ThrowStatement: (node) => [[node.start, node.end, ";"]],
  ReturnStatement: (node) => (node.argument ? [[node.argument.start, node.argument.end, "undefined"]] : []),
  Literal: (node, text) => literals(node, text),
  SpreadElement: (node) => [[node.argument.start, node.argument.end, "[]"]],
};

function swapped(node, text) {
  const at = operator(text, node);
  return (swaps[node.operator] ?? []).map((other) => [at, at + node.operator.length, other]);
}

const conditions = ({ start, end }) => ["true", "false"].map((value) => [start, end, value]);

function literals({ start, end, value, regex }, text) {
  if (typeof value === "number") return [[start, end, String(value + 1)]];
  if (typeof value === "boolean") return [[start, end, String(!value)]];
  if (regex) return regex.flags ? [[end - regex.flags.length, end, ""]] : [];
  if (typeof value !== "string") return [];
  const mark = text[start];
  return [[start, end, value ? mark + mark : `${mark}x${mark}`]];
}

/** Every node but imports, whose names are not the module's to change, and names of fields. */
function* nodes(node) {
  if (!node || typeof node.type !== "string" || /^(Import|Export(All|Named).*Source)/.test(node.type)) return;
  yield node;
  for (const [name, child] of Object.entries(node)) {
    if ((name === "key" && !node.computed) || (name === "source" && node.type.startsWith("Export"))) continue;
    for (const each of Array.isArray(child) ? child : [child]) if (typeof each === "object") yield* nodes(each);
  }
}

const found = process.argv.slice(2).flatMap((file) => {
  const text = readFileSync(file, "utf8");
  const tree = parse(text, { ecmaVersion: "latest", sourceType: "module" });
  return [...nodes(tree)].flatMap((node) =>
    (changes[node.type]?.(node, text) ?? []).map(([start, end, other]) => ({
      file,
      start: Buffer.byteLength(text.slice(0, start)),
      end: Buffer.byteLength(text.slice(0, end)),
      text: other,
    })),
  );
});
process.stdout.write(JSON.stringify(found));
