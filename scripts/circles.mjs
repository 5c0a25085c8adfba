// Prints each circle of imports between files of different areas of one crate. An area is a folder of the same name on every
// floor. Reads `use` and paths that begin with crate, self or super, but not tests.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const AREAS = new Set(["people", "directory", "scheduling", "care", "notices", "insight", "platform"]);
const CRATES = ["domain", "contract", "effects", "store", "clinic", "demo", "words"].map((name) => `src/${name}`);

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.rs"], { encoding: "utf8" });
const all = files.split("\n").filter((file) => file && !/(^|\/)(tests|benches)(\/|\.rs$)/.test(file));

/** `{a::{b, c}, d}` as a::b, a::c, d. */
function leaves(tree, prefix = []) {
  const parts = [];
  let depth = 0;
  let part = "";
  for (const sign of tree) {
    if (sign === "{") depth += 1;
    if (sign === "}") depth -= 1;
    if (sign === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += sign;
  }
  parts.push(part);
  const names = (path) => path.split("::").map((name) => name.replace(/\bas\b.*/s, "").trim()).filter(Boolean);
  return parts.filter((text) => text.trim()).flatMap((text) => {
    const open = text.indexOf("{");
    if (open < 0) return [[...prefix, ...names(text)]];
    return leaves(text.slice(open + 1, text.lastIndexOf("}")), [...prefix, ...names(text.slice(0, open))]);
  });
}

/** What each module of a crate imports, by their paths, such as "scheduling::slots". */
function imports(root) {
  const path = (file) => file.slice(root.length + 1, -3).split("/").filter((name) => !["mod", "lib", "main"].includes(name));
  const modules = new Map(all.filter((file) => file.startsWith(`${root}/`)).map((file) => [path(file).join("::"), file]));
  const known = (names) => {
    for (let length = names.length; length > 0; length -= 1) {
      const name = names.slice(0, length).join("::");
      if (modules.has(name)) return name;
    }
  };
  const edges = new Map();
  for (const [name, file] of modules) {
    const own = name.split("::").filter(Boolean);
    const text = readFileSync(file, "utf8").split("#[cfg(test)]")[0].replace(/\/\/.*/g, "");
    const used = [...text.matchAll(/\buse\s+([^;]+);/g)].flatMap((found) => leaves(found[1]));
    const named = [...text.matchAll(/\b(?:crate|super)(?:::\w+)+/g)].map((found) => found[0].split("::"));
    const targets = [...used, ...named].map((names) => {
      if (names[0] === "crate") return known(names.slice(1));
      if (names[0] === "self") return known([...own, ...names.slice(1)]);
      const up = names.findIndex((part) => part !== "super");
      return up > 0 ? known([...own.slice(0, own.length - up), ...names.slice(up)]) : undefined;
    });
    edges.set(name, new Set(targets.filter((target) => target && target !== name)));
  }
  return edges;
}

/** Every module from which one comes back to it, by Tarjan's strongly connected components. */
function circles(edges) {
  const [index, low, stack, found] = [new Map(), new Map(), [], []];
  const visit = (name) => {
    index.set(name, index.size);
    low.set(name, index.get(name));
    stack.push(name);
    for (const next of edges.get(name) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(name, Math.min(low.get(name), low.get(next)));
    }
    if (low.get(name) === index.get(name)) found.push(stack.splice(stack.indexOf(name)));
  };
  for (const name of edges.keys()) if (!index.has(name)) visit(name);
  return found.filter((circle) => circle.length > 1);
}

const area = (name) => name.split("::").find((part) => AREAS.has(part));
for (const root of [...CRATES, "app/src", "server/src"]) {
  for (const circle of circles(imports(root))) {
    if (new Set(circle.map(area)).size > 1) console.log(`${root}: ${circle.join(", ")}`);
  }
}
