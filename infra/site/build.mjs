// Bundles the pages: `node infra/site/build.mjs FROM TO`. Each page is one document, one script and one style sheet; what
// only some views need is a file of its own. All but the documents are named by their content, so a browser keeps them.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { transform } from "esbuild";
import { rollup } from "rollup";

const [from, to] = process.argv.slice(2);
const read = (name) => readFileSync(join(from, name), "utf8");
const catalogues = readdirSync(join(from, "words")).map((name) => basename(name, ".js"));
const pictures = (page) => ["icons.svg", `${page}/icons.svg`];

// Names stay, so that an error in a browser's console can be found here.
const shorter = { minifyWhitespace: true, minifySyntax: true, legalComments: "none", target: "es2022" };
const shortened = async (text, loader) => (await transform(text, { ...shorter, loader })).code;

function write(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const [stem, kind] = basename(name).split(".");
  const written = `web/${stem}-${hash}.${kind}`;
  writeFileSync(join(to, written), text);
  return written;
}

mkdirSync(join(to, "web"), { recursive: true });
const styles = new Map();
for (const name of readdirSync(from, { recursive: true })) {
  if (name.endsWith(".css")) styles.set(`web/${name}`, write(name, await shortened(read(name), "css")));
}
const favicon = `data:image/svg+xml,${encodeURIComponent(read("favicon.svg"))}`;

// A page may ask for any catalogue that its modules, or those all pages share, name: a bundler has to know them all.
const named = (page) =>
  readdirSync(from, { recursive: true })
    .filter((name) => name.endsWith(".js") && [".", page].includes(dirname(name)))
    .map(read)
    .join();
const words = (page) => ({
  name: "words",
  transform(code, id) {
    if (basename(id) !== "words.js") return null;
    const modules = named(page);
    const all = catalogues
      .filter((name) => modules.includes(`"${name.replace(/-(en|fr-CA)$/, "")}"`))
      .map((name) => `"${name}": () => import("./words/${name}.js")`);
    return code.replace(
      /import\(`\.\/words\/\$\{area\}-\$\{language\}\.js`\)/,
      `({${all}})[\`\${area}-\${language}\`]()`,
    );
  },
});

const sent = {
  name: "sent",
  renderChunk: async (code) =>
    (await shortened(code, "js")).replace(/"(web\/[\w/-]+\.css)"/g, (_, name) => `"${styles.get(name)}"`),
};

async function script(page, main, ...plugins) {
  const bundle = await rollup({
    input: { [page]: join(from, main) },
    plugins: [...plugins, sent],
    treeshake: false, // An import for its place alone is otherwise dropped.
    preserveEntrySignatures: "allow-extension",
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const names = { entryFileNames: "web/[name]-[hash].js", chunkFileNames: "web/[name]-[hash].js" };
  const { output } = await bundle.write({ dir: to, format: "es", ...names });
  const [entry, ...more] = output.find((chunk) => chunk.isEntry).imports;
  if (entry || more.length) throw new Error(`${page}: the first view would need more than one script`);
  return output.find((chunk) => chunk.isEntry).fileName;
}

const symbols = (name) =>
  read(name)
    .replace(/<\/?svg[^>]*>\n?/g, "")
    .replaceAll('id="', 'id="picture-');

async function document(page) {
  const written = read(`${page}.html`);
  const sheets = [...written.matchAll(/<link rel="stylesheet" href="web\/([^"]+)" \/>/g)].map(([, name]) => name);
  const sheet = write(`${page}.css`, await shortened(sheets.map(read).join(""), "css"));
  const html = written
    .replace(/ *<link rel="stylesheet"[^>]*>\n/g, "")
    .replace("web/favicon.svg", favicon)
    .replace("</title>", `</title>\n<link rel="stylesheet" href="${sheet}" />`)
    .replace(`web/${page}/main.js`, await script(page, `${page}/main.js`, words(page)))
    .replace("</body>", `<div hidden><svg>${pictures(page).map(symbols).join("")}</svg></div></body>`);
  writeFileSync(join(to, `${page}.html`), html.replace(/^[ \t]+/gm, ""));
}

for (const page of ["account", "clinic"]) await document(page);
const reference = ["web/reference.js", await script("reference", "reference.js")];
writeFileSync(join(to, "names.json"), JSON.stringify(Object.fromEntries([...styles, reference])));
