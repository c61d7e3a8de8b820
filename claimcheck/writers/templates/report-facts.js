// ---- A story's facts: a row for each, a column for each outlet by time of publication.

function factTable(story) {
  const [columns, rows] = story.facts;
  const outlets = columns.map((i) => model.articles[i]);
  const differing = rows.filter((r) => r[4].some((c) => c && c[2] & 1));
  const agreeing = rows.filter((r) => !differing.includes(r));
  if (!rows.length) return null;
  const body = el("tbody", null, differing.map((r) => factRow(story, r, outlets)));
  const table = el("table.facts", null,
    el("caption", null, differing.length ? `${plural(differing.length, "fact")} on which the outlets differ, of ${number(rows.length)}.` : `The outlets agree on all ${plural(rows.length, "fact")} that two of them give.`),
    el("thead", null, el("tr", null, el("th", {scope: "col"}, "Fact"), outlets.map((a) => el("th", {scope: "col"}, words(a.name), el("span.date", null, a.day || "no date"))))),
    body);
  const made = el("div", null, el("div.scroll", {tabindex: "0", role: "region", "aria-label": "Facts by outlet"}, table));
  if (agreeing.length) {
    const more = el("tbody", {hidden: differing.length > 0}, agreeing.map((r) => factRow(story, r, outlets)));
    table.append(more);
    if (differing.length) {
      const button = el("button.quiet", {type: "button", "aria-expanded": "false", onclick: () => {
        more.hidden = !more.hidden;
        button.setAttribute("aria-expanded", String(!more.hidden));
        button.textContent = more.hidden ? `Show ${plural(agreeing.length, "fact")} without a difference` : "Hide facts without a difference";
      }}, `Show ${plural(agreeing.length, "fact")} without a difference`);
      made.append(button);
    }
  }
  return made;
}

function factRow(story, row, outlets) {
  const [kind, label, majority, earliest, cells] = [model.text(row[0]), model.text(row[1]), model.text(row[2]), model.text(row[3]), row[4]];
  const differs = cells.some((c) => c && c[2] & 1);
  return el(differs ? "tr.differs" : "tr", null,
    el("th", {scope: "row"}, el("span.kind", null, words(kind)), words(label),
      differs && majority && el("span.tally", null, "most: ", words(majority)),
      differs && earliest && earliest !== majority && el("span.tally", null, "first: ", words(earliest))),
    cells.map((cell, i) => {
      if (!cell) return el("td.silent", {"data-name": outlets[i].name}, el("span", {"aria-hidden": "true"}, "–"), el("span.sr", null, "does not say"));
      const [surface, value, claim] = [model.text(cell[0]), model.text(cell[1]), cell[3]];
      const [odd, first] = [(cell[2] & 1) > 0, (cell[2] & 2) > 0];
      const said = words(surface, {lang: outlets[i].lang});
      return el(odd ? "td.odd" : "td", {"data-name": outlets[i].name},
        odd && el("span.oddmark", null, "differs"),
        claim >= 0 ? el("a", {href: address({view: "story", id: story.id, part: "texts", sentence: model.claimAddress(claim)}), title: "Show the sentence"}, said) : said,
        first && differs && el("span.tag.first", null, "earliest"),
        value && plain(value) !== plain(surface) && el("span.value", null, words(value)));
    }));
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
  return el("div", null, el("ul.nearest", null, members.length <= 12 && nearest),
    el("div.scroll", {tabindex: "0", role: "region", "aria-label": "Closeness of the variants"}, el("table.matrix", null,
      el("caption", null, "Statements that two variants share, of all that both have; below it, how many findings lie between them."),
      el("thead", null, el("tr", null, el("td"), members.map((a) => el("th", {scope: "col"}, words(a.name))))),
      el("tbody", null, members.map((a) => el("tr", null, el("th", {scope: "row"}, words(a.name)), members.map((b) => {
        if (a === b) return el("td.self", null, el("span", {"aria-hidden": "true"}, "·"), el("span.sr", null, "itself"));
        const {share, copy} = close(a, b);
        const found = between(a, b);
        return el("td", {style: {"--share": `${Math.round(100 * share)}%`}, class: "share"}, el("b", null, percent(share)),
          el("span", null, copy ? "copy" : plural(found, "finding")));
      })))))));
}

// ---- The ledger of names: all spellings, how often, by whom.

function nameRow(entry, within) {
  const spellings = entry.spellings.map((s) => ({surface: s.surface, uses: within ? s.uses.filter((u) => within.has(u.article)) : s.uses})).filter((s) => s.uses.length);
  const total = (s) => s.uses.reduce((sum, u) => sum + u.count, 0);
  return el("div.name-row", null,
    el("p.name-label", {dir: "auto"}, entry.label),
    el("ul", null, spellings.map((s) => {
      const outlets = new Map();
      for (const use of s.uses) outlets.set(use.article.name, (outlets.get(use.article.name) || 0) + use.count);
      const shown = [...outlets].slice(0, 6);
      return el("li", null, words(s.surface, {class: "spelling"}), el("span.count", null, `× ${number(total(s))}`),
        el("span.outlets", null, shown.map(([name, count], i) => [i > 0 && ", ", words(name), outlets.size > 1 && ` ${count}`]), outlets.size > 6 && ` and ${outlets.size - 6} more`));
    })));
}

function namesOf(story) {
  const within = new Set(story.members);
  const spelled = (e) => e.spellings.filter((s) => s.uses.some((u) => within.has(u.article))).length;
  return model.names.filter((e) => spelled(e) > 0).map((e) => ({entry: e, count: spelled(e)})).sort((a, b) => b.count - a.count || a.entry.index - b.entry.index).map((x) => x.entry);
}
