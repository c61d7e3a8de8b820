// ---- The desk: decisions, where the page was served by `claimcheck review` (docs/desk-protocol.md). Nothing counts as
// decided before the desk has answered. Without its block of JSON nothing here does anything.

let desk = null; // {endpoint, token, editor}
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
  const head = storyChanged && document.activeElement === document.body && STORY_HEADS.map(byId).find(Boolean);
  storyChanged = false;
  if (head) head.focus({preventScroll: true});
}

function tell(error, again) {
  const text = error.code === "forbidden" ? "The desk does not know this page any more. Open it anew from the terminal's link." : [error.message, error.action].filter(Boolean).join(" ");
  const form = dialogs.length ? dialogs.at(-1).querySelector(".form-error") : null; // what lies behind a form is out of reach
  if (form) { form.textContent = text; form.hidden = false; return; }
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
  applyChange(answer, false);
  if (finding) redrawCard(finding);
  say(answer.message || "Done.");
  return true;
}

function applyChange(change, fromOthers) {
  if (change.version && change.version <= seenVersion && fromOthers) return; // our own, heard again
  if (change.version) seenVersion = Math.max(seenVersion, change.version);
  for (const {finding: print, status, decision, comments, fixes} of change.changes || []) {
    const finding = model.byPrint.get(print);
    if (!finding) continue;
    finding.status = status;
    finding.decision = decision;
    if (comments) finding.comments = comments;
    if (fixes) finding.fixes = fixes;
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
  const button = (action, label, key, about, act) => el(verdict === action ? "button.verdict.on" : "button.verdict", {type: "button", "data-action": action, "aria-pressed": verdict === action ? "true" : "false",
    "aria-keyshortcuts": key, disabled: waiting, title: `${about} (${key})`, onclick: act}, label);
  const quiet = (action, label, act, key) => el("button.quiet", {type: "button", "data-action": action, "aria-keyshortcuts": key || null, title: key ? `${label} (${key})` : null, disabled: waiting, onclick: act}, label);
  const names = finding.values.filter(Boolean).length === 2;
  const fixed = isFixed(finding);
  return el("span.verdicts", {role: "group", "aria-label": "Decide"},
    button("accept", "Leave as it is", "a", "Both may stand: it is reported no more while the texts stay as they are", () => decide(finding, "accept")),
    button("error", "To correct", "e", "One side is wrong: say which, and what should stand there", () => correctForm(finding)),
    button("unsure", "Unsure", "u", "Somebody should look; it stays, with your name", () => decide(finding, "unsure")),
    verdict === "error" && el(fixed ? "button.verdict.on" : "button.verdict", {type: "button", "data-action": "fixed", "aria-pressed": fixed ? "true" : "false", "aria-keyshortcuts": "f", title: "What was to correct is mended in your text; it leaves the list of corrections (f)", disabled: waiting, onclick: () => fix(finding)}, "Fixed in our copy"),
    (verdict === "accept" || verdict === "unsure") && quiet("reason", finding.decision.reason ? "Edit reason" : "Reason", () => reasonForm(finding), "r"),
    quiet("comment", finding.comments.length ? `Comments (${finding.comments.length})` : "Comment", () => commentForm(finding), "n"),
    names && ALIAS_RULES.has(finding.rule.slug) && quiet("alias", "Same name", () => aliasForm(finding)),
    names && TERM_RULES.has(finding.rule.slug) && quiet("house-term", "House term", () => termForm(finding)),
    finding.decision && quiet("undo", "Undo", () => send(finding, {action: "undo", finding: finding.fingerprint})));
}

const seenOf = (finding) => (finding.decision ? finding.decision.decided_at : null);
const nowOf = (finding) => model.byPrint.get(finding.print) || finding; // a form may stay open while the articles are compared again

function decide(finding, action, more) {
  const was = finding.decision;
  const same = was && was.verdict === action; // what was said of it once is not asked for again
  return send(finding, {action, finding: finding.fingerprint, seen: seenOf(finding), reason: same ? was.reason : "", note: was ? was.note : "", assignee: was ? was.assignee : "", expires: same ? was.expires : null, ...more});
}

function fix(finding) {
  return send(finding, {action: "fixed", finding: finding.fingerprint, seen: seenOf(finding), fixed: !isFixed(finding)});
}

const undoLast = () => send(null, {action: "undo"});

// Which articles are one story: written at once; the desk then compares again and says when it is done.
const STORY_HEADS = ["decided-head", "alone-head", "stories-head"];
let storyChanged = false; // by this page: what was pressed is gone once it is compared again
function sendStory(action, article, other, pressed) {
  pressed.disabled = true;
  send(null, {action, articles: [article.id, other.id], reason: ""}).then((done) => { pressed.disabled = done; storyChanged = done; });
}

function storyButton(action, article, other, label) {
  if (!desk || !other) return null;
  return el("button.quiet", {type: "button", "data-action": action, onclick: (e) => sendStory(action, article, other, e.target)}, label);
}

// The nearest story is a guess: any other can be chosen.
function storyChoice(article, nearest) {
  const others = model.stories.filter((s) => s !== nearest);
  if (!desk || !others.length) return null;
  return el("select", {"aria-label": `Join “${article.title}” to another story`, onchange: (e) => e.target.value && sendStory("join", article, others[Number(e.target.value)].members[0], e.target)},
    el("option", {value: ""}, nearest ? "or another story …" : "Join a story …"), others.map((s, i) => el("option", {value: String(i)}, shortened(s.title, 80))));
}

// A form in a sheet: Ctrl-Enter saves; Escape, Close and a click beside it ask before they discard what was typed.
function deskForm(title, fields, submit) {
  let saving = false;
  const form = el("form.desk-form", {onsubmit: async (e) => {
    e.preventDefault();
    if (saving) return;
    saving = true;
    failed.hidden = true;
    const done = await submit(new FormData(form));
    saving = false;
    if (done) box.close();
  }, onkeydown: (e) => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); form.requestSubmit(); } }},
  fields);
  const failed = el("p.form-error", {role: "alert", hidden: true});
  const keep = el("button.verdict", {type: "button", onclick: () => { asking.hidden = true; back.focus(); }}, "Keep writing");
  const asking = el("p.discard", {role: "alertdialog", "aria-label": "Discard what you typed?", hidden: true}, "Discard what you typed? ", keep, " ", el("button.quiet", {type: "button", onclick: () => box.close()}, "Discard"));
  let back = form;
  add(form, [failed, el("div.actions", null, el("button.verdict", {type: "submit", title: "Ctrl+Enter"}, "Save"), el("button.quiet", {type: "button", onclick: () => box.leave()}, "Cancel")), asking]);
  const typed = () => JSON.stringify([...new FormData(form)]);
  const box = openDialog(title, form);
  const before = typed();
  box.leave = () => {
    if (typed() === before) return box.close();
    if (!asking.hidden) return keep.click();
    back = form.contains(document.activeElement) ? document.activeElement : form.querySelector("textarea, input");
    asking.hidden = false;
    keep.focus();
  };
  const first = form.querySelector("textarea, input");
  if (first) first.focus();
}

const field = (label, control) => el("label.field", null, el("span", null, label), control);
const suggestions = (id, texts) => el("datalist", {id}, [...new Set(texts)].filter(Boolean).map((t) => el("option", {value: t})));
const colleagues = () => [desk.editor, ...model.findings.flatMap((f) => [...(f.decision ? [f.decision.editor, f.decision.assignee] : []), ...f.comments.map((c) => c[0])])];

// What an article says there: the marked words around what differs, be it one letter, else its whole sentence.
function saidBy(sides) {
  const said = sides.flatMap((s) => {
    const runs = [];
    for (const m of [...s.marks].sort((a, b) => a.start - b.start)) {
      const last = runs.at(-1);
      if (last && m.start <= last.end) { last.end = Math.max(last.end, m.end); last.loud ||= m.loud; }
      else runs.push({start: m.start, end: m.end, loud: m.loud});
    }
    const loud = runs.filter((run) => run.loud);
    const shown = (loud.length ? loud : runs).map((run) => s.text.slice(run.start, run.end).trim()).filter(Boolean);
    return (shown.length ? shown : [s.text]).map((t) => shortened(t, 90));
  });
  return [...new Set(said)];
}

function correctForm(finding) {
  const was = finding.decision && finding.decision.verdict === "error" ? finding.decision : {wrong: [], right: "", reason: "", assignee: finding.decision ? finding.decision.assignee : ""};
  const by = new Map();
  for (const side of [...finding.sides, ...finding.others]) by.set(side.article, [...(by.get(side.article) || []), side]);
  const outlets = new Map();
  for (const article of by.keys()) outlets.set(article.name, [...(outlets.get(article.name) || []), article]);
  const check = (value, label) => el("label.check", null, el("input", {type: "checkbox", name: "wrong", value, checked: (was.wrong || []).includes(value)}), el("span", null, label));
  const one = (article) => check(article.id, [words(article.name, {class: "outlet"}), " ", el("span.where", null, words(by.get(article)[0].place)), ": ",
    saidBy(by.get(article)).slice(0, 3).map((t, i) => [i > 0 && "; ", el("q", {dir: "auto"}, t)])]);
  const sides = [...outlets].flatMap(([name, articles]) => [articles.length > 1 && check(name, [words(name, {class: "outlet"}), `: all ${articles.length} articles`]), ...articles.map(one)]);
  deskForm("To correct", [
    el("p.soft", null, words(finding.message)),
    el("fieldset.sides-wrong", null, el("legend", null, "Wrong in"), sides),
    field("Should be", el("input", {name: "right", type: "text", list: "right-values", autocomplete: "off", value: was.right || ""})), suggestions("right-values", [...finding.values, ...saidBy(finding.sides)]),
    field("Why (optional)", el("textarea", {name: "reason", rows: "2", value: was.reason || ""})),
    field("Assigned to (optional)", el("input", {name: "assignee", type: "text", list: "editors", autocomplete: "off", value: was.assignee || ""})), suggestions("editors", colleagues()),
  ], (v) => decide(nowOf(finding), "error", {wrong: v.getAll("wrong"), right: v.get("right"), reason: v.get("reason"), assignee: v.get("assignee")}));
}

function reasonForm(finding) {
  const was = finding.decision;
  deskForm(`Why: ${VERDICTS[was.verdict] || was.verdict}`, [
    el("p.soft", null, words(finding.message)),
    field("Why", el("textarea", {name: "reason", rows: "3", value: was.reason})),
    field("Holds until (empty: for good)", el("input", {name: "expires", type: "date", value: was.expires || ""})),
    field("Assigned to (optional)", el("input", {name: "assignee", type: "text", list: "editors", autocomplete: "off", value: was.assignee || ""})), suggestions("editors", colleagues()),
  ], (v) => decide(nowOf(finding), was.verdict, {reason: v.get("reason"), expires: v.get("expires") || null, assignee: v.get("assignee")}));
}

function commentForm(finding) {
  deskForm("Comment", [
    el("p.soft", null, words(finding.message)),
    decisionPart(finding),
    field("Comment; it changes no verdict", el("textarea", {name: "text", rows: "3", required: true})),
  ], (v) => send(nowOf(finding), {action: "comment", finding: finding.fingerprint, text: v.get("text")}));
}

function aliasForm(finding) {
  const [one, other] = finding.values;
  deskForm("Two spellings of one name", [
    el("p.soft", null, "From now on these count as one name everywhere, and that they differ is reported no more."),
    field("Name", el("input", {name: "one", type: "text", required: true, value: one})),
    field("The same as", el("input", {name: "other", type: "text", required: true, value: other})),
    field("Why (optional)", el("input", {name: "reason", type: "text"})),
  ], (v) => send(finding, {action: "alias", finding: finding.fingerprint, names: [v.get("one"), v.get("other")], reason: v.get("reason")}));
}

function termForm(finding) {
  const [one, other] = finding.values;
  deskForm("House term", [
    el("p.soft", null, "The house lexicon gets the form to use; claimcheck then reports the other wherever it stands."),
    field("Use", el("input", {name: "prefer", type: "text", required: true, value: one})),
    field("Not (several: commas between)", el("input", {name: "replace", type: "text", required: true, value: other})),
    field("Kind", el("select", {name: "kind"}, el("option", {value: "name", selected: finding.rule.slug !== "term-drift"}, "name"), el("option", {value: "term", selected: finding.rule.slug === "term-drift"}, "term"))),
    field("Why (optional)", el("input", {name: "reason", type: "text"})),
  ], (v) => send(finding, {action: "house-term", finding: finding.fingerprint, prefer: v.get("prefer"), replace: v.get("replace").split(",").map((x) => x.trim()).filter(Boolean), kind: v.get("kind"), reason: v.get("reason")}));
}

// The list of what is to correct, as the desk writes it.
function correctionsSheet() {
  const shown = el("pre.sheet-text", {tabindex: "0", "aria-label": "Corrections"});
  const told = el("p.soft", {role: "status"});
  let got = null;
  const types = {markdown: "text/markdown", csv: "text/csv", mail: "application/mbox"};
  const form = el("select", {"aria-label": "Format", onchange: () => load()}, [["markdown", "Markdown"], ["csv", "CSV, for a spreadsheet"], ["mail", "Mail, one an outlet"]].map(([v, label]) => el("option", {value: v}, label)));
  const load = async () => {
    const wanted = form.value;
    const answer = await ask(`/corrections?format=${wanted}`);
    if (wanted !== form.value) return;
    if (answer.error) { told.textContent = [answer.error.message, answer.error.action].filter(Boolean).join(" "); return; }
    got = answer;
    shown.textContent = answer.text;
    told.textContent = `${plural(answer.places, "place")} to correct.${answer.open ? ` Of ${plural(answer.open, "finding")} it is not said which side is wrong: no mail has ${answer.open === 1 ? "it" : "them"}.` : ""}`;
  };
  openDialog("Corrections", el("div.corrections", null,
    el("div.actions", null, form, el("button.verdict", {type: "button", onclick: () => got && copyText(got.text, "the corrections")}, "Copy"),
      el("button.verdict", {type: "button", onclick: () => got && saveText(got.text, got.name, types[form.value])}, "Save")), told, shown), "sheet.wide");
  load();
}

function deskKey(key) {
  if (!desk) return false;
  if (key === "z") { undoLast(); return true; }
  const acts = {a: (f) => decide(f, "accept"), e: correctForm, u: (f) => decide(f, "unsure"), n: commentForm,
    f: (f) => (f.decision && f.decision.verdict === "error" ? fix(f) : say("Only what is to correct can be fixed.")),
    r: (f) => (!f.decision ? say("Nothing is decided here yet.") : f.decision.verdict === "error" ? correctForm(f) : reasonForm(f))};
  if (!acts[key]) return false;
  const finding = chosen();
  if (finding) acts[key](finding);
  else say("Choose a finding first, with j and k.");
  return true;
}
