// ---- Facts: a row for each, what every outlet gives for it, the value that disagrees first.

const SMALLER = "smaller difference"; // a note
const GROUPS = [["differ", "Conflicts"], ["smaller", "Smaller differences"], ["doubtful", "Less certain differences"], ["known", "Settled by editors"], ["agree", "Facts on which they agree"]];
const KIND_WORDS = {person: "who or what"}; // a place has a description too
const kindWord = (kind) => KIND_WORDS[kind] || kind;
const KIND_ORDER = ["figure", "date", "person", "source", "quotation", "event", "headline", "name", "wording"];
const ROWS = 60; // shown of a group at once
const FEW = 4; // facts that differ, below which smaller differences have room beside them
const GRID = 6; // articles that fit side by side
const unfolded = new Set(); // rows whose sentences are shown
const openGroups = new Set();

const groupOf = (row) => ({error: "differ", warning: "differ", note: row.doubtful ? "doubtful" : "smaller", known: "known"}[row.level] || "agree");
const sureness = (row) => Math.max(...row.findings.map((f) => (f.confidence < 0 ? 100 : f.confidence)), 0);

function sortedRows(rows) {
  const rank = state.sort === "place" ? (row) => (row.story ? row.story.index : 1e9)
    : (row) => 100 * (LEVELS.indexOf(row.level) + 1 || 9) + KIND_ORDER.indexOf(row.kind);
  return rows.map((row) => [rank(row), row]).sort((a, b) => a[0] - b[0] || (state.sort === "place" ? 0 : sureness(b[1]) - sureness(a[1])) || a[1].index - b[1].index).map(([, row]) => row);
}

function chosenRows(rows) {
  const needles = bareWords(state.q);
  return sortedRows(rows.filter((r) => (!state.kind || r.kind === state.kind) && needles.every((n) => r.haystack.includes(n))));
}

// ``grid``: a column for each of these articles; else the values one under another.
function factsPart(rows, {story = null, grid = null, search = true, tools = true, open = []} = {}) {
  const counted = new Map(KIND_ORDER.map((k) => [k, rows.filter((r) => r.kind === k && r.differs).length]));
  const chosenOnes = chosenRows(rows);
  const box = el("div.facts-part");
  const kinds = KIND_ORDER.filter((k) => rows.some((r) => r.kind === k));
  if (tools) box.append(el("div.facts-tools", null,
    search && searchBox("Search facts"),
    kinds.length > 1 && el("label.pick", null, "Kind ", el("select", {"data-keep": "kind", onchange: (e) => go({kind: e.target.value}, true)},
      el("option", {value: "", selected: !state.kind}, "all"), kinds.map((k) => el("option", {value: k, selected: state.kind === k}, `${kindWord(k)} (${number(counted.get(k))})`)))),
    el("label.pick", null, "Order ", el("select", {"data-keep": "order", onchange: (e) => go({sort: e.target.value}, true)},
      [["level", "gravest first"], ["place", "as in the stories"]].map(([v, label]) => el("option", {value: v, selected: state.sort === v}, label)))),
    el("span.facts-copy", null,
      el("button.quiet", {type: "button", onclick: () => copyText(rowsCsv(shownRows(box), story), "the table")}, "Copy table"),
      el("button.quiet", {type: "button", onclick: () => saveText(rowsCsv(shownRows(box), story), "claimcheck-facts.csv", "text/csv")}, "Save as CSV"))));
  let first = true;
  let shown = 0;
  const groups = new Map(GROUPS.map(([name]) => [name, []]));
  for (const row of chosenOnes) groups.get(groupOf(row)).push(row);
  for (const [name, label] of GROUPS) {
    const of = groups.get(name);
    if (!of.length) continue;
    const leads = first && name !== "doubtful";
    const unfold = leads || openGroups.has(name) || open.includes(name) || (name === "smaller" && shown + of.length <= FEW);
    if (unfold) shown += of.length;
    const table = () => rowsTableOf(of, {story, grid, label: story ? `${label}: ${story.title}` : label});
    if (leads) box.append(el("div.fact-group", {"data-group": name}, el("h3", null, groupWords(name, of.length)), table()));
    else {
      const fold = el("details.fact-group", {"data-group": name, open: unfold}, el("summary", null, groupWords(name, of.length)));
      const fill = () => { if (!fold.querySelector("table")) fold.append(table()); };
      if (unfold) fill();
      fold.addEventListener("toggle", () => { if (fold.open) fill(); });
      fold.firstChild.addEventListener("click", () => openGroups[fold.open ? "delete" : "add"](name)); // still as it was
      box.append(fold);
    }
    if (name !== "doubtful") first = false;
  }
  if (!chosenOnes.length) box.append(el("p.soft", null, rows.length ? "No fact is like this." : "No fact is given by two of them."));
  return box;
}

function groupWords(name, count) {
  if (name === "differ") return `${plural(count, "fact that differs", "facts that differ")}`;
  if (name === "smaller") return plural(count, SMALLER);
  if (name === "doubtful") return `${plural(count, "possible difference")}, if the articles mean the same thing`;
  if (name === "known") return `${plural(count, "difference")} settled by editors`;
  return `${plural(count, "fact")} on which they agree`;
}

function rowsTableOf(rows, {story, grid, label}) {
  const body = el("tbody");
  const columns = grid ? grid.length + 1 : 2;
  const table = el(grid ? "table.facts.grid" : "table.facts", {"aria-label": label},
    el("thead", null, el("tr", null, el("th", {scope: "col"}, "Fact"),
      grid ? grid.map((a) => el("th", {scope: "col"}, words(a.name), el("span.date", null, a.day || "no date"))) : el("th", {scope: "col"}, "What they say, and who"))),
    body);
  const more = (from) => {
    body.append(...rows.slice(from, from + ROWS).flatMap((r) => factRow(r, {story, grid, columns})));
    if (from + ROWS >= rows.length) return null;
    return el("button.quiet", {type: "button", onclick: (e) => { const next = more(from + ROWS); if (next) e.target.replaceWith(next); else e.target.remove(); }}, `Show ${number(Math.min(ROWS, rows.length - from - ROWS))} more of ${number(rows.length)}`);
  };
  return el("div", null, el("div.scroll", {tabindex: "0", role: "region", "aria-label": label}, table), more(0));
}

function factRow(row, options) {
  const {story, grid, columns} = options;
  const name = `row-${row.index}`;
  const open = unfolded.has(row.index);
  const toggle = el("button.fact-name", {type: "button", "aria-expanded": open ? "true" : "false", title: "Show the sentences", onclick: () => {
    unfolded[open ? "delete" : "add"](row.index);
    redrawRow(row);
    document.querySelector(`[data-index="${row.index}"] .fact-name`).focus();
  }}, words(row.label));
  const level = row.level;
  const node = el(row.differs ? "tr.differs" : "tr", {id: name, "data-index": row.index},
    el("th", {scope: "row"},
      el("span.kind", null, LEVELS.includes(level) && el(`span.level.${level}`, null, LEVEL_WORDS[level]), words(kindWord(row.kind))),
      toggle,
      !story && row.story && model.stories.length > 1 && el("span.of", null, el("a", {href: address({view: "story", id: row.story.id, kind: "", q: ""})}, words(shortened(row.story.title, 90)))),
      !story && !row.story && el("span.of", null, row.home === "across" ? "across stories" : "inside one article"),
      grid && row.differs && row.answers.length > 1 && el("span.tally", null, row.answers.map((a, i, all) => [i > 0 && " · ", words(toldApart(all.map((b) => b.value), 40)[i]), ` ${number(givers(a, row.story).articles.length)}`])),
      row.around && aroundPart(row.around, "span.of.around"),
      oneOrigin(row) && el("span.of", null, oneOrigin(row))),
    grid ? grid.map((a) => gridCell(row, a)) : el("td", null, el("ul.answers", null, row.answers.map((a) => answerItem(row, a)))));
  drawnRows.set(row.index, options);
  return open ? [node, el("tr.behind", null, el("td", {colspan: columns}, behind(row)))] : [node];
}

const drawnRows = new Map(); // how each was drawn, to draw it anew
function redrawRow(row) { // where it stands, unfolded or after a decision
  for (const old of document.querySelectorAll(`tr[data-index="${row.index}"]`)) {
    const detail = old.nextElementSibling;
    if (detail && detail.matches(".behind")) detail.remove();
    old.replaceWith(...factRow(row, drawnRows.get(row.index)));
  }
}

// Where all that give a fact have it from one text: ten outlets are then one source.
function oneOrigin(row) {
  const spots = row.answers.flatMap((a) => a.spots);
  const {outlets, origins} = givers({spots}, row.story);
  return outlets.length > 1 && origins.length === 1 ? `${outlets.length === 2 ? "Both" : `All ${number(outlets.length)}`} have it from one origin: ${origins[0].called}` : "";
}

const aroundPart = ({article, before, said, after}, tag) => el(tag, {lang: article.lang, dir: "auto"}, before, el("strong", null, said), after);

function answerItem(row, answer) {
  const {outlets, articles, origins} = givers(answer, row.story);
  const shown = outlets.slice(0, 4);
  return el(answer.odd ? "li.odd" : "li", null,
    answer.odd && el("span.oddmark", null, "differs"),
    words(shortened(answer.value, 160), {class: "said"}),
    el("span.who", null, countWords(outlets.length, articles.length, origins), outlets.length > 1 && origins.some((o) => o.agency) ? "; " : ": ", shown.map((o, i) => [i > 0 && ", ", words(o)]), outlets.length > shown.length && ` and ${outlets.length - shown.length} more`),
    answer.around && aroundPart(answer.around, "span.around"));
}

function countWords(outlets, articles, origins) {
  const named = origins.some((o) => o.agency);
  const names = named ? `: ${originNames(origins)}` : "";
  if (outlets === 1) return `1 outlet${named ? ` (${origins[0].called})` : ""}`;
  return `${plural(outlets, "outlet")}${origins.length < articles || named ? `, ${plural(origins.length, "origin")}${names}` : ""}`;
}

function gridCell(row, article) {
  const answer = row.answers.find((a) => a.spots.some((s) => s[0] === article.index));
  if (!answer) return el("td.silent", {"data-name": article.name}, el("span", {"aria-hidden": "true"}, "–"), el("span.sr", null, "not found"));
  const spot = answer.spots.find((s) => s[0] === article.index);
  const said = words(shortened(model.text(spot[2]), 200), {lang: article.lang});
  const plainly = bare(answer.value) !== bare(model.text(spot[2])) && answer.value;
  return el(answer.odd ? "td.odd" : "td", {"data-name": article.name}, answer.odd && el("span.oddmark", null, "differs"),
    spot[1] >= 0 && row.story ? el("a", {href: address({view: "story", id: row.story.id, part: "texts", sentence: model.claimAddress(spot[1])}), title: "Show the sentence"}, said) : said,
    plainly && el("span.value", null, words(shortened(plainly, 120))), answer.around && answer.around.article === article && aroundPart(answer.around, "span.around"), model.claimTime(spot[1]) && el("span.value", null, `at ${model.claimTime(spot[1])}`));
}

// Every sentence behind a row, by value, the value marked; then what is to decide.
function behind(row) {
  const one = (s) => {
    const article = model.articles[s[0]];
    const sentence = s[1] >= 0 ? model.claimText(s[1]) : model.text(s[2]);
    const seen = row.findings.flatMap((f) => [...f.sides, ...f.others]).find((side) => s[1] >= 0 && side.claim === s[1]); // marks the words that differ
    const own = s[1] >= 0 && !(s[3] === 0 && s[4] >= sentence.length) ? [{start: s[3], end: s[4], loud: !seen}] : [];
    const marks = seen ? [...own, ...seen.marks] : own;
    const place = placeOf(article, s[5], s[6]);
    return el("li", null, el("p.who", null, words(article.name, {class: "outlet"}), " ", el("span.date", null, dayOf(article, s[1])), " ",
      el("span.where", null, s[1] >= 0 && article.story ? el("a", {href: address({view: "story", id: article.story.id, part: "texts", sentence: model.claimAddress(s[1]), kind: "", q: ""})}, words(place)) : words(place))),
      el("blockquote", {lang: article.lang, dir: "auto"}, markedText(sentence, marks)));
  };
  const some = (spots) => (spots.length <= 4 ? el("ul.sentences", null, spots.map(one))
    : [el("ul.sentences", null, spots.slice(0, 3).map(one)), el("details", null, el("summary", null, `${number(spots.length - 3)} more`), el("ul.sentences", null, spots.slice(3).map(one)))]);
  return [
    el("div.by-value", null, row.answers.map((a) => {
      const {outlets, articles, origins} = givers(a, row.story);
      return el("div", null, el("h4", null, a.odd && el("span.oddmark", null, "differs"), words(shortened(a.value, 160)), el("span.date", null, ` ${countWords(outlets.length, articles.length, origins)}`)), some(a.spots));
    })),
    row.findings.map((f) => el("div.about", null,
      el("p", null, el(`span.level.${f.level}`, null, LEVEL_WORDS[f.level]), " ", words(f.message), " ", statusTag(f)),
      f.evidence.length > 0 && el("ul.why", {"aria-label": "Why"}, f.evidence.map((e) => el("li", null, words(e)))),
      decisionPart(f),
      el("p.actions", null, deskButtons(f), el("a", {href: address({view: "findings", finding: f.print, filters: anyFilters(), q: "", kind: ""})}, "See the finding"),
        f.confidence >= 0 && el("span.sure", {title: "How sure claimcheck is that the two disagree"}, `${f.confidence} % sure`)))),
  ];
}

// ---- What is on screen as comma-separated values: a line for every value of every row.

function shownRows(box) {
  return [...box.querySelectorAll("tr[data-index]")].filter((n) => n.offsetParent !== null).map((n) => model.rows[Number(n.dataset.index)]);
}

function rowsCsv(rows) {
  const safe = (text) => { // no spreadsheet takes it for a formula
    const line = String(text).replace(/\s+/g, " ");
    return `"${(/^\s*[=+\-@|%＝＋－＠]/.test(line) ? "'" + line : line).replace(/"/g, '""')}"`;
  };
  const lines = [["story", "kind", "fact", "level", "value", "differs", "outlets", "origins", "names"]];
  for (const row of rows) {
    for (const a of row.answers) {
      const {outlets, origins} = givers(a, row.story);
      lines.push([row.story ? row.story.title : row.home, row.kind, row.label, row.level || "agree", a.value, a.odd ? "yes" : "", outlets.length, origins.length, outlets.join("; ")]);
    }
  }
  return lines.map((line) => line.map(safe).join(",")).join("\r\n") + "\r\n";
}

// ---- What each outlet leaves out: one line an outlet, its statements on demand, what most others have first.

function leftOut(findings) {
  const by = new Map();
  for (const f of findings) {
    if (f.status !== "new" || !f.lacking.length || f.row) continue;
    for (const i of f.lacking) {
      if (!by.has(i)) by.set(i, {statements: new Map(), details: []});
      if (f.rule.slug !== "claim-missing") by.get(i).details.push(f);
      else for (const side of statementsOf(f, model.articles[i])) {
        const found = heldBy(side);
        if (!found.holders.has(i) && !by.get(i).statements.has(found.key)) by.get(i).statements.set(found.key, {finding: f, side, holders: found.holders});
      }
    }
  }
  const entries = [...by].map(([i, found]) => ({article: model.articles[i], details: found.details, statements: [...found.statements.values()].sort((a, b) => b.holders.size - a.holders.size)}));
  return entries.filter((e) => e.statements.length + e.details.length).sort((a, b) => b.statements.length - a.statements.length || b.details.length - a.details.length || a.article.index - b.article.index);
}

// The sides of a finding that have what the article lacks. A digest stands at the first sentence of each article that
// lacks its statements: that one nobody lacks.
const isDigest = (finding) => finding.rule.slug === "claim-missing" && finding.sides.length > 0 && finding.lacking.includes(finding.sides[0].article.index);
const statementsOf = (finding, article) => {
  const sides = [...finding.sides, ...finding.others].filter((s) => s.article !== article);
  return isDigest(finding) ? sides.filter((s) => !finding.lacking.includes(s.article.index)) : sides.slice(0, 1);
};

// A statement, whichever article's sentence tells it, and the articles that have it. Copies have what their original has.
function heldBy(side) {
  const [key, others] = model.statements.get(side.claim) || [bare(side.text), []];
  const holders = new Set([side.article.index, ...others]);
  if (side.article.story) for (const [copy, original] of side.article.story.copies) if (holders.has(original)) holders.add(copy);
  return {key, holders};
}

function leftOutPart(findings, wanted = () => true) {
  const entries = leftOut(findings).filter((e) => wanted(e.article));
  if (!entries.length) return null;
  const line = (e) => {
    const several = e.statements.filter((s) => s.holders.size > 2).length;
    const parts = [e.statements.length && plural(e.statements.length, "statement"), e.details.length && plural(e.details.length, "detail")].filter(Boolean);
    const box = el("details", null, el("summary", null, words(e.article.name, {class: "outlet"}), ` lacks ${parts.join(" and ")} that others have`,
      several > 0 && el("span.soft", null, `; ${several < e.statements.length ? `${number(several)} of them` : "all of them"} in three other articles or more`)));
    box.addEventListener("toggle", () => {
      if (!box.open || box.querySelector("ul")) return;
      const said = ({finding, side, holders}) => el("li", null, words(side.article.name, {class: "outlet"}), holders && holders.size > 1 && ` and ${plural(holders.size - 1, "other")}`, " ", el("span.where", null, words(side.place)), " ",
        el("a.permalink", {href: address({view: "findings", finding: finding.print, filters: anyFilters(), q: ""})}, "finding"),
        el("blockquote", {lang: side.article.lang, dir: "auto"}, markedText(side.text, finding.rule.slug === "detail-missing" ? side.marks : [])));
      const all = [...e.statements, ...e.details.flatMap((f) => statementsOf(f, e.article).slice(0, 1).map((side) => ({finding: f, side})))].map(said);
      box.append(el("ul.sentences", null, all.slice(0, 50)), all.length > 50 ? el("p.soft", null, `and ${number(all.length - 50)} more, among the findings`) : "");
    });
    return el("li", null, box);
  };
  const rest = entries.slice(12);
  return el("div.left-out", null, el("ul", null, entries.slice(0, 12).map(line)),
    rest.length > 0 && el("details", null, el("summary", null, `${plural(rest.length, "more outlet")}`), el("ul", null, rest.map(line))));
}

// ---- Which variant is closest to which: statements shared, of all that the two have.

function closeness(story) {
  const texts = story.texts;
  const column = new Map(texts.map((a, i) => [a.index, i]));
  const counts = texts.map(() => texts.map(() => ({shared: 0, same: 0})));
  const sizes = texts.map((a) => a.count);
  for (const row of story.rows) {
    const folded = row.map((cell) => (cell.length ? bare(cell.map(model.claimText).join(" ")) : ""));
    for (let i = 0; i < row.length; i++) {
      for (let j = 0; j < row.length; j++) {
        if (i === j || !row[i].length || !row[j].length) continue;
        counts[i][j].shared += row[i].length;
        if (folded[i] === folded[j]) counts[i][j].same += row[i].length;
      }
    }
  }
  const at = (article) => column.get(story.copies.has(article.index) ? story.copies.get(article.index) : article.index);
  return (a, b) => {
    const [i, j] = [at(a), at(b)];
    if (i === j) return {share: 1, same: 1, copy: true};
    const all = sizes[i] + sizes[j];
    return {share: all ? (counts[i][j].shared + counts[j][i].shared) / all : 0, same: all ? (counts[i][j].same + counts[j][i].same) / all : 0};
  };
}

function matrix(story) {
  const close = closeness(story);
  const members = story.members;
  const original = (a) => (story.copies.has(a.index) ? story.copies.get(a.index) : a.index); // copies are compared once
  const pairs = new Map();
  for (const finding of story.findings) {
    if (finding.status !== "new") continue;
    const touched = [...new Set([...finding.sides, ...finding.others].map((s) => original(s.article)))];
    for (const i of touched) for (const j of touched) if (i !== j) pairs.set(`${i} ${j}`, (pairs.get(`${i} ${j}`) || 0) + 1);
  }
  const between = (a, b) => pairs.get(`${original(a)} ${original(b)}`) || 0;
  const percent = (x) => `${Math.floor(100 * x + 0.5)} %`;
  const nearest = members.map((a) => {
    const others = members.filter((b) => b !== a).map((b) => ({b, ...close(a, b)})).sort((x, y) => y.share - x.share || y.same - x.same);
    return others.length ? el("li", null, words(a.name, {class: "outlet"}), " is closest to ", words(others[0].b.name, {class: "outlet"}),
      others[0].copy ? ": the same text word for word." : `: ${percent(others[0].share)} of their statements are shared, ${percent(others[0].same)} word for word.`) : null;
  });
  const shown = members.length <= 12;
  const table = () => el("div.scroll", {tabindex: "0", role: "region", "aria-label": "Closeness of the articles"}, el("table.matrix", null,
      el("caption", null, "Statements that two articles share, of all that both have; below it, how many findings lie between them."),
      el("thead", null, el("tr", null, el("td"), members.map((a) => el("th", {scope: "col"}, words(a.name))))),
      el("tbody", null, members.map((a) => el("tr", null, el("th", {scope: "row"}, words(a.name)), members.map((b) => {
        if (a === b) return el("td.self", null, el("span", {"aria-hidden": "true"}, "·"), el("span.sr", null, "itself"));
        const {share, copy} = close(a, b);
        const found = between(a, b);
        return el("td", {style: {"--share": `${Math.round(100 * share)}%`}, class: "share"}, el("b", null, percent(share)),
          el("span", null, copy ? "copy" : plural(found, "finding")));
      }))))));
  if (shown) return el("div", null, el("ul.nearest", null, nearest), table());
  const fold = el("details", null, el("summary", null, `Table of ${number(members.length)} articles by ${number(members.length)}`));
  fold.addEventListener("toggle", () => { if (fold.open && !fold.querySelector("table")) fold.append(table()); });
  return el("div", null, el("ul.nearest", null, nearest.slice(0, 12)), nearest.length > 12 && el("details", null, el("summary", null, `${number(nearest.length - 12)} more`), el("ul.nearest", null, nearest.slice(12))), fold);
}

// ---- The ledger of names: all spellings, how often, by whom.

function nameRow(entry, within) {
  const spellings = entry.spellings.map((s) => ({surface: s.surface, forms: s.forms, uses: within ? s.uses.filter((u) => within.has(u.article)) : s.uses})).filter((s) => s.uses.length);
  const total = (s) => s.uses.reduce((sum, u) => sum + u.count, 0);
  return el("div.name-row", null,
    el("p.name-label", {dir: "auto"}, entry.label),
    el("ul", null, spellings.map((s) => {
      const outlets = new Map();
      for (const use of s.uses) outlets.set(use.article.name, (outlets.get(use.article.name) || 0) + use.count);
      const shown = [...outlets].slice(0, 6);
      return el("li", null, words(s.surface, {class: "spelling"}), s.forms.length > 0 && el("span.forms", {dir: "auto"}, `also ${s.forms.join(", ")}`), el("span.count", null, `× ${number(total(s))}`),
        el("span.outlets", null, shown.map(([name, count], i) => [i > 0 && ", ", words(name), outlets.size > 1 && ` ${count}`]), outlets.size > 6 && ` and ${outlets.size - 6} more`));
    })));
}

function namesOf(story) {
  const within = new Set(story.members);
  const spelled = (e) => e.spellings.filter((s) => s.uses.some((u) => within.has(u.article))).length;
  return model.names.filter((e) => spelled(e) > 0).map((e) => ({entry: e, count: spelled(e)})).sort((a, b) => b.count - a.count || a.entry.index - b.entry.index).map((x) => x.entry);
}
