// Draws the outline as a form, sends what is written, shows faults beside the fields and the pages beside the form.
// Python checks, lays out and makes the files; nothing is decided here.

const WRITING_PAUSE = 300; // ms after the last key until the page is redrawn
let forms = 0;

function node(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function render({ model, el }) {
  const id = `zf${++forms}-${Math.random().toString(36).slice(2, 8)}`;
  const inputs = new Map();
  const said = new Map();
  const rooms = new Map();
  const left = new Set();
  const helped = new Set();
  let whole = false; // every fault is told, as where one starts from a file, whether its field has been left or not
  let timer = 0;

  const written = () => Object.fromEntries([...inputs].map(([path, input]) => [path, input.value]));

  function rest() {
    clearTimeout(timer);
    timer = 0;
  }

  function push() {
    rest();
    model.set("values", written());
    model.save_changes();
  }

  function later() {
    rest();
    timer = setTimeout(push, WRITING_PAUSE);
  }

  function control(field, number) {
    const input =
      field.kind === "choice" ? node("select") : node(field.kind === "prose" ? "textarea" : "input", { rows: 5 });
    input.id = `${id}-${number}`;
    input.name = field.path;
    if (field.kind === "choice") {
      const choices = field.default ? field.choices : ["", ...field.choices];
      input.append(...choices.map((choice) => node("option", { value: choice, textContent: choice || "（不填）" })));
    } else {
      input.placeholder = `如：${field.example}`;
      input.autocomplete = "off";
      input.spellcheck = false;
    }
    input.setAttribute("aria-describedby", ["help", "room", "said"].map((part) => `${input.id}-${part}`).join(" "));
    return input;
  }

  function drawField(field, optional) {
    const input = control(field, inputs.size);
    input.required = !(field.optional || optional);
    const told = node("div", { className: "zf-said", id: `${input.id}-said` });
    told.setAttribute("aria-live", "polite");
    const room = node("div", { className: "zf-room", id: `${input.id}-room` });
    const label = node("label", { htmlFor: input.id, textContent: field.label });
    if (!input.required && field.kind !== "choice") label.append(node("small", { textContent: "（可不填）" }));
    const again = helped.has(field.help) ? " zf-again" : "";
    const help = node("div", { className: `zf-help${again}`, id: `${input.id}-help`, textContent: field.help });
    helped.add(field.help);
    input.addEventListener("input", (event) => event.isComposing || later());
    input.addEventListener("compositionend", later);
    input.addEventListener("blur", () => leave(field.path));
    inputs.set(field.path, input);
    said.set(field.path, told);
    rooms.set(field.path, room);
    return node("div", { className: `zf-field zf-${field.kind}` }, label, input, told, room, help);
  }

  function leave(path) {
    left.add(path);
    if (timer) push();
    tell();
  }

  function drawPart(part, optional) {
    if (!part.parts) return drawField(part, optional);
    const told = node("div", { className: "zf-said" });
    told.setAttribute("aria-live", "polite");
    said.set(part.path, told);
    const people = part.parts.every((inner) => !inner.parts);
    const heading = node("legend", { textContent: part.label });
    const inside = part.parts.map((inner) => drawPart(inner, optional || part.optional));
    return node("fieldset", { className: people ? "zf-row" : "zf-group" }, heading, ...inside, told);
  }

  function button(text, format) {
    const pressed = node("button", { type: "button", textContent: text });
    pressed.addEventListener("click", () => {
      rest();
      model.send({ kind: "save", format, values: written(), view: id });
    });
    return pressed;
  }

  async function load(event) {
    const [file] = event.target.files;
    if (!file) return;
    rest();
    const data = await file.slice(0, model.get("options").largest + 1).arrayBuffer();
    event.target.value = "";
    model.send({ kind: "load", name: file.name, view: id }, undefined, [data]);
  }

  function carryOver() {
    const box = node("input", { type: "checkbox", id: `${id}-continued`, checked: model.get("continued") });
    box.addEventListener("change", () => {
      model.set("continued", box.checked);
      push();
    });
    return node("div", { className: "zf-choice" }, box, node("label", { htmlFor: box.id, textContent: "写不下时另附页" }));
  }

  function chooser() {
    const input = node("input", { type: "file", id: `${id}-file`, accept: model.get("options").kinds.join(",") });
    input.addEventListener("change", load);
    const label = node("label", { htmlFor: input.id, textContent: "读入内容文件或以前的 manifest.json…" });
    return node("div", { className: "zf-file" }, input, label);
  }

  // What is said of a field is shown once the field has been left, of a group once one of its fields has.
  function isDue(path) {
    return whole || [...left].some((one) => one === path || one.startsWith(`${path}.`) || one.startsWith(`${path}[`));
  }

  function tell() {
    const lines = new Map();
    const put = (fault, kind) => {
      const place = said.has(fault.path) ? fault.path : "";
      lines.set(place, [...(lines.get(place) ?? []), [fault, kind]]);
    };
    model.get("faults").forEach((fault) => put(fault, "fault"));
    model.get("remarks").forEach((remark) => put(remark, "remark"));
    for (const [path, told] of said) show(path, told, isDue(path) ? (lines.get(path) ?? []) : []);
    summary();
  }

  function show(path, told, lines) {
    const texts = lines.map(([fault, kind]) =>
      node("p", { className: `zf-${kind}`, textContent: path ? fault.words : `${fault.label}：${fault.words}` }));
    if (told.textContent !== texts.map((line) => line.textContent).join("")) told.replaceChildren(...texts);
    inputs.get(path)?.setAttribute("aria-invalid", String(lines.some(([, kind]) => kind === "fault")));
  }

  function summary() {
    const faults = model.get("faults");
    const missing = faults.filter((fault) => ["missing", "blank"].includes(fault.code)).length;
    const wrong = faults.length - missing;
    const counts = [missing && `${missing}处没有填`, wrong && `${wrong}处要改`].filter(Boolean).join("，");
    const text = counts ? `还有${counts}。图中空着的是还没有填好的。` : "都填好了，可以保存。";
    if (status.textContent !== text) status.textContent = text;
  }

  function showPages() {
    const pages = model.get("pages");
    while (paper.children.length > pages.length) paper.lastChild.remove();
    while (paper.children.length < pages.length) paper.append(node("figure", {}, node("img"), node("figcaption")));
    pages.forEach((page, index) => {
      const [picture, caption] = paper.children[index].children;
      const url = URL.createObjectURL(new Blob([page.png], { type: "image/png" }));
      picture.onload = () => URL.revokeObjectURL(url);
      picture.src = url;
      picture.alt = page.text;
      caption.textContent = page.copies > 1 ? `一式${page.copies}份` : "";
    });
  }

  function showValues() {
    for (const [path, input] of inputs) {
      const value = model.get("values")[path] ?? "";
      const choices = [...(input.options ?? [])].map((option) => option.value);
      if (choices.length && !choices.includes(value)) input.append(node("option", { value, textContent: value }));
      const busy = timer && input === el.ownerDocument.activeElement;
      if (input.value !== value && !busy) input.value = value;
    }
  }

  function showRoom() {
    for (const [path, room] of rooms) room.textContent = model.get("room")[path] ?? "";
  }

  function showContinued() {
    const box = el.querySelector('[type="checkbox"]');
    if (box) box.checked = model.get("continued");
  }

  function showNotes() {
    notes.replaceChildren(...model.get("notes").map((text) => node("p", { textContent: text })));
  }

  function answered(message, buffers) {
    if (message.view !== id) return; // another view of the same form has asked
    if (message.kind === "loaded") whole = true;
    if (message.kind === "refused") point();
    tell();
    if (message.kind === "file") save(message.name, buffers[0]);
  }

  function point() {
    whole = true;
    tell();
    const faults = model.get("faults");
    const first = [...inputs].find(([path]) => faults.some((fault) => path === fault.path || path.startsWith(fault.path)));
    first?.[1].focus();
  }

  function save(name, data) {
    const url = URL.createObjectURL(new Blob([data], { type: "application/octet-stream" }));
    node("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    status.textContent = `已保存“${name}”，在浏览器的下载文件夹里。`;
  }

  const outline = model.get("outline");
  const options = model.get("options");
  const status = node("p", { className: "zf-status" });
  status.setAttribute("role", "status");
  const notes = node("div", { className: "zf-notes" });
  notes.setAttribute("role", "alert");
  const general = node("div", { className: "zf-said" });
  said.set("", general);
  const buttons = [button(`保存 ${outline.label} PDF`, "pdf"), button("保存 Word", "docx")];
  if (options.zip) buttons.push(button("保存全套（zip）", "zip"));
  const paper = node("div", { className: "zf-paper", tabIndex: 0 });
  paper.setAttribute("role", "region");
  paper.setAttribute("aria-label", "印出来的样子");
  const form = node(
    "form",
    { noValidate: true, onsubmit: () => false },
    node("h3", { textContent: outline.label }),
    chooser(),
    notes,
    ...outline.parts.map((part) => drawPart(part, false)),
    ...(options.continues ? [carryOver()] : []),
    general,
    status,
    node("div", { className: "zf-buttons" }, ...buttons),
  );
  form.setAttribute("aria-label", outline.label);
  el.lang = "zh-CN";
  el.classList.add("zf");
  // Or JupyterLab would take keys for itself: single letters for its commands, Enter for its cell.
  el.dataset.lmSuppressShortcuts = "true";
  el.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(node("div", { className: "zf-desk" }, form, paper));

  const listeners = {
    "change:values": showValues,
    "change:faults": tell,
    "change:remarks": tell,
    "change:room": showRoom,
    "change:continued": showContinued,
    "change:pages": showPages,
    "change:notes": showNotes,
    "msg:custom": answered,
  };
  for (const [event, listener] of Object.entries(listeners)) model.on(event, listener);
  showValues();
  whole = [...inputs.values()].some((input) => input.placeholder && input.value);
  [showRoom, showNotes, showPages, tell].forEach((first) => first());
  return () => Object.entries(listeners).forEach(([event, listener]) => model.off(event, listener));
}

export default { render };
