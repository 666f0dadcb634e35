// What pdf.js, the reader in every Firefox, finds in PDF files: node pdfjs.mjs PDFJS-FOLDER FILE… → JSON, one entry a file.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { getDocument, VerbosityLevel } = await import(pathToFileURL(`${folder}/legacy/build/pdf.mjs`));

const tags = (node) => (node?.role ? [node.role] : []).concat((node?.children ?? []).flatMap(tags));

async function page(found) {
  const [content, annotations, tree] = [
    await found.getTextContent(), await found.getAnnotations(), await found.getStructTree(),
  ];
  return {
    text: content.items.map((item) => item.str).join(""),
    fields: annotations.map(({ fieldName, fieldType }) => [fieldName, fieldType]),
    tags: tags(tree),
  };
}

async function told(file) {
  const document = await getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: VerbosityLevel.ERRORS }).promise;
  const { info } = await document.getMetadata();
  const attachments = (await document.getAttachments()) ?? {};
  const numbers = Array.from({ length: document.numPages }, (_, index) => index + 1);
  const pages = [];
  for (const number of numbers) pages.push(await page(await document.getPage(number)));
  return {
    title: info.Title,
    language: info.Language,
    encrypted: info.EncryptFilterName,
    scripts: await document.getJSActions(),
    marked: (await document.getMarkInfo())?.Marked,
    attachments: Object.values(attachments).map(({ filename, content }) => [filename, Buffer.from(content).toString()]),
    pages,
  };
}

const all = [];
for (const file of files) all.push(await told(file));
console.log(JSON.stringify(all));
