// Reads mermaid texts with mermaid's own parser: a JSON array of texts on stdin, and on stdout for
// each what the parser made of it, or its error. Runs in the folder that holds node_modules.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const { JSDOM } = require("jsdom");
const page = new JSDOM("<!DOCTYPE html><body></body>");
// mermaid cleans labels with DOMPurify, which needs a document.
globalThis.window = page.window;
globalThis.document = page.window.document;
const file = path.join(process.cwd(), "node_modules/mermaid/dist/mermaid.core.mjs");
const { default: mermaid } = await import(pathToFileURL(file).href);
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });

let given = "";
for await (const part of process.stdin.setEncoding("utf8")) given += part;

const answers = [];
for (const text of JSON.parse(given)) {
  try {
    await mermaid.parse(text);
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    const db = diagram.db;
    answers.push({
      type: diagram.type,
      nodes: [...db.getVertices().values()].map((node) => ({
        id: node.id, text: node.text ?? null, kind: node.labelType, link: node.link ?? null,
        click: node.haveCallback ?? false, classes: node.classes,
      })),
      edges: db.getEdges().map((edge) => ({
        source: edge.start, target: edge.end, text: edge.text, stroke: edge.stroke,
        kind: edge.labelType,
      })),
      groups: db.getSubGraphs().map((group) => ({
        id: group.id, title: group.title, nodes: group.nodes,
      })),
      config: JSON.stringify(mermaid.mermaidAPI.getConfig()),
    });
  } catch (error) {
    answers.push({ error: String(error.message ?? error) });
  }
}
process.stdout.write(JSON.stringify(answers));
