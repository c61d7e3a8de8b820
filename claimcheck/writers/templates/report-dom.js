// ---- Elements. Text enters the page through text nodes alone: nothing here reads markup.

const byId = (id) => document.getElementById(id);

// el("p.note", {lang: "en", onclick: f}, "text", child): a class may follow the name; null children are left out.
function el(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [property, x] of Object.entries(value)) made.style.setProperty(property, x);
    else if (key === "value" || key === "checked" || key === "selected") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  add(made, children);
  return made;
}

function add(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === "") continue;
    if (Array.isArray(child)) add(parent, child);
    else parent.append(child);
  }
}

// Direction of the text is its own affair: a right-to-left name moves nothing around it.
const words = (text, attributes) => el("bdi", attributes, text);

const number = (count) => count.toLocaleString("en");
const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many || one + "s"}`;

let saying = 0;
function say(text) { // to a screen reader and, for a moment, to the eye
  const box = byId("status");
  box.textContent = "";
  clearTimeout(saying);
  requestAnimationFrame(() => { box.textContent = text; box.className = "toast"; });
  saying = setTimeout(() => { box.className = "sr"; }, 4000);
}

async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = el("textarea", {readonly: true, class: "sr"});
    box.value = text;
    const before = document.activeElement;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (before) before.focus({preventScroll: true});
    if (!done) return say("The browser did not let this page copy.");
  }
  say(`Copied ${what}.`);
}

function saveText(text, name, type) {
  const link = el("a", {href: URL.createObjectURL(new Blob([text], {type})), download: name, hidden: true});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(`Saved ${name}.`);
}

const dialogs = [];
function openDialog(title, content, className) {
  const before = document.activeElement;
  const box = el(`dialog.${className || "sheet"}`, {"aria-label": title},
    el("form", {method: "dialog", class: "dialog-head"}, el("h2", null, title),
      el("button.quiet", {type: "submit", "aria-label": "Close", onclick: (e) => { e.preventDefault(); box.leave(); }}, "Close")),
    content);
  box.leave = () => box.close(); // a form asks first where something was typed
  box.addEventListener("close", () => { box.remove(); dialogs.pop(); if (before && before.isConnected) before.focus(); });
  box.addEventListener("cancel", (e) => { e.preventDefault(); box.leave(); });
  box.addEventListener("keydown", (e) => { if (e.key === "Escape" && !e.isComposing) { e.preventDefault(); box.leave(); } }); // a browser closes it at the second Escape, whatever "cancel" says
  box.addEventListener("mousedown", (e) => { box.pressed = e.target === box; });
  box.addEventListener("click", (e) => { if (e.target === box && box.pressed) box.leave(); }); // not where a selection ends outside
  document.body.append(box);
  dialogs.push(box);
  box.showModal();
  return box;
}
