// ---- The frame: masthead, filters, routing, keys, print.

function masthead() {
  const link = (view, label) => el("a", {href: address({view, id: "", filters: noFilters(), q: "", spellings: false}), "aria-current": state.view === view ? "page" : null, "data-view": view}, label);
  byId("masthead").replaceChildren(
    el("p.wordmark", null, el("a", {href: address({view: "overview", filters: noFilters(), q: ""})}, "claimcheck")),
    el("nav.views", {"aria-label": "Views"}, link("overview", "Overview"), link("findings", ["Findings", el("span.count", {id: "fresh-count"}, number(loudDisagreements()))]), link("names", "Names")),
    el("div.tools", null,
      desk && desk.editor ? el("span.editor", null, "Editing as ", words(desk.editor)) : null,
      desk ? el("button.quiet", {type: "button", id: "undo-last", "aria-keyshortcuts": "z", title: "Take back your last change; again for the one before (z)", onclick: undoLast}, "Undo last") : null,
      desk ? el("button.quiet", {type: "button", id: "corrections", title: "The list of what is to correct, to copy or save", onclick: correctionsSheet}, "Corrections ", el("span.count", {id: "to-correct"}, number(model.findings.filter(isToCorrect).length))) : null,
      el("button.quiet", {type: "button", id: "theme", onclick: turnTheme}, themeWords()),
      el("button.quiet", {type: "button", onclick: help, "aria-keyshortcuts": "?"}, "Keys")),
    ...(desk ? [el("p.desk-banner", {id: "desk-banner", role: "status", hidden: true}), el("p.desk-error", {id: "desk-error", role: "alert", hidden: true})] : []));
}

const THEMES = ["auto", "light", "dark"];
const themeNow = () => document.documentElement.dataset.theme || "auto";
const themeWords = () => `Theme: ${themeNow()}`;
function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
function turnTheme() {
  setTheme(THEMES[(THEMES.indexOf(themeNow()) + 1) % 3]);
  try { localStorage.setItem("claimcheck-theme", themeNow()); } catch { /* a page without storage forgets it */ }
  byId("theme").textContent = themeWords();
}

// ---- Filters.

const FACET_WORDS = {status: "Status", level: "Level", rule: "Rule", verdict: "Verdict", outlet: "Outlet", story: "Story"};
const ORDER = {status: STATUSES, level: LEVELS, verdict: ["none", "accept", "error", "unsure"]};

function searchBox(label) {
  let wait = 0;
  return el("input.search", {type: "search", placeholder: label, "aria-label": label, value: state.q, "data-keep": "search", "aria-keyshortcuts": "/",
    oninput: (e) => { clearTimeout(wait); const q = e.target.value; wait = setTimeout(() => { sticky.clear(); go({q}, true); }, 150); },
    onkeydown: (e) => { if (e.key === "Escape" && e.target.value) { e.target.value = ""; sticky.clear(); go({q: ""}, true); } }});
}

function filterPanel({found, counts}, all) {
  const facets = state.view === "story" ? FACETS.filter((f) => f !== "story") : FACETS;
  const wide = matchMedia("(min-width: 64rem)").matches;
  const sort = el("label.sort", null, "Order ", el("select", {onchange: (e) => go({sort: e.target.value}, true), "data-keep": "sort"},
    [["level", "gravest first"], ["place", "as in the stories"]].map(([v, label]) => el("option", {value: v, selected: state.sort === v}, label))));
  const box = el("details.filters", {open: wide || filterPanel.open}, el("summary", null, "Filters", filtered() && el("span.count", null, `${number(found.length)} of ${number(all)}`)),
    el("div.filter-body", null, sort, facets.map((f) => facetBox(f, counts[f]))));
  box.addEventListener("toggle", () => { filterPanel.open = box.open; });
  return el("aside.side-panel", {"aria-label": "Filters"}, searchBox("Search findings"),
    el("p.shown", null, el("output", {id: "shown"}, `Showing ${number(found.length)} of ${number(all)}.`), " ",
      filtered() && el("button.quiet", {type: "button", "data-keep": "reset", onclick: () => { sticky.clear(); go({q: "", filters: noFilters()}); }}, "Reset")), box);
}
filterPanel.open = false;

function facetLabel(facet, value) {
  if (facet === "story") return value === "across" ? "Across stories" : value === "inside" ? "Inside single articles" : (storyOf(value) || {title: value}).title;
  if (facet === "verdict") return value === "none" ? "no verdict" : VERDICTS[value] || value;
  if (facet === "level") return LEVEL_NAMES[value] || value;
  if (facet === "rule") return ruleName(value);
  if (facet === "status") return STATUS_WORDS[value] || value;
  return value;
}

function facetBox(facet, counts) {
  const wanted = state.filters[facet];
  const values = [...new Set([...counts.keys(), ...wanted, ...(facet === "status" || facet === "level" ? [...new Set(model.findings.map((f) => (facet === "status" ? f.status : f.level)))] : [])])];
  if (values.length < 2 && !wanted.size) return null;
  if (facet === "verdict" && values.length < 2 && !desk) return null;
  const rank = (v) => (ORDER[facet] ? ORDER[facet].indexOf(v) : 0);
  values.sort((a, b) => rank(a) - rank(b) || (facet === "story" || facet === "outlet" || facet === "rule" ? (counts.get(b) || 0) - (counts.get(a) || 0) : 0) || facetLabel(facet, a).localeCompare(facetLabel(facet, b), "en"));
  const set = (value, on) => {
    const next = new Set(wanted);
    next[on ? "add" : "delete"](value);
    sticky.clear();
    go({filters: {[facet]: next}}, true);
  };
  const many = values.length > 14;
  const boxes = (many ? values.filter((v) => wanted.has(v)) : values).map((value) => el("label.check", null,
    el("input", {type: "checkbox", checked: wanted.has(value), "data-keep": `${facet}=${value}`, onchange: (e) => set(value, e.target.checked)}),
    words(facetLabel(facet, value), {class: facet === "level" ? `level ${value}` : null}), el("span.count", null, number(counts.get(value) || 0))));
  return el("fieldset", {"data-facet": facet}, el("legend", null, FACET_WORDS[facet]), boxes,
    many && el("select", {"aria-label": `Add ${FACET_WORDS[facet].toLowerCase()}`, "data-keep": facet, onchange: (e) => e.target.value && set(e.target.value, true)},
      el("option", {value: ""}, `Any of ${number(values.length)}…`),
      values.filter((v) => !wanted.has(v)).map((v) => el("option", {value: v}, `${shortened(facetLabel(facet, v), 60)} (${number(counts.get(v) || 0)})`))));
}

const shortened = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);

// Several texts short enough to stand beside one another: where they would look the same, without the words they begin with.
function toldApart(texts, most) {
  const short = texts.map((text) => shortened(text, most));
  if (new Set(short).size === new Set(texts).size) return short;
  const parts = texts.map((text) => text.split(" "));
  let same = 0;
  while (parts.every((own) => same < own.length - 1 && own[same] === parts[0][same])) same += 1;
  return parts.map((own) => shortened((same ? "…" : "") + own.slice(same).join(" "), most));
}

// ---- Routing: the address says what is shown; what differs between two addresses is drawn anew.

let drawnKey = "";
let clicked = false;
const scrolls = new Map();

function show(force) {
  const before = state;
  const was = scrollY;
  state = readState();
  if (state.finding && model.byPrint.has(state.finding)) current = state.finding;
  const finding = model.byPrint.get(state.finding);
  let widened = false;
  if (finding && !select(state.view === "story" ? storyOf(state.id).findings : model.findings).found.includes(finding)) { // a link outdoes the filters
    Object.assign(state, {q: "", filters: anyFilters()});
    widened = true;
  }
  const key = JSON.stringify([state.view, state.id, Boolean(finding && isQuiet(finding)), state.q, state.kind, state.sort, state.spellings, FACETS.map((f) => [...state.filters[f]])]);
  const sameView = before && before.view === state.view && before.id === state.id;
  if (force || widened || key !== drawnKey) draw(sameView);
  drawnKey = key;
  if (!force) arrive(sameView);
  else if (sameView) scrollTo({top: was, behavior: "instant"});
}

function draw(sameView) {
  const kept = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.keep : null;
  const caret = kept === "search" ? document.activeElement.selectionStart : 0;
  const focusedCard = document.activeElement && document.activeElement.closest && document.activeElement.closest("[data-print]");
  if (stories) { stories.close(); stories = null; }
  if (ledger) { ledger.close(); ledger = null; }
  dropList();
  masthead();
  const view = {overview, findings: findingsView, story: storyView, names: namesView, print: printView}[state.view]();
  const main = byId("main");
  main.replaceChildren();
  main.className = `view-${state.view}`;
  add(main, view.main);
  const old = document.querySelector(".side-panel");
  if (old) old.remove();
  if (view.side) byId("layout").prepend(view.side);
  byId("layout").classList.toggle("with-side", Boolean(view.side));
  document.title = state.view === "overview" ? firstTitle : `${view.title} · claimcheck`;
  if (list) list.draw();
  if (stories) stories.draw();
  if (ledger) ledger.draw();
  if (kept) {
    const again = document.querySelector(`[data-keep="${CSS.escape(kept)}"]`);
    if (again) { again.focus({preventScroll: true}); if (kept === "search") again.setSelectionRange(caret, caret); }
  } else if (focusedCard && list) {
    const at = list.items.findIndex((f) => f.print === focusedCard.dataset.print);
    if (at >= 0 && list.drawn.get(at)) list.drawn.get(at).focus({preventScroll: true});
  }
}

function arrive(sameView) { // to what the address points at, else to the top of a view that is new
  if (state.finding) {
    const at = list ? list.items.findIndex((f) => f.print === state.finding) : -1;
    if (at >= 0) { const node = list.reveal(at, true); if (node) flash(node); }
    else say("The finding of this link is not in this report.");
  } else if (state.sentence) {
    const claim = model.claimAt(state.sentence);
    const story = storyOf(state.id);
    const copied = claim >= 0 && story && story.copies.get(model.claimOwner(claim).index);
    const shown = copied === undefined || copied === false ? claim : model.articles[copied].first + claim - model.claimOwner(claim).first;
    if (claim >= 0 && bringArticle && !document.querySelector(`[data-claim="${shown}"]`)) bringArticle(model.claimOwner(shown));
    const node = document.querySelector(`[data-claim="${shown}"]`);
    if (node) { bring(node); if (!node.hasAttribute("tabindex")) node.tabIndex = -1; node.focus({preventScroll: true}); flash(node); }
  } else if (state.part && byId(`part-${state.part}`)) {
    bring(byId(`part-${state.part}`));
    byId(`head-${state.part}`).focus({preventScroll: true});
  } else if (!sameView) {
    scrollTo({top: clicked ? 0 : scrolls.get(location.hash) || 0, behavior: "instant"});
    if (clicked) byId("main").focus({preventScroll: true});
  }
  clicked = false;
}

function bring(node) {
  scrollTo({top: scrollY + node.getBoundingClientRect().top - headroom() - 8, behavior: "instant"});
  const box = node.closest(".scroll");
  if (box) { const r = node.getBoundingClientRect(), b = box.getBoundingClientRect(); if (r.left < b.left || r.right > b.right) box.scrollLeft += r.left - b.left - 16; }
}

function flash(node) {
  for (const old of document.querySelectorAll(".target")) old.classList.remove("target");
  node.classList.add("target");
}

function recount() { // after a decision, without moving anything
  const fresh = byId("fresh-count");
  if (fresh) fresh.textContent = number(loudDisagreements());
  const open = byId("to-correct");
  if (open) open.textContent = number(model.findings.filter(isToCorrect).length);
  const old = document.querySelector(".side-panel");
  if (!old) return;
  const kept = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.keep : null;
  const among = state.view === "story" ? storyOf(state.id).findings : model.findings;
  const made = filterPanel(select(among), among.length);
  old.replaceWith(made);
  if (kept) { const again = made.querySelector(`[data-keep="${CSS.escape(kept)}"]`); if (again) again.focus(); }
}

// ---- Keys.

function help() {
  const rows = [["j / k", "next, previous finding"], ["Enter", "open the story of the finding"], ["c", "copy the finding as Markdown"], ["x", "context of the sentences"], ["/", "search"], ["g then o, f, n", "overview, findings, names"], ["?", "these keys"], ["Esc", "close, or leave the search"]];
  if (desk) rows.splice(4, 0, ["a", "leave as it is"], ["e", "to correct: which side, and how"], ["u", "unsure"], ["f", "fixed in our copy"], ["r", "reason"], ["n", "comment"], ["z", "take back your last change"], ["Ctrl+Enter", "save a form"]);
  openDialog("Keys", el("dl.keys", null, rows.map(([key, what]) => el("div", null, el("dt", null, el("kbd", null, key)), el("dd", null, what)))));
}

let prefix = "";
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const into = event.target;
  if (dialogs.length || (into.closest && into.closest("input, textarea, select"))) {
    if (event.key === "Escape" && !dialogs.length && into.matches("input")) into.blur();
    return;
  }
  const key = event.key;
  const was = prefix;
  prefix = "";
  if (was === "g" && {o: 1, f: 1, n: 1}[key]) { clicked = true; go({view: {o: "overview", f: "findings", n: "names"}[key], q: "", filters: noFilters()}); }
  else if (key === "g") prefix = "g";
  else if (key === "j" || key === "k") { if (list) step(key === "j" ? 1 : -1); else stepStories(key === "j" ? 1 : -1); }
  else if (key === "/") { const box = document.querySelector(".search"); if (box) { box.focus(); box.select(); } else { clicked = true; go({view: "findings"}); document.querySelector(".search").focus(); } }
  else if (key === "?") help();
  else if (key === "c" && chosen()) copyText(findingMarkdown(chosen()), "the finding as Markdown");
  else if (key === "x" && chosen()) { const f = chosen(); setOpen(f, "context", !isOpen(f, "context")); redrawCard(f); }
  else if (key === "Enter" && into.matches("[data-print]") && chosen() && chosen().story && state.view !== "story") { clicked = true; go({view: "story", id: chosen().story.id, finding: chosen().print}); }
  else if (!deskKey(key)) return;
  event.preventDefault();
}

function stepStories(by) { // on the overview
  const links = [...document.querySelectorAll(".story-row h3 a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by))].focus();
}

// ---- Print: all of what is chosen, articles and facts unfolded.

function beforePrint() {
  if (list) list.drawAll();
  if (stories) stories.drawAll();
  if (ledger) ledger.drawAll();
}

// ---- Begin.

const firstTitle = document.title;
function begin() {
  try { setTheme(localStorage.getItem("claimcheck-theme") || "auto"); } catch { /* no storage: as the system has it */ }
  if (!isWhole(() => { model = readModel(JSON.parse(byId("report-data").textContent)); })) return;
  byId("report-data").remove(); // the text is read: no second copy in memory
  history.scrollRestoration = "manual";
  startDesk();
  document.documentElement.classList.add("js");
  byId("main").inert = true; // until all that a click may show is read
  try { show(); } catch { state = null; } // what needs the rest waits for it, and says then what is wrong
  addEventListener("DOMContentLoaded", () => { if (isWhole(readRest)) listen(); });
}

function isWhole(read) { // else it says so: a page may be cut off on its way
  try {
    read();
    return true;
  } catch (error) {
    byId("main").replaceChildren(el("h1", null, "This page is damaged"), el("p", null, `Its data could not be read (${error.message}). Write the report anew.`));
    byId("main").inert = false;
    return false;
  }
}

function listen() {
  byId("main").inert = false;
  addEventListener("hashchange", () => { if (location.hash !== "#main") show(); });
  addEventListener("click", (e) => {
    const link = e.target.closest && e.target.closest("a[href^='#']");
    if (!link) return;
    if (link.matches(".skip")) { e.preventDefault(); byId("main").focus(); return; }
    if (e.ctrlKey || e.metaKey || e.shiftKey) return;
    clicked = true;
    e.preventDefault();
    visit(link.getAttribute("href"));
  });
  addEventListener("scroll", () => { scrolls.set(location.hash, scrollY); }, {passive: true});
  addEventListener("keydown", onKey);
  addEventListener("beforeprint", beforePrint);
  show();
}
begin();
