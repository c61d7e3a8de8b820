// ---- The overview: what there is, where it disagrees, when it was published.

function overview() {
  dropList();
  const fresh = model.findings.filter((f) => f.status === "new");
  const differing = model.rows.filter((r) => r.differs);
  const main = [el("h1", {dir: "auto"}, headline(fresh)), model.articles.length > 0 && el("p.standfirst", null, standfirst())];
  if (model.stories.length === 1) main.splice(1, 0, el("p.about-what", {lang: model.stories[0].members[0].lang, dir: "auto"}, words(model.stories[0].title)));
  if (model.findings.length) {
    const settled = STATUSES.slice(1).map((s) => [s, model.findings.filter((f) => f.status === s).length]).filter(([, n]) => n);
    main.push(el("dl.tallies", null,
      LEVELS.slice(0, 2).map((level) => [level, disagreements(level, fresh)]).filter(([, n]) => n).map(([level, n]) => tally(level, {level: new Set([level])}, n === 1 ? LEVEL_NAMES[level] : LEVEL_NAMES[level] + "s", n)),
      settled.map(([s, n]) => tally("settled", {status: new Set([s])}, STATUS_WORDS[s] || s, n))));
  }
  main.push(problems());
  if (!fresh.length || model.state === "nothing-compared") main.push(emptyState());
  if (model.ours.size && state.view !== "print") main.push(oursPart());
  const several = model.stories.length !== 1;
  const story = several ? null : model.stories[0];
  const printed = story && state.view === "print"; // the story's own part has them there
  if (!printed && (differing.length || (story && model.rows.length))) {
    main.push(el("section.part", {id: "part-facts", "aria-labelledby": "head-facts"}, el("h2", {id: "head-facts", tabindex: "-1"}, "Facts"),
      factsPart(several ? differing : model.rows, {story, grid: story && story.texts.length <= GRID && model.rows.every((r) => r.story) ? story.texts : null})));
  }
  const lacked = story && !printed && leftOutPart(story.findings);
  if (lacked) main.push(el("section.part", {"aria-labelledby": "head-lacks"}, el("h2", {id: "head-lacks"}, "What each article leaves out"), lacked));
  if (model.stories.length && !printed) main.push(el("section.part", {"aria-labelledby": "stories-head"}, el("h2", {id: "stories-head", tabindex: "-1"}, "Stories"), storyList()));
  if (state.view !== "print") main.push(besides());
  if (fresh.length || model.articles.some((a) => a.iso)) main.push(charts(fresh));
  if (state.view === "overview" && model.findings.length) main.push(el("p.soft.whole", null, el("a", {href: address({view: "print", q: ""})}, "The whole report on one page, to print")));
  return {main, side: null, title: document.title};
}

// Articles in no story, and what editors said of stories.
const besides = () => [model.alone.length > 0 && alonePart(), model.decided.length > 0 && decidedPart()];

// ---- Our copy: what others contradict in it, what it lacks that others have, what it alone has.

function oursPart() {
  const own = (spots) => spots.some((s) => model.ours.has(model.articles[s[0]]));
  const others = (spots) => spots.some((s) => !model.ours.has(model.articles[s[0]]));
  const rows = model.rows.filter((r) => r.differs && r.answers.some((a) => own(a.spots)) && r.answers.some((a) => others(a.spots)));
  const lacked = model.stories.map((story) => leftOutPart(story.findings, (a) => model.ours.has(a))).filter(Boolean);
  const alone = model.findings.filter((f) => f.alone && f.status === "new" && f.sides.some((s) => model.ours.has(s.article)));
  const name = [...new Set([...model.ours].map((a) => a.name))].join(", ");
  const loud = rows.filter((r) => groupOf(r) === "differ").length;
  return el("section.part.ours", {"aria-labelledby": "head-ours"}, el("h2", {id: "head-ours"}, "Our copy: ", words(name)),
    el("p.standfirst", null, `Others contradict it on ${plural(loud, "fact")}; ${plural(rows.length - loud, SMALLER)}; ${plural(alone.length, "statement")} that it alone has.`),
    rows.length > 0 && factsPart(rows, {search: false, tools: false}), lacked,
    alone.length > 0 && el("details", null, el("summary", null, `Only in our copy: ${plural(alone.length, "statement")}`), el("ul.sentences", null, alone.map((f) => el("li", null,
      el("span.where", null, words(f.sides[0].place)), el("blockquote", {lang: f.sides[0].article.lang, dir: "auto"}, f.sides[0].text))))));
}

// Facts that weigh so much, and findings that are about none.
const disagreements = (level, fresh) => model.rows.filter((r) => r.level === level).length + fresh.filter((f) => f.level === level && !f.row).length;

// As many as the headline says: one for a fact, whatever its findings.
function loudDisagreements(fresh = model.findings.filter((f) => f.status === "new")) {
  return LEVELS.slice(0, 2).reduce((sum, level) => sum + disagreements(level, fresh), 0);
}

const tally = (name, filters, label, count) => el(`div.${name}`, null,
  el("dt", null, el("a", {href: address({view: "findings", filters: {...noFilters(), ...filters}})}, label)), el("dd", null, number(count)));

function headline(fresh) {
  if (model.state === "nothing-read") return "Nothing was read";
  if (model.state === "nothing-to-check") return "Nothing to check";
  if (model.state === "nothing-compared") return "Nothing was compared";
  if (model.state === "no-variant") return "No other article of the corpus tells it";
  if (!fresh.length) return model.findings.length ? "Nothing new" : "The outlets agree";
  const differ = model.rows.filter((r) => groupOf(r) === "differ");
  const smaller = model.rows.filter((r) => groupOf(r) === "smaller").length;
  if (!differ.length) return smaller ? `Only ${plural(smaller, SMALLER)}` : "No fact differs";
  const touched = new Set(differ.filter((r) => r.story).map((r) => r.story)).size;
  const where = model.stories.length > 1 && touched ? ` in ${number(touched)} of ${plural(model.stories.length, "story", "stories")}` : "";
  return `${plural(differ.length, "fact differs", "facts differ")}${where}`; // one article may differ from itself
}

function standfirst() {
  const outlets = model.outlets.length;
  const checked = model.checked ? ` ${plural(model.checked.length, "article")} ${model.checked.length === 1 ? "was" : "were"} held against the corpus.` : "";
  return `${model.accounts || plural(model.articles.length, "article")}; ${plural(outlets, "outlet")}, ${plural(model.claimCount, "statement")}.${checked}`;
}

function decidedPart() {
  const named = (a) => (a.story ? el("a", {href: address({view: "story", id: a.story.id})}, words(a.title)) : words(a.title));
  const row = (d) => el("li", null, named(d.article), d.one ? " is one story with " : " is no part of the story of ", words(d.other.title),
    el("span.soft", null, ` · ${d.by}${d.holds ? "" : " · a later decision goes before it"} `), storyButton("undo-story", d.article, d.other, "Undo"));
  return el("section.part.decided", {"aria-labelledby": "decided-head"}, el("h2", {id: "decided-head", tabindex: "-1"}, "Stories joined and parted by editors"), el("ul.loose", null, model.decided.map(row)));
}

function alonePart() {
  const row = (one) => el("li", null, el("p.variant-title", {dir: "auto", lang: one.article.lang}, one.article.title),
    el("p.soft", null, words(one.article.name), one.article.day && ` · ${one.article.day}`),
    el("p.told", null, one.story ? el("a", {href: address({view: "story", id: one.story.id})}, words(one.told)) : words(one.told)),
    el("p.where", null, words(placeOf(one.article, one.article.line, one.article.column))),
    !desk && one.command && el("p.where", null, words(one.command)),
    el("p.actions", null, storyButton("join", one.article, one.nearest, one.story ? "Join this story" : "Make them one story"), storyChoice(one.article, one.story)));
  const [shown, rest] = [model.alone.slice(0, 20), model.alone.slice(20)];
  return el("section.part.alone", {"aria-labelledby": "alone-head"}, el("h2", {id: "alone-head", tabindex: "-1"}, "In no story"),
    el("ul.loose", null, shown.map(row)), rest.length > 0 && el("details", null, el("summary", null, `${number(rest.length)} more`), el("ul.loose", null, rest.map(row))));
}

function problems() {
  if (!model.problems.length) return null;
  const row = (p) => el("li", null, words(p.message), " ", el("em", null, words(p.action)));
  const [grave, light] = [model.problems.filter((p) => !p.notice), model.problems.filter((p) => p.notice)];
  return [grave.length > 0 && el("section.problems", {"aria-label": "Problems"}, el("h2", null, `${plural(grave.length, "problem")} with what was read`), el("ul", null, grave.slice(0, 5).map(row)),
    grave.length > 5 && el("details", null, el("summary", null, `${grave.length - 5} more`), el("ul", null, grave.slice(5).map(row)))),
  light.length > 0 && el("details.notices", null, el("summary", null, plural(light.length, "notice")), el("ul", null, light.map(row)))];
}

let stories = null; // VirtualList of stories
function storyList() {
  if (stories) stories.close();
  stories = new VirtualList(model.stories, storyRow, () => 150, "Stories");
  requestAnimationFrame(() => stories && stories.draw());
  return stories.node;
}

function storyRow(story) {
  const rows = story.facts;
  const differ = sortedRows(rows.filter((r) => groupOf(r) === "differ"));
  const smaller = rows.filter((r) => groupOf(r) === "smaller").length;
  const lacked = leftOut(story.findings).length;
  const days = story.members.map((a) => a.day).filter(Boolean);
  const name = `story-${story.index}`;
  const counts = [differ.length && el("span.level.warning", null, plural(differ.length, "fact differs", "facts differ")), smaller && el("span.soft", null, plural(smaller, SMALLER)),
    lacked && el("span.soft", null, `${plural(lacked, "outlet")} lack${lacked === 1 ? "s" : ""} something`)].filter(Boolean);
  return el("article.story-row", {"aria-labelledby": name},
    el("h3", {id: name}, el("a", {href: address({view: "story", id: story.id}), dir: "auto"}, words(story.title))),
    el("p.soft", null, story.members.slice(0, 4).map((a, i) => [i > 0 && ", ", words(a.name)]), story.members.length > 4 && ` and ${story.members.length - 4} more`,
      days.length > 0 && ` · ${days[0]}${days.length > 1 && days.at(-1) !== days[0] ? " to " + days.at(-1) : ""}`),
    el("p.levels", null, counts, !counts.length && el("span.soft", null, story.findings.length ? "nothing new" : "no disagreement found")),
    differ.length > 0 && model.stories.length > 1 && el("ul.teasers", null, differ.slice(0, 3).map((r) => el("li", null, el("a", {href: address({view: "story", id: story.id, part: "facts"})},
      words(r.label), ": ", toldApart(r.answers.slice(0, 3).map((x) => x.value), 60).map((said, i) => [i > 0 && " against ", words(said)]))))));
}

function charts(fresh) { // drawn when they are asked for
  const box = el("details.more-about", null, el("summary", null, "Findings by rule, and articles by day"));
  box.addEventListener("toggle", () => { if (box.open && !box.querySelector(".charts")) box.append(el("div.charts", null, fresh.length > 0 && byRule(fresh), timeline())); });
  return box;
}

function byRule(fresh) {
  const counts = new Map();
  for (const f of fresh) {
    if (!counts.has(f.rule)) counts.set(f.rule, {total: 0, error: 0, warning: 0, note: 0});
    counts.get(f.rule).total += 1;
    counts.get(f.rule)[f.level] += 1;
  }
  const rows = [...counts].sort((a, b) => b[1].total - a[1].total || a[0].slug.localeCompare(b[0].slug));
  const most = rows[0][1].total;
  return el("section.chart", {"aria-labelledby": "rules-head"}, el("h2", {id: "rules-head"}, "Findings by rule and level"), el("table.bars", null,
    el("thead.sr", null, el("tr", null, ["Rule", "Findings", ""].map((x) => el("th", {scope: "col"}, x || "Share")))),
    el("tbody", null, rows.map(([rule, n]) => el("tr", null,
      el("th", {scope: "row"}, el("a", {href: address({view: "findings", filters: {...noFilters(), rule: new Set([rule.slug])}}), title: ruleHelp(rule)}, ruleName(rule.slug))),
      el("td.count", null, number(n.total)),
      el("td.bar", null, el("span.sr", null, LEVELS.filter((l) => n[l]).map((l) => plural(n[l], LEVEL_NAMES[l])).join(", ")),
        LEVELS.filter((l) => n[l]).map((l) => el(`i.${l}`, {"aria-hidden": "true", title: plural(n[l], l), style: {width: `${Math.max(0.8, (100 * n[l]) / most)}%`}}))))))));
}

// Bars by day, month or year, whichever makes a few dozen at most.
function timeline() {
  const dated = model.articles.filter((a) => a.iso);
  if (!dated.length) return null;
  const stamps = dated.map((a) => a.iso).sort();
  const [first, last] = [stamps[0], stamps.at(-1)];
  const days = (Date.parse(last) - Date.parse(first)) / 864e5;
  const size = days <= 31 ? 10 : days <= 1200 ? 7 : 4;
  const buckets = new Map();
  const at = new Date(first.slice(0, size).padEnd(10, "-01").slice(0, 10).replace(/^(\d{4})-01$/, "$1-01-01") + "T00:00Z");
  for (let n = 0; n < 400 && at.toISOString().slice(0, size) <= last.slice(0, size); n++) {
    buckets.set(at.toISOString().slice(0, size), []);
    if (size === 10) at.setUTCDate(at.getUTCDate() + 1);
    else if (size === 7) at.setUTCMonth(at.getUTCMonth() + 1, 1);
    else at.setUTCFullYear(at.getUTCFullYear() + 1);
  }
  for (const a of dated) {
    if (!buckets.has(a.iso.slice(0, size))) buckets.set(a.iso.slice(0, size), []);
    buckets.get(a.iso.slice(0, size)).push(a);
  }
  const most = Math.max(...[...buckets.values()].map((b) => b.length));
  const unit = {10: "day", 7: "month", 4: "year"}[size];
  const month = (key) => (size === 4 ? key : new Date(key.padEnd(10, "-01") + "T00:00Z").toLocaleDateString("en-GB", {timeZone: "UTC", month: "short", year: "numeric", ...(size === 10 && {day: "numeric"})}));
  const none = model.articles.length - dated.length;
  return el("section.chart", {"aria-labelledby": "time-head"}, el("h2", {id: "time-head"}, `Articles by ${unit} of publication`),
    el("ol.timeline", null, [...buckets].map(([key, found]) => el("li", {title: `${month(key)}: ${plural(found.length, "article")}`},
      el("i", {"aria-hidden": "true", style: {height: `${(100 * found.length) / most}%`}}), found.length ? el("span.sr", null, `${month(key)}: ${plural(found.length, "article")}`) : null))),
    el("p.axis", null, el("span", null, month([...buckets.keys()][0])), buckets.size > 1 && el("span", null, month([...buckets.keys()].at(-1)))),
    none > 0 && el("p.soft", null, `${plural(none, "article")} without a date.`));
}

// ---- Everything on one page, for print and PDF: the overview, then each story with its facts and findings.

function printView() {
  const {main} = overview();
  const cards = (found, options) => found.map((f) => card(f, options));
  const part = (title, found, ...before) => el("section.part.print-story", null, el("h2", {dir: "auto"}, title), before, cards(found, {story: false}));
  for (const story of model.stories) {
    const {found} = select(story.findings);
    const rows = story.facts;
    if (found.length || rows.length) main.push(part(story.title, found.filter((f) => !isQuiet(f)), rows.length > 0 && factsPart(rows, {story, grid: story.texts.length <= GRID ? story.texts : null, search: false, open: ["smaller"]}), leftOutPart(story.findings), variantsOf(story)));
  }
  for (const [home, title] of [["across", "Across stories"], ["inside", "Inside single articles"]]) {
    const {found} = select(model.findings.filter((f) => f.home === home));
    if (found.length) main.push(part(title, found));
  }
  main.push(besides());
  return {main, side: null, title: "Whole report"};
}

// ---- All findings; all names.

function findingsView() {
  const chosenOnes = select(model.findings);
  const main = [el("h1", null, "Findings"), foundPart(model.findings, chosenOnes, {heading: "h2"})];
  return {main, side: filterPanel(chosenOnes, model.findings.length), title: "Findings"};
}

let ledger = null; // VirtualList of names
function namesView() {
  dropList();
  const needles = bareWords(state.q);
  const hay = (e) => plain([e.label, ...e.spellings.flatMap((s) => [s.surface, ...s.forms])].join("\n"));
  const found = model.names.filter((e) => (!state.spellings || e.spellings.length > 1) && needles.every((n) => hay(e).includes(n)));
  if (ledger) ledger.close();
  ledger = new VirtualList(found, (e) => nameRow(e, null), (e) => 44 + 26 * e.spellings.length, "Names");
  requestAnimationFrame(() => ledger && ledger.draw());
  const several = model.names.filter((e) => e.spellings.length > 1).length;
  const main = [el("h1", null, "Names"),
    el("p.standfirst", null, `${plural(model.names.length, "name")}, ${number(several)} in more than one spelling.`),
    el("div.names-tools", null, searchBox("Search names"),
      el("label.check", null, el("input", {type: "checkbox", checked: state.spellings, onchange: (e) => go({spellings: e.target.checked}, true)}), "Only names with several spellings")),
    found.length ? el("div.names", null, ledger.node) : el("div.empty", null, el("p.empty-head", null, model.names.length ? "No name is like this." : "No names were found."))];
  return {main, side: null, title: "Names"};
}
