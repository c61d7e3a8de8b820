// ---- The desk: decisions, where the page was served by `claimcheck review` (docs/desk-protocol.md). Nothing counts as
// decided before the desk has answered. Without its block of JSON nothing here does anything.

let desk = null; // {endpoint, token, editor}
let lastUndo = null;
let seenVersion = 0;
const busy = new Set(); // findings whose decision is under way
const ALIAS_RULES = new Set(["name-spelling", "alternate-name", "name-conflict", "speaker-conflict"]);
const TERM_RULES = new Set(["name-spelling", "alternate-name", "term-drift"]);

const deskPart = () => byId("desk-data");

function startDesk() {
  const block = deskPart();
  if (!block) return;
  desk = JSON.parse(block.textContent);
  let lost = false;
  const stream = new EventSource(`${desk.endpoint}/events?token=${encodeURIComponent(desk.token)}`);
  const heard = (name, act) => stream.addEventListener(name, (e) => { try { act(JSON.parse(e.data)); } catch (error) { console.error(error); } });
  heard("change", (change) => applyChange(change, true));
  heard("report", (news) => { banner(""); if (news.message) say(news.message); refresh(); });
  heard("busy", (news) => banner(news.message));
  stream.onerror = () => { lost = true; banner("The desk does not answer. Trying again…"); };
  stream.onopen = () => { banner(""); if (lost) { lost = false; refresh(); } };
}

function banner(text) {
  const box = byId("desk-banner");
  if (box) { box.textContent = text; box.hidden = !text; }
}

async function ask(path, body) {
  const options = {headers: {"X-Claimcheck-Token": desk.token, Accept: "application/json"}, cache: "no-store"};
  if (body) Object.assign(options, {method: "POST", body: JSON.stringify(body)}, {headers: {...options.headers, "Content-Type": "application/json"}});
  let answer;
  try {
    answer = await fetch(desk.endpoint + path, options);
  } catch {
    return {error: {code: "unreachable", message: "The desk does not answer.", action: "Is claimcheck review still running?"}};
  }
  try {
    const said = await answer.json();
    if (answer.ok || said.error) return said;
  } catch { /* not JSON: told below */ }
  return {error: {code: "failed", message: `The desk answered ${answer.status}.`, action: "Try again."}};
}

let lastReport = "";
async function refresh() {
  const data = await ask("/report");
  if (data.error) return tell(data.error);
  const written = JSON.stringify(data);
  if (written === lastReport) return; // nothing is new: leave what is read alone
  lastReport = written;
  model = readModel(data);
  show(true);
}

function tell(error, again) {
  const text = error.code === "forbidden" ? "The desk does not know this page any more. Open it anew from the terminal's link." : [error.message, error.action].filter(Boolean).join(" ");
  const box = byId("desk-error");
  box.replaceChildren(el("span", null, text), again ? el("button", {type: "button", onclick: () => { box.hidden = true; again(); }}, "Try again") : "",
    el("button.quiet", {type: "button", onclick: () => { box.hidden = true; }}, "Dismiss"));
  box.hidden = false;
}

async function send(finding, body) {
  if (finding && busy.has(finding.print)) return false;
  if (finding) { busy.add(finding.print); redrawCard(finding); }
  const answer = await ask("/decisions", body);
  if (finding) busy.delete(finding.print);
  if (answer.error) {
    if (answer.changes && answer.changes.length) applyChange({changes: answer.changes, gone: []}, false);
    else if (finding) redrawCard(finding);
    const retry = ["locked", "failed", "unreachable"].includes(answer.error.code);
    tell(answer.error, retry ? () => send(finding, body) : null);
    if (answer.error.code === "gone") refresh();
    return false;
  }
  byId("desk-error").hidden = true;
  lastUndo = answer.undo || null;
  applyChange(answer, false);
  if (finding) redrawCard(finding);
  say(answer.message || "Done.");
  return true;
}

function applyChange(change, fromOthers) {
  if (change.version && change.version <= seenVersion && fromOthers) return; // our own, heard again
  if (change.version) seenVersion = Math.max(seenVersion, change.version);
  for (const {finding: print, status, decision} of change.changes || []) {
    const finding = model.byPrint.get(print);
    if (!finding) continue;
    finding.status = status;
    finding.decision = decision;
    delete finding.haystack;
    sticky.add(print);
    redrawCard(finding);
  }
  if ((change.gone || []).length) {
    const gone = new Set(change.gone);
    model.findings = model.findings.filter((f) => !gone.has(f.print));
    for (const print of gone) model.byPrint.delete(print);
    for (const story of model.stories) story.findings = story.findings.filter((f) => !gone.has(f.print));
    show(true);
  } else {
    recount();
  }
  if (fromOthers && change.by && (change.changes || []).length + (change.gone || []).length) say(`${change.by}: ${change.message || "decided."}`);
}

// ---- Buttons and forms.

function deskButtons(finding) {
  if (!desk) return null;
  const verdict = finding.decision ? finding.decision.verdict : "";
  const waiting = busy.has(finding.print);
  const button = (action, label, key) => el(verdict === action ? "button.verdict.on" : "button.verdict", {type: "button", "data-action": action, "aria-pressed": verdict === action ? "true" : "false",
    "aria-keyshortcuts": key, disabled: waiting, title: `${label} (${key})`, onclick: () => decide(finding, action)}, label);
  const names = finding.values.filter(Boolean).length === 2;
  return el("span.verdicts", {role: "group", "aria-label": "Decide"},
    button("accept", "Accept", "a"), button("error", "This is an error", "e"), button("unsure", "Unsure", "u"),
    el("button.quiet", {type: "button", "data-action": "note", "aria-keyshortcuts": "n", disabled: waiting, onclick: () => noteForm(finding)}, finding.decision && finding.decision.note ? "Edit note" : "Note"),
    names && ALIAS_RULES.has(finding.rule.slug) && el("button.quiet", {type: "button", "data-action": "alias", disabled: waiting, onclick: () => aliasForm(finding)}, "Same name"),
    names && TERM_RULES.has(finding.rule.slug) && el("button.quiet", {type: "button", "data-action": "house-term", disabled: waiting, onclick: () => termForm(finding)}, "House term"),
    finding.decision && el("button.quiet", {type: "button", "data-action": "undo", "aria-keyshortcuts": "z", disabled: waiting, onclick: () => send(finding, {action: "undo", finding: finding.fingerprint})}, "Undo"));
}

const seenOf = (finding) => (finding.decision ? finding.decision.decided_at : null);

function decide(finding, action, more) {
  return send(finding, {action, finding: finding.fingerprint, seen: seenOf(finding), reason: "", note: finding.decision ? finding.decision.note : "", expires: null, ...more});
}

// Which articles are one story: written at once; the desk then compares again and says when it is done.
function storyButton(action, article, other, label) {
  if (!desk || !other) return null;
  return el("button.quiet", {type: "button", "data-action": action, onclick: (e) => {
    e.target.disabled = true;
    send(null, {action, articles: [article.id, other.id], reason: ""}).then((done) => { e.target.disabled = done; });
  }}, label);
}

function deskForm(title, fields, submit) {
  const form = el("form.desk-form", {onsubmit: async (e) => {
    e.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    if (await submit(values)) box.close();
  }}, fields, el("div.actions", null, el("button.verdict", {type: "submit"}, "Save"), el("button.quiet", {type: "button", onclick: () => box.close()}, "Cancel")));
  const box = openDialog(title, form);
  const first = form.querySelector("textarea, input");
  if (first) first.focus();
}

const field = (label, control) => el("label.field", null, el("span", null, label), control);

function noteForm(finding) {
  const was = finding.decision || {};
  const verdict = el("select", {name: "action"}, [["note", "Leave as it is"], ["accept", "Accept"], ["error", "This is an error"], ["unsure", "Unsure"]].map(([v, label]) => el("option", {value: v}, label)));
  deskForm("Note on this finding", [
    el("p.soft", null, words(finding.message)),
    field("Note", el("textarea", {name: "note", rows: "3", value: was.note || ""})),
    field("Verdict", verdict),
    field("Reason", el("input", {name: "reason", type: "text", value: was.reason || ""})),
    field("Holds until (empty: for good)", el("input", {name: "expires", type: "date", value: was.expires || ""})),
  ], (v) => (v.action === "note" ? send(finding, {action: "note", finding: finding.fingerprint, seen: seenOf(finding), note: v.note})
    : decide(finding, v.action, {note: v.note, reason: v.reason, expires: v.expires || null})));
}

function aliasForm(finding) {
  const [one, other] = finding.values;
  deskForm("Two spellings of one name", [
    el("p.soft", null, "From now on these count as one name everywhere, and that they differ is reported no more."),
    field("Name", el("input", {name: "one", type: "text", required: true, value: one})),
    field("The same as", el("input", {name: "other", type: "text", required: true, value: other})),
    field("Reason", el("input", {name: "reason", type: "text"})),
  ], (v) => send(finding, {action: "alias", finding: finding.fingerprint, names: [v.one, v.other], reason: v.reason}));
}

function termForm(finding) {
  const [one, other] = finding.values;
  deskForm("House term", [
    el("p.soft", null, "The house lexicon gets the form to use; claimcheck then reports the other wherever it stands."),
    field("Use", el("input", {name: "prefer", type: "text", required: true, value: one})),
    field("Not (several: commas between)", el("input", {name: "replace", type: "text", required: true, value: other})),
    field("Kind", el("select", {name: "kind"}, el("option", {value: "name", selected: finding.rule.slug !== "term-drift"}, "name"), el("option", {value: "term", selected: finding.rule.slug === "term-drift"}, "term"))),
    field("Reason", el("input", {name: "reason", type: "text"})),
  ], (v) => send(finding, {action: "house-term", finding: finding.fingerprint, prefer: v.prefer, replace: v.replace.split(",").map((x) => x.trim()).filter(Boolean), kind: v.kind, reason: v.reason}));
}

function deskKey(key) {
  if (!desk) return false;
  const finding = chosen();
  const verdict = {a: "accept", e: "error", u: "unsure"}[key];
  if (key === "z") {
    if (finding && finding.decision) send(finding, {action: "undo", finding: finding.fingerprint});
    else if (lastUndo) send(null, {action: "undo", undo: lastUndo});
    else say("Nothing to undo.");
    return true;
  }
  if (!verdict && key !== "n") return false;
  if (!finding) { say("Choose a finding first, with j and k."); return true; }
  if (verdict) decide(finding, verdict);
  else noteForm(finding);
  return true;
}
