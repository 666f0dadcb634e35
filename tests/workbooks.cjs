// What npm libraries read in workbooks: node workbooks.cjs LIBRARY FOLDER FILE… → JSON, one entry a file: sheet → cell → value and note.
// Each file is also saved anew by the library, beside it as FILE.LIBRARY.xlsx.
const [name, folder, ...files] = process.argv.slice(2);
process.env.TZ = "UTC"; // SheetJS reckons days by the zone of the machine, from the moment it is loaded.
const library = require(folder);

const told = (value, note) => ({ value: value ?? null, ...(note ? { note } : {}) });

function sheetjs(file) {
  const book = library.readFile(file, { cellDates: true });
  library.writeFile(book, `${file}.${name}.xlsx`);
  const cells = (sheet) => Object.entries(sheet).filter(([address]) => !address.startsWith("!"));
  const note = (cell) => cell.c?.map(({ t }) => t).join("");
  const sheet = (title) => cells(book.Sheets[title]).map(([address, cell]) => [address, told(cell.v, note(cell))]);
  return book.SheetNames.map((title) => [title, Object.fromEntries(sheet(title))]);
}

async function exceljs(file) {
  const book = new library.Workbook();
  await book.xlsx.readFile(file);
  await book.xlsx.writeFile(`${file}.${name}.xlsx`);
  const note = (cell) => cell.note?.texts?.map(({ text }) => text).join("") ?? cell.note;
  return book.worksheets.map((sheet) => {
    const cells = {};
    sheet.eachRow((row) => row.eachCell((cell) => {
      if (cell.master === cell) cells[cell.address] = told(cell.value, note(cell));
    }));
    return [sheet.name, cells];
  });
}

async function all() {
  const read = { xlsx: sheetjs, exceljs }[name];
  const found = [];
  for (const file of files) found.push(Object.fromEntries(await read(file)));
  console.log(JSON.stringify(found));
}

all();
